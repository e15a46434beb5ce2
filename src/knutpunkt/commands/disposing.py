"""``knutpunkt dispose``: what has been kept long enough. Lists, unless told to dispose."""

from typing import Annotated

import typer

from knutpunkt.commands.application import app
from knutpunkt.commands.keys import require_fitting_keys
from knutpunkt.commands.telling import console, day, number, table
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.rooms.oversight.disposal import dispose as take_away
from knutpunkt.rooms.oversight.disposal import due


@app.command("dispose", help="Gallra det som har sparats så länge det får. Visar bara, utan --yes.")
def dispose(
    yes: Annotated[bool, typer.Option("--yes", help="Gallra det som listas.")] = False,
) -> None:
    """Numbers by class; with --yes they are gone and the report is kept."""
    require_fitting_keys()
    today = day(None)
    found = due(today)
    if found.is_empty:
        console.print("Inget ska gallras i dag.")
    else:
        listed = table("Ska gallras", "Slag", "Antal")
        for what, many in found.classes:
            listed.add_row(what, number(many))
        console.print(listed)
        if yes:
            take_away(actor=SYSTEM, on=today, channel="command")
            console.print("Det är gallrat. Rapporten finns på administratörens sida.")
        else:
            console.print("Ingenting är gallrat. Läs listan, och kör igen med --yes.")
    if found.held:
        console.print(f"{number(found.held)} akter är undantagna: någon har stoppat gallringen.")
    console.print("Loggens egna månader gallras med knutpunkt audit dispose.")
