"""Builds what ``knutpunkt demo`` serves: files, what is read from them, cases on it, and accounts."""

import json
import shutil
import time
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from knutpunkt.commands import importing, screening
from knutpunkt.commands.keys import require_fitting_keys
from knutpunkt.commands.telling import console, number, progress
from knutpunkt.demo.accounts import make_accounts, people_to_try
from knutpunkt.demo.answers import answer_flags
from knutpunkt.demo.build import build_files
from knutpunkt.demo.cases import build_cases
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.sealing.keys import make_key_file
from knutpunkt.rooms.concerns.screening_run import run_screening
from knutpunkt.rooms.intake.operations import import_folder

BUILT = "demo.json"


def build(data: Path, on: date, seed: int) -> None:
    """Build from nothing: what an interrupted build left is removed first."""
    began = time.monotonic()
    for left in ("knutpunkt.sqlite3", "knutpunkt.sqlite3-wal", "knutpunkt.sqlite3-shm"):
        (data / left).unlink(missing_ok=True)
    for left in ("lake", "intake", "attachments", "delivery", "checkpoints"):
        shutil.rmtree(data / left, ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True)
    make_key_file(Path(settings.KEY_FILE))
    call_command("migrate", verbosity=0, interactive=False)
    require_fitting_keys()
    _import(data / "delivery", on, seed)
    with progress("Bygger samarbeten") as step:
        build_cases(on=on, seed=seed, progress=step)
    with progress("Söker elever som behöver en fråga") as step:
        found = run_screening(on=on, progress=lambda done, of, body: step(body, done, of))
    screening.tell(found)
    with progress("Mentorer svarar") as step:
        answer_flags(on=on, seed=seed, progress=step)
    make_accounts()
    (data / BUILT).write_text(json.dumps({"on": on.isoformat(), "seed": seed}))
    console.print(f"Lindhamra är byggt på {number(time.monotonic() - began)} s.\n")


def _import(folder: Path, on: date, seed: int) -> None:
    with progress("Skriver kommunens filer") as step:
        build_files(folder, on=on, seed=seed, progress=step)
    with progress("Läser in filerna") as step:
        report = import_folder(folder, actor=SYSTEM, on=on, accept=True, confirm_removals=True, progress=step)
    importing.tell(report)
    shutil.rmtree(folder)


def tell_who(port: int) -> None:
    """Print who there is to try, and where."""
    console.print("Prova som:")
    for person in people_to_try(timezone.localdate()):
        console.print(f"  [bold]{person.name}[/bold], {person.line}")
    console.print(f"\nKnutpunkt: [bold]http://127.0.0.1:{port}/[/bold]   (avsluta med Ctrl+C)\n")
