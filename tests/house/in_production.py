"""Answers of the production profile, told as JSON: run by test_headers in a process of its own."""

import json
import logging
import os
import secrets
import sys
import tempfile
from io import StringIO
from pathlib import Path

from django import setup
from django.core.management import call_command

PLACES = {
    "sign-in": "/logga-in/",
    "start": "/",
    "help": "/hjalp/",
    "not found": "/finns-inte/",
    "demo sign-in": "/prova/",
    "closed": "/barn/",
    "file": "/static/design/knutpunkt.css",
    "health": "/healthz",
}


def main() -> None:
    data = tempfile.mkdtemp(prefix="knutpunkt-production-")
    os.environ |= {
        "KNUTPUNKT_PROFILE": "production",
        "KNUTPUNKT_SECRET_KEY": secrets.token_urlsafe(60),
        "KNUTPUNKT_HOSTS": "knutpunkt.example",
        "DATA": data,
        "DJANGO_SETTINGS_MODULE": "knutpunkt.settings",
    }
    os.environ.pop("KNUTPUNKT_DATABASE", None)
    from knutpunkt.foundation.sealing.keys import make_key_file

    make_key_file(Path(data) / "keys.json")
    for folder in ("static", "uploads"):
        Path(data, folder).mkdir()
    setup()
    call_command("collectstatic", verbosity=0, interactive=False)
    logging.disable(logging.CRITICAL)
    said = StringIO()
    call_command("check", deploy=True, fail_level="INFO", stdout=said, stderr=said)
    call_command("migrate", verbosity=0, interactive=False)
    json.dump({"check": said.getvalue(), "answers": answers()}, sys.stdout)


def answers() -> dict[str, object]:
    from django.test import Client

    visitor = Client(enforce_csrf_checks=True, raise_request_exception=False)
    asked = {"secure": True, "headers": {"host": "knutpunkt.example"}}
    told = {name: visitor.get(path, **asked) for name, path in PLACES.items()}
    with_token = {"csrfmiddlewaretoken": visitor.cookies["__Host-csrf"].value}
    secure = {**asked, "headers": {**asked["headers"], "referer": "https://knutpunkt.example/"}}
    for name, path, data in (
        ("language", "/sprak/", {"language": "en"}),
        ("theme", "/tema/", {"theme": "dark"}),
        ("session", "/valkommen/x/", None),
    ):
        ask = visitor.get if data is None else visitor.post
        told[name] = ask(path, (data or {}) | with_token, **secure)
    told["no token"] = visitor.post("/logga-in/", {"username": "x", "password": "x"}, **asked)
    told["wrong method"] = visitor.get("/sprak/", **asked)
    told["wrong host"] = visitor.get("/logga-in/", secure=True, headers={"host": "evil.example"})
    told["plain http"] = visitor.get("/logga-in/", headers={"host": "knutpunkt.example"})
    told["fault"] = _fault(visitor, asked)
    return {
        name: {
            "status": answer.status_code,
            "headers": dict(answer.headers),
            "cookies": [morsel.OutputString() for morsel in answer.cookies.values()],
        }
        for name, answer in told.items()
    }


def _fault(visitor, asked):
    """A page that fails inside."""
    from unittest.mock import patch

    with patch("knutpunkt.rooms.entrance.frame.render", side_effect=RuntimeError("a fault")):
        return visitor.get("/hjalp/", **asked)


if __name__ == "__main__":
    main()
