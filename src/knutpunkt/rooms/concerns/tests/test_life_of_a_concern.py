"""Whatever people do, in whatever order, while days pass: nothing is left unheld, nothing is doubled."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.nightly import nightly
from knutpunkt.foundation.commitments.queries import holder_on
from knutpunkt.rooms.concerns import operations
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.concerns.operations import Seen
from knutpunkt.rooms.concerns.refusals import InvestigationDue, NotPossible
from knutpunkt.rooms.concerns.states import ENDS, TRANSITIONS, State
from knutpunkt.rooms.concerns.tests.place import TODAY, Place
from knutpunkt.rooms.concerns.tests.rows import failed, flag, measured

CHILDREN = st.sampled_from(["alva", "ville"])
ACTORS = st.sampled_from(["mia", "sam", "rut", "kim", "kai"])
WHICH = st.integers(0, 20)


class Life(RuleBasedStateMachine):
    """Two pupils, five colleagues, and a clock that only moves forward."""

    place: Place

    def __init__(self) -> None:
        super().__init__()
        self.on: date = TODAY
        self.before: dict[object, str] = {}
        self._all = transaction.atomic()
        self._all.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._all.__exit__(None, None, None)

    def _one(self, n: int) -> Concern:
        rows = list(Concern.objects.order_by("created_at", "pk"))
        return rows[n % len(rows)]

    def _try(self, act, **given) -> None:
        try:
            with transaction.atomic():
                act(on=self.on, **given)
        except (NotPossible, InvestigationDue):
            pass

    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        self.on += timedelta(days=days)

    @rule(night=st.booleans())
    def night(self, night: bool) -> None:
        nightly(self.on)
        operations.climb(on=self.on)

    @rule(found=st.sets(st.tuples(CHILDREN, st.integers(1, 3), st.booleans()), max_size=2))
    def screening(self, found: set) -> None:
        flags = []
        for name, step, grades in {one[0]: one for one in sorted(found)}.values():
            child = getattr(self.place, name)
            flags.append(flag(child, self.place.school, step=step))
            flags += [failed(child, self.place.school)] if grades else []
        measures = [measured(child, self.place.school) for child in (self.place.alva, self.place.ville)]
        operations.raise_from_screening(flags=flags, measures=measures, on=self.on)
        again = operations.raise_from_screening(flags=flags, measures=measures, on=self.on)
        assert (again.new, again.updated) == (0, 0), "the same screening twice changes nothing"

    @rule(child=CHILDREN, who=ACTORS)
    def somebody_sees(self, child: str, who: str) -> None:
        operations.raise_concern(
            actor=self.place.actor(who), on=self.on, child=getattr(self.place, child),
            recipient=self.place.school, source="teacher", seen=Seen("Ensam på rasten."),
        )  # fmt: skip

    @precondition(lambda self: Concern.objects.exists())
    @rule(
        n=WHICH,
        who=ACTORS,
        answer=st.sampled_from(["confirm", "deny", "universal", "case", "dismiss", "finish"]),
    )
    def answer(self, n: int, who: str, answer: str) -> None:
        given = {"actor": self.place.actor(who), "concern": self._one(n)}
        if answer == "universal":
            mia = self.place.mia
            promised = {"holder": mia.professional, "unit": mia.unit, "due": self.on, "what": "Prata"}
            self._try(operations.handle_universally, **given, **promised)
        elif answer in {"deny", "dismiss"}:
            act = {"deny": operations.deny_flag, "dismiss": operations.dismiss}[answer]
            self._try(act, **given, reason="Därför.")
        elif answer == "finish":
            self._try(operations.finish, **given, words="Det vände.")
        else:
            self._try({"confirm": operations.confirm_flag, "case": operations.take_to_case}[answer], **given)

    @rule(child=CHILDREN, opens=st.booleans())
    def head_teacher_decides(self, child: str, opens: bool) -> None:
        act = operations.open_absence_investigation if opens else operations.decide_against_investigation
        act(
            actor=self.place.actor("rut"), on=self.on, child=getattr(self.place, child),
            unit=self.place.school, reason="Borta länge.",
        )  # fmt: skip

    @invariant()
    def an_unanswered_concern_has_a_holder_and_a_date_and_an_answered_one_is_closed(self) -> None:
        for concern in Concern.objects.select_related("matter__carried_by__unit__area__agency"):
            assert (concern.state in ENDS) == (not concern.matter.is_open)
            if concern.matter.is_open:
                assert holder_on(concern.matter.carried_by, self.on)
                assert concern.matter.carried_by.due
            else:
                assert not Commitment.objects.filter(matter=concern.matter, state="open").exists()

    @invariant()
    def a_child_has_one_open_question_from_the_screening_at_most(self) -> None:
        for child in (self.place.alva, self.place.ville):
            asked = Concern.objects.filter(child=child, source="screening").exclude(state__in=ENDS)
            assert asked.count() <= 1

    @invariant()
    def every_step_is_in_the_table_and_left_its_event(self) -> None:
        now = dict(Concern.objects.values_list("pk", "state"))
        for key, state in now.items():
            before = self.before.get(key)
            if before and before != state:
                assert (before, state) in TRANSITIONS
                event = TRANSITIONS[State(before), State(state)]
                assert Event.objects.filter(action=event).exists()
        self.before = now


@pytest.mark.django_db
def test_no_order_of_acts_leaves_a_concern_unheld_or_doubles_it(place: Place):
    Life.place = place
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
