"""Commands that keep an installation going: database, keys, night run, the first administrator."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command

from knutpunkt.commands import spool
from knutpunkt.commands.application import app
from knutpunkt.commands.telling import console, day, number, stop
from knutpunkt.foundation.commitments.nightly import nightly as keep_promises
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.foundation.sealing.keys import make_key_file
from knutpunkt.rooms.concerns.operations import climb
from knutpunkt.rooms.organisation.operations import create_first_administrator


@app.command("migrate", help="Skapa eller uppdatera databasen.")
def migrate() -> None:
    """Apply every migration."""
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    spool.prepare()
    call_command("migrate", verbosity=0, interactive=False)
    console.print("Databasen är uppdaterad.")


@app.command("keys", help="Gör en nyckelfil, om det inte redan finns en.")
def keys() -> None:
    """Make the key file with strict permissions; an existing one is left as it is."""
    make_key_file(Path(settings.KEY_FILE))
    console.print(
        f"Nycklarna ligger i {settings.KEY_FILE}. Spara en kopia på ett säkert ställe, inte hos databasen."
    )


@app.command("nightly", help="Det som görs varje natt. Kan köras flera gånger.")
def nightly(on: Annotated[str | None, typer.Option("--on", help="Dag, ÅÅÅÅ-MM-DD.")] = None) -> None:
    """Make explicit who holds what, let unanswered concerns climb, and forget who was signed in long ago."""
    today = day(on)
    call_command("clearsessions")
    spool.prepare()
    fallen, climbed = keep_promises(today), climb(on=today)
    console.print(
        f"{number(fallen)} åtaganden har fått ny ansvarig. {number(climbed)} iakttagelser har gått vidare."
    )


@app.command("administrator", help="Skapa den första administratören.")
def administrator(
    username: str,
    password: Annotated[
        str, typer.Option(prompt="Lösenord", hide_input=True, confirmation_prompt="En gång till")
    ],
) -> None:
    """Make the account that can make all others; its phone is paired at the first sign-in."""
    try:
        create_first_administrator(username=username, password=password)
    except ValidationError as error:
        stop(" ".join(error.messages))
    except Refusal as refusal:
        stop(str(refusal))
    console.print(f"{username} kan nu logga in. Telefonen kopplas vid första inloggningen.")
