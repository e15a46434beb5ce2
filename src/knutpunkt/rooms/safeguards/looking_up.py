"""Finding somebody one does not see: by personnummer, or by exact name and birth date, so often and no more.

What is found here is never shown: the door decides afterwards, and what it does not open is answered exactly
as what does not exist (trust §1.10, T09, T34).
"""

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Participation
from knutpunkt.foundation.people.models import Child, Enrolment, NationalId, Professional
from knutpunkt.foundation.sealing.box import blind_indexes
from knutpunkt.rooms.concerns.acting import person
from knutpunkt.rooms.concerns.recognising import folded, recognised
from knutpunkt.rooms.intake.national_ids import read_id
from knutpunkt.rooms.safeguards.models import LookUp
from knutpunkt.rooms.safeguards.refusals import TooManyLookUps

MOST_AN_HOUR = 10
AN_HOUR = timedelta(hours=1)
alarm = logging.getLogger("knutpunkt.alarm")


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is looked for: a number, or a name with a birth date."""

    national_id: str = ""
    name: str = ""
    birth_date: date | None = None


def look_up(sought: Sought, *, actor: Actor, on: date) -> list[Child]:
    """Those it can be; recorded and counted whether or not anybody is found. Raises ``TooManyLookUps``."""
    with transaction.atomic():
        me = Professional.objects.select_for_update().get(pk=person(actor))
        lately = LookUp.objects.filter(professional=me, at__gt=timezone.now() - AN_HOUR).count()
        if lately < MOST_AN_HOUR:
            with recorded(actor=actor, action="person.looked_up"):
                LookUp.objects.create(professional=me, at=timezone.now())
            return _found(sought, on)
    with recorded(actor=actor, action="person.look_up_refused"):
        alarm.error("too many look-ups by one professional")
    raise TooManyLookUps


def known_to(area: UUID | None, children: list[Child], on: date) -> list[Child]:
    """Those who go to school in the area, have a case there, or one that it takes part in."""
    # Nobody is asked about as well: that nobody was found must not be heard in the time (T09).
    keys = [child.pk for child in children] or [uuid4()]
    here = Q(pk__in=Enrolment.objects.running(on).filter(unit__area=area, child__in=keys).values("child"))
    here |= Q(pk__in=Case.objects.filter(unit__area=area, child__in=keys).values("child"))
    parts = Participation.objects.running(on).filter(unit__area=area, case__child__in=keys)
    here |= Q(pk__in=parts.values("case__child"))
    known = set(Child.objects.filter(here, pk__in=keys).values_list("pk", flat=True))
    return [child for child in children if child.pk in known]


def _found(sought: Sought, on: date) -> list[Child]:
    number = read_id(sought.national_id, on=on)
    if number is not None:
        ids = NationalId.objects.filter(blind_index__in=blind_indexes(number.value), child__isnull=False)
        return list(recognised(Child.objects.filter(pk__in=ids.values("child"))))
    if sought.birth_date is None or not sought.name.strip():
        return []
    born = recognised(Child.objects.filter(birth_date=sought.birth_date))
    wanted = folded(sought.name)
    return [child for child in born if folded(str(child)) == wanted]
