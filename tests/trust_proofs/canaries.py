"""A canary in every sealed field of every row, and what ``decide`` says of each for somebody.

What hangs on a thing (an answer on its asking, a goal on its plan) is the thing's: it opens when that opens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, models, transaction

from knutpunkt.foundation.access.actions import Action
from knutpunkt.foundation.access.decide import decide
from knutpunkt.foundation.access.loading import KINDS, child_of, load
from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Case, Category, Consent, Record
from knutpunkt.foundation.sealing.field import SealedJSONField
from knutpunkt.foundation.sealing.files import write_sealed
from knutpunkt.foundation.sealing.stores import sealed_fields
from knutpunkt.rooms.cases import attachments, writing
from knutpunkt.rooms.cases.models import Attachment
from tests.everything import Everything

MARK = "kanarie"
# The steps from a row to the thing that the door knows: the first name that a model has is followed.
UPWARDS = (
    *("note", "assessment", "follow_up", "plan", "goal", "request"),
    *("consent", "commitment", "matter", "child"),
)
# Something written here is an answer by itself: filled in where it was empty, it changes who may see what.
DECIDES = {(Consent, "maturity_reason"), (Consent, "childs_no_overridden")}
CONTENT = "cases.Attachment: the file"


@dataclass(frozen=True)
class Canary:
    """Where a token lies, and the thing it opens with. ``written``: something stood there before."""

    token: str
    field: str
    thing: models.Model
    written: bool

    @property
    def child(self) -> UUID:
        return child_of(self.thing)


def widen(world: Everything) -> None:
    """Add what opens to few: a draft, a note with its earlier text, and words for a chosen reader alone."""
    kim, elin, on = world.place.actor("kim"), world.place.actor("elin"), world.on
    case = Case.objects.get(child=world.place.alva)
    told: dict[str, Any] = {"on": on, "case": case, "category": Category.WELLBEING, "heading": "Samtal"}
    writing.write_note(actor=kim, text="Inte färdigt", audience=Audience.OWN, draft=True, **told)
    note = writing.write_note(actor=elin, text="Sov till tio", audience=Audience.TEAM, draft=False, **told)
    writing.correct_note(
        actor=elin, note=note, heading="Samtal", text="Sov till nio", reason="Fel tid", version=note.version
    )
    writing.record_childs_words(
        actor=kim, on=on, case=case, words="Bara du", asked_about="Hemma", audience=Audience.OWN, readers=[]
    )


def sow() -> list[Canary]:
    """Put a token in every sealed text; empty ones too, where the database's rules allow it."""
    sown = [
        canary
        for model, field in sealed_fields()
        if not isinstance(field, SealedJSONField)
        for row in model._base_manager.order_by("pk")
        if (canary := _sown(row, field.attname)) is not None
    ]
    return [*sown, *map(_in_file, Attachment.objects.all())]


def _sown(row: Any, name: str) -> Canary | None:
    written = bool(getattr(row, name))
    if not written and (type(row), name) in DECIDES:
        return None
    token = _token()
    setattr(row, name, token)
    try:
        with transaction.atomic(), recorded(actor=SYSTEM, action="world.built"):
            row.save(update_fields=[name])
    except IntegrityError:
        return None
    return Canary(token, f"{row._meta.label}.{name}", thing_of(row), written)


def _in_file(one: Attachment) -> Canary:
    token = _token()
    attachments.place_of(one).unlink()
    write_sealed(attachments.place_of(one), token.encode(), place=attachments.sealed_to(one.pk))
    return Canary(token, CONTENT, one, written=True)


def _token() -> str:
    return f"{MARK}{uuid4().hex}"


def thing_of(row: models.Model) -> models.Model:
    """The row itself if the door knows its kind; otherwise what it hangs on."""
    if isinstance(row, Record) or type(row) in {kind for kind, _name in KINDS}:
        return row
    above = next(name for name in UPWARDS if any(one.name == name for one in row._meta.get_fields()))
    return thing_of(getattr(row, above))


def opened(things: Sequence[models.Model], actor: Actor, on: date, action: Action = Action.READ) -> set[UUID]:
    """With which of these ``decide`` lets the actor do this."""
    return {pk for same in _by_model(things) for pk in _opened(same, actor, on, action)}


def _by_model(things: Sequence[models.Model]) -> Iterator[list[models.Model]]:
    for model in {type(thing) for thing in things}:
        yield list({thing.pk: thing for thing in things if type(thing) is model}.values())


def _opened(rows: list[models.Model], actor: Actor, on: date, action: Action) -> Iterator[UUID]:
    loaded = load(rows, [actor])
    for pk, thing in loaded.things.items():
        if decide(actor, action, thing, loaded.facts, on).allow:
            yield pk
