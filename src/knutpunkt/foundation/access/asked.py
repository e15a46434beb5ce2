"""THE IMPLEMENTATION, part one: the queries for what is the actor's own, written once with blanks.

``Blanks`` is one actor on one day, before anybody has asked: what stands where the values go. ``own`` fills
them in.
"""

from types import SimpleNamespace
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from knutpunkt.foundation.access.effective import effective_consents
from knutpunkt.foundation.asking.prepared import a_day, a_moment, a_word, an_id, ids, prepared, words
from knutpunkt.foundation.casefile.models import (
    Consent,
    DisclosureItem,
    EmergencyOpening,
    Ground,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.models import (
    Appointment,
    Assignment,
    Child,
    ConflictOfInterest,
    ContactHold,
    Enrolment,
    Guardianship,
    MentorGroupMember,
    MentorGroupMentor,
    ProtectedIdentity,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)

Rows = QuerySet[Any]
KIND_OF_RECORD = {
    Matter.Kind.CONCERN.value: Record.Kind.CONCERN.value,
    Matter.Kind.ABSENCE_INVESTIGATION.value: Record.Kind.ABSENCE_INVESTIGATION.value,
}


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
    now: Any = a_moment("now")
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
    conflicted: Any = ids("conflicted")
    opened: Any = ids("opened")
    among: Any = ids("among")
    the_row: Any = an_id("the_row")
    about: Any = ids("about")
    the_child: Any = an_id("the_child")


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
    open_ones = Commitment.objects.filter(steps(own), pk__in=near(own))
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
def running_conflicts(own: Blanks) -> Rows:
    mine = ConflictOfInterest.objects.running(own.on).filter(professional=own.actor.person)
    return mine.order_by().values_list("child")


@prepared(Blanks())
def running_openings(own: Blanks) -> Rows:
    mine = EmergencyOpening.objects.filter(
        professional=own.actor.person, assignment=own.actor.assignment, opened_at__lte=own.now
    )
    still = mine.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=own.now), until__gt=own.now)
    alone_enough = ~lives_protected(own, "child__") | Q(seconded_by__isnull=False)
    return still.filter(alone_enough).order_by().values_list("child")


@prepared(Blanks())
def children_decided_for(own: Blanks) -> Rows:
    links = Guardianship.objects.running(own.on).filter(guardian=own.actor.person)
    custody = links.filter(relation=Guardianship.Relation.CUSTODY).order_by().values("child")
    blocked = links.filter(blocked=True).order_by().values("child")
    holds = ContactHold.objects.running(own.on).filter(guardian=own.actor.person)
    kept_away = Q(pk__in=blocked) | Q(pk__in=holds.order_by().values("child"))
    return Child.objects.filter(minor(own), ~kept_away, pk__in=custody).order_by().values_list("pk")


# --- Their parts -------------------------------------------------------------------------------------------


def near(own: Blanks) -> Rows:
    """Every open promise that ``steps`` may choose among, each found by an index.

    PostgreSQL weighs every open promise there is when it is given the steps alone.
    """
    me = own.actor.person
    still_open = Commitment.objects.filter(state=Commitment.State.OPEN).order_by()
    first, *others = (
        still_open.filter(way).values("pk")
        for way in (
            Q(holder=me),
            Q(backup=me),
            Q(unit__in=own.answered_units),
            Q(unit__in=own.appointed_units),
        )
    )
    return first.union(*others)


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


def lives_protected(own: Blanks, child: str = "") -> Q:
    """Where the child is must not be told: the child, a sibling or a guardian is openly protected.

    ``child`` is how the child is reached.
    """
    levels = (ProtectedIdentity.MARKED, ProtectedIdentity.POPULATION)
    links = Guardianship.objects.running(own.on).order_by()
    with_protected = links.filter(
        guardian__in=links.filter(child__protected_identity__in=levels).values("guardian")
    )
    of_protected = links.filter(guardian__protected_identity__in=levels)
    return (
        Q(**{f"{child}protected_identity__in": levels})
        | Q(**{f"{child}pk__in": with_protected.values("child")})
        | Q(**{f"{child}pk__in": of_protected.values("child")})
    )


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
        & Q(disclosure__undone=False, disclosure__opens_at__lte=own.now)
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
