"""The rules asked about facts written by hand: what no database would hold, and every part of an answer."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from knutpunkt.foundation.access import facts as plain
from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.consenting import Agreement, agreement
from knutpunkt.foundation.access.decide import Decision, decide
from knutpunkt.foundation.access.standing import child_in
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.people.models import Profession

TODAY = date(2026, 3, 2)
LONG_AGO, YESTERDAY = TODAY - timedelta(days=400), TODAY - timedelta(days=1)
UNIT, SENDER, AREA, BODY, CHILD, CASE, MOTHER, FATHER = (uuid4() for _ in range(8))
ANN = Actor(
    kind=ActorKind.PROFESSIONAL,
    person=uuid4(),
    assignment=uuid4(),
    unit=UNIT,
    area=AREA,
    profession=Profession.TEACHER,
)
GUARDIAN = Actor(kind=ActorKind.GUARDIAN, person=MOTHER)
WORKS = plain.Assignment(LONG_AGO, None, ANN.assignment, ANN.person, UNIT, ANN.profession)
FACTS = plain.Facts(
    assignments={WORKS.id: WORKS},
    employed={ANN.person: (WORKS,)},
    areas={UNIT: AREA},
    bodies={UNIT: BODY},
    now=datetime(2026, 3, 2, 12, tzinfo=UTC),
)
PROMISE = plain.Commitment(
    id=uuid4(),
    matter=uuid4(),
    matter_kind="case",
    owner=UNIT,
    child=CHILD,
    case=CASE,
    unit=UNIT,
    holder=uuid4(),
    backup=None,
    open=True,
)


def opens(thing, actor=ANN, action=Action.READ, facts=FACTS):
    return decide(actor, action, thing, facts, TODAY).allow


def child(years, **values):
    born = date(TODAY.year - years, 1, 1)
    links = tuple(plain.Guardianship(LONG_AGO, None, one, True, False) for one in (MOTHER, FATHER))
    return plain.Child(CHILD, born, "none", guardianships=links, **values)


def consent(**values):
    span = {"start": LONG_AGO, "last_day": None, "id": uuid4(), "case": CASE, "child": CHILD}
    parts = {"sender": UNIT, "recipient": uuid4(), "category": "health"}
    return plain.Consent(**span, **parts, maturity_reason="", childs_no_overridden="", **values)


def answer(who, said="yes", given_on=LONG_AGO):
    return plain.Answer(who, said, given_on, None, True)


# --- What is not known stays closed ------------------------------------------------------------------------


def test_what_belongs_to_a_case_that_is_not_known_stays_closed():
    request = plain.Request(uuid4(), CASE, UNIT, uuid4())
    assert child_in(request, FACTS) is None
    assert not opens(request)


@pytest.mark.parametrize("actor", [GUARDIAN, replace(GUARDIAN, person=None)])
def test_the_family_of_a_child_that_is_not_known_sees_nothing(actor):
    case = plain.Case(CASE, CHILD, UNIT)
    assert not opens(case, actor)
    assert not opens(plain.Part(uuid4(), UNIT, case), actor)


@pytest.mark.parametrize("kind", [ActorKind.CHILD, ActorKind.GUARDIAN])
def test_nobody_is_no_family(kind):
    assert not opens(child(12), Actor(kind=kind))
    assert opens(child(12), Actor(kind=kind, person=CHILD if kind is ActorKind.CHILD else MOTHER))


def test_a_holder_who_never_worked_here_and_a_body_without_appointees_leave_it_to_the_backup():
    assert not opens(PROMISE)
    assert opens(replace(PROMISE, backup=ANN.person), action=Action.CHANGE)


def test_a_promise_at_a_unit_of_no_body_is_nobodys():
    assert not opens(PROMISE, facts=replace(FACTS, bodies={}))


def test_an_actor_without_assignment_or_person_opens_nothing():
    case = plain.Case(CASE, CHILD, UNIT, (plain.Participation(LONG_AGO, None, ANN.person, UNIT, False),))
    assert opens(case)
    assert not opens(case, replace(ANN, assignment=None))
    assert not opens(case, replace(ANN, person=None))


# --- Why it did not open, for who reads the log ------------------------------------------------------------


def test_a_refusal_says_why():
    def closed(because, actor, action=Action.READ, thing=None, facts=FACTS):
        return decide(actor, action, thing or child(12), facts, TODAY) == Decision(False, reason=because)

    close = {ANN.person: (plain.Conflict(LONG_AGO, None, CHILD),)}
    statistician = replace(ANN, profession=Profession.STATISTICIAN)
    counts = replace(WORKS, profession=Profession.STATISTICIAN)
    assert closed("does not act through a running assignment", replace(ANN, assignment=uuid4()))
    assert closed("the role may never", statistician, facts=replace(FACTS, assignments={counts.id: counts}))
    assert closed("a conflict of interest closes every ground", ANN, facts=replace(FACTS, conflicts=close))
    hidden = replace(child(12), protected_identity="marked")
    assert closed("protected identity overrides every ground", ANN, Action.LOCATE, hidden)
    assert closed("no rule opens it", ANN)


def test_a_group_without_mentors_opens_nothing():
    member = plain.Membership(LONG_AGO, None, group=uuid4(), unit=UNIT)
    assert not opens(child(12, memberships=(member,)))


def test_of_two_alike_disclosures_the_same_is_always_named():
    ids = sorted((uuid4() for _ in range(4)), key=str)
    given = [handed_over(one) for one in ids]
    for order in (given, given[::-1]):
        record = received(*order)
        assert decide(ANN, Action.READ, record, FACTS, TODAY).disclosure == ids[0]


def handed_over(key):
    return plain.Disclosure(key, CASE, CHILD, SENDER, UNIT, "harm_test", LONG_AGO, None, None, refused=False)


def received(*given):
    """A record of another unit's, in a case that ANN takes part in."""
    part = plain.Participation(LONG_AGO, None, ANN.person, UNIT, False)
    return plain.Record(
        id=uuid4(),
        kind="assessment",
        child=child(12),
        case=plain.Case(CASE, CHILD, UNIT, (part,)),
        unit=SENDER,
        category="health",
        audience="own",
        author=None,
        author_unit=None,
        function="",
        draft=False,
        restricted=False,
        items=tuple(plain.Item(one, None) for one in given),
    )


