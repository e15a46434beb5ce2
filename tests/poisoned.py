"""The municipality with one of everything, in which every text somebody can write is an attack on the reader.

Run as ``python -m tests.poisoned`` with the demo profile and ``DATA`` set.
"""

import os
from pathlib import Path
from typing import Any

import django

# Closes an attribute, a tag and a script; tries markup, an event, a template and an address.
POISON = "\"'></script></title></textarea><script>hit()</script><img src=hit onerror=hit()>{{7*7}}"
SHORT = '"><img src=hit onerror=hit()>'
# Keys and codes that the product itself makes or compares; nobody types them.
NOT_TYPED = {"username", "password", "email", "content_type", "sha256", "code", "initials"}
TYPED_THOUGH_PUBLIC = {"name", "heading", "title"}


def poison() -> int:
    """Replace every typed text; how many there were."""
    from django.apps import apps

    from knutpunkt.foundation.audit.actor import SYSTEM
    from knutpunkt.foundation.audit.recording import recorded

    count = 0
    with recorded(actor=SYSTEM, action="world.poisoned"):
        for model in apps.get_models():
            if model.__module__.startswith("knutpunkt.") and model._meta.app_label != "audit":
                for field in filter(_is_typed, model._meta.local_concrete_fields):
                    count += _poisoned(model, field)
    return count


def _is_typed(field: Any) -> bool:
    told = field.model.__dict__["privacy"]
    kind = field.get_internal_type()
    text = kind in {"CharField", "TextField"} or type(field).__name__ == "SealedTextField"
    free = not field.choices and not field.unique and field.name not in NOT_TYPED
    return text and free and (field.name not in told.none.split() or field.name in TYPED_THOUGH_PUBLIC)


def _poisoned(model: Any, field: Any) -> int:
    words = POISON if (field.max_length or 1000) >= len(POISON) else SHORT
    if (field.max_length or 1000) < len(words):
        return 0
    if type(field).__name__ != "SealedTextField":
        return model._base_manager.exclude(**{field.name: ""}).update(**{field.name: words})
    rows = [row for row in model._base_manager.all() if getattr(row, field.attname)]
    for row in rows:
        setattr(row, field.attname, words)
        row.save(update_fields=[field.name])
    return len(rows)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutpunkt.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from knutpunkt.foundation.sealing.keys import make_key_file
    from tests import everything

    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    make_key_file(Path(settings.KEY_FILE))
    call_command("migrate", verbosity=0, interactive=False)
    world = everything.build(timezone.localdate())
    for role in world.everybody:
        world.client(role)
    print(f"{poison()} texts")


if __name__ == "__main__":
    main()
