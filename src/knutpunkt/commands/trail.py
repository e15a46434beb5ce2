"""``knutpunkt audit``: checkpoints, the key that checks them, disposal, and the check itself."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from knutpunkt.commands.application import app
from knutpunkt.commands.telling import console, day, number, stop
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.segments import TooYoung, drop, expired
from knutpunkt.foundation.audit.signing import NoSigningKey, Signed, sign_checkpoints
from knutpunkt.foundation.audit.triggers import YEARS_KEPT
from knutpunkt.foundation.sealing.keys import keys
from knutpunkt.verifier.checkpoints import public_text

audit = typer.Typer(name="audit", help="Spåret: vem som läst och gjort vad.", no_args_is_help=True)
app.add_typer(audit)

NO_KEY = "Nyckelfilen saknar en nyckel för kontrollpunkter. Kör knutpunkt keys, så läggs den till."


def checkpoints(on: date) -> Signed:
    """Sign every chain; stops with a sentence when it cannot be done."""
    folder = Path(settings.CHECKPOINTS)
    try:
        return sign_checkpoints(on=on, folder=folder)
    except NoSigningKey:
        stop(NO_KEY)
    except OSError as error:
        stop(f"Kontrollpunkterna kunde inte skrivas i {folder}: {error.strerror}. Kör kommandot igen.")


@audit.command("checkpoint", help="Signera var varje kedja slutar nu. Görs också av knutpunkt nightly.")
def checkpoint() -> None:
    """Sign now."""
    signed = checkpoints(day(None))
    console.print(
        f"{number(signed.daily)} kontrollpunkter signerade, {number(signed.months)} månader stängda:"
        f" {settings.CHECKPOINTS}"
    )


@audit.command("key", help="Skriv ut den öppna nyckeln, för den som ska kontrollera spåret.")
def key() -> None:
    """The public key alone, on one line."""
    seed = keys().signing
    if seed is None:
        stop(NO_KEY)
    print(public_text(seed))


@audit.command("dispose", help="Gallra månader av spåret som är äldre än fem år. Visar bara, utan --yes.")
def dispose(
    yes: Annotated[bool, typer.Option("--yes", help="Gallra.")] = False,
    years: Annotated[int, typer.Option(help="Så många år sparas, minst fem.")] = YEARS_KEPT,
) -> None:
    """List what has expired; with --yes, drop it."""
    folder = Path(settings.CHECKPOINTS)
    try:
        found = expired(on=day(None), folder=folder, years=years)
    except TooYoung:
        stop(f"Spåret sparas i minst {YEARS_KEPT} år. Ingenting är gallrat.")
    except NoSigningKey:
        stop(NO_KEY)
    for segment in found:
        console.print(f"{segment.last.chain}: {segment.period}, {number(segment.events)} händelser")
    if not found:
        console.print("Inget i spåret är så gammalt att det ska gallras.")
    elif yes:
        gone = sum(drop(actor=SYSTEM, segment=segment, folder=folder) for segment in found)
        console.print(f"{number(gone)} händelser är gallrade. Deras kontrollpunkter finns kvar.")
    else:
        console.print("Ingenting är gallrat. Kör igen med --yes för att gallra.")


@audit.command(
    "verify",
    help="Kontrollera att spåret är helt.",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def verify(context: typer.Context) -> None:
    """The same check as ``python -m knutpunkt.verifier``; the command line takes that shorter way itself."""
    # It loads both databases' drivers; every command starts with this module.
    from knutpunkt.verifier.command import main as verify_trail

    raise typer.Exit(verify_trail(context.args))
