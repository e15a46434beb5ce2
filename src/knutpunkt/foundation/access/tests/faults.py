# ruff: noqa: E501 -- one fault a line, however long the text it changes
"""Seeded faults: one small wrong thing each, in the implementation or in the specification, switched on by name.

A fault names a function and changes a piece of its text; when the text no longer is there, the fault is stale
and says so. Each must be found by comparing ``scope`` with ``decide``.
"""

import inspect
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from knutpunkt.foundation.access import (
    asked,
    consenting,
    decide,
    effective,
    facts,
    family,
    openers,
    own,
    rules,
    scope,
    standing,
)
from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.asking import prepared
from knutpunkt.foundation.people import period

R, C, L, A = Action.READ, Action.CHANGE, Action.LOCATE, Action.ATTENDANCE
Own = own.Own


@dataclass(frozen=True, slots=True)
class Fault:
    """In ``owner.name`` the text ``old`` becomes ``new``; ``where`` it is looked for first."""

    says: str
    owner: Any
    name: str
    old: str
    new: str
    where: tuple[str, Action] = ("Record", R)

    @property
    def in_specification(self) -> bool:
        module = self.owner if isinstance(self.owner, ModuleType) else inspect.getmodule(self.owner)
        return module in (consenting, decide, facts, family, rules, standing)


@contextmanager
def switched_on(fault: Fault) -> Iterator[None]:
    """Run the block with the fault in place."""
    original = _written(vars(fault.owner)[fault.name])
    changed = _changed(fault, original)
    if inspect.isfunction(original):
        # By its code, not by its name: the tables of ``decide`` hold the function itself.
        owner, name, right = original, "__code__", original.__code__
        changed = changed.__code__
    else:
        owner, name, right = fault.owner, fault.name, original
    setattr(owner, name, changed)
    if hasattr(changed, "__set_name__"):
        changed.__set_name__(fault.owner, fault.name)
    texts, prepared.texts = prepared.texts, _texts_with(fault)
    try:
        yield
    finally:
        prepared.texts = texts
        setattr(owner, name, right)


@cache
def _texts_with(fault: Fault) -> dict[tuple[object, str], prepared.Text]:
    """The texts written while this fault is on; they are kept apart from the right ones."""
    return {}


def _written(found: Any) -> Any:
    """A prepared query by the function that writes it."""
    return found.write if isinstance(found, prepared.Prepared) else found


def _changed(fault: Fault, original: Any) -> Any:
    if not inspect.isfunction(original):
        original = getattr(original, "func", None) or original.fget
    source = textwrap.dedent(inspect.getsource(original))
    assert fault.old in source, f"stale fault: {fault.says}"
    made: dict[str, Any] = {}
    exec(source.replace(fault.old, fault.new), original.__globals__, made)
    return _written(made[fault.name])


