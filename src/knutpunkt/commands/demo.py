"""``knutpunkt demo``: a believable municipality, built once, then served."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from knutpunkt.commands.application import app
from knutpunkt.commands.serving import serve
from knutpunkt.commands.telling import stop
from knutpunkt.demo import SEED


@app.command("demo", help="Bygg en påhittad kommun och starta webbplatsen.")
def demo(
    port: Annotated[int, typer.Option(envvar="PORT")] = 8000,
    seed: int = SEED,
    only_build: Annotated[bool, typer.Option("--only-build", help="Bygg, men starta inte.")] = False,
) -> None:
    """Build what is not there, print who to try, and serve. Refused outside the demo profile."""
    if settings.PROFILE != "demo":
        stop("Demon kan bara byggas med KNUTPUNKT_PROFILE=demo.")
    # What builds the demo takes half a second to load, and every command starts with this module.
    from knutpunkt.commands.building_demo import BUILT, build, tell_who

    data = Path(settings.DATA)
    if not (data / BUILT).exists():
        build(data, timezone.localdate(), seed)
    if only_build:
        return
    tell_who(port)
    serve(port=port, host="127.0.0.1", workers=2)
