"""Handing out to the person it concerns: the fourth, narrow way past the door.

The rule:

- Who: the coordinator of a running case of the child, or whoever answers for a unit of the own area that has
  a case of the child or where the child goes to school. The child must open to them as well. Others: 404.
- To whom: the child itself; a guardian with custody of a child under 18, unless the link is blocked or a
  contact hold runs. Nobody else is offered, and nothing says why.
- What: what the actor's own secrecy area holds; each authority hands out its own (GDPR art. 15, OSL 8:1-2).
- Other areas: that they take part is told only to who has themself answered a question of consent about them.
- A family that lives openly protected: only by somebody who may be told where the child is (``locatable``),
  who need not be the coordinator; and a guardian gets nothing that says where that is.

What is left out for whom is told in ``rooms/oversight/masking`` and ``rooms/oversight/extract``.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.access import facts as plain
from knutpunkt.foundation.access.door import enter, locatable
from knutpunkt.foundation.access.holdings import ids_of
from knutpunkt.foundation.access.loading import load
from knutpunkt.foundation.access.own import own_of, this_moment
from knutpunkt.foundation.access.standing import lives_protected
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.trail import current_trail
from knutpunkt.foundation.casefile.models import (
    Audience,
    Case,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    ConsentShortened,
    Disclosure,
    DisclosureItem,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Commitment, CommitmentChange, Matter, Notice
from knutpunkt.foundation.people.ages import age_on
from knutpunkt.foundation.people.models import (
    Child,
    ContactHold,
    Enrolment,
    Guardian,
    Guardianship,
    Unit,
)
from knutpunkt.foundation.people.refusals import Refusal

_OF_AGE = 18
_silent_matters: list[Callable[[UUID], Iterable[UUID]]] = []
_kept_from: "list[Callable[[Recipient], Iterable[str]]]" = []


@dataclass(frozen=True, slots=True)
class Recipient:
    """For whom a paper is made: the child itself (``guardian`` is ``None``), or one guardian."""

    child: UUID
    guardian: UUID | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        return str(self.guardian or "child")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What of the child's things this recipient must not meet: ids by label, and which units they know of.

    ``places``: whether they may be told where the child lives and goes to school.
    """

    own: dict[str, frozenset[UUID]]
    hidden: frozenset[str]
    units: frozenset[UUID]
    places: bool


class HandledBySomebodyElse(Refusal):
    """The family lives protected. ``child`` is whom the actor asked about."""

    sentence = _(
        "Uppgifterna är skyddade. Den som har till uppgift att hantera skyddade personuppgifter gör utdraget."
    )


def child_to_hand_out(pk: UUID, *, actor: Actor, on: date) -> Child:
    """The child, for somebody who may hand out to it. Raises ``Http404`` and ``HandledBySomebodyElse``."""
    child = enter(Child.objects.all(), pk, actor=actor, on=on)
    own = own_of(actor, on, this_moment())
    coordinates = Case.objects.filter(child=child, pk__in=own.coordinated).exists()
    has_case = Case.objects.filter(child=child, unit__in=own.answered_units).exists()
    attends = Enrolment.objects.filter(child=child, unit__in=own.answered_units).exists()
    handles = child.pk in locatable([child], actor, on)
    if not (coordinates or has_case or attends or (handles and _lives_protected(child, on))):
        raise Http404
    if not handles:
        raise HandledBySomebodyElse(child=child.pk)
    return child


def recipients(child: Child, on: date) -> list[tuple[Recipient, str]]:
    """To whom something may be handed out on the day, each with a name."""
    looked()
    found = [(Recipient(child.pk), str(child))]
    if child.birth_date is None or age_on(child.birth_date, on) < _OF_AGE:
        held = ContactHold.objects.running(on).filter(child=child).values("guardian")
        custody = Guardianship.objects.running(on).filter(
            child=child, relation=Guardianship.Relation.CUSTODY, blocked=False
        )
        for link in custody.exclude(guardian__in=held).select_related("guardian"):
            found.append((Recipient(child.pk, link.guardian_id), str(link.guardian)))
    return found


def own_units(actor: Actor) -> frozenset[UUID]:
    """The units of the actor's secrecy area."""
    return frozenset(Unit.objects.filter(area__in=[actor.area]).values_list("pk", flat=True))


