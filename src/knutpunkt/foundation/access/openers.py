"""THE IMPLEMENTATION, part three: what opens what. One function a ground, each starting from the actor's own.

Every opener is written with blanks, once; ``scope`` unites those of a kind and action, and fills them in.
They share nothing with the specification but enumerations and the roles; a test compares them.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Q, QuerySet

from knutpunkt.foundation.access.actions import Action, Kind
from knutpunkt.foundation.access.asked import Blanks, enrolled, lives_protected
from knutpunkt.foundation.access.roles import TRIAGE_CATEGORIES
from knutpunkt.foundation.casefile.models import (
    Audience,
    Case,
    ConsentRequest,
    Disclosure,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.models import Child, Enrolment

Rows = QuerySet[Any]
Opener = Callable[[Blanks], Rows]
Table = dict[tuple[Kind, Action], tuple[Opener, ...]]
UNFILLED = Blanks()


def union(openers: tuple[Opener, ...], narrowed: Q | None = None) -> Rows:
    """The ids of everything they open. ``narrowed`` is said in each, where an index can begin with it."""
    first, *others = [opener(UNFILLED).filter(narrowed or Q()).order_by().values("pk") for opener in openers]
    return first.union(*others) if others else first


def readable(kind: Kind) -> Rows:
    """Everything of this kind that a professional may read."""
    return union(table()[kind, Action.READ])


def near(kind: Kind) -> Rows:
    """What a professional may read because they have to do with it; an emergency is no such reason."""
    return union(
        tuple(one for one in table()[kind, Action.READ] if one not in (opened_cases, opened_children))
    )


def family_table() -> Table:
    return {
        (Kind.RECORD, Action.READ): (family_records,),
        (Kind.CASE, Action.READ): (family_cases,),
        (Kind.PARTICIPATION, Action.READ): (family_parts,),
        (Kind.CHILD, Action.READ): (family_children,),
        (Kind.CHILD, Action.LOCATE): (family_located,),
        (Kind.CHILD, Action.ATTENDANCE): (family_children,),
    }


def table() -> Table:
    return {
        (Kind.RECORD, Action.READ): (
            own_area_records, mentored_records, triage_records, written_records, held_records,
            held_before_any_case, disclosed_records, chosen_records, opened_records,
        ),
        (Kind.RECORD, Action.CHANGE): (
            own_unit_records, written_here, held_here, held_here_before_any_case, own_drafts,
        ),
        (Kind.RECORD, Action.TRIAGE): (triage_concerns, held_concerns, concerns_held_before),
        (Kind.RECORD, Action.DISCLOSE): (disclosable_records,),
        (Kind.CASE, Action.READ): (joined_cases, held_cases, answered_cases, opened_cases),
        (Kind.CASE, Action.CONTRIBUTE): (joined_cases, held_cases),
        (Kind.CASE, Action.CHANGE): (owned_cases, held_cases),
        (Kind.CASE, Action.MANAGE): (coordinated_cases, held_cases),
        (Kind.PARTICIPATION, Action.READ): (joined_parts, held_parts, answered_parts),
        (Kind.CHILD, Action.READ): (
            mentored_children, triage_children, answered_children, joined_children, held_children,
            opened_children,
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


def in_own_area(own: Blanks) -> Q:
    return Q(unit__area=own.actor.area)


def plain_records() -> Rows:
    """What is neither a draft nor restricted by the child."""
    return Record.objects.filter(draft=False, restricted=False)


def not_a_report() -> Q:
    return ~Q(kind=Record.Kind.REPORT_OF_CONCERN)


def written_by(own: Blanks) -> Q:
    return Q(author=own.actor.person, author_unit=own.actor.unit)


def own_drafts(own: Blanks) -> Rows:
    return Record.objects.filter(written_by(own), draft=True)


def chosen_records(own: Blanks) -> Rows:
    mine = Record.objects.filter(pk__in=own.chosen)
    known = Q(case__in=near(Kind.CASE)) | Q(child__in=near(Kind.CHILD))
    return mine.filter(known)


def own_area_records(own: Blanks) -> Rows:
    return plain_records().filter(in_own_area(own), case__in=own.cases)


def own_unit_records(own: Blanks) -> Rows:
    return plain_records().filter(unit=own.actor.unit, case__in=own.cases)


def disclosable_records(own: Blanks) -> Rows:
    return own_unit_records(own).filter(not_a_report())


def mentored_records(own: Blanks) -> Rows:
    return plain_records().filter(
        in_own_area(own), not_a_report(), child__in=own.mentored, category__in=own.mentor_reads
    )


def triage_records(own: Blanks) -> Rows:
    wanted = Q(kind=Record.Kind.CONCERN) | Q(category__in=TRIAGE_CATEGORIES)
    return plain_records().filter(wanted, not_a_report(), unit__in=own.triage_units)


def triage_concerns(own: Blanks) -> Rows:
    return plain_records().filter(kind=Record.Kind.CONCERN, unit__in=own.triage_units)


def written_records(own: Blanks) -> Rows:
    """Also one's own drafts, and one's own words that the child has restricted."""
    return Record.objects.filter(written_by(own))


def written_here(own: Blanks) -> Rows:
    return written_records(own).filter(unit=own.actor.unit)


def own_function(own: Blanks) -> Q:
    return ~Q(kind=Record.Kind.NOTE) | Q(function=own.actor.profession)


def held_records(own: Blanks) -> Rows:
    """Apart from those before any case: a choice between the two is weighed for every record there is."""
    return plain_records().filter(own_function(own), in_own_area(own), case__in=own.promised_cases)


def held_before_any_case(own: Blanks) -> Rows:
    return plain_records().filter(own_function(own), in_own_area(own), pk__in=own.before_any_case)


def held_here(own: Blanks) -> Rows:
    return held_records(own).filter(unit=own.actor.unit)


def held_here_before_any_case(own: Blanks) -> Rows:
    return held_before_any_case(own).filter(unit=own.actor.unit)


def held_concerns(own: Blanks) -> Rows:
    return held_records(own).filter(kind=Record.Kind.CONCERN)


def concerns_held_before(own: Blanks) -> Rows:
    return held_before_any_case(own).filter(kind=Record.Kind.CONCERN)


def disclosed_records(own: Blanks) -> Rows:
    return plain_records().filter(not_a_report(), pk__in=own.disclosed)


def opened_records(own: Blanks) -> Rows:
    return plain_records().filter(not_a_report(), in_own_area(own), child__in=own.opened)


# --- What crosses between areas ----------------------------------------------------------------------------


def sent_requests(own: Blanks) -> Rows:
    return ConsentRequest.objects.filter(sender=own.actor.unit, case__in=own.cases)


def sent_disclosures(own: Blanks) -> Rows:
    return Disclosure.objects.filter(sender=own.actor.unit, case__in=own.cases)


def received_disclosures(own: Blanks) -> Rows:
    mine = Disclosure.objects.filter(recipient=own.actor.unit, case__in=own.cases)
    return mine.filter(refused=False, undone=False, opens_at__lte=own.now, sent_on__lte=own.on)


# --- Cases -------------------------------------------------------------------------------------------------


def joined_cases(own: Blanks) -> Rows:
    return Case.objects.filter(pk__in=own.cases)


def owned_cases(own: Blanks) -> Rows:
    return joined_cases(own).filter(unit=own.actor.unit)


def coordinated_cases(own: Blanks) -> Rows:
    return Case.objects.filter(pk__in=own.coordinated)


def held_cases(own: Blanks) -> Rows:
    return Case.objects.filter(matter__in=own.promised_matters)


def answered_cases(own: Blanks) -> Rows:
    return Case.objects.filter(unit__in=own.answered_units)


def opened_cases(own: Blanks) -> Rows:
    return Case.objects.filter(in_own_area(own), child__in=own.opened)


# --- Who takes part ----------------------------------------------------------------------------------------


def told_parts(own: Blanks) -> Rows:
    """Of a case the actor knows: all when the actor's unit owns it, else the owner and the own area."""
    owned = Q(case__unit=own.actor.unit)
    return Participation.objects.filter(owned | Q(unit=F("case__unit")) | in_own_area(own))


