"""Screening rows per second, beside the best hand-written DuckDB SQL for the same result and beside pandas.

`python -m bench.screening [rows]` prints a table; `run(rows)` returns its rows for docs/bench.md. Children of
the bench are ids made from a counter: no national id, no name.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from bench.screening_pandas import attendance_measures
from knutpunkt.insight.days import COUNTS, WINDOWS
from knutpunkt.insight.duckdb_engine import duckdb_session
from knutpunkt.insight.engine import Engine
from knutpunkt.insight.rules import rule_rows, shipped_rules
from knutpunkt.insight.screening import Screening, screen
from knutpunkt.insight.tables import Inputs, first_day_needed, read_inputs

ON = date(2026, 11, 20)
TERMS = [
    ("b", "2026VT", date(2026, 1, 8), date(2026, 6, 12)),
    ("b", "2026HT", date(2026, 8, 19), date(2026, 12, 20)),
]
LESSONS_A_DAY = 6
MUNICIPALITIES = 4
# pandas holds every lesson in memory; beyond this it would measure the swap file.
PANDAS_UP_TO = 30_000_000
SAME = 1e-9

LESSONS = """
WITH pupils AS (SELECT i, md5(i::VARCHAR)::UUID::VARCHAR AS child, (hash(i, 1) % 20) / 20.0 AS trouble
                FROM range({first}, {last}) AS t(i)),
days AS (SELECT d::DATE AS day, row_number() OVER (ORDER BY d) AS n
         FROM range({month}::DATE, {month}::DATE + INTERVAL 1 MONTH, INTERVAL 1 DAY) AS t(d)
         WHERE isodow(d) < 6 AND d::DATE NOT BETWEEN DATE '2026-06-13' AND DATE '2026-08-18'
           AND d BETWEEN {since}::DATE AND {on}::DATE),
lessons AS (SELECT *, hash(i, day) % 1000 AS a, hash(i, day, l, 1) % 1000 AS b,
                   hash(i, day, l, 2) % 1000 AS c,
                   CASE WHEN trouble > 0.85 THEN 400 WHEN trouble > 0.6 THEN 120 ELSE 35 END AS away
            FROM pupils, days, range({lessons}) AS t(l))
SELECT child, 'u' || (i % 40) AS unit, day, format('{{:02d}}', l) AS lesson,
       ['MA','SV','EN','NO','SO','IDH','MU','BL','SL','TK'][((i + n * 7 + l * 3) % 10)::INT + 1] AS subject,
       60::INT AS offered_minutes, CASE WHEN a < away THEN 60 ELSE 0 END::INT AS valid_absent_minutes,
       CASE WHEN a >= away AND b < away / 3 THEN 60 WHEN a >= away AND b < away / 2 THEN 15 ELSE 0 END::INT
         AS invalid_absent_minutes,
       CASE WHEN c < 30 THEN 8 ELSE 0 END::INT AS late_minutes, c < 930 AS reported
FROM lessons ORDER BY child, day, lesson"""


def run(rows: int) -> list[dict[str, Any]]:
    """Generate about `rows` lessons, screen them in each way, check that all agree; one dict per way."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        lake = Path(folder)
        children = generate(lake, rows)
        return measure(lake, children)


