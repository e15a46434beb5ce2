"""The ``knutpunkt`` command: settings are read first; the commands live in ``knutpunkt.commands``."""

import os
import sys

import django


def main() -> None:
    """Set Django up, then run the command asked for."""
    if sys.argv[1:3] == ["audit", "verify"]:
        # The verifier trusts nothing of what wrote the trail: Django is never set up.
        from knutpunkt.verifier.command import main as verify_trail

        sys.exit(verify_trail(sys.argv[3:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutpunkt.settings")
    django.setup()
    # The commands import models, which exist only once Django is set up.
    from knutpunkt.commands import app

    app()
