"""Units, with the area, agency, responsible body and municipality they belong to."""

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.models import (
    Agency,
    AreaRegime,
    Municipality,
    Regime,
    ResponsibleBody,
    SecrecyArea,
    Unit,
)
from knutpunkt.rooms.intake.incoming import Fate, Incoming, Refused, Row
from knutpunkt.rooms.intake.kinds import plain
from knutpunkt.rooms.intake.ledger import Ledger
from knutpunkt.rooms.intake.models import Origin
from knutpunkt.rooms.intake.registers.rows import once_each, understood
from knutpunkt.rooms.intake.values import code_of
from knutpunkt.rooms.intake.world import World

# The day offentlighets- och sekretesslagen came into force: a first regime has held at least since then.
OSL_IN_FORCE = date(2009, 6, 30)
_MUNICIPALITIES = Path(__file__).parents[1] / "municipalities.csv"

_KINDS = {
    **{plain(str(value)): value for value in Unit.Kind.values},
    **{plain(str(label)): str(value) for value, label in Unit.Kind.choices},
    "grundskoleenhet": Unit.Kind.COMPULSORY,
    "skola": Unit.Kind.COMPULSORY,
    "gymnasium": Unit.Kind.UPPER_SECONDARY,
    "förskoleenhet": Unit.Kind.PRESCHOOL,
    "aktivitetsansvar": Unit.Kind.OUTREACH,
    "kaa": Unit.Kind.OUTREACH,
    "vård": Unit.Kind.HEALTH_CARE,
    "region": Unit.Kind.HEALTH_CARE,
    "övrigt": Unit.Kind.OTHER,
}
_REGIMES = {
    **{plain(str(value)): value for value in Regime.values},
    **{plain(str(label)): str(value) for value, label in Regime.choices},
    **{plain(str(label).split("(", maxsplit=1)[0]): str(value) for value, label in Regime.choices},
    "skola": Regime.SCHOOL,
    "elevhälsans medicinska insats": Regime.MEDICAL_STUDENT_HEALTH,
    "ingen": Regime.NONE,
    "förening": Regime.NONE,
    "friskola": Regime.INDEPENDENT_SCHOOL,
}
_REGIME_OF_KIND = {
    Unit.Kind.SOCIAL_SERVICES: Regime.SOCIAL_SERVICES,
    Unit.Kind.HEALTH_CARE: Regime.HEALTH_CARE,
    Unit.Kind.EMPLOYMENT: Regime.EMPLOYMENT,
    Unit.Kind.ASSOCIATION: Regime.NONE,
    Unit.Kind.LEISURE: Regime.MUNICIPAL,
    Unit.Kind.OTHER: Regime.MUNICIPAL,
    Unit.Kind.OUTREACH: Regime.MUNICIPAL,
}
_BODY_KINDS = {
    "kommunal": ResponsibleBody.Kind.MUNICIPAL,
    "kommun": ResponsibleBody.Kind.MUNICIPAL,
    "municipal": ResponsibleBody.Kind.MUNICIPAL,
    "region": ResponsibleBody.Kind.MUNICIPAL,
    "statlig": ResponsibleBody.Kind.MUNICIPAL,
    "": ResponsibleBody.Kind.MUNICIPAL,
    "enskild": ResponsibleBody.Kind.INDEPENDENT,
    "fristående": ResponsibleBody.Kind.INDEPENDENT,
    "independent": ResponsibleBody.Kind.INDEPENDENT,
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    line: int
    code: str
    name: str
    kind: str
    school_unit_code: str
    agency: str
    area: str
    regime: str
    body: str
    body_kind: str
    municipality: str
    municipality_name: str


def prepare(file: Incoming, world: World, ledger: Ledger) -> None:
    """Compare the units of a file with the stored ones."""
    rows = understood(file, _read, key="code")
    rows = once_each(
        file, rows, key=lambda row: row.code, says=lambda row: replace(row, line=0), column="code"
    )
    codes = world.unit_codes(file.scope.municipality)
    for row in rows:
        try:
            file.fates[_take(row, file, codes, world, ledger)] += 1
        except Refused as refused:
            file.refuse(row.line, refused.column, refused.reason)


def _read(row: Row) -> UnitRow:
    kind = code_of(row.needed("kind"), _KINDS)
    if kind is None:
        raise Refused("kind", _("Enhetens typ känns inte igen."))
    school_unit_code = row.text("school_unit_code", longest=8)
    if school_unit_code and not (len(school_unit_code) == 8 and school_unit_code.isdigit()):
        raise Refused("school_unit_code", _("En skolenhetskod är åtta siffror."))
    body, name = row.needed("body"), row.needed("name")
    agency = row.text("agency") or body
    return UnitRow(
        row.line,
        row.needed("code", longest=100),
        name,
        kind,
        school_unit_code,
        agency,
        row.text("area") or agency,
        _regime(row, kind),
        body,
        _body_kind(row),
        row.needed("municipality"),
        row.text("municipality_name", longest=100) or _named_after(body),
    )


def _named_after(body: str) -> str:
    """A municipality that no register knows is called what its own body is called."""
    return next((body.removesuffix(end) for end in (" kommun", " stad") if body.endswith(end)), "")


def _regime(row: Row, kind: str) -> str:
    said = row.text("regime")
    if not said:
        return _REGIME_OF_KIND.get(Unit.Kind(kind), Regime.SCHOOL)
    regime = code_of(said, _REGIMES)
    if regime is None:
        raise Refused("regime", _("Sekretessregimen känns inte igen."))
    return regime


def _body_kind(row: Row) -> str:
    kind = _BODY_KINDS.get(plain(row.text("body_kind")))
    if kind is None:
        raise Refused("body_kind", _("Huvudmannens typ ska vara kommunal eller enskild."))
    return kind


def _take(row: UnitRow, file: Incoming, codes: dict[str, Unit], world: World, ledger: Ledger) -> Fate:
    place, as_of = file.scope.municipality, file.scope.as_of
    unit = codes.get(row.code) or codes.get(row.school_unit_code)
    origin = world.origins.get((Origin.Of.UNIT, place, row.code))
    if origin is not None and as_of < origin.as_of:
        return Fate.OLDER
    if unit is None and file.superseded:
        return Fate.OLDER
    holder = codes.get(row.school_unit_code) if row.school_unit_code else None
    if holder is not None and unit is not None and holder.pk != unit.pk:
        raise Refused("school_unit_code", _("Skolenhetskoden tillhör redan en annan enhet."))
    values = {
        "name": row.name,
        "kind": row.kind,
        "area": _area(row, as_of, world, ledger),
        "school_unit_code": row.school_unit_code,
    }
    if unit is None:
        unit = ledger.add(Unit(**values))
        world.units[unit.pk] = codes[row.code] = unit
        if row.school_unit_code:
            codes[row.school_unit_code] = unit
        fate = Fate.NEW
    else:
        fate = Fate.CHANGED if ledger.change(unit, **values) else Fate.SAME
    ledger.came_from(Origin.Of.UNIT, place, row.code, unit.pk, as_of)
    return fate


def _area(row: UnitRow, as_of: date, world: World, ledger: Ledger) -> SecrecyArea:
    agency = _agency(row, world, ledger)
    area = next((one for one in world.areas if one.agency_id == agency.pk and one.name == row.area), None)
    if area is None:
        area = ledger.add(SecrecyArea(name=row.area, agency=agency))
        world.areas.append(area)
        world.regimes[area.pk] = [ledger.add(AreaRegime(area=area, regime=row.regime, start=OSL_IN_FORCE))]
        return area
    running = next((one for one in world.regimes.get(area.pk, []) if one.runs(as_of)), None)
    if running is None or (running.regime != row.regime and running.start < as_of):
        if running is not None:
            ledger.change(running, last_day=as_of - timedelta(days=1))
        fresh = ledger.add(AreaRegime(area=area, regime=row.regime, start=as_of))
        world.regimes.setdefault(area.pk, []).append(fresh)
    return area


def _agency(row: UnitRow, world: World, ledger: Ledger) -> Agency:
    body = _body(row, world, ledger)
    for agency in world.agencies:
        if agency.name == row.agency and agency.responsible_body_id == body.pk:
            return agency
    agency = Agency(name=row.agency, municipality=body.municipality, responsible_body=body)
    world.agencies.append(ledger.add(agency))
    return agency


def _body(row: UnitRow, world: World, ledger: Ledger) -> ResponsibleBody:
    place = municipality(row.municipality, world, ledger, name=row.municipality_name)
    for body in world.bodies:
        if body.name == row.body and body.municipality_id == place.pk:
            return body
    body = ResponsibleBody(name=row.body, kind=row.body_kind, municipality=place)
    world.bodies.append(ledger.add(body))
    return body


def municipality(code: str, world: World, ledger: Ledger, *, name: str = "") -> Municipality:
    """The municipality with a code. Raises ``Refused`` for one that is neither known nor named by a file."""
    known = world.municipalities.get(code)
    if known is not None:
        return known
    name = _register().get(code) or name
    if not (len(code) == 4 and code.isdigit() and name):
        raise Refused("municipality", _("Kommunkoden finns inte."))
    place = ledger.add(Municipality(code=code, name=name[:100]))
    world.municipalities[code] = place
    return place


@cache
def _register() -> dict[str, str]:
    """The 290 municipalities (origin and licence: municipalities.csv.origin.txt)."""
    with _MUNICIPALITIES.open(encoding="utf-8-sig", newline="") as file:
        return {row["municipality_code"]: row["municipality_name_short"] for row in csv.DictReader(file)}
