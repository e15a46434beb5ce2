"""``knutpunkt import FOLDER``: take in a folder of CSV files."""

from pathlib import Path
from typing import Annotated

import typer

from knutpunkt.commands.application import app
from knutpunkt.commands.telling import console, day, number, progress, stop, table
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.intake.incoming import Fate
from knutpunkt.rooms.intake.operations import import_folder
from knutpunkt.rooms.intake.reporting import Outcome, Preview, Report

ENDED = {
    Outcome.ACCEPTED: "Allt är inläst.",
    Outcome.NOTHING_NEW: "Inget nytt: samma uppgifter fanns redan.",
    Outcome.DECLINED: "Ingenting är inläst.",
    Outcome.NEEDS_CONFIRMATION: "Ingenting är inläst. Kör igen med --confirm-removals om det ska vara så.",
    Outcome.REFUSED: "Ingenting är inläst.",
}


@app.command("import", help="Läs in en mapp med CSV-filer. Visar först vad som blir nytt, ändrat och borta.")
def import_files(
    folder: Path,
    yes: Annotated[bool, typer.Option("--yes", help="Läs in utan att fråga.")] = False,
    confirm_removals: Annotated[
        bool, typer.Option("--confirm-removals", help="Ja till filer som tar bort mer än 5 % av barnen.")
    ] = False,
    on: Annotated[str | None, typer.Option("--on", help="Dag, ÅÅÅÅ-MM-DD.")] = None,
) -> None:
    """Preview, ask, take in; exit code 1 when nothing was taken in."""
    if not folder.is_dir():
        stop(f"Mappen {folder} finns inte. Ingenting är inläst.")
    try:
        with progress("Läser in filerna") as step:
            report = import_folder(
                folder,
                actor=SYSTEM,
                on=day(on),
                accept=True if yes else _ask,
                confirm_removals=confirm_removals,
                progress=step,
            )
    except Refusal as refusal:
        stop(str(refusal))
    tell(report)
    if report.outcome not in {Outcome.ACCEPTED, Outcome.NOTHING_NEW}:
        raise typer.Exit(1)


def _ask(preview: Preview) -> bool:
    show(preview)
    return typer.confirm("Läs in?")


def show(preview: Preview) -> None:
    """What would happen, file by file and in all."""
    for file in preview.files:
        if file.problem:
            console.print(f"{file.name}: {file.problem}")
        for note in file.notes:
            console.print(f"{file.name}: {note}")
    told = table("Inläsning", "", "nya", "ändrade", "borta", "oförändrade", "avvisade")
    for kind, counts in preview.totals.items():
        told.add_row(str(kind.label), *(number(counts.get(fate, 0)) for fate in _COLUMNS))
    console.print(told)


_COLUMNS = (Fate.NEW, Fate.CHANGED, Fate.GONE, Fate.SAME, Fate.REFUSED)


def tell(report: Report) -> None:
    """How an import ended."""
    show(report.preview)
    if report.refused_rows is not None:
        console.print(f"{number(report.preview.refused)} rader avvisade, se {report.refused_rows}")
    console.print(f"{report.problem or ENDED[report.outcome]} ({report.seconds:.1f} s)")
