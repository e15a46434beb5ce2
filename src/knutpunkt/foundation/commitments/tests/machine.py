"""A machine that does everything that can be done to promises and people, in any order, while days go by.

After every step, for today and every later day on which anything turns: each open matter has an open promise
with holder and date, the holder is the one the sentence names, and everyone's list is exactly theirs.
"""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.commitments import nightly as night
from knutpunkt.foundation.commitments import operations as promises
from knutpunkt.foundation.commitments import queries
from knutpunkt.foundation.commitments.models import Commitment, CommitmentChange, Matter, Notice
from knutpunkt.foundation.commitments.tests.place import (
    TODAY,
    found,
    make_child,
    make_town,
    make_unit,
    put_to_work,
)
from knutpunkt.foundation.commitments.tests.place import register as register_person
from knutpunkt.foundation.commitments.tests.sentence import Facts, read_facts
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    Child,
    Profession,
    Professional,
    ResponsibleBody,
    Unit,
)

ANY = st.integers(0, 999)
SOON = st.integers(0, 8)
AROUND = st.integers(-2, 8)


class Ground:
    """The world every run of the machine starts from, built once; each run is rolled back."""

    people: ClassVar[list[Professional]]
    units: ClassVar[list[Unit]]
    bodies: ClassVar[list[ResponsibleBody]]
    child: ClassVar[Child]

    @classmethod
    def lay(cls) -> None:
        """Two bodies, three schools and six people, two of whom are appointees."""
        town = make_town("Eva", "Ali")
        other = found(town.founding.body.municipality, "Ö friskola", register_person("Mia"))
        cls.units = [town.school, make_unit(town.founding, "Åskolan"), make_unit(other, "Ö friskola")]
        bo, siv = register_person("Bo"), register_person("Siv")
        for unit in cls.units:
            put_to_work(bo, unit)
            put_to_work(siv, unit)
        appointees = [town.appointee, other.appointment.professional]
        cls.people = [town.person("Eva"), town.person("Ali"), bo, siv, *appointees]
        for unit, person in zip(cls.units, (town.person("Ali"), bo, bo), strict=True):
            people.make_responsible(actor=SYSTEM, on=TODAY, unit=unit, professional=person, start=TODAY)
        cls.bodies = [town.founding.body, other.body]
        cls.child = make_child()


