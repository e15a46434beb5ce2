"""Django's own migrate, let through the guard: it copies whole tables when it alters them."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from knutpunkt.foundation.audit.guard import suspended


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        with suspended(because="migrate"):
            super().handle(*args, **options)
