"""THE IMPLEMENTATION, part one: what is the actor's own on a day, fetched once each and only when asked for.

Every opener of ``scope`` starts from these short lists, so that no list of records is searched row by row.
``Blanks`` is the same thing unfilled: what a query is written with, once, before anybody has asked.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from knutpunkt.foundation.access.effective import effective_consents
from knutpunkt.foundation.access.roles import ROLES
from knutpunkt.foundation.asking.prepared import a_day, a_word, an_id, ids, prepared, words
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.casefile.models import (
    Category,
    Consent,
    DisclosureItem,
    Ground,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.ages import latest_birth
from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    Child,
    Enrolment,
    Guardianship,
    MentorGroupMember,
    MentorGroupMentor,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)

Rows = QuerySet[Any]
KIND_OF_RECORD = {
    Matter.Kind.CONCERN.value: Record.Kind.CONCERN.value,
    Matter.Kind.ABSENCE_INVESTIGATION.value: Record.Kind.ABSENCE_INVESTIGATION.value,
}


@dataclass(frozen=True, slots=True)
class Promise:
    """An open commitment that the actor holds today, and the matter it carries."""

    id: UUID
    matter: UUID
    matter_kind: str
    matter_unit: UUID
    child: UUID


class Blanks:
    """One actor on one day, not yet known who and when."""

    actor: Any = SimpleNamespace(
        person=an_id("actor.person"),
        assignment=an_id("actor.assignment"),
        unit=an_id("actor.unit"),
        area=an_id("actor.area"),
        profession=a_word("actor.profession"),
    )
    on: Any = a_day("on")
    born_18: Any = a_day("born_18")
    born_15: Any = a_day("born_15")
    cases: Any = ids("cases")
    coordinated: Any = ids("coordinated")
    triage_units: Any = ids("triage_units")
    protecting_units: Any = ids("protecting_units")
    mentored: Any = ids("mentored")
    mentored_attending: Any = ids("mentored_attending")
    mentor_reads: Any = words("mentor_reads")
    answered_units: Any = ids("answered_units")
    appointed_units: Any = ids("appointed_units")
    promised: Any = ids("promised")
    promised_matters: Any = ids("promised_matters")
    promised_children: Any = ids("promised_children")
    promised_cases: Any = ids("promised_cases")
    before_any_case: Any = ids("before_any_case")
    chosen: Any = ids("chosen")
    disclosed: Any = ids("disclosed")
    consents_named: Any = ids("consents_named")
    family: Any = ids("family")


class Own(Blanks):
    """One actor on one day."""

    def __init__(self, actor: Actor, on: date) -> None:
        self.actor = actor
        self.on = on

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
        return bool(running_assignment.rows(self))

    @cached_property
    def participations(self) -> list[tuple[UUID, str]]:
        return [(case, kind) for case, kind in running_participations.rows(self)]

    @cached_property
    def cases(self) -> set[UUID]:
        return {case for case, _ in self.participations}

    @cached_property
    def coordinated(self) -> set[UUID]:
        return {case for case, kind in self.participations if kind == Participation.Kind.COORDINATOR}

    @cached_property
    def tasks(self) -> list[tuple[str, UUID]]:
        return [(kind, unit) for kind, unit in running_tasks.rows(self)]

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
        return set(mentored_members.column(self))

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
        return set(running_responsibilities.column(self))

    @cached_property
    def appointed_units(self) -> set[UUID]:
        """Every unit of the bodies whose appointee the actor is."""
        return set(units_of_running_appointments.column(self))

    @cached_property
    def promises(self) -> list[Promise]:
        """Open commitments that the actor holds today: four steps, each when those before are away."""
        return [Promise(*row) for row in open_promises.rows(self)]

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
        return set(cases_of_promises.column(self)) if self.promises else set()

    @cached_property
    def before_any_case(self) -> set[UUID]:
        """Written with no case yet, for the child and unit of a promised matter of the same kind."""
        mine = {(KIND_OF_RECORD.get(one.matter_kind), one.child, one.matter_unit) for one in self.promises}
        found = records_without_case.rows(self) if self.promises else []
        return {pk for pk, *about in found if tuple(about) in mine}

    @cached_property
    def chosen(self) -> set[UUID]:
        """What a child has restricted, and chosen the actor to read."""
        return set(records_chosen_for.column(self))

    @cached_property
    def disclosed(self) -> set[UUID]:
        """Records handed over to the actor's unit in cases where the actor takes part for it."""
        if not self.cases:
            return set()
        return set(items_on_other_grounds.column(self)) | self._consented()

    def _consented(self) -> set[UUID]:
        about_it = self.items_on_consent
        effective = set(consents_in_force.column(self)) if about_it else set()
        return {record for record, consent in about_it if consent in effective}

    @cached_property
    def items_on_consent(self) -> list[tuple[UUID, UUID]]:
        """Records handed over on consent, each with the consent that is about it."""
        return [(record, consent) for record, consent in items_with_their_consent.rows(self)]

    @property
    def consents_named(self) -> set[UUID]:
        return {consent for _, consent in self.items_on_consent}

    @cached_property
    def family(self) -> set[UUID]:
        """The child itself at any age; for a guardian the children under 18 they decide for."""
        if self.actor.kind is ActorKind.CHILD:
            return {self.actor.person} if self.actor.person else set()
        return set(children_decided_for.column(self))


# --- The queries -------------------------------------------------------------------------------------------


@prepared(Blanks())
def running_assignment(own: Blanks) -> Rows:
    return (
        Assignment.objects.running(own.on)
        .filter(
            pk=own.actor.assignment,
            professional=own.actor.person,
            unit=own.actor.unit,
            profession=own.actor.profession,
            unit__area=own.actor.area,
        )
        .order_by()
        .values_list("pk")
    )


