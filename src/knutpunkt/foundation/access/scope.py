"""THE IMPLEMENTATION for lists: the rows an actor may act on, as one condition on the primary key.

Each opener starts from what is the actor's own (cases, groups, promises, tasks) and ends in ids; ``scope``
unites them. It shares nothing with ``decide`` but enumerations and the roles; a test compares them.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from knutpunkt.foundation.access import own
from knutpunkt.foundation.access.actions import Action, Kind
from knutpunkt.foundation.access.effective import effective_consents
from knutpunkt.foundation.access.roles import ROLES, TRIAGE_CATEGORIES
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.casefile.models import (
    Audience,
    Case,
    Consent,
    ConsentRequest,
    Disclosure,
    DisclosureItem,
    Ground,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.ages import latest_birth
from knutpunkt.foundation.people.models import (
    Child,
    Enrolment,
    Guardianship,
    ProtectedIdentity,
    UnitWideTask,
)

Rows = QuerySet[Any]
Opener = Callable[[Actor, date], Rows]
NOTHING = Q(pk__in=[])


def scope(kind: Kind, actor: Actor, action: Action, on: date) -> Q:
    """The condition on a queryset of this kind (also of a room's content) for one actor and day."""
    if kind is Kind.MATTER:
        through = Commitment.objects.filter(scope(Kind.COMMITMENT, actor, action, on))
        return Q(pk__in=through.order_by().values("matter"))
    openers = _openers(kind, actor, action, on)
    if not openers:
        return NOTHING
    first, *others = [opener(actor, on).order_by().values("pk") for opener in openers]
    return Q(pk__in=first.union(*others) if others else first)


def _openers(kind: Kind, actor: Actor, action: Action, on: date) -> tuple[Opener, ...]:
    if actor.kind in (ActorKind.GUARDIAN, ActorKind.CHILD):
        return _family_table().get((kind, action), ())
    if (
        actor.kind is ActorKind.PROFESSIONAL
        and own.works_now(actor, on)
        and action in ROLES[actor.profession].may
    ):
        return _table().get((kind, action), ())
    return ()


def _family_table() -> dict[tuple[Kind, Action], tuple[Opener, ...]]:
    return {
        (Kind.RECORD, Action.READ): (family_records,),
        (Kind.CASE, Action.READ): (family_cases,),
        (Kind.CHILD, Action.READ): (family_children,),
        (Kind.CHILD, Action.LOCATE): (family_located,),
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
        (Kind.CHILD, Action.READ): _children(),
        (Kind.CHILD, Action.LOCATE): (located_children,),
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


def in_own_area(actor: Actor) -> Q:
    return Q(unit__area=actor.area)


def plain_records() -> Rows:
    """What is neither a draft nor restricted by the child."""
    return Record.objects.filter(draft=False, restricted=False)


def not_a_report() -> Q:
    return ~Q(kind=Record.Kind.REPORT_OF_CONCERN)


def written_by(actor: Actor) -> Q:
    return Q(author=actor.person, author_unit=actor.unit)


def own_drafts(actor: Actor, on: date) -> Rows:
    return Record.objects.filter(written_by(actor), draft=True)


def own_restricted(actor: Actor, on: date) -> Rows:
    return Record.objects.filter(written_by(actor), draft=False, restricted=True)


def own_restricted_here(actor: Actor, on: date) -> Rows:
    return own_restricted(actor, on).filter(unit=actor.unit)


def chosen_records(actor: Actor, on: date) -> Rows:
    cases = Case.objects.filter(scope(Kind.CASE, actor, Action.READ, on)).order_by().values("pk")
    children = Child.objects.filter(scope(Kind.CHILD, actor, Action.READ, on)).order_by().values("pk")
    chosen = Record.objects.filter(readers=actor.person, draft=False, restricted=True)
    return chosen.filter(Q(case__in=cases) | Q(child__in=children))


def own_area_records(actor: Actor, on: date) -> Rows:
    return plain_records().filter(in_own_area(actor), case__in=own.my_cases(actor, on))


def own_unit_records(actor: Actor, on: date) -> Rows:
    return plain_records().filter(unit=actor.unit, case__in=own.my_cases(actor, on))


def disclosable_records(actor: Actor, on: date) -> Rows:
    return own_unit_records(actor, on).filter(not_a_report())


def mentored_records(actor: Actor, on: date) -> Rows:
    return plain_records().filter(
        in_own_area(actor),
        not_a_report(),
        child__in=own.my_mentored(actor, on),
        category__in=ROLES[actor.profession].mentor_reads,
    )


def triage_records(actor: Actor, on: date) -> Rows:
    wanted = Q(kind=Record.Kind.CONCERN) | Q(category__in=TRIAGE_CATEGORIES)
    return plain_records().filter(wanted, not_a_report(), unit__in=own.my_triage_units(actor, on))


def triage_concerns(actor: Actor, on: date) -> Rows:
    return plain_records().filter(kind=Record.Kind.CONCERN, unit__in=own.my_triage_units(actor, on))


def written_records(actor: Actor, on: date) -> Rows:
    return plain_records().filter(written_by(actor))


def written_here(actor: Actor, on: date) -> Rows:
    return written_records(actor, on).filter(unit=actor.unit)


def own_function(actor: Actor) -> Q:
    return ~Q(kind=Record.Kind.NOTE) | Q(function=actor.profession)


def held_records(actor: Actor, on: date) -> Rows:
    promises = own.my_promises(actor, on)
    of_cases = Q(case__in=Case.objects.filter(matter__in=promises.values("matter")).order_by().values("pk"))
    return plain_records().filter(
        of_cases | before_any_case(promises), own_function(actor), in_own_area(actor)
    )


def before_any_case(promises: Rows) -> Q:
    """Written with no case yet, and somebody's promise in a matter of the same kind, child and unit."""
    found = Q()
    for record, matter in (
        (Record.Kind.CONCERN, Matter.Kind.CONCERN),
        (Record.Kind.ABSENCE_INVESTIGATION, Matter.Kind.ABSENCE_INVESTIGATION),
    ):
        mine = promises.filter(matter__kind=matter).order_by()
        same = mine.filter(matter__child=OuterRef("child"), matter__unit=OuterRef("unit"))
        found |= Q(Exists(same), child__in=mine.values("matter__child"), case__isnull=True, kind=record)
    return found


def held_here(actor: Actor, on: date) -> Rows:
    return held_records(actor, on).filter(unit=actor.unit)


def held_concerns(actor: Actor, on: date) -> Rows:
    return held_records(actor, on).filter(kind=Record.Kind.CONCERN)


# --- Disclosures -------------------------------------------------------------------------------------------


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


def consented(actor: Actor, on: date) -> Q:
    about_it = Q(
        consent__request__case=F("disclosure__case"),
        consent__child=F("record__child"),
        consent__sender=F("disclosure__sender"),
        consent__recipient=F("disclosure__recipient"),
        consent__category=F("record__category"),
    )
    mine = Consent.objects.filter(recipient=actor.unit, request__case__in=own.my_cases(actor, on))
    return about_it & Q(consent__in=effective_consents(mine, on).order_by().values("pk"))


def disclosed_records(actor: Actor, on: date) -> Rows:
    items = DisclosureItem.objects.filter(
        handed_over(actor, on),
        same_matter(),
        ~Q(disclosure__ground=Ground.CONSENT) | consented(actor, on),
        disclosure__case__in=own.my_cases(actor, on),
    )
    return plain_records().filter(not_a_report(), pk__in=items.order_by().values("record"))


def sent_requests(actor: Actor, on: date) -> Rows:
    return ConsentRequest.objects.filter(sender=actor.unit, case__in=own.my_cases(actor, on))


def sent_disclosures(actor: Actor, on: date) -> Rows:
    return Disclosure.objects.filter(sender=actor.unit, case__in=own.my_cases(actor, on))


def received_disclosures(actor: Actor, on: date) -> Rows:
    mine = Disclosure.objects.filter(recipient=actor.unit, case__in=own.my_cases(actor, on))
    return mine.filter(refused=False, sent_on__lte=on)


# --- Cases -------------------------------------------------------------------------------------------------


def joined_cases(actor: Actor, on: date) -> Rows:
    return Case.objects.filter(pk__in=own.my_cases(actor, on))


def owned_cases(actor: Actor, on: date) -> Rows:
    return joined_cases(actor, on).filter(unit=actor.unit)


def coordinated_cases(actor: Actor, on: date) -> Rows:
    parts = own.my_participations(actor, on).filter(kind=Participation.Kind.COORDINATOR)
    return Case.objects.filter(pk__in=parts.order_by().values("case"))


def held_cases(actor: Actor, on: date) -> Rows:
    return Case.objects.filter(matter__in=own.my_promises(actor, on).order_by().values("matter"))


def answered_cases(actor: Actor, on: date) -> Rows:
    return Case.objects.filter(unit__in=own.my_unit_answered_for(actor, on))


# --- Children ----------------------------------------------------------------------------------------------


def _children() -> tuple[Opener, ...]:
    return (mentored_children, triage_children, answered_children, joined_children, held_children)


def mentored_children(actor: Actor, on: date) -> Rows:
    return Child.objects.filter(pk__in=own.my_mentored(actor, on))


def enrolled(on: date, units: Rows) -> Rows:
    return Enrolment.objects.running(on).filter(unit__in=units).order_by().values("child")


def triage_children(actor: Actor, on: date) -> Rows:
    return Child.objects.filter(pk__in=enrolled(on, own.my_triage_units(actor, on)))


def answered_children(actor: Actor, on: date) -> Rows:
    return Child.objects.filter(pk__in=enrolled(on, own.my_unit_answered_for(actor, on)))


def joined_children(actor: Actor, on: date) -> Rows:
    return Child.objects.filter(pk__in=joined_cases(actor, on).order_by().values("child"))


def held_children(actor: Actor, on: date) -> Rows:
    return Child.objects.filter(pk__in=own.my_promises(actor, on).order_by().values("matter__child"))


def openly_protected() -> Q:
    return Q(protected_identity__in=(ProtectedIdentity.MARKED, ProtectedIdentity.POPULATION))


def located_children(actor: Actor, on: date) -> Rows:
    units = own.my_task_units(actor, on, UnitWideTask.Kind.PROTECTED_IDENTITY)
    cases = Participation.objects.running(on).filter(unit__in=units).order_by().values("case__child")
    handled = Q(pk__in=enrolled(on, units)) | Q(pk__in=cases)
    readable = Child.objects.filter(scope(Kind.CHILD, actor, Action.READ, on))
    return readable.filter(~openly_protected() | handled)


# --- Commitments -------------------------------------------------------------------------------------------


def held_commitments(actor: Actor, on: date) -> Rows:
    return own.my_promises(actor, on)


def named_commitments(actor: Actor, on: date) -> Rows:
    named = Q(holder=actor.person) | Q(backup=actor.person)
    return Commitment.objects.filter(named, unit=actor.unit)


def case_commitments(actor: Actor, on: date) -> Rows:
    return Commitment.objects.filter(in_own_area(actor), matter__case__in=own.my_cases(actor, on))


def answered_commitments(actor: Actor, on: date) -> Rows:
    return Commitment.objects.filter(unit__in=own.my_unit_answered_for(actor, on))


def triage_commitments(actor: Actor, on: date) -> Rows:
    return Commitment.objects.filter(
        unit__in=own.my_triage_units(actor, on), matter__kind=Matter.Kind.CONCERN
    )


# --- The family --------------------------------------------------------------------------------------------


def my_children(actor: Actor, on: date) -> Rows:
    """The child itself at any age; for a guardian the children under 18 they decide for."""
    if actor.kind is ActorKind.CHILD:
        return Child.objects.filter(pk__in=[actor.person])
    links = Guardianship.objects.running(on).filter(guardian=actor.person)
    custody = links.filter(relation=Guardianship.Relation.CUSTODY).order_by().values("child")
    blocked = links.filter(blocked=True).order_by().values("child")
    return Child.objects.filter(minor(on), ~Q(pk__in=blocked), pk__in=custody)


def minor(on: date) -> Q:
    return Q(birth_date__isnull=True) | Q(birth_date__gt=latest_birth(on, 18))


def family_records(actor: Actor, on: date) -> Rows:
    mine = my_children(actor, on).order_by().values("pk")
    return plain_records().filter(not_a_report(), audience=Audience.FAMILY, child__in=mine)


def family_cases(actor: Actor, on: date) -> Rows:
    return Case.objects.filter(child__in=my_children(actor, on).order_by().values("pk"))


def family_children(actor: Actor, on: date) -> Rows:
    return my_children(actor, on)


def family_located(actor: Actor, on: date) -> Rows:
    return my_children(actor, on).filter(~openly_protected())
