"""Django's own migrate, let through the guard: it copies whole tables when it alters them."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from knutpunkt.foundation.audit.at_once import is_empty, make_tables
from knutpunkt.foundation.audit.guard import suspended


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        with suspended(because="migrate"):
            connection = connections[options["database"]]
            # Whoever names an app or wants a plan wants the steps.
            if not options["app_label"] and not options["plan"] and is_empty(connection):
                make_tables(connection)
            super().handle(*args, **options)
