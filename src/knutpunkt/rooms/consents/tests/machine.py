"""A machine that asks, answers, withdraws and changes everything, in any order, while birthdays go by.

After every step, for today and for days to come: a consent is effective exactly when the sentence says so,
BUP reads exactly what it may, what was said stays, and nothing is dated back or lasts too long.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from knutpunkt.foundation.access.door import consent_states
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import (
    Category,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    ConsentShortened,
    Disclosure,
    DisclosureItem,
    Ground,
    GuardianNotAsked,
)
from knutpunkt.foundation.people.ages import birthday
from knutpunkt.foundation.people.models import Guardian, Guardianship
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.models import Note
from knutpunkt.rooms.concerns.tests.place import TODAY, build
from knutpunkt.rooms.consents import deciding, disclosing, operations
from knutpunkt.rooms.consents.operations import Deciders
from knutpunkt.rooms.consents.tests.sentence import (
    CHILD,
    Family,
    Line,
    Question,
    Said,
    guardians_needed,
    holds,
)
from knutpunkt.rooms.consents.tests.story import LIKES_IT, NOTHING, Story, born, tell

CATEGORIES = (Category.SUPPORT, Category.PLAN, Category.FAMILY)
MOTHER, FATHER = "mother", "father"
PEOPLE = (MOTHER, FATHER, CHILD)
SOME = st.sets(st.sampled_from(CATEGORIES), min_size=1)
WHO, WHICH = st.sampled_from(PEOPLE), st.integers(0, 99)
Decides = ConsentRequest.Decides


class World:
    """Where every run begins, built once; each run is rolled back."""

    story: ClassVar[Story]
    notes: ClassVar[dict[str, Note]]
    steps: ClassVar[Counter[str]] = Counter()
    looked: ClassVar[Counter[bool]] = Counter()

    @classmethod
    def lay(cls) -> None:
        cls.story = tell(build(), TODAY)
        cls.notes = {one: cls.story.note if one == "support" else cls.story.write(one) for one in CATEGORIES}


class Consents(RuleBasedStateMachine):
    """Any refusal that the sentence expects is a right answer; anything else is a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.story, self.today = World.story, TODAY
        self.people: dict[str, Guardian | None] = {
            MOTHER: self.story.mother, FATHER: self.story.father, CHILD: None,
        }  # fmt: skip
        self.family = Family(date(2012, 5, 9), [(one, date(2012, 5, 9), None) for one in (MOTHER, FATHER)])
        self.questions: dict[UUID, Question] = {}
        self.otherwise: dict[UUID, tuple[set[str], date]] = {}
        self.before: dict[tuple[str, UUID], dict[str, Any]] = {}

    def teardown(self) -> None:
        try:
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self.run.__exit__(None, None, None)

    def does(self, act: Callable[..., Any], *, expected: bool, **given: Any) -> Any:
        """Try; it must be refused exactly when the sentence says so."""
        World.steps[act.__name__] += 1
        try:
            with transaction.atomic():
                made = act(actor=self.story.elin, **given)
        except Refusal as refusal:
            if expected:
                raise AssertionError(f"{act.__name__} was refused") from refusal
            return None
        assert expected, f"{act.__name__} was not refused"
        return made

    def pick(self, which: int) -> tuple[ConsentRequest, Question]:
        keys = list(self.questions)
        key = keys[which % len(keys)]
        return ConsentRequest.objects.get(pk=key), self.questions[key]

    def consents(self, request: ConsentRequest, some: set[Category]) -> list[Consent]:
        return list(request.consents.filter(category__in=some))

    # What can happen

    @initialize(age=st.sampled_from((11, 14, 15, 17, 18)), days=st.integers(-40, 400))
    def a_child_of(self, age: int, days: int) -> None:
        year = TODAY.year - age
        self.family.birth = date(year, TODAY.month, TODAY.day) + timedelta(days=days - 360)
        born(self.story.place.alva, self.family.birth)
        self.it_is_agreed({Category.SUPPORT, Category.PLAN}, 100)

    @rule(some=SOME, lasts=st.integers(20, 360))
    def it_is_agreed(self, some: set[Category], lasts: int) -> None:
        self.somebody_asks(some, 0, lasts, "together", MOTHER, "")
        if self.questions:
            self.everybody_says_yes(len(self.questions) - 1)

    @rule(days=st.integers(1, 70))
    def days_go_by(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def a_birthday_comes(self) -> None:
        turned = self.family.birth.replace(year=self.family.birth.year + self.family.age(self.today) + 1)
        if (turned - self.today).days < 400:
            self.today = turned

    @rule(who=st.sampled_from((MOTHER, FATHER)))
    def custody_ends(self, who: str) -> None:
        if who not in self.family.holders(self.today):
            return
        rows = Guardianship.objects.running(self.today).filter(guardian=self.people[who])
        with recorded(actor=SYSTEM, action="custody.changed"):
            rows.update(last_day=self.today)
        self.family.custody = [
            (one, start, self.today if one == who and end is None else end)
            for one, start, end in self.family.custody
        ]

    @rule(who=st.sampled_from((MOTHER, FATHER)), later=st.integers(1, 30))
    def custody_begins(self, who: str, later: int) -> None:
        if any(one == who and (end is None or end >= self.today) for one, _, end in self.family.custody):
            return
        start = self.today + timedelta(days=later)
        with recorded(actor=SYSTEM, action="custody.changed"):
            Guardianship.objects.create(
                child=self.story.place.alva,
                guardian=self.people[who],
                relation=Guardianship.Relation.CUSTODY,
                start=start,
            )
        self.family.custody.append((who, start, None))

    @rule(
        some=SOME,
        starts=st.integers(-1, 20),
        lasts=st.integers(0, 380),
        decides=st.sampled_from(("together", "together", "together", "child", "guardian")),
        about=st.sampled_from((MOTHER, FATHER)),
        why=st.sampled_from(("För barnets skull", " ")),
    )
    def somebody_asks(
        self, some: set[Category], starts: int, lasts: int, decides: str, about: str, why: str
    ) -> None:
        start = self.today + timedelta(days=starts)
        end = start + timedelta(days=lasts)
        within_a_year = (end.year, end.month, end.day) < (start.year + 1, start.month, start.day)
        alone = decides == "guardian"
        fits = starts >= 0 and within_a_year and not some & self.decided_otherwise()
        if decides != "together":
            fits = fits and bool(why.strip())
        if alone:
            fits = fits and some == {Category.FAMILY} and about in self.family.holders(self.today)
        request = self.does(
            operations.ask,
            expected=fits,
            on=self.today,
            case=self.story.case,
            sender=self.story.place.school,
            recipient=self.story.place.clinic,
            categories=some,
            purpose="Planera",
            start=start,
            last_day=end,
            deciders=Deciders(Decides(decides), self.people[about] if alone else None, why),
        )
        if request is not None:
            self.questions[request.pk] = Question(
                self.today, decides, about if alone else None, {one: Line(start, end) for one in some}
            )

    def decided_otherwise(self) -> set[str]:
        return {one for some, until in self.otherwise.values() if self.today <= until for one in some}

    @precondition(lambda self: self.questions)
    @rule(
        which=WHICH,
        who=WHO,
        said=st.dictionaries(st.sampled_from(CATEGORIES), st.sampled_from(("yes", "yes", "no", "not_now"))),
        ago=st.sampled_from((0, 0, 0, 0, -1, 1, 5)),
    )
    def somebody_answers(self, which: int, who: str, said: dict[Category, str], ago: int) -> None:
        request, question = self.pick(which)
        given = self.today - timedelta(days=ago)
        told = {one: ConsentAnswer.Answer(said.get(one.category, "yes")) for one in request.consents.all()}
        fits = question.asked <= given <= self.today and question.taken_back is None
        for line in question.lines.values():
            before = line.said.get(who, [])
            fits = fits and line.end >= self.today and (not before or before[-1].latest <= given)
        if who != CHILD:
            fits = fits and who in guardians_needed(question, self.family, self.today)
        made = self.does(
            operations.answer_each,
            expected=fits,
            on=self.today,
            said=told,
            guardian=self.people[who],
            how=ConsentAnswer.How.ORAL,
            given_on=given,
        )
        if made is not None:
            for one, answer in told.items():
                question.lines[one.category].said.setdefault(who, []).append(Said(str(answer), given))

    @precondition(lambda self: self.questions)
    @rule(which=WHICH)
    def everybody_says_yes(self, which: int) -> None:
        for who in PEOPLE:
            self.somebody_answers(which, who, {}, 0)

    @precondition(lambda self: self.questions)
    @rule(which=WHICH, who=WHO, some=SOME)
    def somebody_takes_back(self, which: int, who: str, some: set[Category]) -> None:
        request, question = self.pick(which)
        given = [
            line.said[who][-1] for key, line in question.lines.items() if key in some and line.said.get(who)
        ]
        yes = [one for one in given if one.answer == "yes" and one.taken_back is None]
        consents = self.consents(request, some)
        made = self.does(
            operations.withdraw,
            expected=bool(yes),
            on=self.today,
            consents=consents,
            guardian=self.people[who],
        )
        if made is not None:
            for one in yes:
                one.taken_back = self.today

    @precondition(lambda self: self.questions)
    @rule(which=WHICH, who=WHO, some=SOME, days=st.integers(-1, 200))
    def somebody_wants_it_shorter(self, which: int, who: str, some: set[Category], days: int) -> None:
        request, question = self.pick(which)
        end = self.today + timedelta(days=days)
        lines = [
            line
            for key, line in question.lines.items()
            if key in some and self.today <= end < line.end and line.start <= end
        ]
        fits = bool(lines) and (who == CHILD or who in guardians_needed(question, self.family, self.today))
        made = self.does(
            operations.shorten,
            expected=fits,
            on=self.today,
            consents=self.consents(request, some),
            guardian=self.people[who],
            last_day=end,
        )
        if made is not None:
            for line in lines:
                line.end = end

    @precondition(lambda self: self.questions)
    @rule(which=WHICH, how=st.sampled_from(("mature", "overridden", "not_asked")))
    def something_is_written(self, which: int, how: str) -> None:
        request, question = self.pick(which)
        act = {
            "mature": deciding.judge_maturity,
            "overridden": deciding.override_childs_no,
            "not_asked": deciding.explain_child_not_asked,
        }[how]
        when = {} if how == "not_asked" else {"on": self.today}
        self.does(act, expected=True, request=request, reason="Bedömt", **when)
        setattr(question, how, True)

    @precondition(lambda self: self.questions)
    @rule(which=WHICH, who=st.sampled_from((MOTHER, FATHER)))
    def a_guardian_is_left_out(self, which: int, who: str) -> None:
        request, question = self.pick(which)
        waited = who in guardians_needed(question, self.family, self.today)
        missing = any(not line.yes(who, self.today) for line in question.lines.values())
        reached = any(line.said.get(who) for line in question.lines.values())
        made = self.does(
            deciding.leave_out,
            expected=waited and missing and not reached and who not in question.left_out,
            on=self.today,
            request=request,
            guardian=self.people[who],
            why=GuardianNotAsked.Why.UNREACHABLE,
            reason="Svarar inte",
        )
        if made is not None:
            question.left_out[who] = self.today

    @precondition(lambda self: self.questions)
    @rule(which=WHICH)
    def the_question_is_taken_back(self, which: int) -> None:
        request, question = self.pick(which)
        fits = question.taken_back is None
        self.does(operations.take_back, expected=fits, on=self.today, request=request)
        question.taken_back = question.taken_back or self.today

    @rule(some=SOME)
    def it_is_let_out_on_consent(self, some: set[Category]) -> None:
        rows = {one.category: one for one in self._in_force().values()}
        fits = some <= rows.keys()
        silent = [one for one in some & rows.keys() if not self._heard(rows[one])]
        self._let_out(some, Ground.CONSENT, NOTHING, expected=fits and not silent)

    def _in_force(self) -> dict[Category, Consent]:
        place = self.story.place
        return disclosing.consents_in_force(self.story.case, place.school, place.clinic, self.today)

    def _heard(self, consent: Consent) -> bool:
        question = self.questions[consent.request_id]
        return question.not_asked or bool(question.lines[consent.category].said.get(CHILD))

    @rule(some=SOME, view=st.sampled_from((LIKES_IT, LIKES_IT, NOTHING)))
    def it_is_let_out_on_another_ground(self, some: set[Category], view: disclosing.ChildsView) -> None:
        made = self._let_out(some, Ground.HARM_TEST, view, expected=bool(view), reason="Prövat")
        if made is None:
            return
        assert made.until is not None
        self.otherwise[made.pk] = ({str(one) for one in some}, made.until)
        for question in self.questions.values():
            open_still = [
                line for key, line in question.lines.items() if key in some and line.end >= self.today
            ]
            agreed = any(holds(question, line, self.family, self.today) for line in question.lines.values())
            if open_still and not agreed and question.taken_back is None:
                question.taken_back = self.today

    def _let_out(
        self,
        some: set[Category],
        ground: Ground,
        view: disclosing.ChildsView,
        *,
        expected: bool,
        reason: str = "",
    ) -> Disclosure | None:
        proposal = disclosing.Proposal(
            self.story.case,
            self.story.place.school,
            self.story.place.clinic,
            ground,
            {World.notes[one].pk for one in some},
            reason=reason,
            childs_view=view,
        )
        made: Disclosure | None = self.does(
            disclosing.disclose, expected=expected, on=self.today, proposal=proposal
        )
        return made

    @precondition(lambda self: self.otherwise)
    @rule(which=WHICH)
    def a_disclosure_is_ended(self, which: int) -> None:
        key = list(self.otherwise)[which % len(self.otherwise)]
        disclosure = Disclosure.objects.get(pk=key)
        self.does(disclosing.end, expected=True, on=self.today, disclosure=disclosure, because="Klart")
        del self.otherwise[key]

    # What is always so

    def days(self) -> set[date]:
        turned = [birthday(self.family.birth, self.family.birth.year + age) for age in (15, 18)]
        return {self.today, self.today + timedelta(days=1), *(day for day in turned if day > self.today)}

    @invariant()
    def it_is_effective_exactly_when_the_sentence_says_so(self) -> None:
        rows = list(Consent.objects.all())
        for day in self.days():
            states = consent_states(rows, day)
            for row in rows:
                question = self.questions[row.request_id]
                line = question.lines[row.category]
                effective = holds(question, line, self.family, day)
                World.looked[effective] += 1
                assert states[row.pk].effective == effective, (day, question)

    @invariant()
    def bup_reads_exactly_what_is_open(self) -> None:
        open_now = {one for some, until in self.otherwise.values() if self.today <= until for one in some}
        for item in DisclosureItem.objects.filter(consent__isnull=False).select_related("consent"):
            question = self.questions[item.consent.request_id]
            if holds(question, question.lines[item.consent.category], self.family, self.today):
                open_now.add(item.consent.category)
        assert {note.category for note in self.story.seen_by_bup(self.today)} == open_now

    @invariant()
    def what_was_said_stays(self) -> None:
        now = {}
        for model in (ConsentAnswer, ConsentShortened, GuardianNotAsked, ConsentRequest, Consent):
            now |= {(model.__name__, row["id"]): row for row in model.objects.values()}
        for key, was in self.before.items():
            assert key in now, "something said is gone"
            changed = {name for name, value in was.items() if now[key][name] != value}
            assert changed <= MAY_CHANGE.get(key[0], set()), (key[0], changed)
            assert_one_way(was, now[key], changed)
        self.before = now

    @invariant()
    def nothing_is_dated_back_or_lasts_too_long(self) -> None:
        for row in Consent.objects.select_related("request"):
            assert row.request.asked_on <= row.start <= row.last_day
            assert (row.last_day.year, row.last_day.month, row.last_day.day) < (
                row.start.year + 1, row.start.month, row.start.day,
            )  # fmt: skip
        for said in ConsentAnswer.objects.select_related("consent__request"):
            assert said.consent.request.asked_on <= said.given_on <= self.today


WRITTEN = {"maturity_reason", "childs_no_overridden"}
MAY_CHANGE = {
    "ConsentAnswer": {"current", "withdrawn_on"},
    "Consent": {"last_day", *WRITTEN},
    "ConsentRequest": {"taken_back_on", "stance_not_asked_because"},
}


def assert_one_way(was: dict[str, Any], now: dict[str, Any], changed: set[str]) -> None:
    """A yes is taken back once, an answer is replaced once, a period only becomes shorter."""
    for name in changed - WRITTEN - {"stance_not_asked_because"}:
        if name == "current":
            assert (was[name], now[name]) == (True, False)
        elif name == "last_day":
            assert now[name] < was[name]
        else:
            assert was[name] is None
