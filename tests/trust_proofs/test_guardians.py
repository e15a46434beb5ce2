"""T10: what a guardian and the child themselves may see, written out as a table and asked of ``decide``.

What is expected is told by hand, case by case, and shares nothing with the rules. The family has no pages
yet, so the rules are asked themselves; the whole product of persons, days, ages, things and acts.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from knutpunkt.foundation.access import facts as plain
from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.consenting import agreement
from knutpunkt.foundation.access.decide import decide
from knutpunkt.foundation.access.loading import kind_of
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.casefile import models as casefile
from knutpunkt.foundation.casefile.models import Audience, Category, ConsentAnswer, Ground, Record
from knutpunkt.foundation.people import models as people
from knutpunkt.foundation.people.models import ProtectedIdentity
from tests.figures import figure

TODAY = date(2026, 3, 2)
A_DAY = timedelta(days=1)
YESTERDAY, TOMORROW = TODAY - A_DAY, TODAY + A_DAY
LONG_AGO = date(2015, 1, 1)
CHILD, SIBLING, CASE, SCHOOL, CLINIC, AUTHOR = (uuid4() for _ in range(6))

# Who → the days on which they decide for a child who is not of age.
EVERY_DAY = {YESTERDAY, TODAY, TOMORROW}
DECIDES: dict[str, set[date]] = {
    "mother": EVERY_DAY,
    "father": EVERY_DAY,
    "custody ended yesterday": {YESTERDAY},
    "custody ends today": {YESTERDAY, TODAY},
    "custody begins tomorrow": {TOMORROW},
    "parent without custody": set(),
    "other in charge": set(),
    "blocked": set(),
    "blocked on another link": set(),
    "blocked until yesterday": {TODAY, TOMORROW},
    "held": set(),
    "held until yesterday": {TODAY, TOMORROW},
    "held from tomorrow": {YESTERDAY, TODAY},
    "the sibling's guardian": set(),
    "a stranger": set(),
}
IDS = {name: uuid4() for name in DECIDES}


def link(
    name: str,
    start: date = LONG_AGO,
    last: date | None = None,
    *,
    custody: bool = True,
    blocked: bool = False,
) -> plain.Guardianship:
    return plain.Guardianship(start, last, IDS[name], custody, blocked)


LINKS = (
    link("mother"),
    link("father"),
    link("custody ended yesterday", last=YESTERDAY),
    link("custody ends today", last=TODAY),
    link("custody begins tomorrow", TOMORROW),
    link("parent without custody", custody=False),
    link("other in charge", custody=False),
    link("blocked", blocked=True),
    link("blocked on another link"),
    link("blocked on another link", custody=False, blocked=True),
    link("blocked until yesterday"),
    link("blocked until yesterday", last=YESTERDAY, custody=False, blocked=True),
    link("held"),
    link("held until yesterday"),
    link("held from tomorrow"),
)
HOLDS = (
    plain.ContactHold(LONG_AGO, None, IDS["held"]),
    plain.ContactHold(LONG_AGO, YESTERDAY, IDS["held until yesterday"]),
    plain.ContactHold(TOMORROW, None, IDS["held from tomorrow"]),
)
# Age → the birth date, and on which of the days somebody is of age.
AGES: dict[str, tuple[date | None, set[date]]] = {
    "seven": (date(2019, 1, 1), set()),
    "15 today": (date(2011, 3, 2), set()),
    "sixteen": (date(2010, 1, 1), set()),
    "18 tomorrow": (date(2008, 3, 3), {TOMORROW}),
    "18 today": (date(2008, 3, 2), {TODAY, TOMORROW}),
    "nineteen": (date(2007, 1, 1), EVERY_DAY),
    "unknown": (None, set()),
}


@dataclass(frozen=True)
class World:
    """The facts about the child at one age, and every kind of thing there is about it."""

    facts: plain.Facts
    things: dict[str, tuple[plain.Thing, frozenset[Action]]]


def a_world(birth: date | None) -> World:
    part = plain.Participation(LONG_AGO, None, AUTHOR, SCHOOL, coordinates=True)
    promise = plain.Commitment(uuid4(), uuid4(), "case", SCHOOL, CHILD, CASE, SCHOOL, AUTHOR, None, open=True)
    case = plain.Case(CASE, CHILD, SCHOOL, (part,), (promise,))
    child = plain.Child(
        CHILD, birth, "", "Alva", guardianships=LINKS, cases=(case,), commitments=(promise,), holds=HOLDS
    )
    sibling = replace(
        child, id=SIBLING, cases=(), commitments=(), holds=(), guardianships=(link("the sibling's guardian"),)
    )
    facts = plain.Facts(
        children={CHILD: child, SIBLING: sibling},
        cases={CASE: case},
        areas={SCHOOL: uuid4(), CLINIC: uuid4()},
    )
    return World(facts, _things(child, case, promise))


NOTHING, READS = frozenset[Action](), frozenset({Action.READ})
SEES = frozenset({Action.READ, Action.LOCATE, Action.ATTENDANCE})


def _things(
    child: plain.Child, case: plain.Case, promise: plain.Commitment
) -> dict[str, tuple[plain.Thing, frozenset[Action]]]:
    """Each thing with what it opens for to who decides for the child; nothing else, to nobody else."""
    given = plain.Disclosure(
        uuid4(), CASE, CHILD, SCHOOL, CLINIC, Ground.HARM_TEST, LONG_AGO, None, None, False
    )
    return {
        "the child": (child, SEES),
        "the case": (case, READS),
        "who takes part": (plain.Part(uuid4(), SCHOOL, case), READS),
        "a promise": (promise, NOTHING),
        "a matter": (plain.Matter(uuid4(), CHILD, (promise,)), NOTHING),
        "the asking of the other guardian": (plain.Request(uuid4(), CASE, SCHOOL, CLINIC), NOTHING),
        "a disclosure": (given, NOTHING),
        "for the family": (_record(child, case), READS),
        "for the family, without a case": (_record(child, None), READS),
        "for the team": (_record(child, case, audience=Audience.TEAM), NOTHING),
        "for the own unit": (_record(child, case, audience=Audience.OWN), NOTHING),
        "a draft": (_record(child, case, draft=True), NOTHING),
        "the youth's private statement": (
            _record(child, case, kind=Record.Kind.CHILDS_VIEW, restricted=True, readers=frozenset({AUTHOR})),
            NOTHING,
        ),
        "the child's words for the team": (
            _record(child, case, kind=Record.Kind.CHILDS_VIEW, audience=Audience.TEAM), NOTHING,
        ),
        "a report of concern": (_record(child, case, kind=Record.Kind.REPORT_OF_CONCERN), NOTHING),
        "handed to the clinic": (
            _record(child, case, audience=Audience.TEAM, items=(plain.Item(given, None),)), NOTHING,
        ),
    }  # fmt: skip


def _record(child: plain.Child, case: plain.Case | None, **given: object) -> plain.Record:
    values: dict[str, object] = {
        "kind": Record.Kind.NOTE,
        "category": Category.SUPPORT,
        "audience": Audience.FAMILY,
        "author": AUTHOR,
        "author_unit": SCHOOL,
        "function": "teacher",
        "draft": False,
        "restricted": False,
    }
    return plain.Record(uuid4(), child=child, case=case, unit=SCHOOL, **(values | given))  # type: ignore[arg-type]


def guardian(name: str) -> Actor:
    return Actor(kind=ActorKind.GUARDIAN, person=IDS[name])


def wrong_for(world: World, who: str, actor: Actor, *, decides: bool, on: date) -> list[str]:
    """Where the rules and the table differ, for one person on one day."""
    found = []
    for name, (thing, opens) in world.things.items():
        for action in Action:
            allowed = decide(actor, action, thing, world.facts, on).allow
            if allowed != (decides and action in opens):
                found.append(f"{who} {on}: {action} {name}: {allowed}")
    return found


def test_t10_a_guardian_sees_what_the_table_says_at_every_age_and_on_every_day():
    faults, asked = [], 0
    for birth, of_age in AGES.values():
        world = a_world(birth)
        for name, on in product(DECIDES, sorted(EVERY_DAY)):
            decides = on in DECIDES[name] and on not in of_age
            faults += wrong_for(world, name, guardian(name), decides=decides, on=on)
            asked += len(world.things) * len(Action)
    assert faults == []
    figure("T10", f"{asked} svar om vårdnadshavare i {len(AGES)} åldrar och tre dagar, 0 mot tabellen")


@pytest.mark.parametrize("age", AGES)
def test_t10_the_child_sees_its_own_at_every_age_and_nobody_else_with_its_role(age: str):
    world = a_world(AGES[age][0])
    for on in EVERY_DAY:
        assert wrong_for(world, "child", Actor(kind=ActorKind.CHILD, person=CHILD), decides=True, on=on) == []
        for other in (SIBLING, IDS["mother"], None):
            actor = Actor(kind=ActorKind.CHILD, person=other)
            assert wrong_for(world, "another child", actor, decides=False, on=on) == []


def test_t10_a_guardian_who_calls_themselves_something_else_sees_nothing():
    world = a_world(AGES["seven"][0])
    for kind in (ActorKind.PROFESSIONAL, ActorKind.ADMINISTRATOR, ActorKind.SYSTEM):
        actor = Actor(kind=kind, person=IDS["mother"])
        assert wrong_for(world, kind, actor, decides=False, on=TODAY) == []
    assert wrong_for(world, "nobody", Actor(kind=ActorKind.GUARDIAN), decides=False, on=TODAY) == []


@pytest.mark.parametrize("level", [ProtectedIdentity.MARKED, ProtectedIdentity.POPULATION])
def test_t10_where_a_protected_family_is_is_told_to_no_guardian(level: str):
    world = a_world(AGES["seven"][0])
    child = world.facts.children[CHILD]
    hidden = {
        "the child": replace(child, protected_identity=level),
        "the other guardian": replace(
            child,
            guardianships=tuple(
                replace(one, protected=level) if one.guardian == IDS["father"] else one for one in LINKS
            ),
        ),
        "a sibling": replace(child, siblings=(plain.Sibling(LONG_AGO, None, IDS["mother"], level),)),
    }
    for who, thing in hidden.items():
        for name in DECIDES:
            assert not decide(guardian(name), Action.LOCATE, thing, world.facts, TODAY).allow, (who, name)


@pytest.mark.parametrize(
    "model",
    [people.Guardian, people.Guardianship, people.NationalId, people.ContactHold, people.Enrolment,
     casefile.ConsentAnswer, casefile.GuardianNotAsked, casefile.Consent],
)  # fmt: skip
def test_t10_what_is_about_another_guardian_has_no_door_of_its_own(model):
    with pytest.raises(TypeError):
        kind_of(model)


YES, NO = ConsentAnswer.Answer.YES, ConsentAnswer.Answer.NO
# Age; who has custody; what mother, father and child said; whether it is assessed → whether it is effective.
CONSENTS = [
    ("seven", "both", (YES, YES, None), "", True),
    ("seven", "both", (YES, None, None), "", False),
    ("seven", "both", (YES, NO, None), "", False),
    ("seven", "both", (YES, YES, NO), "", False),
    ("seven", "both", (YES, YES, NO), "overridden", True),
    ("seven", "both", (None, None, YES), "", False),
    ("seven", "mother", (YES, None, None), "", True),
    ("seven", "mother", (None, YES, None), "", False),
    ("seven", "nobody", (YES, YES, None), "", False),
    ("seven", "nobody", (None, None, YES), "", True),
    ("15 today", "both", (YES, YES, None), "", False),
    ("15 today", "both", (YES, YES, YES), "", True),
    ("15 today", "both", (YES, YES, NO), "", False),
    ("15 today", "both", (YES, YES, None), "assessed", True),
    ("15 today", "both", (YES, None, YES), "", False),
    ("15 today", "both", (None, None, YES), "", False),
    ("18 tomorrow", "both", (YES, YES, None), "assessed", True),
    ("18 tomorrow", "both", (None, None, YES), "", False),
    ("18 today", "both", (YES, YES, None), "", False),
    ("18 today", "both", (YES, YES, None), "assessed", False),
    ("18 today", "both", (None, None, YES), "", True),
    ("18 today", "both", (NO, NO, YES), "", True),
    ("unknown", "both", (YES, YES, None), "", False),
    ("unknown", "both", (YES, YES, YES), "", True),
]
CUSTODY = {
    "both": (link("mother"), link("father")),
    "mother": (link("mother"), link("father", last=YESTERDAY)),
    "nobody": (link("mother", blocked=True), link("father", custody=False)),
}


@pytest.mark.parametrize(("age", "who", "said", "written", "effective"), CONSENTS)
def test_t10_a_consent_holds_as_the_table_says(age, who, said, written, effective):
    child = plain.Child(CHILD, AGES[age][0], "", guardianships=CUSTODY[who])
    givers: tuple[UUID | None, ...] = (IDS["mother"], IDS["father"], None)
    answers = tuple(
        plain.Answer(giver, one, LONG_AGO, None, current=True)
        for giver, one in zip(givers, said, strict=True)
        if one is not None
    )
    consent = plain.Consent(
        LONG_AGO, None, uuid4(), CASE, CHILD, SCHOOL, CLINIC, Category.SUPPORT,
        maturity_reason="bedömt" if written == "assessed" else "",
        childs_no_overridden="bedömt" if written == "overridden" else "",
        answers=answers,
    )  # fmt: skip
    assert agreement(consent, child, TODAY).effective is effective
