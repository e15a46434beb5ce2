"""The ``knutpunkt`` command: settings are read first; the commands live in ``knutpunkt.commands``."""

import os

import django


def main() -> None:
    """Set Django up, then run the command asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutpunkt.settings")
    django.setup()
    # The commands import models, which exist only once Django is set up.
    from knutpunkt.commands import app

    app()
