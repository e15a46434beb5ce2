"""What the pages of this room show, read through the door."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import F, Q

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import ConsentState, consent_states, enter, visible
from knutpunkt.foundation.access.narrowing import about
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import (
    Case,
    Category,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    ConsentShortened,
    Disclosure,
    DisclosureItem,
    Ground,
    GuardianNotAsked,
    Participation,
    Record,
)
from knutpunkt.foundation.people.models import Child, Guardian, Unit
from knutpunkt.rooms.consents.ahead import Change, first_changes
from knutpunkt.rooms.consents.other_grounds import standing
from knutpunkt.rooms.consents.titles import title

NEVER_LET_OUT = (Record.Kind.REPORT_OF_CONCERN, Record.Kind.INFORMATION)


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One category towards one receiver: how it stands, and by name who has said what and who is to answer.

    Who has taken back a yes has said no.
    ``change`` is what is already known to end it before its last day; asked for on the page of one asking.
    """

    consent: Consent
    state: ConsentState
    yes: list[str]
    no: list[str]
    missing: list[str]
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One asking with its lines."""

    request: ConsentRequest
    lines: list[ConsentLine]

    @property
    def effective(self) -> bool:
        return any(line.state.effective for line in self.lines)

    @property
    def missing(self) -> list[str]:
        """Everyone who is still to answer about something, once each."""
        return list(dict.fromkeys(name for line in self.lines for name in line.missing))

    @property
    def yes(self) -> list[str]:
        return list(dict.fromkeys(name for line in self.lines for name in line.yes))


def asked_in(case: Case, *, actor: Actor, on: date) -> list[Asked]:
    """What has been asked in the case through the actor's unit, newest first."""
    rows = ConsentRequest.objects.filter(case=case).select_related(
        "sender", "recipient", "asked_by", "case__child"
    )
    return _with_lines(visible(rows, actor=actor, on=on, only=about(case.child_id)), on)


def entered_request(pk: UUID, *, actor: Actor, on: date, action: Action = Action.READ) -> Asked:
    """One asking, or 404."""
    rows = ConsentRequest.objects.select_related(
        "sender", "recipient__area__agency", "asked_by", "guardian", "case__child", "case__unit"
    )
    return _with_lines([enter(rows, pk, actor=actor, on=on, action=action)], on)[0]


def _with_lines(requests: Iterable[ConsentRequest], on: date) -> list[Asked]:
    found = list(requests)
    consents = list(Consent.objects.filter(request__in=found).order_by("category"))
    states = consent_states(consents, on)
    names, noes = _names(states.values()), _noes(consents, on)
    lines: dict[UUID, list[ConsentLine]] = {}
    for consent in consents:
        request = next(one for one in found if one.pk == consent.request_id)
        line = _line(consent, states[consent.pk], names, noes.get(consent.pk, set()), request.case.child)
        lines.setdefault(consent.request_id, []).append(line)
    return [Asked(request, lines.get(request.pk, [])) for request in found]


def _names(states: Iterable[ConsentState]) -> dict[UUID, str]:
    asked = {guardian for state in states for guardian in state.agreement.guardians_asked}
    return {guardian.pk: str(guardian) for guardian in Guardian.objects.filter(pk__in=asked)}


def _noes(consents: Iterable[Consent], on: date) -> dict[UUID, set[UUID | None]]:
    """Who says no to each today, ``None`` for the child: a no that stands, or a yes taken back."""
    rows = ConsentAnswer.objects.filter(consent__in=list(consents), current=True, given_on__lte=on)
    rows = rows.filter(Q(answer=ConsentAnswer.Answer.NO) | Q(withdrawn_on__lte=on)).order_by()
    noes: dict[UUID, set[UUID | None]] = {}
    for consent, guardian in rows.values_list("consent", "guardian"):
        noes.setdefault(consent, set()).add(guardian)
    return noes


def _line(
    consent: Consent, state: ConsentState, names: dict[UUID, str], noes: set[UUID | None], child: Child
) -> ConsentLine:
    yes = sorted(names[one] for one in state.guardians_yes)
    no = sorted(names[one] for one in state.guardians_missing if one in noes)
    missing = sorted(names[one] for one in state.guardians_missing if one not in noes)
    if state.child_yes:
        yes.append(child.given_name)
    elif None in noes:
        no.append(child.given_name)
    elif state.child_missing:
        missing.append(child.given_name)
    return ConsentLine(consent, state, yes, no, missing)


def with_changes(asked: Asked, on: date) -> Asked:
    """The same, each line with what is known to end it early."""
    changes = first_changes([line.consent for line in asked.lines], asked.request.case.child, on)
    return Asked(asked.request, [replace(line, change=changes.get(line.consent.pk)) for line in asked.lines])


def who_must_agree(asked: Asked) -> list[Guardian]:
    """The guardians whose yes is needed today."""
    needed = {one for line in asked.lines for one in line.state.agreement.guardians_asked}
    return list(Guardian.objects.filter(pk__in=needed).order_by("given_name", "pk"))


def who_is_missing(asked: Asked) -> list[Guardian]:
    """The guardians whose yes is needed today and has not been given to everything, also who has said no."""
    needed = {one for line in asked.lines for one in line.state.guardians_missing}
    return list(Guardian.objects.filter(pk__in=needed).order_by("given_name", "pk"))


def who_has_answered(asked: Asked) -> set[UUID]:
    """The guardians who have answered about anything, whatever they said."""
    return {one.guardian_id for one in history(asked) if one.guardian_id is not None}


