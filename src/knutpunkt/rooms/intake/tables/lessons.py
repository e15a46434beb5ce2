"""Attendance, lesson by lesson, from CSV to Parquet without passing through Python.

A row is named by child, day and lesson. A later file's row replaces an earlier one's; two rows that
contradict each other, or overlap in time, are both refused: nobody knows which is right, and unknown is not
presence.
"""

# ruff: noqa: S608 - the names in these statements are ours; values go through text() or as parameters

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.intake.incoming import Fate, Incoming
from knutpunkt.rooms.intake.kinds import FileKind, columns_of
from knutpunkt.rooms.intake.reading import rows
from knutpunkt.rooms.intake.tables.merging import Fates, Shape, merge
from knutpunkt.rooms.intake.tables.session import Database, text
from knutpunkt.rooms.intake.values import NO, YES

SHAPE = Shape(
    columns=(
        "child",
        "unit",
        "day",
        "lesson",
        "subject",
        "offered_minutes",
        "valid_absent_minutes",
        "invalid_absent_minutes",
        "late_minutes",
        "reported",
    ),
    key=("child", "day", "lesson"),
)
LONGEST_LESSON = 720
LONGEST_TEXT = 100
_COLUMNS = tuple(column.name for column in columns_of(FileKind.ATTENDANCE))
# Never in a text file that people wrote: fields are handed over with it when quotes have been undone.
_SEPARATOR = "\x1f"
_NEVER = "\x07"
_MISSING = _("Uppgiften saknas.")
_MINUTES = _("Här ska stå hela minuter, som 40 eller 40,0.")

# In the order in which they are looked for: condition over the read columns, column, sentence.
_PROBLEMS: tuple[tuple[str, str, str | Promise], ...] = (
    ("child_text = ''", "child", _MISSING),
    ("child IS NULL", "child", _("Eleven finns inte i registret och inte i elevfilen.")),
    ("unit IS NULL", "unit", _("Enheten finns inte i registret och inte i enhetsfilen.")),
    ("outside", "unit", _("Enheten ligger utanför det som filen säger att den omfattar.")),
    ("day IS NULL", "day", _("Datumet finns inte. Skriv det som ÅÅÅÅ-MM-DD.")),
    ("day < DATE '1990-01-01'", "day", _("Datumet ligger orimligt långt tillbaka.")),
    ("lesson = ''", "lesson", _MISSING),
    (f"length(lesson) > {LONGEST_TEXT}", "lesson", _("Uppgiften är för lång.")),
    (f"length(subject) > {LONGEST_TEXT}", "subject", _("Uppgiften är för lång.")),
    ("offered IS NULL", "offered", _MINUTES),
    ("offered <= 0", "offered", _("En lektion är minst en minut lång.")),
    (f"offered > {LONGEST_LESSON}", "offered", _("Lektionen är längre än tolv timmar.")),
    ("valid IS NULL", "valid", _MINUTES),
    ("invalid IS NULL", "invalid", _MINUTES),
    ("late IS NULL", "late", _MINUTES),
    ("valid < 0", "valid", _("Minuter kan inte vara färre än noll.")),
    ("invalid < 0", "invalid", _("Minuter kan inte vara färre än noll.")),
    ("late < 0", "late", _("Minuter kan inte vara färre än noll.")),
    ("valid + invalid > offered", "invalid", _("Frånvaron är längre än lektionen.")),
    ("late > offered", "late", _("Den sena ankomsten är längre än lektionen.")),
    ("reported IS NULL", "reported", _("Här ska stå ja eller nej.")),
    ("reported AND day > as_of", "day", _("Lektionen är rapporterad men ligger efter filens dag.")),
)
# Minutes after midnight, for a lesson that is named by the time it begins; else nothing.
_BEGINS = """(CASE WHEN lesson LIKE '__:__%' THEN
    TRY_CAST(lesson[1:2] AS INTEGER) * 60 + TRY_CAST(lesson[4:5] AS INTEGER) END)"""
_CONTRADICTS = _("En annan rad säger något annat om samma lektion. Ingen av raderna är inläst.")
_OVERLAPS = _("Lektionen överlappar en annan lektion för samma elev. Ingen av raderna är inläst.")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Keys:
    """What the keys in a municipality's files stand for: internal ids as text."""

    children: Mapping[str, str]
    units: Mapping[str, str]