def joined_parts(own: Blanks) -> Rows:
    return told_parts(own).filter(case__in=own.cases)


def held_parts(own: Blanks) -> Rows:
    return told_parts(own).filter(case__matter__in=own.promised_matters)


def answered_parts(own: Blanks) -> Rows:
    return Participation.objects.filter(case__unit__in=own.answered_units)


def family_parts(own: Blanks) -> Rows:
    return Participation.objects.filter(case__child__in=own.family)


# --- Children ----------------------------------------------------------------------------------------------


def mentored_children(own: Blanks) -> Rows:
    return Child.objects.filter(pk__in=own.mentored)


def triage_children(own: Blanks) -> Rows:
    return Child.objects.filter(pk__in=enrolled(own, own.triage_units))


def answered_children(own: Blanks) -> Rows:
    return Child.objects.filter(pk__in=enrolled(own, own.answered_units))


def joined_children(own: Blanks) -> Rows:
    return Child.objects.filter(pk__in=joined_cases(own).order_by().values("child"))


def opened_children(own: Blanks) -> Rows:
    """Of those opened, who goes to school in the own area, has a case there, or one that it takes part in."""
    area = own.actor.area
    here = Enrolment.objects.running(own.on).filter(unit__area=area, child__in=own.opened)
    cases = Case.objects.filter(unit__area=area, child__in=own.opened)
    parts = Participation.objects.running(own.on).filter(unit__area=area, case__child__in=own.opened)
    known = (
        Q(pk__in=here.order_by().values("child"))
        | Q(pk__in=cases.order_by().values("child"))
        | Q(pk__in=parts.order_by().values("case__child"))
    )
    # Said once more, where an index can use it: a choice of three is weighed for every child there is.
    return Child.objects.filter(known, pk__in=own.opened)


