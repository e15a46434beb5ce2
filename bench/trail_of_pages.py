"""One process with the demo municipality: each page in turn with and without its event in the trail.

Run by bench.trail with ``DATA`` set; prints its rows as JSON on the last line.
"""

import json
import os
import re
import time
import urllib.parse
from collections.abc import Callable
from typing import Any

import django

ROUNDS = 200


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutpunkt.settings")
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from bench.pages import COORDINATOR

    call_command("collectstatic", verbosity=0, interactive=False)
    visitor = Client()
    form = next(
        one
        for one in re.findall(r"<form.*?</form>", visitor.get("/prova/").content.decode(), re.DOTALL)
        if COORDINATOR in one
    )
    fields = urllib.parse.urlencode(dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)))
    visitor.post("/prova/", fields, content_type="application/x-www-form-urlencoded")
    child = re.search(r'href="(/barn/[0-9a-f-]{36}/)"', visitor.get("/barn/").content.decode())
    if child is None:
        raise RuntimeError("the coordinator has no children")
    rows = [_compared(visitor, "Min dag", "/min-dag/"), _compared(visitor, "Barnets sida", child[1])]
    print(json.dumps(rows))


def _compared(visitor: Any, name: str, path: str) -> dict[str, Any]:
    from knutpunkt.foundation.audit import middleware

    writing = middleware.record_reading
    times: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * ROUNDS + 10):
        with_event = turn % 2 == 0
        middleware.record_reading = writing if with_event else _nothing
        began = time.perf_counter()
        answer = visitor.get(path)
        if turn >= 10:
            times[with_event].append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
    middleware.record_reading = writing
    return {"what": f"page with its event, {name}", "number": ROUNDS, "figure": _told(times)}


def _told(times: dict[bool, list[float]]) -> str:
    def at(share: float, taken: list[float]) -> float:
        return sorted(taken)[int(len(taken) * share)] * 1000

    parts = [
        f"{title} {at(share, times[True]):.1f} ms (without {at(share, times[False]):.1f},"
        f" +{(at(share, times[True]) / at(share, times[False]) - 1) * 100:.0f} %)"
        for title, share in (("p50", 0.5), ("p95", 0.95))
    ]
    return ", ".join(parts)


_nothing: Callable[..., None] = lambda *_, **__: None  # noqa: E731

if __name__ == "__main__":
    main()
