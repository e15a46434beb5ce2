"""Guardians and what binds them to each child. Only *Vårdnadshavare* gives custody (domain.md §9.3).

A block is set by any file and removed by none. The same checked number and the same name under two keys is
one person.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.models import Child, Guardian, Guardianship, ProtectedIdentity
from knutpunkt.rooms.intake.incoming import Fate, Incoming, Refused, Row
from knutpunkt.rooms.intake.kinds import plain
from knutpunkt.rooms.intake.ledger import Ledger
from knutpunkt.rooms.intake.models import Origin
from knutpunkt.rooms.intake.national_ids import ReadId, read_id
from knutpunkt.rooms.intake.registers.departures import children_in_scope, too_many
from knutpunkt.rooms.intake.registers.identities import blind, give_id
from knutpunkt.rooms.intake.registers.protection import LEVELS, protection, raise_protection
from knutpunkt.rooms.intake.registers.rows import (
    Heard,
    email,
    once_each,
    optional,
    paired,
    refuse_all,
    understood,
)
from knutpunkt.rooms.intake.world import World

_RELATIONS = {
    **dict.fromkeys(("vårdnadshavare", "custody", "guardian"), Guardianship.Relation.CUSTODY),
    **dict.fromkeys(("förälder", "parent", "förälder utan vårdnad"), Guardianship.Relation.PARENT),
}
_TEXTS = {"phone": 40, "language": 10}


@dataclass(frozen=True, slots=True)
class Link:
    """A link between a guardian and a child, as a file tells of it."""

    line: int
    child: Child
    guardian: str
    relation: str
    blocked: bool
    start: date
    last_day: date | None
    start_known: bool
    number: ReadId | None
    values: tuple[tuple[str, object], ...]
    protection: ProtectedIdentity

    @property
    def person(self) -> tuple[tuple[tuple[str, object], ...], ReadId | None]:
        return self.values, self.number


def prepare(file: Incoming, world: World, ledger: Ledger) -> None:
    """Compare the guardians of a file, and their links to children, with the stored ones."""
    heard, refused = Heard(), set[UUID]()
    links = understood(file, lambda row: _read(row, file, world, refused), key="child", heard=heard)
    links = once_each(
        file,
        links,
        key=lambda link: (link.child.pk, link.guardian, link.start),
        says=lambda link: replace(link, line=0),
        column="relation",
    )
    persons = _persons(file, links, world)
    owners = {number.blind_index: pk for pk, number in world.ids_of_guardians.items()}
    fates = {key: _take_person(key, rows, owners, file, world, ledger) for key, rows in persons.items()}
    kept = _take_links(file, [link for link in links if link.guardian in persons], fates, world, ledger)
    lost = {link.child.pk for link in links if link.guardian not in persons}
    if file.scope.complete and not heard.unreadable:
        _end_missing(file, world, ledger, kept, refused | lost)


def _read(row: Row, file: Incoming, world: World, refused: set[UUID]) -> Link:
    child = world.child(file.scope.key_spaces, row.needed("child"))
    if child is None:
        raise Refused("child", _("Eleven finns inte i registret och inte i elevfilen."))
    try:
        return _read_link(row, child, file)
    except Refused:
        refused.add(child.pk)
        raise


def _read_link(row: Row, child: Child, file: Incoming) -> Link:
    values: dict[str, object] = {"given_name": row.text("given_name"), "family_name": row.text("family_name")}
    if not any(values.values()):
        raise Refused("given_name", _("Namnet saknas."))
    for column, longest in _TEXTS.items():
        if column in row.fields:
            values[column] = optional(file, row, column, longest=longest)
    if "email" in row.fields:
        values["email"] = email(file, row)
    said, last_day = row.day("start"), row.day("last_day")
    start = said or min(child.birth_date or file.scope.as_of, file.scope.as_of)
    if last_day is not None and last_day < start:
        raise Refused("last_day", _("Sista dagen ligger före den första."))
    return Link(
        row.line,
        child,
        row.needed("guardian", longest=100),
        _RELATIONS.get(plain(row.needed("relation")), Guardianship.Relation.OTHER),
        row.yes("blocked"),
        start,
        last_day,
        said is not None,
        read_id(row.text("national_id", longest=100), on=file.scope.as_of),
        tuple(values.items()),
        protection(row),
    )


def _persons(file: Incoming, links: list[Link], world: World) -> dict[str, list[Link]]:
    """The links of each guardian; a guardian with somebody else's number is refused with all their rows."""
    by_key: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        by_key[link.guardian].append(link)
    stored = _names_of_numbers(world)
    names: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.number is not None and link.number.checked:
            code = blind(link.number)
            names[code] |= {_name(dict(link.values))} | stored.get(code, set())
    refused = [key for key, rows in by_key.items() if any(_shared(link, names) for link in rows)]
    for key in refused:
        reason = _("Personnumret finns också på en annan person. Rätta i källan.")
        refuse_all(file, by_key.pop(key), "national_id", reason)
    return by_key


def _shared(link: Link, names: dict[str, set[str]]) -> bool:
    return link.number is not None and link.number.checked and len(names[blind(link.number)]) > 1


def _names_of_numbers(world: World) -> dict[str, set[str]]:
    return {
        number.blind_index: {_name(vars(world.guardians[pk]))}
        for pk, number in world.ids_of_guardians.items()
        if number.checked and pk in world.guardians
    }


def _name(values: dict[str, object]) -> str:
    return plain(f"{values['given_name']} {values['family_name']}")