IMPLEMENTATION = (
    Fault("the last day does not count", period, "running", "last_day__gte", "last_day__gt"),
    Fault("an open end is an end", period, "running", "last_day__isnull\": True", "last_day__isnull\": False"),
    Fault("the first day does not count", period, "running", "start__lte", "start__lt"),
    Fault("an ended assignment opens", asked, "running_assignment", ".running(own.on)", ".all()"),
    Fault("another's assignment opens", asked, "running_assignment", "professional=own.actor.person,", ""),
    Fault("the unit is taken on trust", asked, "running_assignment", "unit=own.actor.unit,", ""),
    Fault("the area is taken on trust", asked, "running_assignment", "unit__area=own.actor.area,", ""),
    Fault("the profession is taken on trust", asked, "running_assignment", "profession=own.actor.profession,", ""),
    Fault("whoever looks through another's eyes sees all they see", scope, "scope", "in actor.each)", "in actor.each[:1])", ("Case", R)),
    Fault("whoever looks through another's eyes sees their own", scope, "scope", "in actor.each)", "in actor.each[1:])", ("Case", R)),
    Fault("any role may", scope, "_openers", "action not in ROLES[actor.profession].may or ", ""),
    Fault("an ended participation opens", asked, "running_participations", ".running(own.on)", ".all()"),
    Fault("taking part through another unit", asked, "running_participations", ", unit=own.actor.unit", ""),
    Fault("a colleague takes part", asked, "running_participations", "professional=own.actor.person, ", ""),
    Fault("an ended task opens", asked, "running_tasks", ".running(own.on)", ".all()"),
    Fault("a task in another area opens", asked, "running_tasks", ", unit__area=own.actor.area", ""),
    Fault(
        "another assignment's task opens",
        asked,
        "running_tasks",
        "assignment=own.actor.assignment",
        "assignment__professional=own.actor.person",
    ),
    Fault("any task is triage", Own, "units_for", " if task == kind", ""),
    Fault("a former mentor reads", asked, "mentored_members", "MentorGroupMentor.objects.running(own.on)", "MentorGroupMentor.objects", ("Child", R)),
    Fault("a former member is read", asked, "mentored_members", "MentorGroupMember.objects.running(own.on)", "MentorGroupMember.objects", ("Child", R)),
    Fault("mentor through another unit", asked, "mentored_members", ", group__unit=own.actor.unit", ""),
    Fault("formerly responsible", asked, "running_responsibilities", ".running(own.on)", "", ("Case", R)),
    Fault("responsible elsewhere", asked, "running_responsibilities", ", unit=own.actor.unit", "", ("Case", R)),
    Fault("formerly appointed", asked, "units_of_running_appointments", ".running(own.on)", "", ("Commitment", R)),
    Fault("a kept promise still opens", asked, "near", "filter(state=Commitment.State.OPEN)", "all()", ("Commitment", C)),
    Fault("the backup need not wait", asked, "steps", "Q(backup=me) & holder_away(on)", "Q(backup=me)", ("Commitment", C)),
    Fault("or binds before and", asked, "steps", "(here & Q(backup=me) & holder_away(on))", "Q(backup=me) & holder_away(on)", ("Commitment", C)),
    Fault("the holder elsewhere", asked, "steps", "(here & Q(holder=me))", "Q(holder=me)", ("Commitment", C)),
    Fault("the responsible need not wait", asked, "steps", "holder_away(on) & backup_away(on))\n        | (Q(unit__in=own.app", "holder_away(on))\n        | (Q(unit__in=own.app", ("Case", Action.MANAGE)),
    Fault("the appointee need not wait for the responsible", asked, "steps", "& unanswered(on)", "", ("Commitment", C)),
    Fault("a responsible who left is waited for", asked, "unanswered", '.filter(working(on, "professional"))', "", ("Commitment", C)),
    Fault("an absent backup is waited for", asked, "backup_away", '| ~Q(working(on, "backup"))', "", ("Case", Action.MANAGE)),
    Fault("works anywhere is works here", asked, "working", ', unit=OuterRef("unit")', "", ("Case", Action.MANAGE)),
    Fault("someone else's participation", asked, "items", ", disclosure__case__in=own.cases", ""),
    Fault("a consent is not asked for", asked, "items_on_other_grounds", ".filter(~by_consent())", ""),
    Fault("other grounds do not open", asked, "items_on_other_grounds", "~by_consent()", "by_consent()"),
    Fault("a refused disclosure opens", asked, "handed_over", "disclosure__refused=False, ", ""),
    Fault("the wrong direction", asked, "handed_over", "disclosure__recipient", "disclosure__sender"),
    Fault("opens before it is sent", asked, "handed_over", ", disclosure__sent_on__lte=on", ""),
    Fault("the last day is not included", asked, "handed_over", "until__gte", "until__gt"),
    Fault("no last day is no day", asked, "handed_over", "Q(disclosure__until__isnull=True) | ", ""),
    Fault("ended from tomorrow", asked, "handed_over", "ended_on__gt=", "ended_on__gte="),
    Fault("an ended disclosure opens", asked, "handed_over", "Q(disclosure__ended_on__isnull=True) | Q(disclosure__ended_on__gt=on)", "Q()"),
    Fault("another case's disclosure", asked, "same_matter", 'record__case=F("disclosure__case"),', ""),
    Fault("what was received is passed on", asked, "same_matter", 'record__unit=F("disclosure__sender"),', ""),
    Fault("another case's consent", asked, "consent_is_about_it", 'consent__request__case=F("disclosure__case"),', ""),
    Fault("another sender's consent", asked, "consent_is_about_it", 'consent__sender=F("disclosure__sender"),', ""),
    Fault("another receiver's consent", asked, "consent_is_about_it", 'consent__recipient=F("disclosure__recipient"),', ""),
    Fault("another category's consent", asked, "consent_is_about_it", 'consent__category=F("record__category"),', ""),
    Fault("only the newest consent", Own, "_consented", "set(asked.consents_in_force.column(self))", "{max(asked.consents_in_force.column(self), default=None)}"),
    Fault("a withdrawn yes", effective, "yes_given", ".filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day.on))", ""),
    Fault("withdrawn from tomorrow", effective, "yes_given", "withdrawn_on__gt=", "withdrawn_on__gte="),
    Fault("an old answer", effective, "yes_given", "current=True, ", ""),
    Fault("any answer is yes", effective, "yes_given", "answer=ConsentAnswer.Answer.YES, ", ""),
    Fault("a yes before it is given", effective, "yes_given", ", given_on__lte=day.on", ""),
    Fault("a former guardian is asked", effective, "deciding_guardians", "Guardianship.objects.running(day.on)\n", "Guardianship.objects\n"),
    Fault("a blocked guardian is asked", effective, "deciding_guardians", "~Exists(blocks.order_by()) & ", ""),
    Fault("a parent without custody is asked", effective, "deciding_guardians", ", relation=Guardianship.Relation.CUSTODY", ""),
    Fault("one guardian is enough", effective, "all_guardians", "~Q(Exists(deciding_guardians(day).filter(~by_guardian(day))))", "Q(Exists(deciding_guardians(day).filter(by_guardian(day))))"),
    Fault("one guardian's yes, another's name", effective, "by_guardian", 'guardian=OuterRef("guardian"), ', ""),
    Fault("18 the day after", effective, "of_age", "__lte", "__lt"),
    Fault("still a child at 18", effective, "under_age", "__gt=", "__gte="),
    Fault("an unknown age is of age", effective, "under_age", "Q(child__birth_date__isnull=True) | ", ""),
    Fault("15 the day after", effective, "fifteen_or_more", "__lte", "__lt"),
    Fault("under 15 a day longer", effective, "under_fifteen", "__gt", "__gte"),
    Fault("an unknown age is under 15", effective, "fifteen_or_more", "Q(child__birth_date__isnull=True) | ", ""),
    Fault("a young child's no is not heard", effective, "child_agrees", "~refused_by_child(day) | ~Q(childs_no_overridden=\"\")", "Q()"),
    Fault("a no cannot be overridden", effective, "child_agrees", " | ~Q(childs_no_overridden=\"\")", ""),
    Fault("maturity is not asked about", effective, "child_agrees", " | ~Q(maturity_reason=\"\")", ""),
    Fault("a withdrawn yes of a child is no no", effective, "no_given", " | Q(withdrawn_on__lte=day.on)", ""),
    Fault("nobody decides, so it is free", effective, "effective_consents", "~someone_decides & by_child(day)", "~someone_decides"),
    Fault("a consent outside its period", effective, "effective_consents", "in_period(day),", ""),
    Fault("the consent's last day does not count", effective, "in_period", "last_day__gte", "last_day__gt"),
    Fault("drafts are visible", openers, "plain_records", "draft=False, ", ""),
    Fault("the child's choice is not kept", openers, "plain_records", ", restricted=False", ""),
    Fault("a restricted draft opens", asked, "records_chosen_for", ", draft=False", ""),
    Fault("every area is the own", openers, "in_own_area", "Q(unit__area=own.actor.area)", "Q()"),
    Fault("a report of concern crosses", openers, "not_a_report", "~Q(kind=Record.Kind.REPORT_OF_CONCERN)", "Q()"),
    Fault("author through any unit", openers, "written_by", ", author_unit=own.actor.unit", ""),
    Fault("own words of another unit are changed", openers, "written_here", ".filter(unit=own.actor.unit)", "", ("Record", C)),
    Fault("chosen, but a stranger", openers, "chosen_records", "mine.filter(known)", "mine"),
    Fault("a mentor reads everything", openers, "mentored_records", ", category__in=own.mentor_reads", ""),
    Fault("triage reads everything", openers, "triage_records", "wanted, ", ""),
    Fault("triage answers what is no concern", openers, "triage_concerns", "kind=Record.Kind.CONCERN, ", "", ("Record", Action.TRIAGE)),
    Fault("a predecessor's notes", openers, "own_function", "~Q(kind=Record.Kind.NOTE) | Q(function=own.actor.profession)", "Q()"),
    Fault("a promise in another unit's matter", Own, "before_any_case", "one.matter_unit)", "self.actor.unit)"),
    Fault("any promise opens a concern", Own, "before_any_case", "KIND_OF_RECORD.get(one.matter_kind)", "'concern'"),
    Fault("a concern in a case by its old matter", asked, "records_without_case", "case__isnull=True, ", ""),
    Fault("another unit's records are handed on", openers, "own_unit_records", "unit=own.actor.unit, ", "", ("Record", Action.DISCLOSE)),
    Fault("any participant owns", openers, "owned_cases", ".filter(unit=own.actor.unit)", "", ("Case", C)),
    Fault("any participant coordinates", Own, "coordinated", " if kind == Participation.Kind.COORDINATOR", "", ("Case", Action.MANAGE)),
    Fault("the protected flag is ignored", openers, "located_children", "~lives_protected(own) | handled, ", "", ("Child", L)),
    Fault("only one level protects", asked, "lives_protected", "ProtectedIdentity.MARKED, ProtectedIdentity.POPULATION", "ProtectedIdentity.MARKED,", ("Child", L)),
    Fault("a task without a reason to read", openers, "located_children", "~lives_protected(own) | handled, ", "handled, ", ("Child", L)),
    Fault("an ended participation locates", openers, "located_children", ".running(own.on)", "", ("Child", L)),
    Fault("a mentor in any role sees attendance", Own, "mentored_attending", "self.mentored if Category.ATTENDANCE in self.mentor_reads else set()", "self.mentored", ("Child", A)),
    Fault("attendance crosses to another area's participants", openers, "joined_pupils", 'pupils(own, joined_cases(own).order_by().values("child"))', "joined_children(own)", ("Child", A)),
    Fault("attendance crosses to another area's holder", openers, "held_pupils", "pupils(own, own.promised_children)", "held_children(own)", ("Child", A)),
    Fault("a school in any area is the own", openers, "pupils", ", unit__area=own.actor.area", "", ("Child", A)),
    Fault("attendance at a school the pupil has left", openers, "pupils", ".running(own.on)", "", ("Child", A)),
    Fault("the area's pupils, whoever asks", openers, "pupils", "child__in=among, ", "", ("Child", A)),
    Fault("attendance of somebody of age to a guardian", asked, "children_decided_for", "minor(own), ", "", ("Child", A)),
    Fault("a former pupil", asked, "enrolled", ".running(own.on)", "", ("Child", R)),
    Fault("a case of another area's promises", openers, "case_commitments", "in_own_area(own), ", "", ("Commitment", R)),
    Fault("named, through any unit", openers, "named_commitments", ", unit=own.actor.unit", "", ("Commitment", R)),
    Fault("triage sees every matter", openers, "triage_commitments", ", matter__kind=Matter.Kind.CONCERN", "", ("Commitment", R)),
    Fault("guardian of somebody of age", asked, "children_decided_for", "minor(own), ", "", ("Child", R)),
    Fault("18 the day after, for the guardian", asked, "minor", "__gt=", "__gte=", ("Child", R)),
    Fault("a blocked guardian reads", asked, "children_decided_for", "Q(pk__in=blocked) | ", "", ("Child", R)),
    Fault("a parent without custody reads", asked, "children_decided_for", "relation=Guardianship.Relation.CUSTODY", "", ("Child", R)),
    Fault("a former guardian reads", asked, "children_decided_for", ".running(own.on)", "", ("Child", R)),
    Fault("the family reads the team's words", openers, "family_records", "audience=Audience.FAMILY, ", ""),
    Fault("the family is told where", openers, "family_located", ".filter(~lives_protected(own))", "", ("Child", L)),
    Fault("a refusal is shown to who was refused", openers, "received_disclosures", "refused=False, ", "", ("Disclosure", R)),
    Fault("an invited unit knows every other", openers, "told_parts", "owned | Q(unit=F(\"case__unit\")) | in_own_area(own)", "Q()", ("Participation", R)),
    Fault("the receiver sees the question", openers, "sent_requests", "sender=own.actor.unit, ", "", ("ConsentRequest", R)),
    Fault("a conflict of interest is not seen", Own, "conflicted", "set(asked.running_conflicts.column(self))", "set()", ("Child", R)),
    Fault("a former conflict still closes", asked, "running_conflicts", ".running(own.on)", "", ("Child", R)),
    Fault("a colleague's conflict closes", asked, "running_conflicts", "professional=own.actor.person", "", ("Case", R)),
    Fault("a conflict closes only the child's own row", scope, "written", 'f"{child}__in"', '"pk__in"', ("Commitment", R)),
    Fault("an old opening opens", asked, "running_openings", ", until__gt=own.now", ""),
    Fault("an opening lasts a moment too long", asked, "running_openings", "until__gt=", "until__gte="),
    Fault("opens before it is made", asked, "running_openings", ", opened_at__lte=own.now", ""),
    Fault("a closed opening opens", asked, "running_openings", "Q(closed_at__isnull=True) | Q(closed_at__gt=own.now), ", ""),
    Fault("another's opening opens", asked, "running_openings", "professional=own.actor.person, ", ""),
    Fault("an opening through another assignment", asked, "running_openings", "assignment=own.actor.assignment, ", ""),
    Fault("alone for a protected child", asked, "running_openings", "still.filter(alone_enough)", "still"),
    Fault("an opening crosses to another area", openers, "opened_records", "in_own_area(own), ", ""),
    Fault("a report of concern in an emergency", openers, "opened_records", "not_a_report(), ", ""),
    Fault("another area's case in an emergency", openers, "opened_cases", "in_own_area(own), ", "", ("Case", R)),
    Fault("a stranger to the area in an emergency", openers, "opened_children", "filter(known, ", "filter(", ("Child", R)),
    Fault("an emergency makes somebody near", openers, "near", " if one not in (opened_cases, opened_children)", ""),
    Fault("a held guardian reads", asked, "children_decided_for", ' | Q(pk__in=holds.order_by().values("child"))', "", ("Child", R)),
    Fault("a former hold still closes", asked, "children_decided_for", "ContactHold.objects.running(own.on)", "ContactHold.objects", ("Child", R)),
    Fault("a held guardian is asked", effective, "deciding_guardians", " & ~Exists(holds.order_by())", ""),
    Fault("one left out is waited for", effective, "deciding_guardians", " & ~Exists(left_out(day))", ""),
    Fault("left out of another asking", effective, "left_out", 'request=OuterRef(OuterRef("request")), ', ""),
    Fault("left out before it is decided", effective, "left_out", ", decided_on__lte=day.on", ""),
    Fault("a question taken back still opens", effective, "effective_consents", "not_taken_back(day),", ""),
    Fault("taken back from tomorrow", effective, "not_taken_back", "__gt=", "__gte="),
    Fault("the child alone is not enough", effective, "effective_consents", "(Q(request__decides=Decides.CHILD) & by_child(day))", "(Q(request__decides=Decides.CHILD) & together)"),
    Fault("a parent's own is everybody's", effective, "effective_consents", "by_named_guardian(day)", "together"),
    Fault("any guardian for the one named", effective, "by_named_guardian", 'guardian=OuterRef("request__guardian"), ', ""),
    Fault("what was undone opens", asked, "handed_over", "disclosure__undone=False, ", ""),
    Fault("opens while it can be undone", asked, "handed_over", ", disclosure__opens_at__lte=own.now", ""),
    Fault("what was undone is shown", openers, "received_disclosures", "undone=False, ", "", ("Disclosure", R)),
    Fault("shown while it can be undone", openers, "received_disclosures", "opens_at__lte=own.now, ", "", ("Disclosure", R)),
    Fault("a protected sibling is forgotten", asked, "lives_protected", '\n        | Q(**{f"{child}pk__in": with_protected.values("child")})', "", ("Child", L)),
    Fault("a protected guardian is forgotten", asked, "lives_protected", '\n        | Q(**{f"{child}pk__in": of_protected.values("child")})', "", ("Child", L)),
    Fault("a former guardian protects", asked, "lives_protected", "Guardianship.objects.running(own.on)", "Guardianship.objects", ("Child", L)),
)  # fmt: skip