def secrets_from(recipient: Recipient, *, actor: Actor, whole: bool = False) -> Secrets:
    """What must leave no trace in what this recipient gets.

    ``whole``: a register extract, where no secrecy holds towards the child itself (OSL 12:1), so that it has
    also what has been asked or said to units it has not met.
    """
    looked()
    own = ids_of(recipient.child)
    units = own_units(actor) | _known_units(recipient)
    hidden = _reports(own) | _silent(recipient.child) | _of_the_hold(own) | _others_answers(recipient, own)
    hidden |= _questions_to_others(recipient, own)
    hidden |= {label for rows in _kept_from for label in rows(recipient)}
    if recipient.guardian is not None or not whole:
        hidden |= _crossings(own, units)
    if recipient.guardian is not None:
        hidden |= _private_words(own) | _others_shortenings(recipient, own)
    places = is_told_where(recipient)
    if not places:
        for model in ("people.enrolment", "people.mentorgroupmember"):
            hidden |= _labels(own[model], model)
    return Secrets(own, frozenset(hidden), units, places)


def is_told_where(recipient: Recipient) -> bool:
    """Whether they may be told where the child is: all but a guardian of a family that lives protected."""
    if recipient.guardian is None:
        return True
    return not _lives_protected(Child.objects.get(pk=recipient.child), localdate(this_moment()))


def third_persons(recipient: Recipient) -> list[tuple[str, ...]]:
    """The words that name others around the child: each person's names and ways to reach them."""
    looked()
    links = Guardianship.objects.filter(child=recipient.child)
    guardians = Guardian.objects.filter(pk__in=links.values("guardian"))
    if recipient.guardian is not None:
        guardians = guardians.exclude(pk=recipient.guardian)
    siblings = Child.objects.filter(guardianships__guardian__in=links.values("guardian"))
    others = siblings.exclude(pk=recipient.child).distinct()
    people: Collection[Guardian | Child] = [*guardians, *others]
    return [(one.given_name, one.family_name, one.email, one.phone) for one in people]


def keep_silent(matters: Callable[[UUID], Iterable[UUID]]) -> None:
    """Let a room say which matters of a child nobody learns of from a log or an extract."""
    _silent_matters.append(matters)


def keep_from(rows: Callable[[Recipient], Iterable[str]]) -> None:
    """Let a room say, by label, which of its rows a recipient does not meet in a log or an extract."""
    _kept_from.append(rows)


def _lives_protected(child: Child, on: date) -> bool:
    told = load([child], []).things[child.pk]
    return isinstance(told, plain.Child) and lives_protected(told, on)


def _silent(child: UUID) -> set[str]:
    keys = {key for matters in _silent_matters for key in matters(child)}
    held = Matter.objects.filter(child=child, kind=Matter.Kind.CONTACT_HOLD)
    keys |= set(held.values_list("pk", flat=True))
    promises = Commitment.objects.filter(matter__in=keys).values_list("pk", flat=True)
    changes = CommitmentChange.objects.filter(commitment__matter__in=keys).values_list("pk", flat=True)
    notices = Notice.objects.filter(commitment__matter__in=keys).values_list("pk", flat=True)
    return (
        _labels(keys, "commitments.matter")
        | _labels(promises, "commitments.commitment")
        | _labels(changes, "commitments.commitmentchange")
        | _labels(notices, "commitments.notice")
    )


def _questions_to_others(recipient: Recipient, own: dict[str, frozenset[UUID]]) -> set[str]:
    """A question that the child alone, or one guardian alone, decides is nobody else's to know of."""
    requests = ConsentRequest.objects.filter(pk__in=own["casefile.consentrequest"])
    alone = requests.exclude(decides=ConsentRequest.Decides.TOGETHER)
    mine = Q(guardian=recipient.guardian) if recipient.guardian else Q(guardian__isnull=True)
    keys = set(alone.exclude(mine, decides=_decides(recipient)).values_list("pk", flat=True))
    consents = Consent.objects.filter(request__in=keys).values_list("pk", flat=True)
    answers = ConsentAnswer.objects.filter(consent__request__in=keys).values_list("pk", flat=True)
    shortened = ConsentShortened.objects.filter(consent__request__in=keys).values_list("pk", flat=True)
    crossed = DisclosureItem.objects.filter(consent__request__in=keys)
    return (
        _labels(keys, "casefile.consentrequest")
        | _labels(consents, "casefile.consent")
        | _labels(answers, "casefile.consentanswer")
        | _labels(shortened, "casefile.consentshortened")
        | _labels(crossed.values_list("pk", flat=True), "casefile.disclosureitem")
        | _labels(crossed.values_list("disclosure", flat=True), "casefile.disclosure")
    )


