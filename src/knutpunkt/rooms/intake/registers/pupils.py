"""Children: who they are, their national ids, and the mark that protects where they are.

The mark is raised by any file, also by an older one, and lowered by none (domain.md §3.7).
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.models import Child, ProtectedIdentity, Sex
from knutpunkt.rooms.intake.incoming import Fate, Incoming, Refused, Row
from knutpunkt.rooms.intake.kinds import plain
from knutpunkt.rooms.intake.ledger import Ledger
from knutpunkt.rooms.intake.models import Origin
from knutpunkt.rooms.intake.national_ids import ReadId, read_id
from knutpunkt.rooms.intake.registers.departures import end_missing_children
from knutpunkt.rooms.intake.registers.identities import blind, give_id
from knutpunkt.rooms.intake.registers.protection import protection, raise_protection
from knutpunkt.rooms.intake.registers.rows import Heard, email, once_each, optional, refuse_all, understood
from knutpunkt.rooms.intake.registers.units import municipality
from knutpunkt.rooms.intake.world import World

_SEX = {
    **dict.fromkeys(("flicka", "kvinna", "f", "k", "female", "girl", "woman"), Sex.FEMALE),
    **dict.fromkeys(("pojke", "man", "p", "m", "male", "boy"), Sex.MALE),
    **dict.fromkeys(("", "okänt", "okänd", "unknown", "o"), Sex.UNKNOWN),
}
_TEXTS = {"street_address": 200, "postal_code": 20, "town": 100, "phone": 40, "language": 10}


@dataclass(frozen=True, slots=True)
class PupilRow:
    """One child as a file tells of it; ``values`` only holds columns that the file has."""

    line: int
    key: str
    values: tuple[tuple[str, object], ...]
    home: str
    number: ReadId | None
    protection: ProtectedIdentity


def prepare(file: Incoming, world: World, ledger: Ledger) -> None:
    """Compare the children of a file with the stored ones."""
    heard = Heard()
    rows = understood(file, lambda row: _read(row, file), key="child", heard=heard)
    rows = once_each(
        file, rows, key=lambda row: row.key, says=lambda row: replace(row, line=0), column="child"
    )
    for row in _with_ids_of_their_own(file, rows, world):
        try:
            file.fates[_take(row, file, world, ledger)] += 1
        except Refused as refused:
            file.refuse(row.line, refused.column, refused.reason)
    if file.scope.complete:
        end_missing_children(file, world, ledger, heard)


def _read(row: Row, file: Incoming) -> PupilRow:
    as_of = file.scope.as_of
    number = read_id(row.text("national_id", longest=100), on=as_of)
    values: dict[str, object] = {"given_name": row.text("given_name"), "family_name": row.text("family_name")}
    if not any(values.values()):
        raise Refused("given_name", _("Namnet saknas."))
    birth = row.day("birth_date") or born(number)
    if birth is not None:
        if birth > as_of:
            raise Refused("birth_date", _("Födelsedatumet ligger efter filens dag."))
        values["birth_date"] = birth
    if "sex" in row.fields:
        values["sex"] = _sex(row)
    for column, longest in _TEXTS.items():
        if column in row.fields:
            values[column] = optional(file, row, column, longest=longest)
    if "email" in row.fields:
        values["email"] = email(file, row)
    home = row.text("municipality", longest=4)
    return PupilRow(
        row.line, row.needed("child", longest=100), tuple(values.items()), home, number, protection(row)
    )


def born(number: ReadId | None) -> date | None:
    """The day of birth that a checked number tells."""
    if number is None or not number.checked:
        return None
    day = int(number.value[6:8])
    return date(int(number.value[:4]), int(number.value[4:6]), day - 60 if day > 60 else day)


def _sex(row: Row) -> Sex:
    sex = _SEX.get(plain(row.text("sex")))
    if sex is None:
        raise Refused("sex", _("Här ska stå flicka, pojke eller okänt."))
    return sex


def _with_ids_of_their_own(file: Incoming, rows: list[PupilRow], world: World) -> list[PupilRow]:
    """Refuse rows whose checked number belongs to somebody else, stored or in the same file."""
    place = file.scope.municipality
    owners = {one.blind_index: pk for pk, one in world.ids_of_children.items() if one.checked}
    claims: dict[str, list[PupilRow]] = defaultdict(list)
    for row in rows:
        if row.number is not None and row.number.checked:
            claims[blind(row.number)].append(row)
    refused: set[int] = set()
    for number, claimants in claims.items():
        owner = owners.get(number)
        wrong = [row for row in claimants if owner and _pk(world, place, row) != owner]
        if owner is None and len(claimants) > 1:
            wrong = claimants
        refuse_all(
            file, wrong, "national_id", _("Personnumret finns också på en annan person. Rätta i källan.")
        )
        refused.update(row.line for row in wrong)
    return [row for row in rows if row.line not in refused]


def _pk(world: World, place: str, row: PupilRow) -> object:
    return world.target(Origin.Of.CHILD, place, row.key)


def _take(row: PupilRow, file: Incoming, world: World, ledger: Ledger) -> Fate:
    place, as_of = file.scope.municipality, file.scope.as_of
    child = world.child((place,), row.key)
    if child is None:
        return Fate.OLDER if file.superseded else _add(row, file, world, ledger)
    marked = raise_protection(child, row.protection, ledger)
    if marked:
        ledger.children.add(child.pk)
    origin = world.origins[Origin.Of.CHILD, place, row.key]
    if as_of < origin.as_of:
        return Fate.CHANGED if _fill(row, child, as_of, world, ledger) or marked else Fate.OLDER
    values = dict(row.values)
    if row.home:
        values["municipality"] = municipality(row.home, world, ledger)
    changed = ledger.change(child, **values)
    changed = _give_id(row, child, as_of, world, ledger) or changed or marked
    ledger.came_from(Origin.Of.CHILD, place, row.key, child.pk, as_of)
    if changed:
        ledger.children.add(child.pk)
    return Fate.CHANGED if changed else Fate.SAME


def _fill(row: PupilRow, child: Child, as_of: date, world: World, ledger: Ledger) -> bool:
    """An older file may tell what no newer one has: a number, a day of birth."""
    filled = child.pk not in world.ids_of_children and _give_id(row, child, as_of, world, ledger)
    birth = dict(row.values).get("birth_date")
    if child.birth_date is None and birth is not None:
        filled = ledger.change(child, birth_date=birth)
    if filled:
        ledger.children.add(child.pk)
    return filled


def _add(row: PupilRow, file: Incoming, world: World, ledger: Ledger) -> Fate:
    place, as_of = file.scope.municipality, file.scope.as_of
    home = municipality(row.home or place, world, ledger)
    child = Child(**dict(row.values), municipality=home, protected_identity=row.protection, source_id=row.key)
    world.children[ledger.add(child).pk] = child
    ledger.children.add(child.pk)
    _give_id(row, child, as_of, world, ledger)
    ledger.came_from(Origin.Of.CHILD, place, row.key, child.pk, as_of)
    return Fate.NEW


def _give_id(row: PupilRow, child: Child, as_of: date, world: World, ledger: Ledger) -> bool:
    return give_id(row.number, as_of, stored=world.ids_of_children, ledger=ledger, child=child)