def generate(lake: Path, rows: int) -> int:
    """A lake of about so many lessons, all within the days a screening needs; returns how many children."""
    since = first_day_needed(ON, TERMS)
    with _connection() as connection:
        days = "range(?::DATE, ?::DATE + 1, INTERVAL 1 DAY) AS t(d)"
        break_ = "d::DATE NOT BETWEEN DATE '2026-06-13' AND DATE '2026-08-18'"
        query = f"SELECT count(*) FROM {days} WHERE isodow(d) < 6 AND {break_}"
        [[school_days]] = connection.execute(query, [since, ON]).fetchall()
        children = max(MUNICIPALITIES, rows // (int(school_days) * LESSONS_A_DAY))
        for part in range(MUNICIPALITIES):
            ends = (children * part // MUNICIPALITIES, children * (part + 1) // MUNICIPALITIES)
            _write_months(connection, lake / "attendance" / f"municipality={part:04}", since, ends)
    return children


def _write_months(
    connection: duckdb.DuckDBPyConnection, folder: Path, since: date, ends: tuple[int, int]
) -> None:
    for month in range(since.month, ON.month + 1):
        target = folder / f"month={ON.year}-{month:02}"
        target.mkdir(parents=True)
        query = LESSONS.format(
            first=ends[0],
            last=ends[1],
            month=f"'{ON.year}-{month:02}-01'",
            since=f"'{since}'",
            on=f"'{ON}'",
            lessons=LESSONS_A_DAY,
        )
        connection.execute(f"COPY ({query}) TO '{target}/part.parquet' (FORMAT parquet)")


def measure(lake: Path, children: int) -> list[dict[str, Any]]:
    """Screen the lake in each way. Ours twice: the second time its statements are there already."""
    with duckdb_session() as session:
        inputs = bench_inputs(session, lake, children)
        first, _ = _timed(lambda: screen(session=session, inputs=inputs, on=ON))
    with duckdb_session() as session:
        inputs = bench_inputs(session, lake, children)
        again, screening = _timed(lambda: screen(session=session, inputs=inputs, on=ON))
        return [
            _line("Knutpunkt (SQLFrame on DuckDB), first of the day", screening.rows_read, first, same=True),
            _line("Knutpunkt, each further municipality", screening.rows_read, again, same=True),
            *rivals(screening, inputs, lake),
        ]


def rivals(screening: Screening, inputs: Inputs, lake: Path) -> list[dict[str, Any]]:
    """The same by other means, each compared with the screening."""
    files = f"read_parquet('{lake}/attendance/*/*/*.parquet', hive_partitioning = false)"
    rows = screening.rows_read
    seconds, _ = _timed(lambda: by_hand(screening.engine, inputs, files))
    lines = [_line("DuckDB, SQL written by hand", rows, seconds, same=same_as_by_hand(screening))]
    if rows > PANDAS_UP_TO:
        return [*lines, {"what": "pandas: not run, needs too much memory", "rows": rows, "seconds": None}]
    since = first_day_needed(ON, TERMS)
    seconds, frame = _timed(lambda: attendance_measures(files, since, ON, TERMS[1][2:]))
    table = frame.reset_index().astype({"child": object})
    screening.engine.session._conn.register("in_pandas", table)
    agree = same_as_pandas(screening, list(frame.columns))
    return [*lines, _line("pandas, attendance measures only", rows, seconds, same=agree)]


def bench_inputs(session: Any, lake: Path, children: int) -> Inputs:
    """Everything but attendance is made in the engine, in the shape the product reads it."""
    inputs = read_inputs(session=session, lake=lake, on=ON, terms=TERMS, rules=rule_rows(shipped_rules()))
    connection = session._conn
    child = f"SELECT i, md5(i::VARCHAR)::UUID::VARCHAR AS child FROM range({children}) AS t(i)"
    connection.execute("CREATE TABLE units AS SELECT 'u' || i AS unit, 'b' AS body FROM range(40) AS t(i)")
    connection.execute(f"""CREATE TABLE enrolments AS SELECT child, 'u' || (i % 40) AS unit,
        DATE '2024-08-15' + (hash(i) % 700)::INT AS start, NULL::DATE AS last_day,
        CASE WHEN i % 5 = 0 THEN 'GY' ELSE 'GR' END AS school_form, (i % 9 + 1)::INT AS school_year
        FROM ({child})
        UNION ALL SELECT child, 'u' || ((i + 1) % 40), DATE '2023-08-15', DATE '2024-06-12',
        CASE WHEN i % 5 = 0 THEN 'GY' ELSE 'GR' END, (i % 9)::INT FROM ({child}) WHERE i % 10 = 0""")
    connection.execute(f"""CREATE TABLE grades AS
        SELECT child, 'u' || (i % 40) AS unit, term, subject,
        ['A','B','C','D','E','F','-'][(hash(i, subject, term) % 7)::INT + 1] AS grade FROM ({child}),
        (VALUES ('2025HT'), ('2026VT')) AS t(term),
        (VALUES ('MA'), ('SV'), ('EN'), ('MU'), ('BI')) AS s(subject)""")
    tables = {name: session.table(name) for name in ("units", "enrolments", "grades")}
    return Inputs(attendance=inputs.attendance, terms=inputs.terms, rules=inputs.rules, **tables)


def by_hand(engine: Engine, inputs: Inputs, files: str) -> None:
    """bench/screening.sql, statement by statement."""
    connection = engine.session._conn
    connection.execute(f"CREATE VIEW terms AS {inputs.terms.sql(dialect='duckdb', optimize=False)}")
    counted = ("lessons", "reported_lessons", "reported_lessons_before")
    zeros = [*COUNTS, *(f"{name}_{window}" for window in WINDOWS for name in counted)]
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    places = {"{on}": f"DATE '{ON}'", "{since}": f"DATE '{first_day_needed(ON, TERMS)}'", "{lessons}": files}
    places |= {"{zeros}": ", ".join(zeros)}
    places |= {"{zeros_filled}": ", ".join(f"coalesce(w.{name}, 0) AS {name}" for name in zeros)}
    for place, text in places.items():
        script = script.replace(place, text)
    connection.execute(script)


def same_as_by_hand(screening: Screening) -> bool:
    """Every measure of every child and every flag, to within 1e-9."""
    engine = screening.engine
    ours = engine.session._conn.execute(f"CREATE VIEW ours AS {_sql(screening.measures)}")
    engine.session._conn.execute(f"CREATE VIEW our_flags AS {_sql(screening.flags)}")
    columns = [column for column in screening.measures.columns if column != "child"]
    differing = _differing(columns)
    query = f"SELECT count(*) FROM ours FULL JOIN by_hand AS other USING (child) WHERE {differing}"
    [[wrong]] = ours.execute(query).fetchall()
    flags = """SELECT count(*) FROM our_flags FULL JOIN flags_by_hand AS f USING (child, unit, rule)
               WHERE f.value IS NULL OR our_flags.value IS NULL OR abs(our_flags.value - f.value) > 1e-9"""
    [[wrong_flags]] = ours.execute(flags).fetchall()
    return bool(wrong == 0 and wrong_flags == 0)


def same_as_pandas(screening: Screening, columns: list[str]) -> bool:
    """Every attendance measure of every child; pandas leaves no run empty where we say none."""
    connection = screening.engine.session._conn
    numbers = [column for column in columns if column not in ("subject_out", "subject_in")]
    filled = ", ".join(f"nullif({c}, 'nan'::DOUBLE) AS {c}" for c in numbers)
    runs = "REPLACE (coalesce(run_longest, 0) AS run_longest, coalesce(run_current, 0) AS run_current)"
    connection.execute(
        f"CREATE VIEW other_view AS SELECT * {runs} FROM (SELECT child, {filled} FROM in_pandas)"
    )
    query = (
        f"SELECT count(*) FROM ours FULL JOIN other_view AS other USING (child) WHERE {_differing(numbers)}"
    )
    [[wrong]] = connection.execute(query).fetchall()
    return bool(wrong == 0)


def _differing(columns: list[str]) -> str:
    def differs(column: str) -> str:
        a, b = f"ours.{column}", f"other.{column}"
        number = f"abs(try_cast({a} AS DOUBLE) - try_cast({b} AS DOUBLE)) <= {SAME}"
        return f"({a}::VARCHAR IS DISTINCT FROM {b}::VARCHAR AND ({number}) IS NOT TRUE)"

    return " OR ".join(differs(column) for column in columns)


def _sql(frame: Any) -> str:
    return str(frame.sql(dialect="duckdb", optimize=False))


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def _line(what: str, rows: int, seconds: float, same: bool) -> dict[str, Any]:
    return {
        "what": what,
        "rows": rows,
        "seconds": seconds,
        "rows_per_second": rows / seconds,
        "same_result": same,
    }


def _connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute("SET enable_progress_bar = false")
    return connection


def table(lines: list[dict[str, Any]]) -> Table:
    """The lines as a table for the terminal."""
    shown = Table("what", "rows", "seconds", "rows/s", "same result", title="Screening")
    for line in lines:
        if line["seconds"] is None:
            shown.add_row(line["what"], f"{line['rows']:,}", "", "", "")
            continue
        numbers = (f"{line['rows']:,}", f"{line['seconds']:.2f}", f"{line['rows_per_second']:,.0f}")
        shown.add_row(line["what"], *numbers, "yes" if line["same_result"] else "NO")
    return shown


if __name__ == "__main__":
    Console().print(table(run(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000)))
