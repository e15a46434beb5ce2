"""A register extract: everything the own area holds of a child, in words, and nothing of anybody else."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Field, ForeignKey, Model, Q
from django.db.models.constants import LOOKUP_SEP
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from knutpunkt.foundation.access.handing_out import Recipient, Secrets, own_units, secrets_from, third_persons
from knutpunkt.foundation.access.holdings import Holding, holdings
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models import Record
from knutpunkt.foundation.people.models import Child, Enrolment, Unit
from knutpunkt.rooms.oversight.lake_extract import reported
from knutpunkt.rooms.oversight.models import Handout

# Rows that tell of the household or of others; of a guardian only that there is one.
ABOUT_OTHERS = frozenset({"people.guardianship", "commitments.notice"})
# That a note was put right stands in the extract; that somebody else had asked for it does not. How well
# somebody is protected is told to nobody.
NOT_TOLD = frozenset({("cases.notecorrection", "asked_for_on"), ("people.child", "protected_identity")})
# What the child thinks, or was not asked, is not a guardian's to read.
NOT_A_GUARDIANS = frozenset(
    {
        ("casefile.consent", "childs_no_overridden"),
        ("casefile.disclosure", "childs_view"),
        ("casefile.disclosure", "not_asked_because"),
    }
)
# Where somebody is who lives protected.
OF_A_PLACE = frozenset(
    ("people.child", name) for name in ("street_address", "postal_code", "town", "email", "phone")
)
# Whose unit a row is where no unit stands on the way to its child.
UNIT_OF = {
    "casefile.emergencyopening": "assignment__unit",
    "people.mentorgroupmember": "group__unit",
    "safeguards.formalrequest": "matter__unit",
    "safeguards.openingreview": "matter__unit",
}
_SHORTEST_NAME = 3
_SOMEBODY, _SOMEWHERE = "[annan person]", "[plats]"
Hide = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing held: what kind, whose unit, and each field in words."""

    what: str
    unit: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything told, in a steady order."""

    rows: tuple[Told, ...]

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How many of each kind."""
        names = [row.what for row in self.rows]
        return [(name, names.count(name)) for name in dict.fromkeys(names)]


def register_extract(*, recipient: Recipient, actor: Actor) -> Extract:
    """Everything that the actor's area holds of the child and that this recipient may have."""
    secrets = secrets_from(recipient, actor=actor, whole=True)
    here = own_units(actor)
    hide = _hiding_all(recipient, secrets, here)
    left_out = NOT_TOLD
    if recipient.guardian is not None:
        left_out |= NOT_A_GUARDIANS
    if not secrets.places:
        left_out |= OF_A_PLACE
    rows: list[Told] = []
    for held in holdings():
        if held.label not in ABOUT_OTHERS and held.model.privacy.retention is not Retention.SESSION:  # type: ignore[attr-defined]
            rows += _told(held, recipient.child, secrets, here, hide, left_out)
    rows += (
        Told(what, unit if secrets.places else "", fields)
        for what, unit, fields in reported(recipient.child, here)
    )
    return Extract(tuple(rows))


def handed_to_others(recipient: Recipient) -> Iterator[str]:
    """That somebody else has had a paper stands in nobody's log or extract."""
    rows = Handout.objects.filter(child=recipient.child)
    mine = (
        rows.filter(guardian__isnull=True)
        if recipient.guardian is None
        else rows.filter(guardian__in=[recipient.guardian])
    )
    for key in rows.exclude(pk__in=mine).values_list("pk", flat=True):
        yield f"oversight.handout:{key}"


def as_json(extract: Extract) -> bytes:
    """For a machine (GDPR art. 20)."""
    return json.dumps([asdict(row) for row in extract.rows], ensure_ascii=False, indent=1).encode()


