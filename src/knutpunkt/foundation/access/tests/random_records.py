"""Random records with disclosures and consents: built right, and then bent in few places.

What is right in every way opens; what is bent in one place must not. So each draw makes one thing that would
be lawful and breaks each of its conditions seldom: most things are right or wrong in exactly one way.
"""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from knutpunkt.foundation.casefile import models as casefile
from knutpunkt.foundation.casefile.models import Audience, Category, Ground, Record
from knutpunkt.foundation.people.models import Profession

if TYPE_CHECKING:
    from knutpunkt.foundation.access.tests.random_world import Builder, World

BASE = date(2026, 2, 28)  # the day somebody born on 29 February has a birthday
NOW = datetime(2026, 2, 28, 12, tzinfo=UTC)
DAYS = [BASE + timedelta(days=step) for step in (-2, -1, 0, 1, 2)]
PROFESSIONS = [
    Profession.TEACHER,
    Profession.HEAD_TEACHER,
    Profession.SCHOOL_COUNSELLOR,
    Profession.PSYCHOLOGIST,
    Profession.SOCIAL_WORKER,
    Profession.STATISTICIAN,
]
SELDOM = 0.06


def add_record(draw: "Builder", world: "World", child: Any, cases: list[Any]) -> None:
    """One record of the child, in a case or not yet, with what has been handed over of it."""
    case = draw.dice.choice(cases) if cases and draw.chance(0.8) else None
    writer = draw.dice.choice(world.assignments)
    own = world.parts[case.pk] if case is not None else world.units
    kinds = [*Record.Kind.values, "concern", "concern", "note", "note", "absence_investigation"]
    record = draw.add(
        Record,
        kind=draw.dice.choice(kinds),
        child=child,
        case=case,
        unit=draw.dice.choice(own) if draw.chance(0.7) else draw.dice.choice(world.units),
        category=draw.dice.choice([*Category.values, "attendance", "support"]),
        audience=draw.dice.choice([*Audience.values, "family"]),
        author=writer.professional if draw.chance(0.8) else None,
        author_unit=writer.unit,
        function=draw.dice.choice(PROFESSIONS),
        draft=draw.chance(0.08),
        restricted=draw.chance(0.1),
        written_on=BASE,
    )
    if record.restricted or draw.chance(0.05):
        for person in draw.dice.sample(world.professionals, k=draw.dice.choice([1, 2, 3])):
            draw.rows.add(Record.readers.through(record_id=record.pk, professional_id=person.pk))
    if case is not None:
        for _ in range(draw.dice.choice([1, 1, 2])):
            _disclose(draw, world, record, cases)


def _receiver(draw: "Builder", world: "World", record: Any) -> Any:
    """Preferably a unit that takes part and lies in another area."""
    others = [unit for unit in world.units if unit.pk != record.unit_id]
    far = [unit for unit in world.parts[record.case_id] if unit.area_id != record.unit.area_id]
    return draw.dice.choice(far if far and draw.chance(0.9) else others)


def _disclose(draw: "Builder", world: "World", record: Any, cases: list[Any]) -> None:
    receiver = _receiver(draw, world, record)
    sender = record.unit
    if draw.chance(SELDOM):
        sender = draw.dice.choice([unit for unit in world.units if unit.pk != receiver.pk])
    case = draw.dice.choice(cases) if draw.chance(0.3) else record.case
    disclosure = draw.add(
        casefile.Disclosure,
        case=None if draw.chance(0.02) else case,
        child=record.child,
        sender=sender,
        recipient=receiver,
        ground=Ground.HARM_TEST if draw.chance(0.2) else Ground.CONSENT,
        decided_by=draw.dice.choice(world.professionals),
        sent_on=draw.dice.choice(DAYS) if draw.chance(SELDOM) else BASE - timedelta(days=60),
        until=draw.dice.choice([*DAYS, BASE + timedelta(days=90)]) if draw.chance(0.12) else None,
        ended_on=draw.dice.choice(DAYS) if draw.chance(SELDOM) else None,
        refused=draw.chance(SELDOM),
        undone=draw.chance(SELDOM),
        opens_at=NOW + draw.dice.choice([-1, 0, 1]) * timedelta(microseconds=1)
        if draw.chance(0.15)
        else NOW - timedelta(days=50),
    )
    consent = _consent(draw, world, record, disclosure, cases)
    item_consent = None if draw.chance(0.03) else consent
    draw.add(casefile.DisclosureItem, disclosure=disclosure, record=record, consent=item_consent)