def take_in(
    db: Database,
    files: Sequence[Incoming],
    *,
    keys: Keys,
    work: Path,
    draft: lake.Draft,
    progress: Progress,
) -> None:
    """Check and merge the attendance files of one municipality; the outcome is told on each file."""
    _know_keys(db, keys)
    for number, file in enumerate(files):
        progress(file.name, number, len(files))
        _read(db, number, file, keys, work)
    _survey(db, files)
    _refuse_contradictions(db, files)
    for number, fates in _merged(db, files[0].scope.municipality, draft).items():
        files[number].fates.update(fates)
    progress("", len(files), len(files))


def _know_keys(db: Database, keys: Keys) -> None:
    for name, known in (("child", keys.children), ("unit", keys.units)):
        db.execute(f"CREATE TYPE {name}_key AS ENUM (SELECT unnest(?::VARCHAR[]))", [sorted(known)])
        db.execute(
            f"""CREATE TABLE {name}_ids AS
            SELECT unnest(?::VARCHAR[])::{name}_key AS key, unnest(?::VARCHAR[]) AS id""",
            [sorted(known), [known[key] for key in sorted(known)]],
        )


def _read(db: Database, number: int, file: Incoming, keys: Keys, work: Path) -> None:
    if file.scan.simple and file.scan.encoding == "UTF-8" and _read_as_it_is(db, number, file, keys):
        return
    tidy = work / f"tidy-{number}.csv"
    _undo_quotes(file, tidy)
    places = {name: place for place, name in enumerate(_COLUMNS)}
    source = _reader(tidy, _SEPARATOR, len(_COLUMNS) + 1, header=False)
    _create(
        db, number, file, keys, f"SELECT {_picked(places)}, c{len(_COLUMNS)}::INTEGER AS line FROM {source}"
    )
    tidy.unlink()


def _read_as_it_is(db: Database, number: int, file: Incoming, keys: Keys) -> bool:
    """The fast way: every line a row. Answers false, and leaves nothing, when some line is not."""
    source = _reader(file.path, file.scan.delimiter, len(file.scan.headings), header=True)
    _create(db, number, file, keys, f"SELECT {_picked(file.places)} FROM {source}")
    (read,) = db.execute(f"SELECT count(*) FROM file_{number}").fetchone() or (0,)
    if read + 1 == file.scan.lines:
        return True
    db.execute(f"DROP TABLE file_{number}")
    return False


def _reader(path: Path, delimiter: str, width: int, *, header: bool) -> str:
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    return f"""read_csv({text(str(path))}, delim = {text(delimiter)}, quote = '', escape = '',
        auto_detect = false, header = {str(header).lower()}, nullstr = {text(_NEVER)},
        columns = {{{columns}}}, strict_mode = true, ignore_errors = true)"""


def _picked(places: Mapping[str, int]) -> str:
    return ", ".join(
        f"trim(c{places[name]}) AS {name}_text" if name in places else f"'' AS {name}_text"
        for name in _COLUMNS
    )


def _create(db: Database, number: int, file: Incoming, keys: Keys, source: str) -> None:
    """Understand every field, then find each row's first problem (0 is none)."""
    outside = "false"
    if file.scope.units is not None:
        within = {keys.units[unit] for unit in file.scope.units & keys.units.keys()}
        inside = ", ".join(text(code) for code, unit in keys.units.items() if unit in within) or "''"
        outside = f"unit_text NOT IN ({inside})"
    yes, no = (", ".join(text(word) for word in sorted(words)) for words in (YES, NO))
    problem = " ".join(f"WHEN {when} THEN {code}" for code, (when, _, _) in enumerate(_PROBLEMS, start=1))
    kept = "child, unit, day, lesson, subject, offered, valid, invalid, late, reported"
    line = ", line" if " AS line " in source else ""
    db.execute(
        f"""CREATE TABLE file_{number} AS
        SELECT {kept}{line}, (CASE {problem} ELSE 0 END)::UTINYINT AS problem FROM (
          SELECT child_text, TRY_CAST(child_text AS child_key) AS child,
            TRY_CAST(unit_text AS unit_key) AS unit, {outside} AS outside, {_day("day_text")} AS day,
            {_lesson("lesson_text")} AS lesson, subject_text AS subject,
            {_minutes("offered_text", empty="NULL")} AS offered, {_minutes("valid_text")} AS valid,
            {_minutes("invalid_text")} AS invalid, {_minutes("late_text")} AS late,
            CASE WHEN lower(reported_text) IN ({yes}) THEN true
                 WHEN lower(reported_text) IN ({no}) THEN false END AS reported,
            {_literal(file.scope.as_of)} AS as_of{line}
          FROM ({source}))"""
    )