@prepared(Blanks())
def running_participations(own: Blanks) -> Rows:
    mine = Participation.objects.running(own.on).filter(professional=own.actor.person, unit=own.actor.unit)
    return mine.order_by().values_list("case", "kind")


@prepared(Blanks())
def running_tasks(own: Blanks) -> Rows:
    mine = UnitWideTask.objects.running(own.on).filter(
        assignment=own.actor.assignment, unit__area=own.actor.area
    )
    return mine.order_by().values_list("kind", "unit")


@prepared(Blanks())
def mentored_members(own: Blanks) -> Rows:
    groups = MentorGroupMentor.objects.running(own.on).filter(
        professional=own.actor.person, group__unit=own.actor.unit
    )
    members = MentorGroupMember.objects.running(own.on).filter(group__in=groups.order_by().values("group"))
    return members.order_by().values_list("child")


@prepared(Blanks())
def running_responsibilities(own: Blanks) -> Rows:
    answers = UnitResponsibility.objects.running(own.on)
    return answers.filter(professional=own.actor.person, unit=own.actor.unit).order_by().values_list("unit")


@prepared(Blanks())
def units_of_running_appointments(own: Blanks) -> Rows:
    bodies = Appointment.objects.running(own.on).filter(professional=own.actor.person)
    named = bodies.order_by().values("responsible_body")
    return Unit.objects.filter(area__agency__responsible_body__in=named).order_by().values_list("pk")


@prepared(Blanks())
def open_promises(own: Blanks) -> Rows:
    open_ones = Commitment.objects.filter(steps(own), state=Commitment.State.OPEN)
    fields = ("id", "matter", "matter__kind", "matter__unit", "matter__child")
    return open_ones.order_by().values_list(*fields)


@prepared(Blanks())
def cases_of_promises(own: Blanks) -> Rows:
    return Matter.objects.filter(pk__in=own.promised_matters, case__isnull=False).values_list("case__pk")


@prepared(Blanks())
def records_without_case(own: Blanks) -> Rows:
    found = Record.objects.filter(
        case__isnull=True, child__in=own.promised_children, kind__in=sorted(KIND_OF_RECORD.values())
    )
    return found.order_by().values_list("pk", "kind", "child", "unit")


@prepared(Blanks())
def records_chosen_for(own: Blanks) -> Rows:
    mine = Record.objects.filter(readers=own.actor.person, draft=False, restricted=True)
    return mine.order_by().values_list("pk")


@prepared(Blanks())
def items_on_other_grounds(own: Blanks) -> Rows:
    return items(own).filter(~by_consent()).values_list("record")


@prepared(Blanks())
def items_with_their_consent(own: Blanks) -> Rows:
    return items(own).filter(by_consent(), consent_is_about_it()).values_list("record", "consent")


@prepared(Blanks())
def consents_in_force(own: Blanks) -> Rows:
    named = Consent.objects.filter(pk__in=own.consents_named)
    return effective_consents(named, own).order_by().values_list("pk")


@prepared(Blanks())
def children_decided_for(own: Blanks) -> Rows:
    links = Guardianship.objects.running(own.on).filter(guardian=own.actor.person)
    custody = links.filter(relation=Guardianship.Relation.CUSTODY).order_by().values("child")
    blocked = links.filter(blocked=True).order_by().values("child")
    return Child.objects.filter(minor(own), ~Q(pk__in=blocked), pk__in=custody).order_by().values_list("pk")


# --- Their parts -------------------------------------------------------------------------------------------


def steps(own: Blanks) -> Q:
    """The four ways to hold a promise."""
    on, me = own.on, own.actor.person
    here = Q(unit=own.actor.unit)
    return (
        (here & Q(holder=me))
        | (here & Q(backup=me) & holder_away(on))
        | (Q(unit__in=own.answered_units) & holder_away(on) & backup_away(on))
        | (Q(unit__in=own.appointed_units) & holder_away(on) & backup_away(on) & unanswered(on))
    )


def working(on: Any, person: str) -> Exists:
    """Whether the person in a column of the outer row has a running assignment at its unit."""
    runs = Assignment.objects.running(on).order_by()
    return Exists(runs.filter(professional=OuterRef(person), unit=OuterRef("unit")))


def holder_away(on: Any) -> Q:
    return ~Q(working(on, "holder"))


def backup_away(on: Any) -> Q:
    return Q(backup__isnull=True) | ~Q(working(on, "backup"))


def unanswered(on: Any) -> Q:
    """The unit has no responsible who works there today."""
    answers = UnitResponsibility.objects.running(on).filter(working(on, "professional"))
    return ~Q(Exists(answers.filter(unit=OuterRef("unit")).order_by()))


def minor(own: Blanks) -> Q:
    return Q(birth_date__isnull=True) | Q(birth_date__gt=own.born_18)


def enrolled(own: Blanks, units: Any) -> Rows:
    """Children who go to one of these units today."""
    return Enrolment.objects.running(own.on).filter(unit__in=units).order_by().values("child")


def items(own: Blanks) -> Rows:
    """What has been handed over to the actor's unit, in a case of the actor's."""
    handed = DisclosureItem.objects.filter(handed_over(own), same_matter(), disclosure__case__in=own.cases)
    return handed.order_by()


def by_consent() -> Q:
    return Q(disclosure__ground=Ground.CONSENT)


def handed_over(own: Blanks) -> Q:
    """Items of disclosures to the actor's unit that are open today."""
    on = own.on
    return (
        Q(disclosure__recipient=own.actor.unit, disclosure__refused=False, disclosure__sent_on__lte=on)
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
