"""What the pages of this room show, read through the door."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import count, enter, locatable, visible, which
from knutpunkt.foundation.access.narrowing import about
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case, Participation, Record
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Child, ConflictOfInterest, Enrolment, Guardianship
from knutpunkt.rooms.cases.models import Attachment, ChildsView, Note
from knutpunkt.rooms.cases.next_steps import Standing
from knutpunkt.rooms.concerns.recognising import recognised

PER_PAGE = 50
# What the columns of the list sort by: the older a child, the earlier the birth date.
ORDERS = {
    "name": ("family_name", "given_name", "id"),
    "-name": ("-family_name", "-given_name", "id"),
    "age": ("-birth_date", "family_name", "id"),
    "-age": ("birth_date", "family_name", "id"),
}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a child goes to school; ``hidden`` when that is protected from the reader."""

    hidden: bool
    school: str = ""
    class_name: str = ""
    school_year: int | None = None


def children(*, actor: Actor, on: date, words: str = "", order: str = "name", offset: int = 0) -> list[Child]:
    """The children the actor works with, a page at a time, found by name."""
    rows = recognised(Child.objects.select_related("municipality")).filter(_named(words))
    return visible(rows.order_by(*ORDERS[order]), actor=actor, on=on, limit=PER_PAGE + 1, offset=offset)


def how_many(actor: Actor, on: date) -> str:
    """How many children the actor works with, in words; "" for nobody."""
    number = count(recognised(Child.objects.all()), actor=actor, on=on)
    return ngettext("%(number)d barn", "%(number)d barn", number) % {"number": number} if number else ""


def _named(words: str, path: str = "") -> Q:
    found = Q()
    for word in words.split():
        found &= Q((f"{path}given_name__icontains", word)) | Q((f"{path}family_name__icontains", word))
    return found


def cases_of(shown: Iterable[Child], *, actor: Actor, on: date) -> dict[UUID, list[Case]]:
    """The cases of some children that the actor may see, newest first."""
    rows = Case.objects.filter(child__in=[child.pk for child in shown]).select_related("unit", "child")
    found: dict[UUID, list[Case]] = {}
    for case in visible(rows, actor=actor, on=on, only=about(*(child.pk for child in shown))):
        found.setdefault(case.child_id, []).append(case)
    return found


def find_cases(*, actor: Actor, on: date, words: str) -> list[Case]:
    """Cases whose child has a name like ``words``; never found by what is written in them (sökförbud)."""
    rows = Case.objects.filter(_named(words, "child__")).select_related("child", "unit")
    return visible(rows, actor=actor, on=on, limit=PER_PAGE)


def whereabouts(shown: Sequence[Child], *, actor: Actor, on: date) -> dict[UUID, Whereabouts]:
    """Where each child goes to school on the day, or hidden."""
    open_to_actor = locatable(shown, actor, on)
    attending = Enrolment.objects.running(on).filter(child__in=open_to_actor).select_related("unit")
    at = {enrolment.child_id: enrolment for enrolment in attending.order_by("start")}
    return {child.pk: _where(at.get(child.pk), hidden=child.pk not in open_to_actor) for child in shown}


def _where(enrolment: Enrolment | None, *, hidden: bool) -> Whereabouts:
    if enrolment is None:
        return Whereabouts(hidden)
    return Whereabouts(hidden, enrolment.unit.name, enrolment.class_name, enrolment.school_year)


def guardians(child: Child, on: date) -> list[Guardianship]:
    """Who is responsible for the child on the day, custody first; the child came through the door before."""
    rows = child.guardianships.running(on).select_related("guardian")
    return sorted(rows, key=lambda row: (row.relation != Guardianship.Relation.CUSTODY, str(row.guardian)))


def reachable(child: Child, on: date) -> list[Guardianship]:
    """Those of them whom one may turn to; who must not be reached is left out, and nothing tells of it."""
    held = child.contact_holds.running(on).values_list("guardian", flat=True)
    kept_away = set(held)
    return [
        link
        for link in guardians(child, on)
        if not link.blocked and link.guardian_id not in kept_away and not link.guardian.is_protected
    ]


def stand_aside(child: UUID, on: date) -> set[UUID]:
    """The professionals who have a conflict of interest about the child: nobody asks them to take part."""
    declared = ConflictOfInterest.objects.running(on).filter(child=child)
    return set(declared.values_list("professional_id", flat=True))