def _told(
    held: Holding,
    child: UUID,
    secrets: Secrets,
    here: frozenset[UUID],
    hide: Hide,
    left_out: frozenset[tuple[str, str]],
) -> Iterator[Told]:
    rows, owner = held.of(child), _owner(held)
    if owner:
        rows = rows.filter(**{f"{owner}__in": here})
    for draft in _drafts(held):
        rows = rows.exclude(**{draft: True})
    for row in rows:
        if f"{held.label}:{row.pk}" not in secrets.hidden:
            unit = _unit(row, owner) if secrets.places else ""
            yield Told(_name(held.model), unit, tuple(_fields(row, hide, secrets, left_out)))


def _owner(held: Holding) -> str:
    return held.owner or UNIT_OF.get(held.label, "")


def _drafts(held: Holding) -> Iterator[str]:
    """Where it stands that a row, or what it belongs to, is somebody's draft: not sent, and nobody else's."""
    here: Any = held.model
    way: list[str] = []
    for step in held.child.split(LOOKUP_SEP):
        if issubclass(here, Record):
            yield LOOKUP_SEP.join((*way, "draft"))
        if here is Child:
            return
        way.append(step)
        here = here._meta.get_field(step).related_model


def _name(model: type[Model]) -> str:
    return str(model._meta.verbose_name)


def _unit(row: Any, owner: str) -> str:
    one: Any = row
    for step in owner.split(LOOKUP_SEP) if owner else ():
        one = getattr(one, step)
    return one.name if isinstance(one, Unit) else ""


def _fields(
    row: Any, hide: Hide, secrets: Secrets, left_out: frozenset[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    privacy: Privacy = type(row).privacy
    for field in row._meta.local_fields:
        if (field.model._meta.label_lower, field.name) in left_out:
            continue
        if _is_told(field, privacy, places=secrets.places):
            value = in_words(row, field)
            if value:
                yield str(field.verbose_name), hide(value)


def _is_told(field: "Field[Any, Any]", privacy: Privacy, *, places: bool) -> bool:
    """Not keys, and no link to anybody else: a link tells of a unit, or of nothing."""
    if field.primary_key or field.name == "blind_index":
        return False
    if isinstance(field, ForeignKey):
        return places and field.related_model is Unit
    return field.name in privacy.fields


def in_words(row: Any, field: "Field[Any, Any]") -> str:
    """A stored value as somebody reads it; "" for nothing."""
    value = getattr(row, field.name)
    if value is None or value == "":
        return ""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, datetime):
        return date_format(localtime(value), "Y-m-d H:i")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return str(value)


def _hiding_all(recipient: Recipient, secrets: Secrets, here: frozenset[UUID]) -> Hide:
    """Takes away whatever names another person, and where somebody is when that must not be told."""
    people = _hiding({word for told in third_persons(recipient) for word in _words_of(told)})
    places = None if secrets.places else _hiding(_places_of(recipient, here))

    def hide(text: str) -> str:
        text = places.sub(_SOMEWHERE, text) if places else text
        return people.sub(_SOMEBODY, text) if people else text

    return hide


def _places_of(recipient: Recipient, here: frozenset[UUID]) -> set[str]:
    """The names of units, and the child's own address, as they may stand in what somebody has written."""
    child = Child.objects.get(pk=recipient.child)
    went = Enrolment.objects.filter(child=child).values("unit")
    units = Unit.objects.filter(Q(pk__in=here) | Q(pk__in=went)).values_list("name", flat=True)
    own = (child.street_address, child.postal_code, child.town, child.email, child.phone)
    return {word for word in (*units, *own) if len(word) >= _SHORTEST_NAME}


def _hiding(words: set[str]) -> "re.Pattern[str] | None":
    """Matches the words whole, also with a genitive s."""
    if not words:
        return None
    some = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{some})(?:s)?(?!\w)", re.IGNORECASE)


def _words_of(told: tuple[str, ...]) -> Iterator[str]:
    given, family, *ways = told
    yield from (word for word in (f"{given} {family}".strip(), given, *ways) if len(word) >= _SHORTEST_NAME)