def _consent(draw: "Builder", world: "World", record: Any, disclosure: Any, cases: list[Any]) -> Any:
    others = [unit for unit in world.units if unit.pk != disclosure.recipient_id]
    decides = draw.dice.choice(["together"] * 8 + ["child", "guardian"])
    family = world.families[record.child.pk] or world.guardians[:1]
    request = draw.add(
        casefile.ConsentRequest,
        decides=decides,
        guardian=draw.dice.choice(family) if decides == "guardian" else None,
        taken_back_on=draw.dice.choice(DAYS) if draw.chance(SELDOM) else None,
        case=draw.dice.choice(cases) if draw.chance(0.15) else record.case,
        sender=disclosure.sender,
        recipient=disclosure.recipient,
        purpose="Stöd",
        asked_by=draw.dice.choice(world.professionals),
        asked_on=BASE,
    )
    if draw.chance(0.15):
        draw.add(
            casefile.GuardianNotAsked,
            request=request,
            guardian=draw.dice.choice(family),
            why="unreachable",
            reason="Skäl",
            decided_by=draw.dice.choice(world.professionals),
            decided_on=draw.dice.choice(DAYS) if draw.chance(0.5) else BASE - timedelta(days=30),
        )
    span = draw.span() if draw.chance(0.2) else {"start": BASE - timedelta(days=400), "last_day": None}
    consent = draw.add(
        casefile.Consent,
        request=request,
        child=record.child,
        sender=draw.dice.choice(others) if draw.chance(SELDOM) else disclosure.sender,
        recipient=draw.dice.choice(world.units) if draw.chance(SELDOM) else disclosure.recipient,
        category=draw.dice.choice(Category.values) if draw.chance(SELDOM) else record.category,
        maturity_reason="Bedömt" if draw.chance(0.3) else "",
        childs_no_overridden="Skäl" if draw.chance(0.3) else "",
        start=span["start"],
        last_day=span["last_day"] or BASE + timedelta(days=300),
    )
    _answers(draw, world, consent)
    return consent


def _answers(draw: "Builder", world: "World", consent: Any) -> None:
    family = dict.fromkeys(world.families[consent.child.pk])
    for giver in [None, *family, draw.dice.choice([one for one in world.guardians if one not in family])]:
        # The child answers otherwise more often: for it there are more rules.
        bent = 0.5 if giver is None else 0.12
        if not draw.chance(bent):
            _answer(draw, world, consent, giver, "yes", current=True)
        elif draw.chance(0.6):
            _answer(
                draw,
                world,
                consent,
                giver,
                draw.dice.choice(["yes", "yes", "no", "no", "not_now"]),
                current=True,
            )
        if draw.chance(0.1):
            _answer(draw, world, consent, giver, "yes", current=False)


def _answer(draw: "Builder", world: "World", consent: Any, giver: Any, answer: str, *, current: bool) -> None:
    withdrawn: date | None = draw.dice.choice(DAYS) if answer == "yes" and draw.chance(0.12) else None
    draw.add(
        casefile.ConsentAnswer,
        consent=consent,
        guardian=giver,
        by_child=giver is None,
        answer=answer,
        how="paper",
        given_on=draw.dice.choice(DAYS) if draw.chance(0.1) else BASE - timedelta(days=30),
        withdrawn_on=withdrawn,
        current=current,
        documented_by=draw.dice.choice(world.professionals),
    )