def held_children(own: Blanks) -> Rows:
    return Child.objects.filter(pk__in=own.promised_children)


def mentors_pupils(own: Blanks) -> Rows:
    return Child.objects.filter(pk__in=own.mentored_attending)


def joined_pupils(own: Blanks) -> Rows:
    return pupils(own, joined_cases(own).order_by().values("child"))


def held_pupils(own: Blanks) -> Rows:
    return pupils(own, own.promised_children)


def pupils(own: Blanks, among: Any) -> Rows:
    """Those of these children who go today to a unit in the actor's own area."""
    here = Enrolment.objects.running(own.on).filter(child__in=among, unit__area=own.actor.area)
    return Child.objects.filter(pk__in=here.order_by().values("child"))


def located_children(own: Blanks) -> Rows:
    units = own.protecting_units
    cases = Participation.objects.running(own.on).filter(unit__in=units).order_by().values("case__child")
    handled = Q(pk__in=enrolled(own, units)) | Q(pk__in=cases)
    return Child.objects.filter(~lives_protected(own) | handled, pk__in=readable(Kind.CHILD))


# --- Commitments -------------------------------------------------------------------------------------------


def held_commitments(own: Blanks) -> Rows:
    return Commitment.objects.filter(pk__in=own.promised)


def named_commitments(own: Blanks) -> Rows:
    named = Q(holder=own.actor.person) | Q(backup=own.actor.person)
    return Commitment.objects.filter(named, unit=own.actor.unit)


def case_commitments(own: Blanks) -> Rows:
    return Commitment.objects.filter(in_own_area(own), matter__case__in=own.cases)


def answered_commitments(own: Blanks) -> Rows:
    return Commitment.objects.filter(unit__in=own.answered_units)


def triage_commitments(own: Blanks) -> Rows:
    return Commitment.objects.filter(unit__in=own.triage_units, matter__kind=Matter.Kind.CONCERN)


# --- The family --------------------------------------------------------------------------------------------


def family_records(own: Blanks) -> Rows:
    return plain_records().filter(not_a_report(), audience=Audience.FAMILY, child__in=own.family)


def family_cases(own: Blanks) -> Rows:
    return Case.objects.filter(child__in=own.family)


def family_children(own: Blanks) -> Rows:
    return Child.objects.filter(pk__in=own.family)


def family_located(own: Blanks) -> Rows:
    return family_children(own).filter(~lives_protected(own))
