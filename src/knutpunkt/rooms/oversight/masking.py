"""A person's own log: which lines of the trail it has, and what each says. Pure.

A line that would reveal what is protected is left out whole: no gap, no number, no time. What remains is the
same, to the byte, as if what is left out had never happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from knutpunkt.foundation.access.handing_out import Recipient, Secrets
from knutpunkt.foundation.audit.actor import ActorKind
from knutpunkt.foundation.audit.reading import Seen

# Whole kinds of act that nobody learns of from their log: reports of concern, holds and conflicts of
# interest, the review of the log, that another has had a paper, and what somebody has not sent yet.
NEVER_TOLD = (
    "report_of_concern.",
    "concerns.report",
    "concerns.write_report",
    "concerns.confirmed",
    "contact_hold.",
    "conflict.",
    "guardian.",
    "protected_identity.",
    "safeguards.",
    "request.",
    "review.",
    "reading.",
    "oversight.",
    "own_log.",
    "extract.",
    "legal_hold.",
    "draft.",
    "child.merged",
    "world.",
    "demo.",
)
_ANSWERS, _WORDS = ("casefile.consentanswer:",), ("cases.childsview:",)
_CONSENTS = ("casefile.consentrequest:", "casefile.consent:", "casefile.consentanswer:")
_CROSSINGS = ("casefile.disclosure:",)
# Told only where the thing itself is among what the event names, and is the recipient's to know of.
MUST_SHOW_ITS_THING = {
    "consent.answered": _ANSWERS,
    "consent.withdrawn": _ANSWERS,
    "consent.": _CONSENTS,
    "consents.request.": _CONSENTS,
    "consents.withdraw.": _CONSENTS,
    "consents.judge.": _CONSENTS,
    "consents.paper.": _CONSENTS,
    "consents.disclos": _CROSSINGS,
    "disclosure.": _CROSSINGS,
    "childs_view.": _WORDS,
    "cases.words.": _WORDS,
    "informed.": ("information.informed:",),
}
_OWN_KINDS = {ActorKind.PROFESSIONAL, ActorKind.SYSTEM, ActorKind.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the log: never a name, never an id."""

    at: datetime
    unit: object
    profession: str
    action: str
    grounds: tuple[str, ...]
    by_recipient: bool = False


def own_log(events: Iterable[Seen], *, recipient: Recipient, secrets: Secrets) -> list[Told]:
    """What the recipient gets to see of the child's events, in the order of time."""
    lines = (_line(event, recipient, secrets) for event in events)
    return sorted((line for line in lines if line is not None), key=lambda line: (line.at, line.action))


def _line(event: Seen, recipient: Recipient, secrets: Secrets) -> Told | None:
    if event.action.startswith(NEVER_TOLD) or not _may_know_who(event, recipient, secrets):
        return None
    mine = {thing for thing in event.objects if is_of(thing, secrets)}
    shown = mine - secrets.hidden
    if mine and not shown:
        return None
    if not _shows_its_thing(event.action, mine, secrets):
        return None
    own = recipient.guardian or recipient.child
    return Told(
        event.at, event.unit, event.profession, event.action, event.grounds, by_recipient=event.person == own
    )


def is_of(thing: str, secrets: Secrets) -> bool:
    """Whether an object of an event is one of the child's own things."""
    label, _, key = thing.partition(":")
    return any(str(one) == key for one in secrets.own.get(label, ()))


def _shows_its_thing(action: str, mine: set[str], secrets: Secrets) -> bool:
    fitting = max((start for start in MUST_SHOW_ITS_THING if action.startswith(start)), key=len, default="")
    if not fitting:
        return True
    told = {thing for thing in mine if thing.startswith(MUST_SHOW_ITS_THING[fitting])}
    return bool(told) and not told & secrets.hidden


def _may_know_who(event: Seen, recipient: Recipient, secrets: Secrets) -> bool:
    """A unit that the recipient knows takes part; the recipient themself; or nobody in particular."""
    if event.kind in (ActorKind.GUARDIAN, ActorKind.CHILD):
        return event.person == (recipient.guardian or recipient.child)
    return event.kind in _OWN_KINDS and (event.unit is None or event.unit in secrets.units)