def _take_person(
    key: str, rows: list[Link], owners: dict[str, UUID], file: Incoming, world: World, ledger: Ledger
) -> Fate:
    """The guardian behind a key. When rows differ about the person, what most of them say is believed.

    ``owners``: blind index of a number → the guardian who has it.
    """
    place, as_of = file.scope.municipality, file.scope.as_of
    told = Counter(link.person for link in rows)
    (values, number), _times = max(told.items(), key=lambda said: (said[1], str(said[0])))
    target = world.target(Origin.Of.GUARDIAN, place, key)
    if target is None and number is not None and number.checked:
        target = owners.get(blind(number))
    guardian = world.guardians.get(target) if target else None
    level = max((link.protection for link in rows), key=LEVELS.index)
    marked = guardian is not None and raise_protection(guardian, level, ledger)
    if guardian is None:
        if file.superseded:
            return Fate.OLDER
        guardian = ledger.add(Guardian(**dict(values), protected_identity=level, source_id=key))
        world.guardians[guardian.pk] = guardian
        if number is not None:
            owners[blind(number)] = guardian.pk
        fate = Fate.NEW
    else:
        origin = world.origins.get((Origin.Of.GUARDIAN, place, key))
        if origin is not None and as_of < origin.as_of:
            # An older file may still tell a number that no newer one has.
            lacks = guardian.pk not in world.ids_of_guardians
            told_id = lacks and give_id(
                number, as_of, stored=world.ids_of_guardians, ledger=ledger, guardian=guardian
            )
            return Fate.CHANGED if marked or told_id else Fate.OLDER
        fate = Fate.CHANGED if ledger.change(guardian, **dict(values)) or marked else Fate.SAME
    if give_id(number, as_of, stored=world.ids_of_guardians, ledger=ledger, guardian=guardian) and (
        fate is Fate.SAME
    ):
        fate = Fate.CHANGED
    ledger.came_from(Origin.Of.GUARDIAN, place, key, guardian.pk, as_of)
    return fate


def _take_links(
    file: Incoming, links: list[Link], fates: dict[str, Fate], world: World, ledger: Ledger
) -> set[UUID]:
    kept: set[UUID] = set()
    grouped: dict[tuple[UUID, str], list[Link]] = defaultdict(list)
    for link in links:
        grouped[link.child.pk, link.guardian].append(link)
    for (child, key), same in grouped.items():
        target = world.target(Origin.Of.GUARDIAN, file.scope.municipality, key)
        stored = [one for one in world.guardianships.get(child, []) if one.guardian_id == target]
        for link, one in paired(same, stored):
            fate, guardianship = _take(link, one, file, world, ledger)
            person = fates[key]
            file.fates[person if fate is Fate.SAME and person is Fate.CHANGED else fate] += 1
            if guardianship is not None:
                kept.add(guardianship.pk)
    return kept


def _take(
    link: Link, stored: Guardianship | None, file: Incoming, world: World, ledger: Ledger
) -> tuple[Fate, Guardianship | None]:
    place, as_of = file.scope.municipality, file.scope.as_of
    if stored is None:
        if file.superseded:
            return Fate.OLDER, None
        target = world.target(Origin.Of.GUARDIAN, place, link.guardian)
        guardianship = Guardianship(
            child=link.child,
            guardian=world.guardians[target] if target else None,
            relation=link.relation,
            start=link.start,
            last_day=link.last_day,
        )
        world.guardianships.setdefault(link.child.pk, []).append(ledger.add(guardianship))
        _block(link, guardianship, file, ledger)
        fate = Fate.NEW
    else:
        guardianship = stored
        blocked = _block(link, guardianship, file, ledger)
        origin = world.origins.get((Origin.Of.GUARDIANSHIP, place, str(stored.pk)))
        if origin is not None and as_of < origin.as_of:
            return (Fate.CHANGED if blocked else Fate.OLDER), stored
        start = {"start": link.start} if link.start_known else {}
        changed = ledger.change(stored, relation=link.relation, last_day=link.last_day, **start)
        fate = Fate.CHANGED if changed or blocked else Fate.SAME
    if fate is not Fate.SAME:
        ledger.children.add(link.child.pk)
    ledger.came_from(Origin.Of.GUARDIANSHIP, place, str(guardianship.pk), guardianship.pk, as_of)
    return fate, guardianship


def _block(link: Link, guardianship: Guardianship, file: Incoming, ledger: Ledger) -> bool:
    if not link.blocked or guardianship.blocked:
        return False
    ledger.children.add(link.child.pk)
    reason = str(_("Spärrad enligt %(source)s")) % {"source": file.scope.source}
    return ledger.change(guardianship, blocked=True, blocked_reason=reason)


def _end_missing(file: Incoming, world: World, ledger: Ledger, kept: set[UUID], refused: set[UUID]) -> None:
    """End imported links that a complete file does not name; children with refused rows keep theirs."""
    place, as_of = file.scope.municipality, file.scope.as_of
    in_scope = children_in_scope(file, world)
    touched: set[UUID] = set()
    for child in in_scope - refused:
        for link in world.guardianships.get(child, []):
            origin = world.origins.get((Origin.Of.GUARDIANSHIP, place, str(link.pk)))
            known = origin is not None and origin.as_of <= as_of
            if known and link.pk not in kept and link.runs(as_of) and ledger.change(link, last_day=as_of):
                file.fates[Fate.GONE] += 1
                touched.add(child)
                ledger.children.add(child)
                ledger.came_from(Origin.Of.GUARDIANSHIP, place, str(link.pk), link.pk, as_of)
    too_many(file, len(touched), len(in_scope))