SPECIFICATION = (
    Fault("the last day does not count", facts.Span, "runs", "on <= self.last_day", "on < self.last_day"),
    Fault("an open end is an end", facts.Span, "runs", "self.last_day is None or", "self.last_day is not None and"),
    Fault("an ended assignment opens", standing, "acts", "and assignment.runs(on)", ""),
    Fault("every area is the own", standing, "own_area", "actor.area is not None and facts.areas.get(unit) == actor.area", "True"),
    Fault("taking part through another unit", standing, "takes_part", "and one.unit == actor.unit ", ""),
    Fault("the backup need not wait", standing, "holds", "person is not None and works_at(person, unit, facts, on)", "person == actor.person", ("Commitment", C)),
    Fault("a kept promise still opens", standing, "holds", "not commitment.open", "False", ("Commitment", C)),
    Fault("an ended disclosure opens", rules, "_opens", "and (given.ended_on is None or on < given.ended_on)", ""),
    Fault("a refused disclosure opens", rules, "_opens", "not given.refused\n        and ", ""),
    Fault("a consent is not asked for", rules, "_opens", "or _consented(item, record, on)", "or True"),
    Fault("another case's consent", rules, "_consented", "and consent.case == given.case", ""),
    Fault("another category's consent", rules, "_consented", "and consent.category == record.category", ""),
    Fault("a blocked guardian counted", consenting, "custody", "if link.custody and link.guardian not in blocked", "if link.custody"),
    Fault("18th birthday off by one", consenting, "is_of_age", "age_on(child.birth, on) >= OF_AGE", "age_on(child.birth, on) > OF_AGE"),
    Fault("withdrawn from tomorrow", consenting, "said_yes", "answer.withdrawn_on > on", "answer.withdrawn_on >= on"),
    Fault("a draft is visible", decide, "_lines", "thing.draft", "False"),
    Fault("the child's choice is not kept", decide, "_lines", "thing.restricted", "False"),
    Fault("the protected flag is ignored", decide, "_kept_apart", "standing.lives_protected(child, on)", "False", ("Child", L)),
    Fault("a mentor in any role sees attendance", rules, "attendance_for_mentor", "Category.ATTENDANCE in reads and ", "", ("Child", A)),
    Fault("attendance crosses to another area's participants", rules, "attendance_in_case", "_goes_in_own_area(actor, child, facts, on) and ", "", ("Child", A)),
    Fault("attendance crosses to another area's holder", rules, "attendance_for_holder", "_goes_in_own_area(actor, child, facts, on) and ", "", ("Child", A)),
    Fault("a school in any area is the own", rules, "_goes_in_own_area", " and own_area(actor, place.unit, facts)", "", ("Child", A)),
    Fault("attendance at a school the pupil has left", rules, "_goes_in_own_area", "place.runs(on) and ", "", ("Child", A)),
    Fault("a guardian of somebody of age", family, "decides_for", "not is_of_age(child, on) and ", "", ("Child", A)),
    Fault("whoever looks through another's eyes sees all they see", decide, "decide", "in actor.each]", "in actor.each[:1]]", ("Case", R)),
    Fault("any role may", decide, "decide", "action not in ROLES[actor.profession].may", "False"),
    Fault("a report is handed over", decide, "_lines", "action is Action.DISCLOSE and", "False and", ("Record", Action.DISCLOSE)),
    Fault("a conflict of interest is not seen", standing, "too_close", "one.child == child and", "False and", ("Child", R)),
    Fault("any conflict closes everything", standing, "too_close", "one.child == child and ", "", ("Child", R)),
    Fault("an old opening opens", standing, "opened", " < one.until", ""),
    Fault("alone for a protected child", standing, "opened", "(one.seconded or not lives_protected(child, on))", "True"),
    Fault("an opening crosses to another area", rules, "record_opened", " or not own_area(actor, record.unit, facts)", ""),
    Fault("a stranger to the area in an emergency", rules, "child_opened", " if known else None", "", ("Child", R)),
    Fault("a held guardian counted", consenting, "custody", "if hold.runs(on)", "if False"),
    Fault("one left out is waited for", consenting, "guardians_asked", "- left_out", ""),
    Fault("a question taken back still opens", consenting, "agreement", "and (consent.taken_back_on is None or on < consent.taken_back_on)", ""),
    Fault("what was undone opens", rules, "_opens", "and not given.undone", ""),
    Fault("opens while it can be undone", rules, "_opens", "and given.opens_at <= facts.now", ""),
    Fault("a protected sibling is forgotten", standing, "lives_protected", "one.guardian in shared and ", "False and ", ("Child", L)),
)  # fmt: skip

FAULTS = IMPLEMENTATION + SPECIFICATION
