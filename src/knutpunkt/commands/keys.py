"""``knutpunkt keys``: make the keys, change them while people work, take the old ones away."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from knutpunkt.commands.application import app
from knutpunkt.commands.telling import console, number, progress, stop
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.audit.upkeep import upkeep
from knutpunkt.foundation.sealing import fitting, rotation
from knutpunkt.foundation.sealing.keys import in_environment, keys, make_key_file
from knutpunkt.foundation.sealing.models import Kind, Rotation
from knutpunkt.rooms.intake import lake

commands = typer.Typer(help="Nycklar: göra, byta, ta bort.", invoke_without_command=True)
app.add_typer(commands, name="keys")


@commands.callback()
def make(context: typer.Context) -> None:
    """Make the key file with strict permissions; an existing one is left as it is."""
    if context.invoked_subcommand is not None:
        return
    make_key_file(Path(settings.KEY_FILE))
    console.print(
        f"Nycklarna ligger i {settings.KEY_FILE}. Spara en kopia på ett säkert ställe, inte hos databasen."
    )


@commands.command("rotate", help="Byt förseglingsnyckel medan alla arbetar. Kan avbrytas och köras igen.")
def rotate() -> None:
    """Add a new key and seal every value with it."""
    _change(Kind.SEALING)


@commands.command("rotate-index", help="Byt sökindexets nyckel på samma sätt.")
def rotate_index() -> None:
    """Add a new index key and make every code with it."""
    _change(Kind.INDEX)


@commands.command("retire", help="Ta bort en gammal nyckel som ingen uppgift behöver.")
def retire(
    which: Annotated[int, typer.Argument(metavar="NUMMER")],
    index: Annotated[bool, typer.Option("--index", help="Sökindexets nyckel.")] = False,
) -> None:
    """Take a key away, if no value is sealed with it."""
    require_fitting_keys()
    kind = Kind.INDEX if index else Kind.SEALING
    if which not in _numbers(kind):
        stop(f"Det finns ingen nyckel {which}. Ingenting har ändrats.")
    if in_environment():
        stop("Nycklarna ges i KNUTPUNKT_KEYS. Ta bort nyckeln där när 'knutpunkt keys status' visar 0.")
    try:
        with recorded(actor=SYSTEM, action="key.retired", purpose=f"{kind} {which}"):
            rotation.retire(kind, which)
    except rotation.KeyInUse as refusal:
        stop(_why_kept(refusal, which))
    console.print(
        f"Nyckel {which} är borttagen. "
        "Behåll en kopia av den så länge det finns säkerhetskopior från tiden före bytet."
    )


@commands.command("status", help="Vilka nycklar som finns och hur många uppgifter som behöver dem.")
def status() -> None:
    """Say how many values need each key."""
    require_fitting_keys()
    for kind in Kind:
        for which in _numbers(kind):
            now = " (används för allt nytt)" if which == rotation.current(kind) else ""
            needed = number(rotation.used(kind, which))
            console.print(f"{str(kind.label).capitalize()} {which}: {needed} uppgifter{now}")


def require_fitting_keys() -> None:
    """Stop with a sentence unless the keys are those the database was sealed with; prove new ones."""
    if words := fitting.problem():
        stop(words)
    if fitting.has_tables() and fitting.unproven():
        with recorded(actor=SYSTEM, action="keys.proven"):
            fitting.settle()


def _change(kind: Kind) -> None:
    require_fitting_keys()
    under_way = rotation.under_way(kind)
    if under_way is None:
        under_way = _begin(kind)
    else:
        console.print(f"Fortsätter bytet till nyckel {under_way.number} där det avbröts.")
    with progress("Byter nyckel") as step:
        rotation.run(under_way, writing=_batch, progress=step)
    console.print(
        f"Klart. {number(under_way.done)} uppgifter har nyckel {under_way.number}. "
        "Spara en kopia av nyckelfilen. Ta bort den gamla med 'knutpunkt keys retire'."
    )


def _begin(kind: Kind) -> Rotation:
    # An import compares codes in memory: it must not begin with one index key and end with another.
    try:
        with lake.importing(), recorded(actor=SYSTEM, action="keys.rotation_begun", purpose=str(kind)) as act:
            begun = rotation.begin(kind)
            act.about(begun)
            return begun
    except lake.Busy:
        stop("En inläsning pågår. Ingenting har ändrats. Byt nyckel när den är klar.")
    except ImproperlyConfigured as error:
        stop(str(error))


def _batch() -> AbstractContextManager[None]:
    return upkeep(because="keys.rotation_begun")


def _numbers(kind: Kind) -> list[int]:
    return list(keys().sealing if kind == Kind.SEALING else keys().index)


def _why_kept(refusal: rotation.KeyInUse, which: int) -> str:
    if refusal.left:
        return (
            f"{number(refusal.left)} uppgifter behöver nyckel {which}. Ingenting har ändrats. "
            "Kör 'knutpunkt keys rotate' först."
        )
    return f"Nyckel {which} är den som används nu. Ingenting har ändrats. Byt nyckel först."
