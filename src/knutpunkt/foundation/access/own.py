"""THE IMPLEMENTATION, part two: what is the actor's own on a day, fetched once each and only when asked for.

Every opener of ``scope`` starts from these short lists, so that no list of records is searched row by row.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from knutpunkt.foundation.access import asked
from knutpunkt.foundation.access.asked import KIND_OF_RECORD, Blanks
from knutpunkt.foundation.access.roles import ROLES
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.audit.trail import kept
from knutpunkt.foundation.casefile.models import (
    Category,
    Participation,
)
from knutpunkt.foundation.people.ages import latest_birth
from knutpunkt.foundation.people.models import (
    UnitWideTask,
)


@dataclass(frozen=True, slots=True)
class Promise:
    """An open commitment that the actor holds today, and the matter it carries."""

    id: UUID
    matter: UUID
    matter_kind: str
    matter_unit: UUID
    child: UUID


class Own(Blanks):
    """One actor on one day; ``now`` is the moment, for what opens or closes within the day."""

    def __init__(self, actor: Actor, on: date, now: datetime) -> None:
        self.actor = actor
        self.on = on
        self.now = now

    @cached_property
    def born_18(self) -> date:
        """The latest birth date of somebody who is of age."""
        return latest_birth(self.on, 18)

    @cached_property
    def born_15(self) -> date:
        return latest_birth(self.on, 15)

    @cached_property
    def works_now(self) -> bool:
        """The assignment runs, and is the actor's at that unit, in that area and profession."""
        return bool(asked.running_assignment.rows(self))

    @cached_property
    def participations(self) -> list[tuple[UUID, str]]:
        return [(case, kind) for case, kind in asked.running_participations.rows(self)]

    @cached_property
    def cases(self) -> set[UUID]:
        return {case for case, _ in self.participations}

    @cached_property
    def coordinated(self) -> set[UUID]:
        return {case for case, kind in self.participations if kind == Participation.Kind.COORDINATOR}

    @cached_property
    def tasks(self) -> list[tuple[str, UUID]]:
        return [(kind, unit) for kind, unit in asked.running_tasks.rows(self)]

    def units_for(self, kind: str) -> set[UUID]:
        """The units that the actor's assignment has this task for."""
        return {unit for task, unit in self.tasks if task == kind}

    @property
    def triage_units(self) -> set[UUID]:
        return self.units_for(UnitWideTask.Kind.TRIAGE)

    @property
    def protecting_units(self) -> set[UUID]:
        return self.units_for(UnitWideTask.Kind.PROTECTED_IDENTITY)

    @cached_property
    def mentored(self) -> set[UUID]:
        """Children who belong today to a group here that the actor is mentor of today."""
        return set(asked.mentored_members.column(self))

    @property
    def mentor_reads(self) -> frozenset[str]:
        return frozenset(ROLES[self.actor.profession].mentor_reads)

    @property
    def mentored_attending(self) -> set[UUID]:
        """The mentored, for a role that as mentor follows how they attend."""
        return self.mentored if Category.ATTENDANCE in self.mentor_reads else set()

    @cached_property
    def answered_units(self) -> set[UUID]:
        """The actor's unit, when the actor answers for it."""
        return set(asked.running_responsibilities.column(self))

    @cached_property
    def appointed_units(self) -> set[UUID]:
        """Every unit of the bodies whose appointee the actor is."""
        return set(asked.units_of_running_appointments.column(self))

    @cached_property
    def promises(self) -> list[Promise]:
        """Open commitments that the actor holds today: four steps, each when those before are away."""
        return [Promise(*row) for row in asked.open_promises.rows(self)]

    @property
    def promised(self) -> set[UUID]:
        return {promise.id for promise in self.promises}

    @property
    def promised_matters(self) -> set[UUID]:
        return {promise.matter for promise in self.promises}

    @property
    def promised_children(self) -> set[UUID]:
        return {promise.child for promise in self.promises}

    @cached_property
    def promised_cases(self) -> set[UUID]:
        return set(asked.cases_of_promises.column(self)) if self.promises else set()

    @cached_property
    def before_any_case(self) -> set[UUID]:
        """Written with no case yet, for the child and unit of a promised matter of the same kind."""
        mine = {(KIND_OF_RECORD.get(one.matter_kind), one.child, one.matter_unit) for one in self.promises}
        found = asked.records_without_case.rows(self) if self.promises else []
        return {pk for pk, *about in found if tuple(about) in mine}

    @cached_property
    def chosen(self) -> set[UUID]:
        """What a child has restricted, and chosen the actor to read."""
        return set(asked.records_chosen_for.column(self))

    @cached_property
    def disclosed(self) -> set[UUID]:
        """Records handed over to the actor's unit in cases where the actor takes part for it."""
        if not self.cases:
            return set()
        return set(asked.items_on_other_grounds.column(self)) | self._consented()

    def _consented(self) -> set[UUID]:
        about_it = self.items_on_consent
        effective = set(asked.consents_in_force.column(self)) if about_it else set()
        return {record for record, consent in about_it if consent in effective}

    @cached_property
    def items_on_consent(self) -> list[tuple[UUID, UUID]]:
        """Records handed over on consent, each with the consent that is about it."""
        return [(record, consent) for record, consent in asked.items_with_their_consent.rows(self)]

    @property
    def consents_named(self) -> set[UUID]:
        return {consent for _, consent in self.items_on_consent}

    @cached_property
    def conflicted(self) -> set[UUID]:
        """Children the actor is too close to."""
        return set(asked.running_conflicts.column(self))

    @cached_property
    def opened(self) -> set[UUID]:
        """Children the actor has made an emergency opening for that holds now."""
        return set(asked.running_openings.column(self))

    @cached_property
    def family(self) -> set[UUID]:
        """The child itself at any age; for a guardian the children under 18 they decide for."""
        if self.actor.kind is ActorKind.CHILD:
            return {self.actor.person} if self.actor.person else set()
        return set(asked.children_decided_for.column(self))


def this_moment() -> datetime:
    """Now; one moment for everything a page reads."""
    return kept("this moment", timezone.now)


def own_of(actor: Actor, on: date, now: datetime) -> Own:
    """What is the actor's own, found out once for everything a page reads."""
    return kept((Own, actor, on, now), lambda: Own(actor, on, now))
