"""T20: several people write in the same plan; nothing is replaced unseen, and nobody's text is lost."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.figures import figure

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Profession
from knutpunkt.rooms.cases import operations as cases
from knutpunkt.rooms.concerns.tests.place import Place, work
from knutpunkt.rooms.plans.models import Plan
from knutpunkt.rooms.plans.tests.planned import Planned, make
from knutpunkt.rooms.plans.tests.writers import Writers

SETTINGS = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=(Phase.generate,),
)


@pytest.fixture
def planned(place: Place) -> Planned:
    on = timezone.localdate()
    made = make(place, on)
    with recorded(actor=SYSTEM, action="world.built"):
        place.eva = work("Eva", "Strand", place.school, Profession.TEACHER)  # type: ignore[attr-defined]
    for name in ("sam", "mia", "eva"):
        person = getattr(place, name).professional
        cases.invite(actor=made.elin, on=on, case=made.case, unit=place.school, professional=person)
    return made


def machine(planned: Planned) -> type[Writers]:
    def stored() -> dict[str, str]:
        plan = Plan.objects.get(pk=planned.plan.pk)
        return {"title": plan.title, "present_situation": plan.present_situation}

    place = planned.place
    Writers.people = [place.elin, place.sam, place.mia, place.eva]
    Writers.address = reverse("plans:change", args=[planned.plan.pk])
    Writers.fields = ("title", "present_situation")
    Writers.stored = staticmethod(stored)
    Writers.told = {}
    return Writers


def wrote(planned: Planned, examples: int, steps: int) -> None:
    writers = machine(planned)
    run_state_machine_as_test(
        writers, settings=settings(SETTINGS, max_examples=examples, stateful_step_count=steps)
    )
    told = writers.told
    assert {"met", "saved", "kept"} <= told.keys(), told
    figure(
        "T20",
        f"{told['interleavings']} slumpade ordningar av 2–4 som skriver i samma plan på "
        f"{connection.vendor}: {told['saved']} sparade, {told['met']} fick båda texterna, "
        f"{told['kept']} utkast; 0 tysta förluster",
    )


@pytest.mark.alike
def test_t20_nobodys_text_is_lost_or_replaced_unseen(planned: Planned):
    wrote(planned, 200, 10)


@pytest.mark.deep
def test_t20_nobodys_text_is_lost_or_replaced_unseen_however_long_one_tries(planned: Planned):
    wrote(planned, 10_000, 12)