class Promises(RuleBasedStateMachine):
    """Any refusal is a right answer; anything else that goes wrong is a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.today = TODAY
        self.open: set[UUID] = set()
        self.steps = 0
        self.refused: list[str] = []
        self.known: dict[UUID, int] = {}
        self.remember()

    def teardown(self) -> None:
        try:
            connection.check_constraints()
            check_history()
            assert not any("%" in sentence for sentence in self.refused)
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

    # What can happen

    @initialize(matters=st.lists(st.tuples(ANY, ANY, ANY), min_size=3, max_size=5))
    def some_matters_are_open(self, matters: list[tuple[int, int, int]]) -> None:
        for where, who, backup in matters:
            self.a_matter_opens(where, who, backup, due=5)

    @rule(days=st.integers(1, 9), awake=st.booleans())
    def days_go_by(self, days: int, awake: bool) -> None:
        self.today += timedelta(days=days)
        if awake:
            self.night_comes()

    @rule()
    def night_comes(self) -> None:
        night.nightly(self.today)
        facts = read_facts()
        assert all(facts.holder(one, self.today) == one["holder_id"] for one in facts.promises)
        assert night.nightly(self.today) == 0

    @rule(who=ANY, where=ANY, start=AROUND, length=st.none() | st.integers(0, 9))
    def an_assignment_starts(self, who: int, where: int, start: int, length: int | None) -> None:
        first = self.day(start)
        self.attempt(
            people.start_assignment,
            professional=one_of(Ground.people, who),
            unit=one_of(Ground.units, where),
            profession=Profession.TEACHER,
            start=first,
            last_day=None if length is None else first + timedelta(days=length),
        )

    @rule(which=ANY, last_day=AROUND)
    def an_assignment_gets_a_last_day(self, which: int, last_day: int) -> None:
        chosen = self.some(Assignment.objects.all(), which)
        self.attempt(people.end_assignment, assignment=chosen, last_day=self.day(last_day))

    @rule(which=ANY, whom=st.sampled_from(["holder", "backup"]), last_day=SOON)
    def somebody_with_a_promise_leaves(self, which: int, whom: str, last_day: int) -> None:
        promise = self.some(Commitment.objects.filter(state="open"), which)
        leaver = promise and getattr(promise, whom)
        for work in Assignment.objects.filter(professional=leaver, unit=promise.unit) if leaver else ():
            self.attempt(people.end_assignment, assignment=work, last_day=self.day(last_day))

    @rule(who=ANY, body=ANY, start=SOON)
    def somebody_is_appointed(self, who: int, body: int, start: int) -> None:
        self.attempt(
            people.appoint,
            body=one_of(Ground.bodies, body),
            professional=one_of(Ground.people, who),
            start=self.day(start),
        )

    @rule(who=ANY, where=ANY, start=AROUND)
    def somebody_answers_for_a_unit(self, who: int, where: int, start: int) -> None:
        self.attempt(
            people.make_responsible,
            unit=one_of(Ground.units, where),
            professional=one_of(Ground.people, who),
            start=self.day(start),
        )

    @rule(where=ANY, who=ANY, backup=ANY, due=SOON)
    def a_matter_opens(self, where: int, who: int, backup: int, due: int) -> None:
        unit = one_of(Ground.units, where)
        matter = self.attempt(
            promises.open_matter,
            child=Ground.child,
            kind=Matter.Kind.CONCERN,
            unit=unit,
            what="Ring hem",
            due=self.day(due),
            source="concern",
            **self.two_for(unit, who, backup),
        )
        if matter is not None:
            self.open.add(matter.pk)
            self.held_by_the_one_given(matter.carried_by_id)

    @rule(which=ANY, who=ANY, backup=ANY, due=SOON)
    def one_more_is_promised(self, which: int, who: int, backup: int, due: int) -> None:
        matter = self.some(Matter.objects.all(), which)
        if matter is None:
            return
        made = self.attempt(
            promises.promise,
            matter=matter,
            what="Boka möte",
            unit=matter.unit,
            due=self.day(due),
            source="case",
            **self.two_for(matter.unit, who, backup),
        )
        if made is not None:
            self.held_by_the_one_given(made.pk)

    @rule(which=ANY, following=st.booleans(), due=SOON)
    def a_promise_is_kept(self, which: int, following: bool, due: int) -> None:
        step = {"next_what": "Träffa Alva", "next_due": self.day(due)} if following else {}
        self.change(promises.complete, which, **step)

    @rule(which=ANY)
    def it_was_a_mistake(self, which: int) -> None:
        self.change(promises.undo_complete, which)

    @rule(which=ANY, due=AROUND)
    def a_promise_is_moved(self, which: int, due: int) -> None:
        self.change(promises.move, which, due=self.day(due), reason="Sportlov", version=...)

    @rule(which=ANY, due=AROUND)
    def a_promise_waits(self, which: int, due: int) -> None:
        self.change(promises.wait, which, because="Svar från BUP", check_on=self.day(due), version=...)

    @rule(which=ANY, where=ANY, who=ANY, backup=ANY)
    def a_promise_is_handed_over(self, which: int, where: int, who: int, backup: int) -> None:
        unit = one_of(Ground.units, where)
        two = self.two_for(unit, who, backup)
        given = self.change(
            promises.hand_over,
            which,
            to=two["holder"],
            backup=two["backup"],
            unit=unit,
            reason="",
            version=...,
        )
        if given is not None:
            self.held_by_the_one_given(given.pk)

    @rule(which=ANY)
    def a_promise_is_dropped(self, which: int) -> None:
        self.change(promises.drop, which, reason="Behövs inte", version=...)

    @rule(which=ANY, sure=st.integers(0, 3))
    def a_matter_closes(self, which: int, sure: int) -> None:
        matter = self.some(Matter.objects.all(), which)
        if matter is not None and sure == 0:
            self.attempt(promises.close_matter, matter=matter, reason="Alva mår bra")
            self.open.discard(matter.pk)

    # What must hold

    @invariant()
    def every_open_matter_is_in_somebodys_hands(self) -> None:
        self.steps += 1
        facts = read_facts()
        check_matters(facts, self.open)
        days = facts.turning_days(self.today)
        assert all(facts.is_caught(day) for day in days)
        assert all(facts.holder(one, day) for one in facts.promises for day in days)
        # The sentence is asked of every day; the queries, which cost more, of today and of each day in turn.
        day = one_of([self.today, days[-1], one_of(days, self.steps)], self.steps)
        check = check_lists if self.steps % 5 == 0 else check_holders
        check(facts, day)

    # How it is done

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def attempt(self, act: Callable[..., Any], **given: Any) -> Any:
        try:
            done = act(actor=SYSTEM, on=self.today, **given)
        except people.Refusal as refusal:
            self.refused.append(str(refusal))
            check_refusal(refusal, self.today)
            return None
        self.remember()
        return done

    def change(self, act: Callable[..., Any], which: int, **given: Any) -> Any:
        chosen = self.some(Commitment.objects.all(), which)
        if chosen is None:
            return None
        if "version" in given:
            given["version"] = chosen.version
        return self.attempt(act, commitment=chosen, **given)

    def some(self, rows: Any, which: int) -> Any:
        found = sorted(rows, key=lambda row: self.known[row.pk])
        return one_of(found, which) if found else None

    def remember(self) -> None:
        """Keys are random; the order things came in is not, so that a run can be repeated exactly."""
        for kind in (Assignment, Matter, Commitment):
            for key in kind.objects.order_by("pk").values_list("pk", flat=True):
                self.known.setdefault(key, len(self.known))

    def two_for(self, unit: Unit, who: int, backup: int) -> dict[str, Professional | None]:
        """A holder and perhaps a backup; mostly people who work there, so that most acts are let through."""
        there = list(Professional.objects.filter(assignments__unit=unit).distinct().order_by("id"))
        pool = (there or Ground.people) if who % 5 else Ground.people
        return {"holder": one_of(pool, who // 5), "backup": one_of(pool, backup // 2) if backup % 2 else None}

    def held_by_the_one_given(self, key: UUID) -> None:
        facts = read_facts()
        stored = next(one for one in facts.promises if one["id"] == key)
        assert facts.holder(stored, self.today) == stored["holder_id"]


def one_of(choices: list[Any], which: int) -> Any:
    return choices[which % len(choices)]


def check_refusal(refusal: people.Refusal, today: date) -> None:
    """Nobody who works there is turned away, and no promise is called the last that is not."""
    told = refusal.facts
    if isinstance(refusal, promises.HolderNotAtUnit):
        assert not read_facts().works(told["who"].pk, {told["unit"].pk}, today)
    if isinstance(refusal, promises.DueInThePast):
        assert told["due"] <= today
    assert not isinstance(refusal, promises.NobodyAnswers)


def check_matters(facts: Facts, expected: set[UUID]) -> None:
    """No matter has fallen out, each open one has an open promise, and a closed one has none."""
    open_now = set(Matter.objects.filter(closed_on=None).values_list("id", flat=True))
    assert open_now == expected
    assert {one["matter_id"] for one in facts.promises} == expected
    assert not Commitment.objects.filter(due=None).exists()


def check_holders(facts: Facts, day: date) -> None:
    expected = {one["id"]: facts.holder(one, day) for one in facts.promises}
    rows = queries.with_holder(Commitment.objects.filter(state="open"), day)
    assert dict(rows.values_list("id", "holder_now_id")) == expected


def check_lists(facts: Facts, day: date) -> None:
    expected = {one["id"]: facts.holder(one, day) for one in facts.promises}
    for promise in Commitment.objects.filter(state="open"):
        assert queries.holder_on(promise, day).pk == expected[promise.pk]
    for person in Professional.objects.values_list("id", flat=True):
        mine = Commitment.objects.filter(queries.held_by(professional=person, on=day))
        assert sorted(mine.values_list("id", flat=True)) == sorted(
            k for k, v in expected.items() if v == person
        )


def check_history() -> None:
    """Every step of a promise begins where the one before it ended, and whoever got one by rule was told."""
    for promise in Commitment.objects.all():
        steps = list(CommitmentChange.objects.filter(commitment=promise).order_by("at"))
        assert steps[0].kind == "made"
        for before, after in pairwise(steps):
            assert (after.holder_before_id or after.holder_after_id) == before.holder_after_id
            assert (after.due_before or after.due_after) == before.due_after
        assert (steps[-1].holder_after_id, steps[-1].due_after) == (promise.holder_id, promise.due)
        fell = [step.holder_after_id for step in steps if step.kind == "fell_to"]
        told = Notice.objects.filter(commitment=promise, kind="fell_to").values_list(
            "professional_id", flat=True
        )
        assert sorted(fell) == sorted(told)
    assert not Appointment.objects.filter(responsible_body=None).exists()
