"""What the pages of this room show, read through the door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.door import ConsentState, consent_states, enter, visible
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import (
    Case,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    Disclosure,
    Ground,
    Record,
)
from knutpunkt.foundation.people.models import Child, Guardian, Unit

NEVER_LET_OUT = (Record.Kind.REPORT_OF_CONCERN,)


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One category towards one receiver: how it stands, and who is still to answer, by name."""

    consent: Consent
    state: ConsentState
    yes: list[str]
    missing: list[str]


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
    return _with_lines(visible(rows, actor=actor, on=on), on)


def entered_request(pk: UUID, *, actor: Actor, on: date, action: Action = Action.READ) -> Asked:
    """One asking, or 404."""
    rows = ConsentRequest.objects.select_related(
        "sender", "recipient", "asked_by", "case__child", "case__unit"
    )
    return _with_lines([enter(rows, pk, actor=actor, on=on, action=action)], on)[0]


def _with_lines(requests: Iterable[ConsentRequest], on: date) -> list[Asked]:
    found = list(requests)
    consents = list(Consent.objects.filter(request__in=found).order_by("category"))
    states = consent_states(consents, on)
    names = _names(states.values())
    lines: dict[UUID, list[ConsentLine]] = {}
    for consent in consents:
        request = next(one for one in found if one.pk == consent.request_id)
        line = _line(consent, states[consent.pk], names, request.case.child)
        lines.setdefault(consent.request_id, []).append(line)
    return [Asked(request, lines.get(request.pk, [])) for request in found]


def _names(states: Iterable[ConsentState]) -> dict[UUID, str]:
    asked = {guardian for state in states for guardian in state.agreement.guardians_asked}
    return {guardian.pk: str(guardian) for guardian in Guardian.objects.filter(pk__in=asked)}


def _line(consent: Consent, state: ConsentState, names: dict[UUID, str], child: Child) -> ConsentLine:
    yes = sorted(names[one] for one in state.guardians_yes)
    missing = sorted(names[one] for one in state.guardians_missing)
    if state.child_yes:
        yes.append(child.given_name)
    elif state.child_missing or state.child_blocks:
        missing.append(child.given_name)
    return ConsentLine(consent, state, yes, missing)


def who_must_agree(asked: Asked) -> list[Guardian]:
    """The guardians whose yes is needed today."""
    needed = {one for line in asked.lines for one in line.state.agreement.guardians_asked}
    return list(Guardian.objects.filter(pk__in=needed))


def history(asked: Asked) -> list[ConsentAnswer]:
    """Every answer, also those replaced by a later one, oldest first."""
    answers = [answer for line in asked.lines for answer in line.consent.answers.select_related("guardian")]
    return sorted(answers, key=lambda answer: answer.documented_at)


def receivers(case: Case, sender: Unit, on: date) -> list[Unit]:
    """The units of other secrecy areas that take part in the case on the day."""
    taking_part = case.participations.running(on).values_list("unit", flat=True)
    rows = Unit.objects.filter(pk__in=taking_part).exclude(area=sender.area_id)
    return list(rows.select_related("area__agency"))


def can_be_let_out(case: Case, *, actor: Actor, on: date) -> list[Record]:
    """The actor's own unit's records in the case that may be proposed for disclosure, newest first."""
    rows = Record.objects.filter(case=case).exclude(kind__in=NEVER_LET_OUT).select_related("author")
    return visible(rows, actor=actor, on=on, action=Action.DISCLOSE)


def disclosures_in(case: Case, *, actor: Actor, on: date) -> list[Disclosure]:
    """What the actor's unit has let out or received in the case, newest first."""
    rows = Disclosure.objects.filter(case=case).select_related("sender", "recipient", "decided_by")
    return [_with_law(one) for one in visible(rows.annotate(law=F("ground")), actor=actor, on=on)]


def _with_law(disclosure: Disclosure) -> Disclosure:
    """With the law it was let out on, in words: ``ground`` on a row from the door says why one sees it."""
    disclosure.on_ground = Ground(disclosure.law).label  # type: ignore[attr-defined]
    return disclosure


def entered_disclosure(pk: UUID, *, actor: Actor, on: date, action: Action = Action.READ) -> Disclosure:
    """One disclosure, or 404."""
    rows = Disclosure.objects.select_related("sender", "recipient", "decided_by", "case__child", "child")
    return _with_law(enter(rows.annotate(law=F("ground")), pk, actor=actor, on=on, action=action))


def disclosed_records(disclosure: Disclosure, *, actor: Actor, on: date) -> list[Record]:
    """The records of a disclosure that the actor may read today."""
    items = disclosure.items.values_list("record", flat=True)
    return visible(Record.objects.filter(pk__in=items).select_related("author"), actor=actor, on=on)
