"""``make bench``: every measurement in one run, printed and written to docs/bench.md, machine described."""

import os
import platform
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import importing, lists, pages, screening, trail

PLACE = Path(__file__).resolve().parent.parent / "docs" / "bench.md"
ROWS = int(os.environ.get("BENCH_ROWS", "5000000"))
IMPORT_ROWS = int(os.environ.get("BENCH_IMPORT_ROWS", "2000000"))

ABOUT = {
    "Inläsning": (
        "Närvaro ur CSV till partitionerad Parquet med alla kontroller, mot DuckDB:s egen kopiering av filen."
    ),
    "Screening": "Samma resultat på tre sätt: produktens uttryck, handskriven SQL så bra vi kan, och pandas.",
    "Sidor": (
        "Demokommunen, 20 anrop i sekunden i slumpvis ankomst under 60 sekunder, två arbetare, SQLite."
    ),
    "Spåret": (
        "En miljon händelser kontrollerade utan Django, på båda motorerna; och en sida med sin händelse i"
        " spåret mot samma sida utan."
    ),
    "Listor": (
        "Påhittade barn, en femtedel så många ärenden och dubbelt så många anteckningar, på båda motorerna."
        " Varje lista frågas som en sida frågar, med reglerna och på PostgreSQL med radreglerna;"
        " ”listfrågan” är den största enskilda frågan, ”alla frågor” sidans tid i databasen, ”allt” är med"
        " reglernas andra prövning."
    ),
}


def main() -> None:
    """Run all and write the page."""
    found = {
        "Inläsning": importing.run(IMPORT_ROWS),
        "Screening": screening.run(ROWS),
        "Sidor": pages.run(),
        "Spåret": trail.run(),
        "Listor": lists.run(),
    }
    console = Console()
    for title, rows in found.items():
        console.print(shown(title, rows))
    PLACE.write_text(page(found), encoding="utf-8")
    console.print(f"Skrivet till {PLACE}")


def machine() -> str:
    """What the figures were measured on."""
    cpu = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    memory = next(
        (int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0
    )
    load = os.getloadavg()[0]
    return (
        f"{cpu}, {os.cpu_count()} kärnor, {memory / 1024**2:.0f} GiB minne, {platform.system()}, "
        f"Python {sys.version.split()[0]}, belastning vid start {load:.1f}"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def shown(title: str, rows: Iterable[dict[str, Any]]) -> Table:
    """A measurement for the terminal."""
    rows = list(rows)
    table = Table(title=title, title_justify="left")
    for heading in rows[0]:
        table.add_column(heading)
    for row in rows:
        table.add_row(*(text(value) for value in row.values()))
    return table


def page(found: dict[str, list[dict[str, Any]]]) -> str:
    """The measurements as a page."""
    parts = [
        "# Mätningar",
        "",
        f"Skrivs av `make bench`. Senast {date.today().isoformat()} på: {machine()}.",
        "",
    ]
    for title, rows in found.items():
        headings = list(rows[0])
        parts += [f"## {title}", "", ABOUT[title], "", _line(headings), _line(["---"] * len(headings))]
        parts += [_line([text(value) for value in row.values()]) for row in rows]
        parts.append("")
    return "\n".join(parts)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def text(value: Any) -> str:
    """A figure in Swedish form."""
    if isinstance(value, float):
        return f"{value:,.2f}".replace(",", " ").replace(".", ",")
    if isinstance(value, int):
        return f"{value:,}".replace(",", " ")
    return str(value)


if __name__ == "__main__":
    main()
