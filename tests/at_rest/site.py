"""A site of its own, run as a program: built with a canary in every sealed field, then read and written.

``build N`` makes the world and N national ids more, and ends without closing the database, as a kill would.
``race SECONDS`` lets eight threads read and write sealed text at once and tells how many came out wrong.
"""

import itertools
import json
import os
import random
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
THREADS = 8


def main() -> None:
    django.setup()
    what, number = sys.argv[1], int(sys.argv[2])
    told = build(number) if what == "build" else race(number)
    print(json.dumps(told), flush=True)
    os._exit(0)


def build(number: int) -> dict[str, Any]:
    """The world; what it tells is every canary, by the field it lies in."""
    from django.core.management import call_command
    from django.utils import timezone

    from tests import everything

    call_command("migrate", verbosity=0, interactive=False)
    today = timezone.localdate()
    everything.build(today)
    numbers = _numbers(number, today)
    return {"canaries": _canaries() | _file_canary(), "numbers": numbers}


def _canaries() -> dict[str, str]:
    from knutpunkt.foundation.audit.actor import SYSTEM
    from knutpunkt.foundation.audit.recording import recorded
    from knutpunkt.foundation.sealing.field import SealedJSONField
    from knutpunkt.foundation.sealing.stores import sealed_fields

    left: dict[str, str] = {}
    for model, field in sealed_fields():
        # Where something is written already, the rules of the row allow something.
        rows = model._base_manager.order_by("pk")
        row = rows.exclude(**{field.attname: b""}).first() or rows.first()
        if row is None:
            row = _one(model)
        canary = f"kanarie-{uuid4().hex}"
        setattr(row, field.attname, [canary] if isinstance(field, SealedJSONField) else canary)
        with recorded(actor=SYSTEM, action="world.built"):
            row.save(update_fields=[field.attname])
        left[f"{model._meta.label}.{field.attname}"] = canary
    return left


def _one(model: Any) -> Any:
    """A row of a kind the world has none of, filled in as its rules allow."""
    from django.db import IntegrityError

    from knutpunkt.foundation.audit.actor import SYSTEM
    from knutpunkt.foundation.audit.recording import recorded

    refused = ""
    for forwards, optional, choice in itertools.product((True, False), (False, True), range(3)):
        try:
            with recorded(actor=SYSTEM, action="world.built"):
                row = model(**_filled(model, forwards, optional, choice))
                row.save(force_insert=True)
                return row
        except IntegrityError as error:
            refused = str(error)
    raise AssertionError(f"the world has no {model._meta.label}, and none can be made up: {refused}")


def _filled(model: Any, forwards: bool, optional: bool, choice: int) -> dict[str, Any]:
    """Something in every field that must have something; days in order, or in the opposite order."""
    from django.db import models

    from knutpunkt.foundation.sealing.field import SealedTextField

    values: dict[str, Any] = {}
    day, step = date(2026, 3, 2), timedelta(days=1 if forwards else -1)
    for field in model._meta.concrete_fields:
        if field.primary_key or field.has_default() or (field.null and not optional):
            continue
        if isinstance(field, models.ForeignKey):
            rows = field.related_model._base_manager
            values[field.name] = rows.order_by("pk").first() or (
                None if field.null else _one(field.related_model)
            )
        elif field.choices:
            values[field.name] = list(field.choices)[choice % len(field.choices)][0]
        elif isinstance(field, SealedTextField | models.CharField | models.TextField):
            values[field.name] = "skrivet"
        elif isinstance(field, models.DateTimeField):
            values[field.name] = datetime(day.year, day.month, day.day, tzinfo=UTC)
            day += step
        elif isinstance(field, models.DateField):
            values[field.name] = day
            day += step
        elif isinstance(field, models.IntegerField):
            values[field.name] = 1
    return values


def _file_canary() -> dict[str, str]:
    from knutpunkt.foundation.sealing.files import write_sealed
    from knutpunkt.rooms.cases import attachments
    from knutpunkt.rooms.cases.models import Attachment

    one, canary = Attachment.objects.all()[0], f"kanarie-{uuid4().hex}"
    attachments.place_of(one).unlink()
    content = canary.encode() + bytes(200_000)
    write_sealed(attachments.place_of(one), content, place=attachments.sealed_to(one.pk))
    return {"the content of a file": canary}


def _numbers(number: int, today: date) -> int:
    """National ids that a child once had: sealed values with a code that finds them."""
    from knutpunkt.foundation.audit.actor import SYSTEM
    from knutpunkt.foundation.audit.recording import recorded
    from knutpunkt.foundation.people.models import Child, NationalId
    from knutpunkt.foundation.sealing.box import blind_index

    child = Child.objects.all()[0]
    for start in range(0, number, 20_000):
        values = [f"prov-{one:08}" for one in range(start, min(start + 20_000, number))]
        with recorded(actor=SYSTEM, action="world.built"):
            NationalId.objects.bulk_create(
                [
                    NationalId(
                        child=child,
                        kind=NationalId.Kind.TEMPORARY,
                        value=value,
                        blind_index=blind_index(value),
                        current=False,
                        since=today,
                    )
                    for value in values
                ],
                batch_size=2000,
            )
    return NationalId.objects.count()


def race(seconds: int) -> dict[str, int]:
    """Half the threads only read, half change as well; each value tells which row it belongs to."""
    from knutpunkt.foundation.people.models import NationalId

    made = NationalId.objects.filter(kind=NationalId.Kind.TEMPORARY, current=False)
    keys = list(made.filter(value__sealed_by=_current()).values_list("pk", flat=True)[:64])
    told = {"read": 0, "wrong": 0, "written": 0}
    until, lock = time.monotonic() + seconds, threading.Lock()
    threads = [
        threading.Thread(target=_reader, args=(keys, until, told, lock, one % 4 == 0))
        for one in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _current() -> int:
    from knutpunkt.foundation.sealing.keys import keys

    return keys().current


def _reader(keys: list[Any], until: float, told: dict[str, int], lock: Any, writes: bool) -> None:
    from django.db import connection

    from knutpunkt.foundation.audit.actor import SYSTEM
    from knutpunkt.foundation.audit.recording import recorded
    from knutpunkt.foundation.people.models import NationalId

    chance, read, wrong, written = random.Random(), 0, 0, 0
    while time.monotonic() < until:
        row = NationalId.objects.get(pk=chance.choice(keys))
        read += 1
        wrong += not row.value.startswith(("prov-", f"{row.pk} "))
        if writes and read % 20 == 0:
            row.value = f"{row.pk} {uuid4()}"
            with recorded(actor=SYSTEM, action="world.changed"):
                row.save(update_fields=["value"])
            written += 1
    connection.close()
    with lock:
        told["read"] += read
        told["wrong"] += wrong
        told["written"] += written


if __name__ == "__main__":
    main()