def _day(column: str) -> str:
    forms = "['%Y%m%d', '%d/%m/%Y', '%d.%m.%Y', '%Y-%m-%d %H:%M:%S']"
    return f"""CASE WHEN {column} LIKE '____-__-__' THEN TRY_CAST({column} AS DATE)
        ELSE CAST(try_strptime({column}, {forms}) AS DATE) END"""


def _lesson(column: str) -> str:
    """A clock time is always written 08:10; other names of lessons are left as they are."""
    return f"""CASE WHEN {column} LIKE '_:__' THEN '0' || {column}
        WHEN {column} LIKE '__.__' OR {column} LIKE '_.__' THEN lpad(replace({column}, '.', ':'), 5, '0')
        WHEN {column} LIKE '__:__:__' THEN {column}[1:5]
        ELSE {column} END"""


def _minutes(column: str, *, empty: str = "0") -> str:
    """Whole minutes; "40,0" is forty, and "7,5" is not whole."""
    return f"""CASE WHEN {column} = '' THEN {empty}
        WHEN length({column}) <= 4 AND NOT contains({column}, '.') AND NOT contains(lower({column}), 'e')
          AND TRY_CAST({column} AS SMALLINT) IS NOT NULL THEN TRY_CAST({column} AS SMALLINT)
        WHEN regexp_full_match({column}, '-?[0-9]{{1,4}}[,.]0+')
          THEN TRY_CAST(split_part(replace({column}, ',', '.'), '.', 1) AS SMALLINT) END"""


def _undo_quotes(file: Incoming, tidy: Path) -> None:
    """Rewrite a file that is not simple, so that one line is one row that knows its own number."""
    with tidy.open("w", encoding="utf-8", newline="") as out:
        for line in rows(file.scan):
            if line.problem:
                file.unreadable_rows += 1
                file.refuse(line.number, "", line.problem)
                continue
            fields = [line.fields[file.places[name]] if name in file.places else "" for name in _COLUMNS]
            out.write(_SEPARATOR.join([*map(_one_line, fields), str(line.number)]) + "\n")


def _one_line(field: str) -> str:
    return " ".join(field.replace(_SEPARATOR, " ").replace(_NEVER, " ").splitlines())


def _survey(db: Database, files: Sequence[Incoming]) -> None:
    """One view of everything read, and a table of what is left out: refused, superseded or said twice."""
    parts = []
    for number, file in enumerate(files):
        held = {name for (name, *_) in db.execute(f"DESCRIBE file_{number}").fetchall()}
        line = "line" if "line" in held else "rowid + 2"
        parts.append(
            f"""SELECT {number}::SMALLINT AS file, rowid AS record, {line} AS line, child, unit, day, lesson,
            subject, offered, valid, invalid, late, reported, problem,
            {_literal(file.scope.as_of)} AS as_of FROM file_{number}"""
        )
        _tell_problems(db, number, file, line)
    db.execute(f"CREATE VIEW heard AS {' UNION ALL '.join(parts)}")
    db.execute("CREATE TABLE left_out (file SMALLINT, record BIGINT)")


def _tell_problems(db: Database, number: int, file: Incoming, line: str) -> None:
    found = db.execute(f"SELECT {line}, problem FROM file_{number} WHERE problem > 0 ORDER BY rowid")
    while batch := found.fetchmany(10_000):
        for at, problem in batch:
            _, column, sentence = _PROBLEMS[problem - 1]
            file.refuse(at, column, sentence)


