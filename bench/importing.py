"""How fast attendance is taken in, against what the engine needs to only copy the same file to Parquet.

The file is made for the run: lessons of made-up keys, no names and no national ids. ``run`` needs Django's
settings, and neither reads nor writes the database.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb

from knutpunkt.rooms.intake import lake
from knutpunkt.rooms.intake.incoming import Fate, Incoming
from knutpunkt.rooms.intake.kinds import FileKind
from knutpunkt.rooms.intake.preparing import open_file
from knutpunkt.rooms.intake.scope import Scope
from knutpunkt.rooms.intake.tables import lessons
from knutpunkt.rooms.intake.tables.session import session

CHILDREN = 4500
UNITS = 11
STARTS = ("08:10", "09:20", "10:30", "12:10", "13:20")
SUBJECTS = ("SV", "MA", "EN", "IDH", "MU", "BL", "NO", "SO")
HEADING = (
    "elev_id;enhetskod;datum;lektion;ämne;minuter;giltig_frånvaro;ogiltig_frånvaro;sen_ankomst;rapporterad"
)


def run(rows: int = 2_000_000) -> list[dict[str, Any]]:
    """Import and bare copy of the same file: seconds, rows per second, how many bare copies it costs."""
    with tempfile.TemporaryDirectory(prefix="bench-import-") as folder:
        place = Path(folder)
        file = place / "närvaro.csv"
        written = write_file(file, rows)
        bare = best_of(3, lambda: copy_bare(file, place))
        first = best_of(3, lambda: take_in(file, place, base=place / "none", root=fresh(place)))
        stored = fresh(place)
        take_in(file, place, base=place / "none", root=stored)
        again = best_of(2, lambda: take_in(file, place, base=stored, root=fresh(place)))
    return [
        {
            "what": what,
            "rows": written,
            "seconds": round(seconds, 2),
            "rows per second": round(written / seconds),
            "times the bare copy": round(seconds / bare, 1),
        }
        for what, seconds in (
            ("bare DuckDB COPY of the CSV file to Parquet", bare),
            ("import into an empty lake (read, checked, merged, partitioned)", first),
            ("the same file again (everything compared, nothing written)", again),
        )
    ]


def write_file(path: Path, rows: int) -> int:
    """Lessons of whole school days until there are at least ``rows``."""
    written = 0
    with path.open("w", encoding="utf-8") as out:
        out.write(HEADING + "\n")
        for lines in days():
            out.write(lines)
            written += CHILDREN * len(STARTS)
            if written >= rows:
                return written
    return written


def days() -> Iterator[str]:
    chance, day = random.Random(1842), date(2026, 1, 12)
    while True:
        if day.weekday() < 5:
            yield "".join(
                f"E{child:05};U{child % UNITS};{day};{start};{SUBJECTS[(child + at) % len(SUBJECTS)]};50;"
                f"{50 if chance.random() < 0.05 else 0};0;0;{'ja' if chance.random() < 0.95 else 'nej'}\n"
                for child in range(CHILDREN)
                for at, start in enumerate(STARTS)
            )
        day += timedelta(days=1)


def copy_bare(file: Path, place: Path) -> None:
    with duckdb.connect() as db:
        db.execute("SET enable_progress_bar = false")
        source = f"read_csv('{file}', delim = ';', header = true)"
        db.execute(f"COPY (FROM {source}) TO '{place / 'bare.parquet'}' (FORMAT parquet)")


def take_in(file: Path, place: Path, *, base: Path, root: Path) -> None:
    """What an import does with an attendance file, from the first byte to the finished Parquet."""
    scope = Scope("9901", "Mätning", date(2027, 6, 30))
    incoming = open_file(file, file.name, scope, kind=FileKind.ATTENDANCE, places=dict(enumerated()))
    if not isinstance(incoming, Incoming):
        raise TypeError(incoming.problem)
    keys = lessons.Keys(
        children={f"E{n:05}": str(UUID(int=n)) for n in range(CHILDREN)},
        units={f"U{n}": str(UUID(int=n)) for n in range(UNITS)},
    )
    draft = lake.Draft(number=1, base=base, root=root)
    with session(place) as db:
        lessons.take_in(db, [incoming], keys=keys, work=place, draft=draft, progress=lambda *_: None)
    if incoming.fates[Fate.REFUSED]:
        raise ValueError("the measured file should be without faults")


def enumerated() -> Iterator[tuple[str, int]]:
    names = ["child", "unit", "day", "lesson", "subject", "offered", "valid", "invalid", "late", "reported"]
    return ((name, place) for place, name in enumerate(names))


def fresh(place: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=place))


def best_of(times: int, act: Callable[[], object]) -> float:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        took.append(time.perf_counter() - begun)
    return min(took)