def _decides(recipient: Recipient) -> str:
    return ConsentRequest.Decides.GUARDIAN if recipient.guardian else ConsentRequest.Decides.CHILD


def _crossings(own: dict[str, frozenset[UUID]], units: frozenset[UUID]) -> set[str]:
    """What crosses to or from a unit that the recipient does not know takes part."""
    crossed = Disclosure.objects.filter(pk__in=own["casefile.disclosure"])
    unknown = crossed.exclude(sender__in=units, recipient__in=units).values_list("pk", flat=True)
    items = DisclosureItem.objects.filter(disclosure__in=unknown).values_list("pk", flat=True)
    parts = Participation.objects.filter(pk__in=own["casefile.participation"]).exclude(unit__in=units)
    asked = ConsentRequest.objects.filter(pk__in=own["casefile.consentrequest"])
    return (
        _labels(unknown, "casefile.disclosure")
        | _labels(items, "casefile.disclosureitem")
        | _labels(parts.values_list("pk", flat=True), "casefile.participation")
        | _labels(
            asked.exclude(sender__in=units, recipient__in=units).values_list("pk", flat=True),
            "casefile.consentrequest",
        )
    )


def _reports(own: dict[str, frozenset[UUID]]) -> set[str]:
    """Reports of concern, which no guardian and no child learns of from here."""
    of_kind = Record.objects.filter(pk__in=own["casefile.record"], kind=Record.Kind.REPORT_OF_CONCERN)
    return _labels(of_kind.values_list("pk", flat=True), "casefile.record", "concerns.reportofconcern")


def _of_the_hold(own: dict[str, frozenset[UUID]]) -> set[str]:
    models = (
        "people.contacthold",
        "people.conflictofinterest",
        "casefile.guardiannotasked",
        "safeguards.holdreview",
    )
    return {label for model in models for label in _labels(own.get(model, ()), model)}


def _others_answers(recipient: Recipient, own: dict[str, frozenset[UUID]]) -> set[str]:
    """A guardian's own answers are theirs to see; the child's and the other guardian's are not."""
    answers = ConsentAnswer.objects.filter(pk__in=own["casefile.consentanswer"])
    theirs = Q(guardian=recipient.guardian) if recipient.guardian else Q(guardian__isnull=True)
    others = answers.exclude(theirs).values_list("pk", flat=True)
    links = Guardianship.objects.filter(child=recipient.child)
    if recipient.guardian is not None:
        links = links.exclude(guardian=recipient.guardian)
    return _labels(others, "casefile.consentanswer") | _labels(
        links.values_list("pk", flat=True), "people.guardianship"
    )


def _others_shortenings(recipient: Recipient, own: dict[str, frozenset[UUID]]) -> set[str]:
    """That the child or the other guardian wanted a consent to end sooner, and why."""
    rows = ConsentShortened.objects.filter(pk__in=own["casefile.consentshortened"])
    others = rows.exclude(guardian__in=[recipient.guardian])
    return _labels(others.values_list("pk", flat=True), "casefile.consentshortened")


def _private_words(own: dict[str, frozenset[UUID]]) -> set[str]:
    """What the young person has said without letting the family read it."""
    said = Record.objects.filter(pk__in=own["casefile.record"], kind=Record.Kind.CHILDS_VIEW)
    private = said.filter(~Q(audience=Audience.FAMILY) | Q(restricted=True))
    restricted = Record.objects.filter(pk__in=own["casefile.record"], restricted=True)
    keys = {*private.values_list("pk", flat=True), *restricted.values_list("pk", flat=True)}
    return _labels(keys, "casefile.record", "cases.childsview", "cases.note", "cases.attachment")


def _known_units(recipient: Recipient) -> frozenset[UUID]:
    """The other side of every question of consent that this person has answered."""
    mine = ConsentAnswer.objects.filter(consent__child=recipient.child, guardian=recipient.guardian)
    asked = ConsentRequest.objects.filter(consents__in=mine.values("consent"))
    return frozenset(unit for pair in asked.values_list("sender", "recipient") for unit in pair)


def _labels(keys: Iterable[UUID], *models: str) -> set[str]:
    return {f"{model}:{key}" for key in keys for model in models}


def looked() -> None:
    """Tell the trail that what is read is read under the rule of this file, even when nothing is found."""
    trail = current_trail()
    if trail is not None:
        trail.counted = True