def _refuse_contradictions(db: Database, files: Sequence[Incoming]) -> None:
    """Look closer only at those days of a child on which something cannot be right as it stands."""
    db.execute(
        f"""CREATE TABLE doubtful AS SELECT heard.*, {_BEGINS} AS begins FROM heard JOIN (
          SELECT child, day FROM (
            SELECT child, day, list_sort(list({_BEGINS} * 1024 + offered)) AS timed, count(*) AS lessons,
              len(list_distinct(list(lesson))) AS names
            FROM heard WHERE problem = 0 GROUP BY ALL)
          WHERE names < lessons OR len(list_filter(list_zip(timed, timed[2:]),
            lambda pair: pair[1] // 1024 + pair[1] % 1024 > pair[2] // 1024)) > 0
        ) USING (child, day) WHERE problem = 0"""
    )
    _leave_out(db, files, _said_again(db), _CONTRADICTS)
    _leave_out(db, files, _overlapping(db), _OVERLAPS)


def _said_again(db: Database) -> list[tuple[int, int, int, str]]:
    """Rows on a lesson that other rows are on too: the newest file's count, unless they contradict."""
    return db.execute(
        """SELECT * FROM (
          SELECT file, record, line, CASE WHEN as_of < newest THEN 'older' WHEN least <> most THEN 'refused'
             WHEN place > 1 THEN 'twice' ELSE 'kept' END AS fate
          FROM (SELECT *, max(as_of) OVER every_day AS newest, min(saying) OVER that_day AS least,
                  max(saying) OVER that_day AS most,
                  row_number() OVER (PARTITION BY child, day, lesson, as_of ORDER BY file, record) AS place
                FROM (SELECT *, hash(unit, subject, offered, valid, invalid, late, reported) AS saying
                      FROM doubtful)
                WINDOW every_day AS (PARTITION BY child, day, lesson),
                       that_day AS (PARTITION BY child, day, lesson, as_of)))
        WHERE fate <> 'kept' ORDER BY file, record"""
    ).fetchall()


def _overlapping(db: Database) -> list[tuple[int, int, int, str]]:
    """Lessons named by their clock time that begin before another of the same child's has ended."""
    return db.execute(
        """SELECT file, record, line, 'refused' FROM (
          SELECT *, lead(begins) OVER in_order AS follows,
            max(begins + offered) OVER (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended
          FROM doubtful ANTI JOIN left_out USING (file, record) WHERE begins IS NOT NULL
          WINDOW in_order AS (PARTITION BY child, day ORDER BY begins, lesson))
        WHERE begins < ended OR follows < begins + offered ORDER BY file, record"""
    ).fetchall()


def _leave_out(
    db: Database,
    files: Sequence[Incoming],
    found: Sequence[tuple[int, int, int, str]],
    sentence: str | Promise,
) -> None:
    for number, _record, line, fate in found:
        if fate == Fate.REFUSED:
            files[number].refuse(line, "lesson", sentence)
        else:
            files[number].fates[Fate(fate)] += 1
    if found:
        db.execute(
            "INSERT INTO left_out SELECT unnest(?::SMALLINT[]), unnest(?::BIGINT[])",
            [[row[0] for row in found], [row[1] for row in found]],
        )


def _merged(db: Database, municipality: str, draft: lake.Draft) -> Fates:
    fates: Fates = {}
    some_left_out = db.execute("SELECT count(*) FROM left_out").fetchone() != (0,)
    without = "ANTI JOIN left_out USING (file, record)" if some_left_out else ""
    months = db.execute(
        "SELECT DISTINCT date_trunc('month', day)::DATE FROM heard WHERE problem = 0 ORDER BY 1"
    )
    for (month,) in months.fetchall():
        rows_of_month = f"""SELECT child_ids.id AS child, unit_ids.id AS unit, day, lesson, subject,
            offered::INTEGER AS offered_minutes, valid::INTEGER AS valid_absent_minutes,
            invalid::INTEGER AS invalid_absent_minutes,
            late::INTEGER AS late_minutes, reported, file, as_of
          FROM heard {without}
          JOIN child_ids ON child_ids.key = heard.child JOIN unit_ids ON unit_ids.key = heard.unit
          WHERE problem = 0 AND day BETWEEN {_literal(month)} AND {_literal(_last_day(month))}"""
        part = lake.attendance_part(municipality, f"{month:%Y-%m}")
        for number, more in merge(db, shape=SHAPE, rows=rows_of_month, part=part, draft=draft).items():
            fates.setdefault(number, Counter()).update(more)
    return fates


def _literal(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _last_day(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
