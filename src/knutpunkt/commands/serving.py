"""``knutpunkt serve``: the web server."""

import logging
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from knutpunkt.commands import spool
from knutpunkt.commands.application import app
from knutpunkt.commands.keys import require_fitting_keys

logging.getLogger("_granian").setLevel(logging.WARNING)


@app.command("serve", help="Starta webbplatsen.")
def serve(
    port: Annotated[int, typer.Option(envvar="PORT")] = 8000,
    host: Annotated[str, typer.Option(envvar="HOST")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(envvar="WORKERS")] = 2,
) -> None:
    """Collect the static files and serve until stopped. Refused when the keys do not fit the database."""
    require_fitting_keys()
    spool.prepare()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    Server(
        "knutpunkt.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        log_level=LogLevels.warning,
        backpressure=64,
        # A worker that dies takes nobody with it: the other serves on, and a new one is there in a moment.
        respawn_failed_workers=True,
        respawn_interval=0.5,
    ).serve()
