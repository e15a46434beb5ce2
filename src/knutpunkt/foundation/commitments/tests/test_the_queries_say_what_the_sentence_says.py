"""Many promises among many people in one database: each query equals the sentence for everyone, every day."""

import os
import random
from datetime import date, timedelta
from uuid import UUID

import pytest

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.queries import held_by, holder_on, with_holder
from knutpunkt.foundation.commitments.tests.faults import ASKING, Bend
from knutpunkt.foundation.commitments.tests.place import (
    TODAY,
    carrier,
    found,
    make_town,
    make_unit,
    open_for,
    register,
)
from knutpunkt.foundation.commitments.tests.sentence import Facts, read_facts
from knutpunkt.foundation.people.models import Appointment, Assignment, Professional, Unit, UnitResponsibility

pytestmark = pytest.mark.django_db
LONGEST, PROMISES = 30, 250


def crowd(dice: random.Random) -> None:
    """Eleven people who come and go at six units of two bodies, and promises between them, at random."""
    town = make_town("Eva")
    first = carrier(open_for(town, "Eva"))
    other = found(town.founding.body.municipality, "Ö friskola", register("Mia"))
    people = [town.appointee, other.appointment.professional, *(register(f"P{n}") for n in range(9))]
    units = [town.school, make_unit(town.founding, "Åskolan"), make_unit(town.founding, "Elevhälsan")]
    units += [make_unit(other, "Ö friskola"), other.office, town.founding.office]
    with recorded(actor=SYSTEM, action="world.built"):
        work = Assignment.objects.bulk_create(
            Assignment(
                professional=dice.choice(people), unit=dice.choice(units), profession="teacher", **days(dice)
            )
            for _ in range(36)
        )
        UnitResponsibility.objects.bulk_create(
            UnitResponsibility(
                professional=at.professional, unit=dice.choice([at.unit, *units]), **days(dice)
            )
            for at in work
        )
        Appointment.objects.bulk_create(
            Appointment(professional=dice.choice(people), responsible_body=found_in.body, **days(dice))
            for found_in in (town.founding, other)
            for _ in range(5)
        )
        Commitment.objects.bulk_create(promise(dice, first, people, units) for _ in range(PROMISES))


def days(dice: random.Random) -> dict[str, date | None]:
    start = TODAY + timedelta(days=dice.randrange(-5, LONGEST))
    return {"start": start, "last_day": dice.choice([None, start + timedelta(days=dice.randrange(12))])}


def promise(
    dice: random.Random, first: Commitment, people: list[Professional], units: list[Unit]
) -> Commitment:
    holder, backup = dice.sample(people, 2)
    return Commitment(
        matter_id=first.matter_id,
        what="Ring",
        unit=dice.choice(units),
        holder=holder,
        backup=dice.choice([None, backup]),
        due=TODAY,
        source="case",
        made_on=TODAY,
    )


def differences(facts: Facts, day: date) -> int:
    """How many answers of the three queries differ from the sentence's, over every promise and person."""
    said = {one["id"]: facts.holder(one, day) for one in facts.promises}
    now = dict(with_holder(Commitment.objects.all(), day).values_list("id", "holder_now_id"))
    wrong = sum(now[key] != holder for key, holder in said.items())
    listed: dict[UUID, UUID] = {}
    for person in Professional.objects.values_list("id", flat=True):
        mine = Commitment.objects.filter(held_by(professional=person, on=day)).values_list("id", flat=True)
        wrong += sum(said[key] != person for key in mine)
        listed.update(dict.fromkeys(mine, person))
    return wrong + sum(holder is not None and key not in listed for key, holder in said.items())


def test_the_queries_and_the_sentence_name_the_same_holder_for_everyone_on_every_day():
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**9))
    print(f"SEED={seed}")
    crowd(random.Random(seed))
    facts = read_facts()
    for offset in range(0, LONGEST, 2):
        assert differences(facts, TODAY + timedelta(days=offset)) == 0


def test_asking_for_one_promise_answers_as_the_sentence():
    crowd(random.Random(2))
    facts = read_facts()
    day = TODAY + timedelta(days=9)
    for one in Commitment.objects.select_related("unit__area__agency", "holder", "backup"):
        said = facts.holder(
            {"unit_id": one.unit_id, "holder_id": one.holder_id, "backup_id": one.backup_id}, day
        )
        if said is not None:
            assert holder_on(one, day).pk == said


@pytest.mark.parametrize("bend", ASKING, ids=lambda bend: bend.__name__)
def test_the_comparison_notices_that(bend: Bend, monkeypatch: pytest.MonkeyPatch):
    crowd(random.Random(1))
    facts = read_facts()
    bend(monkeypatch)
    assert any(differences(facts, TODAY + timedelta(days=offset)) for offset in range(0, LONGEST, 3))