def who_said_yes(asked: Asked) -> tuple[list[Guardian], bool]:
    """The guardians with a yes that has not been taken back, and whether the child has one."""
    given = [
        answer
        for answer in history(asked)
        if answer.current and answer.answer == ConsentAnswer.Answer.YES and answer.withdrawn_on is None
    ]
    guardians = {answer.guardian for answer in given if answer.guardian is not None}
    return sorted(guardians, key=str), any(answer.by_child for answer in given)


def history(asked: Asked) -> list[ConsentAnswer]:
    """Every answer, also those replaced by a later one, oldest first."""
    rows = ConsentAnswer.objects.filter(consent__request=asked.request)
    return list(rows.select_related("guardian", "consent", "documented_by").order_by("documented_at", "pk"))


def shortenings(asked: Asked) -> list[ConsentShortened]:
    """Every time the period was made shorter, oldest first."""
    rows = ConsentShortened.objects.filter(consent__request=asked.request)
    return list(rows.select_related("guardian", "consent").order_by("documented_at", "pk"))


def left_out(request: ConsentRequest) -> list[GuardianNotAsked]:
    """The guardians who are not asked, each with the reason and who decided."""
    return list(request.not_asked.select_related("guardian", "decided_by").order_by("decided_on", "pk"))


def child_is_asked(asked: Asked) -> bool:
    """The child has a say in everything but what one guardian decides alone: that is the guardian's own."""
    return asked.request.decides != ConsentRequest.Decides.GUARDIAN


def child_is_heard(asked: Asked) -> bool:
    """The child has answered something, or it is written why nobody has asked."""
    said = ConsentAnswer.objects.filter(consent__request=asked.request, by_child=True)
    return bool(asked.request.stance_not_asked_because) or said.exists()


def would_open(asked: Asked, *, actor: Actor, on: date) -> list[str]:
    """What of today's could be let out when all have said yes, of what the actor may let out, by title."""
    about = {line.consent.category for line in asked.lines}
    rows = can_be_let_out(asked.request.case, actor=actor, on=on)
    return [title(row, on) for row in rows if row.category in about]


def written_today(case: Case, *, actor: Actor, on: date) -> list[tuple[str, list[str]]]:
    """What the actor may let out in the case, by category and title: for who is about to ask."""
    found: dict[Category, list[str]] = {}
    for row in can_be_let_out(case, actor=actor, on=on):
        found.setdefault(Category(row.category), []).append(title(row, on))
    return [(str(one.label).capitalize(), found[one]) for one in Category if one in found]


def would_close(asked: Asked, *, actor: Actor, on: date) -> list[str]:
    """What is open through the asking today, of what the actor may read, by title."""
    made = Disclosure.objects.filter(standing(on), case=asked.request.case)
    effective = [line.consent.pk for line in asked.lines if line.state.effective]
    items = DisclosureItem.objects.filter(disclosure__in=made, consent__in=effective)
    rows = Record.objects.filter(pk__in=items.values("record"))
    return [
        title(row, on) for row in visible(rows, actor=actor, on=on, only=about(asked.request.case.child_id))
    ]


def receivers(case: Case, sender: Unit, on: date, *, actor: Actor) -> list[Unit]:
    """The units of other secrecy areas that take part in the case on the day, as far as the actor may know.

    That a unit takes part is itself told unit by unit (trust §1.10).
    """
    parts = Participation.objects.running(on).filter(case=case).select_related("case")
    taking_part = {part.unit_id for part in visible(parts, actor=actor, on=on, only=about(case.child_id))}
    rows = Unit.objects.filter(pk__in=taking_part).exclude(area=sender.area_id)
    return list(rows.select_related("area__agency"))


def names_at(case: Case, *, actor: Actor, on: date) -> dict[UUID, list[str]]:
    """Who takes part from each unit, as far as the actor may know: they are the ones who would read."""
    rows = Participation.objects.running(on).filter(case=case).select_related("professional", "case")
    names: dict[UUID, list[str]] = {}
    for row in visible(rows, actor=actor, on=on, only=about(case.child_id)):
        names.setdefault(row.unit_id, []).append(str(row.professional))
    return names


def can_be_let_out(case: Case, *, actor: Actor, on: date) -> list[Record]:
    """The actor's own unit's records in the case that may be proposed for disclosure, newest first."""
    rows = Record.objects.filter(case=case).exclude(kind__in=NEVER_LET_OUT).select_related("author")
    return visible(rows, actor=actor, on=on, action=Action.DISCLOSE, only=about(case.child_id))


def disclosures_in(case: Case, *, actor: Actor, on: date) -> list[Disclosure]:
    """What the actor's unit has let out or received in the case, newest first."""
    rows = Disclosure.objects.filter(case=case).select_related("sender", "recipient", "decided_by")
    shown = visible(rows.annotate(law=F("ground")), actor=actor, on=on, only=about(case.child_id))
    return [_with_law(one) for one in shown]


def _with_law(disclosure: Disclosure) -> Disclosure:
    """With the law it was let out on, in words: ``ground`` on a row from the door says why one sees it."""
    disclosure.on_ground = Ground(disclosure.law).label  # type: ignore[attr-defined]
    return disclosure


def entered_disclosure(pk: UUID, *, actor: Actor, on: date, action: Action = Action.READ) -> Disclosure:
    """One disclosure, or 404."""
    rows = Disclosure.objects.select_related(
        "sender", "recipient__area__agency", "decided_by", "case__child", "child"
    )
    return _with_law(enter(rows.annotate(law=F("ground")), pk, actor=actor, on=on, action=action))


def disclosed_records(disclosure: Disclosure, *, actor: Actor, on: date) -> list[Record]:
    """The records of a disclosure that the actor may read today."""
    items = disclosure.items.values_list("record", flat=True)
    rows = Record.objects.filter(pk__in=items).select_related("author")
    return visible(rows, actor=actor, on=on, only=about(disclosure.child_id))
