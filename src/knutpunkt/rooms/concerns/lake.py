"""What the analytics core reads for one responsible body: from the lake, and the rest from here."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

from knutpunkt.foundation.people.models import Enrolment, ResponsibleBody, Unit
from knutpunkt.insight import tables
from knutpunkt.insight.engine import DataFrame, Engine, Row, Session, Spec, engine_of
from knutpunkt.insight.picture import PictureDay, eight_weeks, first_monday
from knutpunkt.insight.rules import Rule, rule_rows, shipped_rules
from knutpunkt.insight.tables import Inputs
from knutpunkt.rooms.concerns.models import RuleVersion
from knutpunkt.rooms.concerns.rulebook import rule_of
from knutpunkt.rooms.intake import lake

REPORTING = Spec("reporting", (("unit", "string"),))


def inputs_for(body: ResponsibleBody, *, session: Session, on: date) -> Inputs:
    """The inputs of one body's own screening: only its units' pupils, lessons and grades."""
    engine, root = engine_of(session), lake.current()
    units = list(Unit.objects.filter(area__agency__responsible_body=body).values_list("pk", flat=True))
    terms = _terms(engine, root, body)
    lessons = attendance(engine, root, body, since=tables.first_day_needed(on, terms), until=on)
    own = engine.table(tables.UNITS, [(str(unit), str(body.pk)) for unit in units])
    f = engine.functions
    here = own.select(f.col("unit"))
    return Inputs(
        attendance=lessons.join(here, on="unit", how="left_semi").select(*tables.ATTENDANCE.names),
        grades=_grades(engine, root, body),
        enrolments=engine.table(tables.ENROLMENTS, _enrolments(units)),
        units=own,
        terms=engine.table(tables.TERMS, terms),
        rules=engine.table(tables.RULES, rule_rows(rules_of(body))),
    )


def rules_of(body: ResponsibleBody) -> list[Rule]:
    """What the product ships with, and what the body has put in place of it."""
    own = RuleVersion.objects.filter(responsible_body=body)
    return shipped_rules() + [rule_of(row) for row in own]


def pictures(
    *, session: Session, municipality: str, units: Iterable[UUID], children: Iterable[UUID], on: date
) -> dict[str, list[PictureDay]]:
    """The eight weeks up to a day of these children as these units report them, from the lake as it is."""
    engine = engine_of(session)
    files = tables.attendance_files(
        lake.current(), since=first_monday(on), until=on, municipalities=[municipality]
    )
    reporting = engine.table(REPORTING, [(str(unit),) for unit in units])
    lessons = engine.parquet(tables.ATTENDANCE, files)
    lessons = lessons.join(reporting, on="unit", how="left_semi").select(*tables.ATTENDANCE.names)
    return eight_weeks(session=session, attendance=lessons, children=[str(one) for one in children], on=on)


def attendance(engine: Engine, root: Path, body: ResponsibleBody, *, since: date, until: date) -> DataFrame:
    """The lessons that the body's municipality holds in the months that matter."""
    codes = [body.municipality.code]
    return engine.parquet(
        tables.ATTENDANCE, tables.attendance_files(root, since=since, until=until, municipalities=codes)
    )


def _grades(engine: Engine, root: Path, body: ResponsibleBody) -> DataFrame:
    path = root / lake.grades_part(body.municipality.code)
    return engine.parquet(tables.GRADES, [path] if path.exists() else [])


def _terms(engine: Engine, root: Path, body: ResponsibleBody) -> list[tuple[str, str, date, date]]:
    path = root / lake.terms_part()
    rows: list[Row] = engine.rows(engine.parquet(tables.TERMS, [path])) if path.exists() else []
    wanted = str(body.pk)
    return [
        (row["body"], row["term"], row["start"], row["last_day"]) for row in rows if row["body"] == wanted
    ]


def _enrolments(units: list[UUID]) -> list[tuple[str, str, date, date | None, str, int | None]]:
    """All placements of those who ever went to one of the units: school changes need the others too."""
    children = Enrolment.objects.filter(unit__in=units).values("child")
    rows = Enrolment.objects.filter(child__in=children).values_list(
        "child_id", "unit_id", "start", "last_day", "school_form", "school_year"
    )
    return [(str(child), str(unit), *rest) for child, unit, *rest in rows.iterator(chunk_size=10_000)]
