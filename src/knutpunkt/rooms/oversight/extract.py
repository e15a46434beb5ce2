"""A register extract: everything the own area holds of a child, in words, and nothing of anybody else."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Field, ForeignKey, Model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from knutpunkt.foundation.access.handing_out import Recipient, Secrets, own_units, secrets_from, third_persons
from knutpunkt.foundation.access.holdings import Holding, holdings
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.classification import Privacy
from knutpunkt.foundation.people.models import Unit
from knutpunkt.rooms.oversight.lake_extract import reported

# Rows that tell of the household or of others; of a guardian only that there is one.
ABOUT_OTHERS = frozenset({"people.guardianship", "commitments.notice"})
# That a note was put right stands in the extract; that somebody else had asked for it does not.
NOT_TOLD = frozenset({("cases.notecorrection", "asked_for_on")})
_SHORTEST_NAME = 3
_SOMEBODY = "[annan person]"


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
    hide = _hiding(third_persons(recipient))
    here = own_units(actor)
    rows: list[Told] = []
    for held in holdings():
        if held.label not in ABOUT_OTHERS:
            rows += _told(held, recipient.child, secrets, here, hide)
    rows += (Told(*one) for one in reported(recipient.child, here))
    return Extract(tuple(rows))


def as_json(extract: Extract) -> bytes:
    """For a machine (GDPR art. 20)."""
    return json.dumps([asdict(row) for row in extract.rows], ensure_ascii=False, indent=1).encode()


def _told(
    held: Holding, child: UUID, secrets: Secrets, here: frozenset[UUID], hide: "re.Pattern[str] | None"
) -> Iterator[Told]:
    rows = held.of(child)
    if held.owner:
        rows = rows.filter(**{f"{held.owner}__in": here})
    for row in rows:
        if f"{held.label}:{row.pk}" not in secrets.hidden:
            yield Told(_name(held.model), _unit(row, held), tuple(_fields(row, hide)))


def _name(model: type[Model]) -> str:
    return str(model._meta.verbose_name)


def _unit(row: Any, held: Holding) -> str:
    one: Any = row
    for step in held.owner.split("__") if held.owner else ():
        one = getattr(one, step)
    return one.name if isinstance(one, Unit) else ""


def _fields(row: Any, hide: "re.Pattern[str] | None") -> Iterator[tuple[str, str]]:
    privacy: Privacy = type(row).privacy
    for field in row._meta.local_fields:
        if _is_told(field, privacy):
            value = in_words(row, field)
            if value:
                yield str(field.verbose_name), hide.sub(_SOMEBODY, value) if hide else value


def _is_told(field: "Field[Any, Any]", privacy: Privacy) -> bool:
    """Not keys, and no link to anybody else: a link tells of a unit, or of nothing."""
    if field.primary_key or field.name == "blind_index":
        return False
    if (field.model._meta.label_lower, field.name) in NOT_TOLD:
        return False
    if isinstance(field, ForeignKey):
        return field.related_model is Unit
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


def _hiding(people: Iterable[tuple[str, ...]]) -> "re.Pattern[str] | None":
    """Matches whatever names or reaches another person: whole words, also with a genitive s."""
    words = {word for told in people for word in _words_of(told)}
    if not words:
        return None
    some = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{some})(?:s)?(?!\w)", re.IGNORECASE)


def _words_of(told: tuple[str, ...]) -> Iterator[str]:
    given, family, *ways = told
    yield from (word for word in (f"{given} {family}".strip(), given, *ways) if len(word) >= _SHORTEST_NAME)