def test_what_opens_says_by_which_rule_and_through_what():
    part = plain.Participation(LONG_AGO, None, ANN.person, UNIT, False)
    case = plain.Case(CASE, CHILD, UNIT, (part,))
    found = decide(ANN, Action.READ, case, FACTS, TODAY)
    assert found == Decision(True, "own_unit", "deltar i samarbetet")
    given = handed_over(uuid4())
    record = received(given)
    says = "deltar i ärendet för en enhet som handlingen har lämnats ut till"
    assert decide(ANN, Action.READ, record, FACTS, TODAY) == Decision(True, "harm_test", says, given.id)
    hour = timedelta(hours=1)
    made = plain.Opening(
        uuid4(), ANN.person, ANN.assignment, FACTS.now - hour, FACTS.now + hour, None, seconded=False
    )
    known = child(12, openings=(made,), cases=(replace(case, participations=()),))
    found = decide(ANN, Action.READ, known, FACTS, TODAY)
    assert (found.allow, found.ground, found.emergency) == (True, "emergency", made.id)
    assert found.reason.startswith("har gjort en nödöppning")


@dataclass(frozen=True)
class Letter:
    """Something that the tables do not know."""

    child: UUID


def test_what_the_tables_do_not_know_stays_closed():
    assert decide(ANN, Action.READ, Letter(CHILD), FACTS, TODAY) == Decision(False, reason="no rule opens it")
    assert not opens(Letter(CHILD), GUARDIAN)


def test_through_another_s_eyes_the_ground_is_theirs_whose_eyes_are_lent():
    bo = replace(ANN, person=uuid4(), assignment=uuid4())
    works = replace(WORKS, id=bo.assignment, professional=bo.person)
    facts = replace(FACTS, assignments={WORKS.id: WORKS, works.id: works}, employed={bo.person: (works,)})
    part = plain.Participation(LONG_AGO, None, ANN.person, UNIT, False)
    case = plain.Case(CASE, CHILD, UNIT, (part,), (replace(PROMISE, holder=bo.person),))
    grounds = [decide(one, Action.READ, case, facts, TODAY).ground for one in (ANN, bo)]
    assert grounds == ["own_unit", "holder"]
    assert decide(replace(ANN, behind=bo), Action.READ, case, facts, TODAY).ground == "own_unit"
    assert decide(replace(bo, behind=ANN), Action.READ, case, facts, TODAY).ground == "holder"


# --- How a consent stands ----------------------------------------------------------------------------------


def test_an_agreement_tells_who_is_asked_who_has_said_yes_and_what_stops_it():
    both = frozenset({MOTHER, FATHER})
    one = consent(answers=(answer(MOTHER), answer(None, "no", TODAY)))
    assert agreement(one, child(12), TODAY) == Agreement(
        effective=False,
        in_period=True,
        guardians_asked=both,
        guardians_yes=frozenset({MOTHER}),
        child_asked=False,
        child_yes=False,
        child_blocks=True,
    )
    assert not agreement(one, child(12), YESTERDAY).child_blocks
    assert not agreement(one, child(12), LONG_AGO - timedelta(days=1)).in_period


def test_an_agreement_of_a_youth_tells_that_the_child_is_asked():
    one = consent(answers=(answer(MOTHER), answer(FATHER), answer(None)))
    found = agreement(one, child(16), TODAY)
    assert found == Agreement(
        effective=True,
        in_period=True,
        guardians_asked=frozenset({MOTHER, FATHER}),
        guardians_yes=frozenset({MOTHER, FATHER}),
        child_asked=True,
        child_yes=True,
        child_blocks=False,
    )
    assert not found.child_missing
    assert found.guardians_missing == frozenset()


def test_a_guardian_is_left_out_from_the_day_it_is_decided():
    one = consent(answers=(answer(MOTHER),), not_asked=(plain.NotAsked(FATHER, TODAY),))
    assert agreement(one, child(12), TODAY).effective
    assert not agreement(one, child(12), YESTERDAY).effective


def test_what_one_guardian_decides_is_closed_while_no_guardian_is_named():
    one = consent(decides="guardian", guardian=MOTHER, answers=(answer(MOTHER),))
    assert agreement(one, child(12), TODAY).effective
    nobody = agreement(replace(one, guardian=None), child(12), TODAY)
    assert not nobody.effective
    assert nobody.guardians_asked == frozenset()
