"""One case of the demo, act by act, each through the operation of its room and on its own day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from knutpunkt.demo.arcs import Arc
from knutpunkt.demo.calendar import working_day
from knutpunkt.demo.planning import AT_FIRST, LATER_ON, Planning
from knutpunkt.demo.sharing import Sharing
from knutpunkt.demo.themes import filled
from knutpunkt.demo.town import Town, Worker
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Audience, Case, Category
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Child
from knutpunkt.rooms.cases import operations as cases
from knutpunkt.rooms.cases.outcomes import Outcome
from knutpunkt.rooms.cases.writing import record_childs_words, write_note
from knutpunkt.rooms.concerns import operations as concerns
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.plans import operations as plans
from knutpunkt.rooms.plans.models import Factor

COORDINATORS = ("elevcoach", "kurator", "specialpedagog", "rektor")
Act = Callable[[date], None]


@dataclass(slots=True)
class Telling:
    """One arc as it is told. ``run`` takes it as far as its age allows."""

    town: Town
    arc: Arc
    case: Case | None = None
    concern: Concern | None = None
    next_step: Commitment | None = None
    coordinator: Worker | None = None
    partner: Worker | None = None
    sharing: Sharing = field(init=False)
    planning: Planning = field(init=False)

    def __post_init__(self) -> None:
        self.sharing = Sharing(self)
        self.planning = Planning(self)

    def run(self) -> None:
        """Every act whose day has come, unless the story stopped before."""
        for day, act in self._acts():
            if day > self._until or not self._somebody_holds_on(day):
                break
            act(day)
        if self.case is not None:
            self._at_last()

    @property
    def child(self) -> Child:
        return self.town.children[self.arc.child.code]

    @property
    def _until(self) -> date:
        if self.arc.flaw != "late":
            return self.town.on
        return max(self.town.on - timedelta(days=33), self.arc.opened + timedelta(days=1))

    def _acts(self) -> Iterator[tuple[date, Act]]:
        plan: list[tuple[int, Act]] = [
            (-6, self._notice),
            (-2, self._take_to_case),
            (0, self._open),
            (3, self._ask_the_child),
            (4, self._note),
            (5, self._first_step_done),
            (10, self._invite),
            (12, self._assess),
            (13, self.sharing.ask),
            (15, self.sharing.answer),
            (18, self._plan),
            (21, self.sharing.disclose),
            (25, self._note),
            (31, self._partners_note),
            (18 + AT_FIRST, self.planning.follow_up),
            (52, self.sharing.change_of_mind),
            (60, self._note),
            *((18 + AT_FIRST + LATER_ON * (n + 1), self.planning.follow_up) for n in range(4)),
        ]
        last = self._closes_on
        for after, act in plan:
            day = working_day(self.arc.opened + timedelta(days=after))
            if last is not None and day >= last:
                yield last, self._close
                return
            yield day, act

    @property
    def _closes_on(self) -> date | None:
        if not self.arc.ending:
            return None
        return working_day(self.town.on - timedelta(days=6 + self.arc.number % 40))

    def _somebody_holds_on(self, day: date) -> bool:
        """Whether there is a coordinator on the day; a successor takes over in two cases of three."""
        if self.coordinator is None or self.coordinator.assignment.runs(day):
            return True
        after = [one for one in self._coordinators(day) if one.professional != self.coordinator.professional]
        if self.arc.number % 3 == 0 or not after:
            return False
        self._hand_over(day, after[0], "Uppdraget gick över till efterträdaren")
        return True

    def _notice(self, on: date) -> None:
        sender = self.town.mentor(self.arc.child.code, on)
        source = Concern.Source.MENTOR if sender else Concern.Source.TEACHER
        seen = concerns.Seen(
            what=self.text("seen"),
            since_when=self.text("since"),
            tried=self.text("tried"),
            childs_words=self.text("words", 1) if self.arc.number % 3 == 0 else "",
        )
        self.concern = concerns.raise_concern(
            actor=(sender or self._head(on)).actor,
            on=on,
            child=self.child,
            recipient=self.town.units[self.arc.unit],
            source=source,
            seen=seen,
        )

    def _take_to_case(self, on: date) -> None:
        """Answered first in some; in the others the case is opened straight from the concern."""
        if self.concern is None or self.arc.number % 3:
            return
        taker = self._receiver(on)
        self.concern = concerns.take_to_case(
            actor=taker.actor, on=on, concern=self.concern, reason="Fler behövs runt eleven"
        )

    def _open(self, on: date) -> None:
        possible = self._coordinators(on)
        self.coordinator = possible[self.arc.number % len(possible)]
        backup = self._backup(on)
        self.case = cases.open_case(
            actor=self._receiver(on).actor,
            on=on,
            child=self.child,
            unit=self.coordinator.unit,
            coordinator=self.coordinator.professional,
            coordinator_kind=self.coordinator.assignment.profession,
            first_step=filled("Träffa {namn} och vårdnadshavarna", self.child),
            due=on + timedelta(days=7),
            backup=backup.professional if backup else None,
            concerns_behind=[self.concern] if self.concern else [],
        )
        self.next_step = self.case.matter.carried_by

    def _backup(self, on: date) -> Worker | None:
        staying = [w for w in (self._receiver(on), self._head(on)) if w.assignment.last_day is None]
        return next((w for w in staying if w != self.coordinator), None)

    def _ask_the_child(self, on: date) -> None:
        refrains = self.arc.number % 11 == 4
        record_childs_words(
            actor=self.acting,
            on=on,
            case=self.opened,
            words="" if refrains else self.text("words"),
            asked_about="Hur är det, och vad vill du?",
            audience=Audience.TEAM,
            readers=[] if self.arc.number % 9 == 5 else None,
        )

    def _note(self, on: date) -> None:
        said = self.arc.theme.text("notes", self.arc.number + (on - self.arc.opened).days // 20)
        write_note(
            actor=self.acting,
            on=on,
            case=self.opened,
            category=Category(said["category"]),
            heading=filled(said["heading"], self.child),
            text=filled(said["text"], self.child),
            audience=Audience.TEAM,
            draft=False,
        )

    def _partners_note(self, on: date) -> None:
        if self.partner is None or not self.partner.assignment.runs(on):
            return
        write_note(
            actor=self.partner.actor,
            on=on,
            case=self.opened,
            category=Category.WELLBEING,
            heading="Första kontakten",
            text=filled(
                "Har träffat {namn} en gång. Ny tid är bokad. {Hon} visste varför vi sågs.", self.child
            ),
            audience=Audience.OWN,
            draft=self.arc.number % 4 == 1,
        )

    def _first_step_done(self, on: date) -> None:
        self._next("Göra kartläggningen tillsammans", on, days=9)

    def _invite(self, on: date) -> None:
        where = self.arc.theme.partners[self.arc.number % 2]
        there = self.town.at(where, on)
        if not there or where == self.arc.unit:
            return
        self.partner = there[self.arc.number % len(there)]
        cases.invite(
            actor=self.acting,
            on=on,
            case=self.opened,
            unit=self.partner.unit,
            professional=self.partner.professional,
        )

    def _assess(self, on: date) -> None:
        theme = self.arc.theme
        plans.assess(
            actor=self.acting,
            on=on,
            case=self.opened,
            codes={Factor.Kind.PROTECTIVE: theme.protects, Factor.Kind.RISK: theme.risks},
            own_words={},
            summary=self.text("situation"),
            childs_view=self.text("words", 2),
            child_refrained=False,
        )
        self._next("Skriva planen", on, days=9)

    def _plan(self, on: date) -> None:
        self.planning.make(on)
        self._keep(on)

    def _close(self, on: date) -> None:
        outcomes = (Outcome.GOALS_REACHED, Outcome.GOALS_PARTLY, Outcome.GOALS_REACHED, Outcome.OTHER_SUPPORT)
        self.opened.refresh_from_db()
        after_care = self.arc.ending == "after_care"
        cases.close_case(
            actor=self.acting,
            on=on,
            case=self.opened,
            outcome=outcomes[self.arc.number % len(outcomes)],
            words=self.text("closing"),
            after_care_on=working_day(self.town.on + timedelta(days=5 + self.arc.number % 30))
            if after_care
            else None,
            version=self.opened.version,
        )

    def _at_last(self) -> None:
        """What is special about the case today."""
        on = working_day(self.town.on - timedelta(days=1))
        if self.coordinator is None or not self.coordinator.assignment.runs(on) or on <= self.arc.opened:
            return
        if self.arc.flaw == "handed over":
            others = [w for w in self._coordinators(on) if w.professional != self.coordinator.professional]
            if others:
                self._hand_over(on, others[0], "Samma vuxen i skolan och på fritids gör det lättare")
        if self.arc.flaw == "waits":
            self._wait(on)

    def _wait(self, on: date) -> None:
        open_ones = self.opened.matter.commitments.filter(state=Commitment.State.OPEN)
        promise = open_ones.select_related("matter").order_by("due").first()
        if promise is not None:
            commitments.wait(
                actor=self.acting,
                on=on,
                commitment=promise,
                because="Vi väntar på en första tid hos mottagningen",
                check_on=working_day(self.town.on + timedelta(days=9)),
                version=promise.version,
            )

    def _hand_over(self, on: date, to: Worker, reason: str) -> None:
        cases.change_coordinator(
            actor=self._head(on).actor,
            on=on,
            case=self.opened,
            to=to.professional,
            coordinator_kind=to.assignment.profession,
            reason=reason,
        )
        self.coordinator = to

    def _next(self, what: str, on: date, *, days: int) -> None:
        """Keep the promise that carries the case and make the next one."""
        assert self.next_step is not None
        self.next_step = commitments.complete(
            actor=self.acting,
            on=on,
            commitment=self._fresh(self.next_step),
            next_what=what,
            next_due=on + timedelta(days=days),
        )

    def _keep(self, on: date) -> None:
        """The plan has its own promises now; the last of the first steps is done."""
        assert self.next_step is not None
        commitments.complete(actor=self.acting, on=on, commitment=self._fresh(self.next_step))
        self.next_step = None

    def _fresh(self, commitment: Commitment) -> Commitment:
        return Commitment.objects.select_related("matter", "holder", "unit", "backup").get(pk=commitment.pk)

    def _coordinators(self, on: date) -> list[Worker]:
        found = self.town.working(self.arc.unit, on, *COORDINATORS)
        # The head teacher coordinates only where there is nobody else; the coach has most.
        others = [one for one in found if one.assignment.profession != "head_teacher"] or found
        return [others[0], *others]

    def _receiver(self, on: date) -> Worker:
        return next(iter(self.town.working(self.arc.unit, on, "kurator")), None) or self._head(on)

    def _head(self, on: date) -> Worker:
        return self.town.head(self.arc.unit, on)

    @property
    def acting(self) -> Actor:
        """The coordinator, acting."""
        assert self.coordinator is not None
        return self.coordinator.actor

    @property
    def opened(self) -> Case:
        assert self.case is not None
        return self.case

    def text(self, kind: str, further: int = 0) -> str:
        said: Any = self.arc.theme.text(kind, self.arc.number + further)
        return filled(said, self.child)
