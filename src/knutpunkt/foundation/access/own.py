"""THE IMPLEMENTATION, part one: what is the actor's own on a day, fetched once each and only when asked for.

Every opener of ``scope`` starts from these short lists, so that no list of records is searched row by row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from knutpunkt.foundation.access.effective import effective_consents
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Consent, DisclosureItem, Ground, Participation
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    Enrolment,
    MentorGroupMember,
    MentorGroupMentor,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Promise:
    """An open commitment that the actor holds today, and the matter it carries."""

    id: UUID
    matter: UUID
    matter_kind: str
    matter_unit: UUID
    child: UUID


@dataclass(frozen=True)
class Own:
    """One actor on one day."""

    actor: Actor
    on: date

    @cached_property
    def works_now(self) -> bool:
        """The assignment runs, and is the actor's at that unit, in that area and profession."""
        mine = Assignment.objects.running(self.on).filter(
            pk__in=[self.actor.assignment],
            professional=self.actor.person,
            unit=self.actor.unit,
            profession=self.actor.profession,
            unit__area=self.actor.area,
        )
        return mine.exists()

    @cached_property
    def participations(self) -> list[tuple[UUID, str]]:
        mine = Participation.objects.running(self.on).filter(
            professional=self.actor.person, unit=self.actor.unit
        )
        return list(mine.order_by().values_list("case", "kind"))

    @property
    def cases(self) -> set[UUID]:
        return {case for case, _ in self.participations}

    @property
    def coordinated(self) -> set[UUID]:
        return {case for case, kind in self.participations if kind == Participation.Kind.COORDINATOR}

    @cached_property
    def tasks(self) -> list[tuple[str, UUID]]:
        mine = UnitWideTask.objects.running(self.on).filter(
            assignment=self.actor.assignment, unit__area=self.actor.area
        )
        return list(mine.order_by().values_list("kind", "unit"))

    def units_for(self, kind: str) -> set[UUID]:
        """The units that the actor's assignment has this task for."""
        return {unit for task, unit in self.tasks if task == kind}

    @property
    def triage_units(self) -> set[UUID]:
        return self.units_for(UnitWideTask.Kind.TRIAGE)

    @cached_property
    def mentored(self) -> set[UUID]:
        """Children who belong today to a group here that the actor is mentor of today."""
        groups = MentorGroupMentor.objects.running(self.on).filter(
            professional=self.actor.person, group__unit=self.actor.unit
        )
        members = MentorGroupMember.objects.running(self.on).filter(
            group__in=groups.order_by().values("group")
        )
        return ids(members, "child")

    @cached_property
    def answered_units(self) -> set[UUID]:
        """The actor's unit, when the actor answers for it."""
        answers = UnitResponsibility.objects.running(self.on)
        return ids(answers.filter(professional=self.actor.person, unit=self.actor.unit), "unit")

    @cached_property
    def appointed_units(self) -> set[UUID]:
        """Every unit of the bodies whose appointee the actor is."""
        bodies = ids(
            Appointment.objects.running(self.on).filter(professional=self.actor.person), "responsible_body"
        )
        return ids(Unit.objects.filter(area__agency__responsible_body__in=bodies), "pk")

    @cached_property
    def promises(self) -> list[Promise]:
        """Open commitments that the actor holds today: four steps, each when those before are away."""
        open_ones = Commitment.objects.filter(self._steps(), state=Commitment.State.OPEN).order_by()
        return [
            Promise(*row)
            for row in open_ones.values_list("id", "matter", "matter__kind", "matter__unit", "matter__child")
        ]

    def _steps(self) -> Q:
        on, me = self.on, self.actor.person
        here = Q(unit=self.actor.unit)
        steps = (here & Q(holder=me)) | (here & Q(backup=me) & holder_away(on))
        if self.answered_units:
            steps |= Q(unit__in=self.answered_units) & holder_away(on) & backup_away(on)
        if self.appointed_units:
            nobody = holder_away(on) & backup_away(on) & unanswered(on)
            steps |= Q(unit__in=self.appointed_units) & nobody
        return steps

    @property
    def promised_matters(self) -> set[UUID]:
        return {promise.matter for promise in self.promises}

    @property
    def promised_children(self) -> set[UUID]:
        return {promise.child for promise in self.promises}

    @cached_property
    def disclosed(self) -> set[UUID]:
        """Records handed over to the actor's unit in cases where the actor takes part for it."""
        if not self.cases:
            return set()
        items = DisclosureItem.objects.filter(
            handed_over(self.actor, self.on), same_matter(), disclosure__case__in=self.cases
        ).order_by()
        by_consent = Q(disclosure__ground=Ground.CONSENT)
        return ids(items.filter(~by_consent), "record") | self._consented(items.filter(by_consent))

    def _consented(self, items: Rows) -> set[UUID]:
        about_it = list(items.filter(consent_is_about_it()).values_list("record", "consent"))
        if not about_it:
            return set()
        named = Consent.objects.filter(pk__in={consent for _, consent in about_it})
        effective = ids(effective_consents(named, self.on), "pk")
        return {record for record, consent in about_it if consent in effective}

    def enrolled(self, units: Iterable[UUID]) -> Rows:
        """Children who go to one of these units today."""
        return Enrolment.objects.running(self.on).filter(unit__in=set(units)).order_by().values("child")


def ids(rows: Rows, field: str) -> set[UUID]:
    return set(rows.order_by().values_list(field, flat=True))


def working(on: date, person: str) -> Exists:
    """Whether the person in a column of the outer row has a running assignment at its unit."""
    runs = Assignment.objects.running(on).order_by()
    return Exists(runs.filter(professional=OuterRef(person), unit=OuterRef("unit")))


def holder_away(on: date) -> Q:
    return ~Q(working(on, "holder"))


def backup_away(on: date) -> Q:
    return Q(backup__isnull=True) | ~Q(working(on, "backup"))


def unanswered(on: date) -> Q:
    """The unit has no responsible who works there today."""
    answers = UnitResponsibility.objects.running(on).filter(working(on, "professional"))
    return ~Q(Exists(answers.filter(unit=OuterRef("unit")).order_by()))


def handed_over(actor: Actor, on: date) -> Q:
    """Items of disclosures to the actor's unit that are open today."""
    return (
        Q(disclosure__recipient=actor.unit, disclosure__refused=False, disclosure__sent_on__lte=on)
        & (Q(disclosure__until__isnull=True) | Q(disclosure__until__gte=on))
        & (Q(disclosure__ended_on__isnull=True) | Q(disclosure__ended_on__gt=on))
    )


def same_matter() -> Q:
    """The record is the disclosure's own: same case, same child, and the sender owns it."""
    return Q(
        record__case=F("disclosure__case"),
        record__child=F("disclosure__child"),
        record__unit=F("disclosure__sender"),
    )


def consent_is_about_it() -> Q:
    """The consent is of the same case, child, sender, receiver and category."""
    return Q(
        consent__request__case=F("disclosure__case"),
        consent__child=F("record__child"),
        consent__sender=F("disclosure__sender"),
        consent__recipient=F("disclosure__recipient"),
        consent__category=F("record__category"),
    )
