"""THE IMPLEMENTATION for lists: the rows an actor may act on, as one condition on the primary key.

Each opener starts from what is the actor's own (cases, groups, promises, tasks) and ends in ids; ``scope``
unites them. It shares nothing with ``decide`` but enumerations and the roles; a test compares them.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from knutpunkt.foundation.access.actions import Action, Kind
from knutpunkt.foundation.access.own import Own, ids
from knutpunkt.foundation.access.roles import ROLES, TRIAGE_CATEGORIES
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.audit.trail import kept
from knutpunkt.foundation.casefile.models import (
    Audience,
    Case,
    Category,
    ConsentRequest,
    Disclosure,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.ages import latest_birth
from knutpunkt.foundation.people.models import Child, Enrolment, Guardianship, ProtectedIdentity, UnitWideTask

Rows = QuerySet[Any]
Opener = Callable[[Own], Rows]
NOTHING = Q(pk__in=[])


def scope(kind: Kind, actor: Actor, action: Action, on: date) -> Q:
    """The condition on a queryset of this kind (also of a room's content) for one actor and day."""

    def made() -> Q:
        return condition(kind, action, kept((Own, actor, on), lambda: Own(actor, on)))

    return kept((scope, kind, actor, action, on), made)


def condition(kind: Kind, action: Action, own: Own) -> Q:
    if kind is Kind.MATTER:
        through = Commitment.objects.filter(condition(Kind.COMMITMENT, action, own))
        return Q(pk__in=through.order_by().values("matter"))
    openers = _openers(kind, action, own)
    if not openers:
        return NOTHING
    first, *others = [opener(own).order_by().values("pk") for opener in openers]
    return Q(pk__in=first.union(*others) if others else first)


def _openers(kind: Kind, action: Action, own: Own) -> tuple[Opener, ...]:
    actor = own.actor
    if actor.kind in (ActorKind.GUARDIAN, ActorKind.CHILD):
        return _family_table().get((kind, action), ())
    if not actor.is_professional or action not in ROLES[actor.profession].may or not own.works_now:
        return ()
    return _table().get((kind, action), ())


def _family_table() -> dict[tuple[Kind, Action], tuple[Opener, ...]]:
    return {
        (Kind.RECORD, Action.READ): (family_records,),
        (Kind.CASE, Action.READ): (family_cases,),
        (Kind.PARTICIPATION, Action.READ): (family_parts,),
        (Kind.CHILD, Action.READ): (family_children,),
        (Kind.CHILD, Action.LOCATE): (family_located,),
        (Kind.CHILD, Action.ATTENDANCE): (family_children,),
    }


def _table() -> dict[tuple[Kind, Action], tuple[Opener, ...]]:
    return {
        (Kind.RECORD, Action.READ): (
            own_area_records, mentored_records, triage_records, written_records, held_records,
            disclosed_records, own_drafts, own_restricted, chosen_records,
        ),
        (Kind.RECORD, Action.CHANGE): (
            own_unit_records, written_here, held_here, own_drafts, own_restricted_here,
        ),
        (Kind.RECORD, Action.TRIAGE): (triage_concerns, held_concerns),
        (Kind.RECORD, Action.DISCLOSE): (disclosable_records,),
        (Kind.CASE, Action.READ): (joined_cases, held_cases, answered_cases),
        (Kind.CASE, Action.CONTRIBUTE): (joined_cases, held_cases),
        (Kind.CASE, Action.CHANGE): (owned_cases, held_cases),
        (Kind.CASE, Action.MANAGE): (coordinated_cases, held_cases),
        (Kind.PARTICIPATION, Action.READ): (joined_parts, held_parts, answered_parts),
        (Kind.CHILD, Action.READ): (
            mentored_children, triage_children, answered_children, joined_children, held_children,
        ),
        (Kind.CHILD, Action.LOCATE): (located_children,),
        (Kind.CHILD, Action.ATTENDANCE): (
            mentors_pupils, triage_children, answered_children, joined_pupils, held_pupils,
        ),
        (Kind.COMMITMENT, Action.READ): (
            held_commitments, named_commitments, case_commitments, answered_commitments, triage_commitments,
        ),
        (Kind.COMMITMENT, Action.CHANGE): (held_commitments, answered_commitments),
        (Kind.CONSENT_REQUEST, Action.READ): (sent_requests,),
        (Kind.CONSENT_REQUEST, Action.CHANGE): (sent_requests,),
        (Kind.DISCLOSURE, Action.READ): (sent_disclosures, received_disclosures),
        (Kind.DISCLOSURE, Action.CHANGE): (sent_disclosures,),
    }  # fmt: skip


# --- Records -----------------------------------------------------------------------------------------------


def in_own_area(own: Own) -> Q:
    return Q(unit__area=own.actor.area)


def plain_records() -> Rows:
    """What is neither a draft nor restricted by the child."""
    return Record.objects.filter(draft=False, restricted=False)


def not_a_report() -> Q:
    return ~Q(kind=Record.Kind.REPORT_OF_CONCERN)


def written_by(own: Own) -> Q:
    return Q(author=own.actor.person, author_unit=own.actor.unit)


def own_drafts(own: Own) -> Rows:
    return Record.objects.filter(written_by(own), draft=True)


def own_restricted(own: Own) -> Rows:
    return Record.objects.filter(written_by(own), draft=False, restricted=True)


def own_restricted_here(own: Own) -> Rows:
    return own_restricted(own).filter(unit=own.actor.unit)


def chosen_records(own: Own) -> Rows:
    mine = Record.objects.filter(readers=own.actor.person, draft=False, restricted=True)
    if not (chosen := ids(mine, "pk")):
        return Record.objects.none()
    cases = Case.objects.filter(condition(Kind.CASE, Action.READ, own)).order_by().values("pk")
    children = Child.objects.filter(condition(Kind.CHILD, Action.READ, own)).order_by().values("pk")
    return Record.objects.filter(Q(case__in=cases) | Q(child__in=children), pk__in=chosen)


def own_area_records(own: Own) -> Rows:
    return plain_records().filter(in_own_area(own), case__in=own.cases)


def own_unit_records(own: Own) -> Rows:
    return plain_records().filter(unit=own.actor.unit, case__in=own.cases)


def disclosable_records(own: Own) -> Rows:
    return own_unit_records(own).filter(not_a_report())


def mentored_records(own: Own) -> Rows:
    categories = ROLES[own.actor.profession].mentor_reads
    return plain_records().filter(
        in_own_area(own), not_a_report(), child__in=own.mentored, category__in=categories
    )


def triage_records(own: Own) -> Rows:
    wanted = Q(kind=Record.Kind.CONCERN) | Q(category__in=TRIAGE_CATEGORIES)
    return plain_records().filter(wanted, not_a_report(), unit__in=own.triage_units)


def triage_concerns(own: Own) -> Rows:
    return plain_records().filter(kind=Record.Kind.CONCERN, unit__in=own.triage_units)


def written_records(own: Own) -> Rows:
    return plain_records().filter(written_by(own))


def written_here(own: Own) -> Rows:
    return written_records(own).filter(unit=own.actor.unit)


def own_function(own: Own) -> Q:
    return ~Q(kind=Record.Kind.NOTE) | Q(function=own.actor.profession)


def held_records(own: Own) -> Rows:
    if not own.promises:
        return Record.objects.none()
    promised = Q(case__in=ids(held_cases(own), "pk")) | Q(pk__in=before_any_case(own))
    return plain_records().filter(promised, own_function(own), in_own_area(own))


def before_any_case(own: Own) -> set[UUID]:
    """Written with no case yet, for the child and unit of a promised matter of the same kind."""
    kinds = {
        Matter.Kind.CONCERN.value: Record.Kind.CONCERN.value,
        Matter.Kind.ABSENCE_INVESTIGATION.value: Record.Kind.ABSENCE_INVESTIGATION.value,
    }
    mine = {(kinds.get(one.matter_kind), one.child, one.matter_unit) for one in own.promises}
    found = Record.objects.filter(
        case__isnull=True, child__in=own.promised_children, kind__in=kinds.values()
    ).order_by()
    return {pk for pk, *about in found.values_list("pk", "kind", "child", "unit") if tuple(about) in mine}


def held_here(own: Own) -> Rows:
    return held_records(own).filter(unit=own.actor.unit)


def held_concerns(own: Own) -> Rows:
    return held_records(own).filter(kind=Record.Kind.CONCERN)


def disclosed_records(own: Own) -> Rows:
    return plain_records().filter(not_a_report(), pk__in=own.disclosed)


# --- What crosses between areas ----------------------------------------------------------------------------


def sent_requests(own: Own) -> Rows:
    return ConsentRequest.objects.filter(sender=own.actor.unit, case__in=own.cases)


def sent_disclosures(own: Own) -> Rows:
    return Disclosure.objects.filter(sender=own.actor.unit, case__in=own.cases)


def received_disclosures(own: Own) -> Rows:
    mine = Disclosure.objects.filter(recipient=own.actor.unit, case__in=own.cases)
    return mine.filter(refused=False, sent_on__lte=own.on)


# --- Cases -------------------------------------------------------------------------------------------------


def joined_cases(own: Own) -> Rows:
    return Case.objects.filter(pk__in=own.cases)


def owned_cases(own: Own) -> Rows:
    return joined_cases(own).filter(unit=own.actor.unit)


def coordinated_cases(own: Own) -> Rows:
    return Case.objects.filter(pk__in=own.coordinated)


def held_cases(own: Own) -> Rows:
    return Case.objects.filter(matter__in=own.promised_matters)


def answered_cases(own: Own) -> Rows:
    return Case.objects.filter(unit__in=own.answered_units)


# --- Who takes part ----------------------------------------------------------------------------------------


def told_parts(own: Own) -> Rows:
    """Of a case the actor knows: all when the actor's unit owns it, else the owner and the own area."""
    owned = Q(case__unit=own.actor.unit)
    return Participation.objects.filter(owned | Q(unit=F("case__unit")) | in_own_area(own))


def joined_parts(own: Own) -> Rows:
    return told_parts(own).filter(case__in=own.cases)


def held_parts(own: Own) -> Rows:
    return told_parts(own).filter(case__matter__in=own.promised_matters)


def answered_parts(own: Own) -> Rows:
    return Participation.objects.filter(case__unit__in=own.answered_units)


def family_parts(own: Own) -> Rows:
    return Participation.objects.filter(case__in=family_cases(own).order_by().values("pk"))


# --- Children ----------------------------------------------------------------------------------------------


def mentored_children(own: Own) -> Rows:
    return Child.objects.filter(pk__in=own.mentored)


def triage_children(own: Own) -> Rows:
    return Child.objects.filter(pk__in=own.enrolled(own.triage_units))


def answered_children(own: Own) -> Rows:
    return Child.objects.filter(pk__in=own.enrolled(own.answered_units))


def joined_children(own: Own) -> Rows:
    return Child.objects.filter(pk__in=joined_cases(own).order_by().values("child"))


def held_children(own: Own) -> Rows:
    return Child.objects.filter(pk__in=own.promised_children)


def mentors_pupils(own: Own) -> Rows:
    reads = ROLES[own.actor.profession].mentor_reads
    return mentored_children(own) if Category.ATTENDANCE in reads else Child.objects.none()


def joined_pupils(own: Own) -> Rows:
    return pupils(own, joined_cases(own).order_by().values("child"))


def held_pupils(own: Own) -> Rows:
    return pupils(own, own.promised_children)


def pupils(own: Own, among: Any) -> Rows:
    """Those of these children who go today to a unit in the actor's own area."""
    here = Enrolment.objects.running(own.on).filter(child__in=among, unit__area=own.actor.area)
    return Child.objects.filter(pk__in=here.order_by().values("child"))


def openly_protected() -> Q:
    return Q(protected_identity__in=(ProtectedIdentity.MARKED, ProtectedIdentity.POPULATION))


def located_children(own: Own) -> Rows:
    readable = Child.objects.filter(condition(Kind.CHILD, Action.READ, own))
    units = own.units_for(UnitWideTask.Kind.PROTECTED_IDENTITY)
    if not units:
        return readable.filter(~openly_protected())
    cases = Participation.objects.running(own.on).filter(unit__in=units).order_by().values("case__child")
    handled = Q(pk__in=own.enrolled(units)) | Q(pk__in=cases)
    return readable.filter(~openly_protected() | handled)


# --- Commitments -------------------------------------------------------------------------------------------


def held_commitments(own: Own) -> Rows:
    return Commitment.objects.filter(pk__in={promise.id for promise in own.promises})


def named_commitments(own: Own) -> Rows:
    named = Q(holder=own.actor.person) | Q(backup=own.actor.person)
    return Commitment.objects.filter(named, unit=own.actor.unit)


def case_commitments(own: Own) -> Rows:
    return Commitment.objects.filter(in_own_area(own), matter__case__in=own.cases)


def answered_commitments(own: Own) -> Rows:
    return Commitment.objects.filter(unit__in=own.answered_units)


def triage_commitments(own: Own) -> Rows:
    return Commitment.objects.filter(unit__in=own.triage_units, matter__kind=Matter.Kind.CONCERN)


# --- The family --------------------------------------------------------------------------------------------


def my_children(own: Own) -> Rows:
    """The child itself at any age; for a guardian the children under 18 they decide for."""
    if own.actor.kind is ActorKind.CHILD:
        return Child.objects.filter(pk__in=[own.actor.person])
    links = Guardianship.objects.running(own.on).filter(guardian=own.actor.person)
    custody = links.filter(relation=Guardianship.Relation.CUSTODY).order_by().values("child")
    blocked = links.filter(blocked=True).order_by().values("child")
    return Child.objects.filter(minor(own.on), ~Q(pk__in=blocked), pk__in=custody)


def minor(on: date) -> Q:
    return Q(birth_date__isnull=True) | Q(birth_date__gt=latest_birth(on, 18))


def family_records(own: Own) -> Rows:
    mine = my_children(own).order_by().values("pk")
    return plain_records().filter(not_a_report(), audience=Audience.FAMILY, child__in=mine)


def family_cases(own: Own) -> Rows:
    return Case.objects.filter(child__in=my_children(own).order_by().values("pk"))


def family_children(own: Own) -> Rows:
    return my_children(own)


def family_located(own: Own) -> Rows:
    return my_children(own).filter(~openly_protected())
