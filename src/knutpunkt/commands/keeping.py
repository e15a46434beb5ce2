"""Commands that keep an installation going: database, keys, night run, the first administrator."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from knutpunkt.commands import spool
from knutpunkt.commands.application import app
from knutpunkt.commands.keys import require_fitting_keys
from knutpunkt.commands.telling import console, day, number, stop
from knutpunkt.commands.trail import checkpoints
from knutpunkt.foundation.commitments.nightly import nightly as keep_promises
from knutpunkt.foundation.people.refusals import Refusal
from knutpunkt.rooms.cases.attachments import release_held
from knutpunkt.rooms.concerns.operations import climb
from knutpunkt.rooms.entrance.typed import forget_unsaved
from knutpunkt.rooms.organisation.operations import create_first_administrator


@app.command("migrate", help="Skapa eller uppdatera databasen.")
def migrate() -> None:
    """Apply every migration."""
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    spool.prepare()
    before = _applied()
    call_command("migrate", verbosity=0, interactive=False)
    require_fitting_keys()
    if _applied() != before:
        _leave_no_trace()
    console.print("Databasen är uppdaterad.")


@app.command("nightly", help="Det som görs varje natt. Kan köras flera gånger.")
def nightly(on: Annotated[str | None, typer.Option("--on", help="Dag, ÅÅÅÅ-MM-DD.")] = None) -> None:
    """Keep promises, let concerns climb, forget old sessions, ask about held files, sign the trail."""
    require_fitting_keys()
    today = day(on)
    call_command("clearsessions")
    forget_unsaved()
    spool.prepare()
    fallen, climbed = keep_promises(today), climb(on=today)
    console.print(
        f"{number(fallen)} åtaganden har fått ny ansvarig. {number(climbed)} iakttagelser har gått vidare."
    )
    if released := release_held():
        console.print(f"{number(released)} filer är granskade och kan öppnas.")
    signed = checkpoints(today)
    console.print(f"Spåret är signerat: {number(signed.daily)} nya kontrollpunkter.")


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


def _applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def _leave_no_trace() -> None:
    """Write an SQLite database anew, so that no page keeps what a migration has sealed or removed."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