def participants(case: Case, *, actor: Actor, on: date) -> list[Participation]:
    """Who takes part on the day, as far as the actor may know; the coordinator first."""
    rows = Participation.objects.running(on).filter(case=case).select_related("professional", "unit", "case")
    shown = visible(rows, actor=actor, on=on, only=about(case.child_id))
    return sorted(shown, key=lambda row: (row.kind != Participation.Kind.COORDINATOR, row.start))


def promises(child: Child, *, actor: Actor, on: date) -> list[Commitment]:
    """What is promised for the child and not yet done, earliest first."""
    rows = Commitment.objects.filter(matter__child=child, state=Commitment.State.OPEN)
    return visible(
        rows.select_related("holder", "unit", "matter").order_by("due", "id"),
        actor=actor,
        on=on,
        only=about(child.pk),
    )


def childs_views(child: Child, *, actor: Actor, on: date, limit: int = 5) -> list[ChildsView]:
    """The child's own words that the actor may read, newest first."""
    rows = ChildsView.objects.filter(child=child).select_related("author", "author_unit")
    return visible(rows.prefetch_related("readers"), actor=actor, on=on, limit=limit, only=about(child.pk))


def notes(case: Case, *, actor: Actor, on: date, words: str = "", offset: int = 0) -> list[Note]:
    """Notes in one opened case, newest first; ``words`` searches within what the actor may read there."""
    rows = Note.objects.filter(case=case).select_related("author", "author_unit", "unit")
    if words.strip():
        # Opened and read are only those that may be: time and faults must not tell of the others (T09).
        open_now = which(Note.objects.filter(case=case), actor=actor, on=on, only=about(case.child_id))
        rows = rows.filter(pk__in=_with_words(open_now, words.casefold().split()))
    return visible(
        rows.prefetch_related("corrections"),
        actor=actor,
        on=on,
        limit=PER_PAGE,
        offset=offset,
        only=about(case.child_id),
    )


def _with_words(keys: Collection[UUID], words: list[str]) -> list[UUID]:
    # The database cannot search in sealed text.
    read = Note.objects.filter(pk__in=keys).order_by()
    told = {note.pk: f"{note.heading}\n{note.text}".casefold() for note in read.iterator()}
    return [key for key, text in told.items() if all(word in text for word in words)]


def attachments(case: Case, *, actor: Actor, on: date) -> list[Attachment]:
    """Files in one opened case, newest first."""
    rows = Attachment.objects.filter(case=case).select_related("author", "author_unit")
    return visible(rows, actor=actor, on=on, only=about(case.child_id))


def entered_child(pk: UUID, *, actor: Actor, on: date) -> Child:
    """The child, or 404; one that is only described is met in its concern."""
    return enter(recognised(Child.objects.select_related("municipality")), pk, actor=actor, on=on)


def entered_case(pk: UUID, *, actor: Actor, on: date, action: Action = Action.READ) -> Case:
    """The case, or 404 when the actor may not take ``action`` there."""
    rows = Case.objects.select_related("child", "unit", "matter")
    return enter(rows, pk, actor=actor, on=on, action=action)


def entered_part(case: Case, pk: UUID, *, actor: Actor, on: date) -> Participation:
    """Somebody's part in the case, or 404."""
    rows = Participation.objects.filter(case=case).select_related("professional", "unit")
    found: Participation = enter(rows, pk, actor=actor, on=on)
    return found


def records(case: Case, *, actor: Actor, on: date) -> list[Record]:
    """Everything written in the case that the actor may read, but for drafts."""
    rows: QuerySet[Record] = Record.objects.filter(case=case, draft=False)
    return visible(
        rows.select_related("author", "author_unit"), actor=actor, on=on, only=about(case.child_id)
    )


def standing(case: Case, shown: Iterable[Record], *, on: date) -> Standing:
    """What there already is in the case, as far as the actor may see: ``shown`` has come in already."""
    runs = Participation.objects.running(on).filter(case=case, kind=Participation.Kind.COORDINATOR)
    return Standing(
        kinds=frozenset(row.kind for row in shown),
        coordinator_runs=runs.exists(),
        after_care_on=case.after_care_on,
    )
