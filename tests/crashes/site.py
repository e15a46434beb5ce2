"""The site that is killed, from the inside: built with people at work, and afterwards asked what it kept.

``build`` makes the world and tells the sessions of those who write. ``look`` tells every text written by
them that is stored, what is torn, and how many pupils of each delivery there are.
"""

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
PROMISES, GOALS_EACH, FACTORS = 400, 3, 3


def main() -> None:
    django.setup()
    print(json.dumps(build() if sys.argv[1] == "build" else look()), flush=True)


def build() -> dict[str, Any]:
    from django.core.management import call_command
    from django.utils import timezone

    from knutpunkt.rooms.concerns.tests.place import build as place
    from knutpunkt.rooms.plans.tests.planned import make

    call_command("migrate", verbosity=0, interactive=False)
    on = timezone.localdate()
    planned = make(place(), on)
    return {
        "case": str(planned.case.pk),
        "plan": str(planned.plan.pk),
        "promises": _promises(planned, on),
        "later": str(on + timedelta(days=9)),
        "sessions": [_session(planned.place.elin) for _ in range(4)],
    }


def _promises(planned: Any, on: Any) -> list[str]:
    from knutpunkt.foundation.commitments.operations import promise

    elin = planned.place.elin
    return [
        str(
            promise(
                actor=planned.elin,
                on=on,
                matter=planned.case.matter,
                what=f"Löfte {number}",
                unit=elin.unit,
                holder=elin.professional,
                due=on + timedelta(days=5),
                source="case",
            ).pk
        )
        for number in range(PROMISES)
    ]


def _session(assignment: Any) -> str:
    from django.conf import settings
    from django.test import Client

    from tests.signed_in import sign_in

    client = Client()
    sign_in(client, assignment)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def look() -> dict[str, Any]:
    from knutpunkt.foundation.commitments.models import Commitment
    from knutpunkt.foundation.people.models import Child
    from knutpunkt.rooms.cases.models import Note
    from knutpunkt.rooms.plans.models import Goal

    ended = Commitment.objects.exclude(state=Commitment.State.OPEN)
    moved = {str(one.pk): str(one.due) for one in Commitment.objects.filter(state=Commitment.State.OPEN)}
    return {
        "notes": [note.text for note in Note.objects.all()],
        "goals": [goal.words for goal in Goal.objects.all()],
        "ended": [str(key) for key in ended.values_list("pk", flat=True)],
        "due": moved,
        "children": [child.given_name for child in Child.objects.all()],
        "torn": [*_records_without_content(), *_half_assessments(), *_open_without_promise(), *_unlogged()],
    }


def _records_without_content() -> list[str]:
    from knutpunkt.foundation.casefile.models import Record

    rooms = list(Record.__subclasses__())
    whole = {key for model in rooms for key in model.objects.values_list("pk", flat=True)}
    return [
        f"record {key} has no content"
        for key in Record.objects.values_list("pk", flat=True)
        if key not in whole
    ]


def _half_assessments() -> list[str]:
    from knutpunkt.rooms.plans.models import Assessment

    return [
        f"assessment {one.pk} is half" for one in Assessment.objects.all() if one.factors.count() != FACTORS
    ]


def _open_without_promise() -> list[str]:
    from knutpunkt.foundation.commitments.models import Commitment, Matter

    carried = Commitment.objects.filter(state=Commitment.State.OPEN).values("matter")
    alone = Matter.objects.filter(closed_on__isnull=True).exclude(pk__in=carried)
    return [f"matter {one.pk} is in nobody's hands" for one in alone]


def _unlogged() -> list[str]:
    """Each note has exactly the one event it was written with, and each such event its note."""
    from knutpunkt.foundation.audit.models import Event
    from knutpunkt.rooms.cases.models import Note

    told = [one for event in Event.objects.filter(action="note.written") for one in event.objects_touched]
    named = {one.partition(":")[2] for one in told if one.startswith("cases.note:")}
    stored = {str(key) for key in Note.objects.values_list("pk", flat=True)}
    return [f"note {key} and its event do not meet" for key in named ^ stored]


if __name__ == "__main__":
    main()
