"""How the commands speak: progress with counts and time left, tables, sentences."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import NoReturn

import typer
from django.utils import timezone
from django.utils.formats import number_format
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

console = Console(highlight=False)
Step = Callable[[str, int, int], None]


@contextmanager
def progress(title: str) -> Iterator[Step]:
    """Yield ``step(what, done, of)``: one bar under ``title`` telling what it is busy with and the time."""
    columns = (
        TextColumn(title),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console) as bars:
        task = bars.add_task("", total=None)

        def step(what: str, done: int, of: int) -> None:
            bars.update(task, completed=done, total=max(of, 1), description=what[:40])

        yield step
        bars.update(task, description="klart")


def number(value: float) -> str:
    """A whole number in Swedish form."""
    return number_format(round(value), use_l10n=True, force_grouping=True)


def table(title: str, *headings: str) -> Table:
    """A table whose numbers stand to the right."""
    made = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for place, heading in enumerate(headings):
        made.add_column(heading, justify="left" if place == 0 else "right")
    return made


def day(given: str | None) -> date:
    """The day written as YYYY-MM-DD, or today; stops with a sentence when it is not a day."""
    if given is None:
        return timezone.localdate()
    try:
        return date.fromisoformat(given)
    except ValueError:
        stop(f"{given} är inte en dag. Skriv den som 2026-11-22.")


def stop(sentence: str) -> NoReturn:
    """Say why nothing was done, and end with a failure."""
    console.print(sentence, style="bold")
    raise typer.Exit(1)
