"""Lessons and grades of one child, as a register extract tells them: what the own area's units reported."""

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from knutpunkt.foundation.people.models import Unit
from knutpunkt.rooms.intake import lake

Row = dict[str, Any]
# What was reported, the unit, and each lesson or subject with what stands there.
Reported = tuple[str, str, tuple[tuple[str, str], ...]]


def reported(child: UUID, units: Collection[UUID]) -> Iterator[Reported]:
    """One piece per unit and month of lessons, and per unit and term of grades, in order."""
    names = {str(unit.pk): unit.name for unit in Unit.objects.filter(pk__in=units)}
    for (month, unit), rows in _grouped(_rows("attendance", child, names), _month_and_unit):
        fields = tuple((_lesson(row), _attended(row)) for row in rows)
        yield _("närvaro %(month)s") % {"month": month}, names[unit], fields
    for (term, unit), rows in _grouped(_rows("grades", child, names), _term_and_unit):
        fields = tuple((str(row["subject"]), str(row["grade"])) for row in rows)
        yield _("betyg %(term)s") % {"term": term}, names[unit], fields


def _rows(table: str, child: UUID, names: dict[str, str]) -> list[Row]:
    files = [str(file) for file in _files(table, names)]
    if not files:
        return []
    query = (
        "SELECT * FROM read_parquet(?, hive_partitioning = false, union_by_name = true)"
        " WHERE child = ? AND unit IN (SELECT unnest(?))"
    )
    # A fifth of a second to load; every command and worker starts with this module.
    import duckdb

    with duckdb.connect() as db:
        cursor = db.execute(query, [files, str(child), list(names)])
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _files(table: str, units: Collection[str]) -> list[Path]:
    """The parts of the municipalities that answer for the units: no others hold what these report."""
    code = "area__agency__responsible_body__municipality__code"
    codes = Unit.objects.filter(pk__in=units).order_by().values_list(code, flat=True).distinct()
    folders = [lake.current() / table / f"municipality={one}" for one in codes]
    return sorted(file for folder in folders for file in folder.rglob("part.parquet"))


def _grouped(rows: Iterable[Row], key: Any) -> Iterator[tuple[tuple[str, str], Iterator[Row]]]:
    ordered = sorted(rows, key=lambda row: (key(row), str(row.get("day", "")), str(row.get("lesson", "")),
                                            str(row["subject"])))  # fmt: skip
    return groupby(ordered, key)


def _month_and_unit(row: Row) -> tuple[str, str]:
    return f"{row['day']:%Y-%m}", row["unit"]


def _term_and_unit(row: Row) -> tuple[str, str]:
    return str(row["term"]), row["unit"]


def _lesson(row: Row) -> str:
    return f"{row['day']} {row['lesson']} {row['subject'] or ''}".strip()


def _attended(row: Row) -> str:
    offered = {"minutes": row["offered_minutes"]}
    if not row["reported"]:
        return _("%(minutes)s minuter, inte rapporterat") % offered
    told = [_("%(minutes)s minuter") % offered]
    for name, words in (
        ("valid_absent_minutes", _("%(minutes)s borta med godkänd orsak")),
        ("invalid_absent_minutes", _("%(minutes)s borta utan godkänd orsak")),
        ("late_minutes", _("%(minutes)s sen")),
    ):
        if row[name]:
            told.append(words % {"minutes": row[name]})
    return ", ".join(told) if len(told) > 1 else _("%(minutes)s minuter, där hela tiden") % offered
