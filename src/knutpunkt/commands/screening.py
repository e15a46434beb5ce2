"""``knutpunkt screen``: look for pupils who may need somebody to ask."""

from typing import Annotated

import typer

from knutpunkt.commands.application import app
from knutpunkt.commands.telling import console, day, number, progress, table
from knutpunkt.rooms.concerns.screening_run import ScreeningResult, run_screening


@app.command(
    "screen", help="Kör screeningen för en dag. Varje träff blir en fråga till mentorn, inget annat."
)
def screen(on: Annotated[str | None, typer.Option("--on", help="Dag, ÅÅÅÅ-MM-DD.")] = None) -> None:
    """Screen every responsible body and print the table and timing."""
    with progress("Screening") as step:
        result = run_screening(on=day(on), progress=lambda done, of, body: step(body, done, of))
    tell(result)


def tell(result: ScreeningResult) -> None:
    """Rows per second, flags per rule, and what became of them."""
    told = table(f"Screening {result.on}", "regel", "träffar")
    for rule, count in sorted(result.flags_per_rule.items()):
        told.add_row(rule, number(count))
    console.print(told)
    console.print(
        f"{number(result.rows_read)} rader om {number(result.children)} elever på {result.seconds:.1f} s "
        f"({number(result.rows_per_second)} rader/s). {number(result.new)} nya frågor till mentorer, "
        f"{number(result.updated)} uppdaterade, {number(result.unchanged)} oförändrade "
        f"({result.raising_seconds:.1f} s)."
    )
