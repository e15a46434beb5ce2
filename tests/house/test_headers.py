"""T30: what every answer carries, in the test profile on every page, and in production on every kind."""

import json
import subprocess
import sys

import pytest

from knutpunkt.rooms.entrance.headers import ALWAYS
from tests.trust import ROOT

pytestmark = pytest.mark.django_db
A_YEAR = 31_536_000


@pytest.fixture(scope="module")
def production() -> dict:
    command = [sys.executable, "-W", "ignore", "-m", "tests.house.in_production"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr[-3000:]
    return json.loads(told.stdout)


def policy(headers: dict[str, str]) -> dict[str, str]:
    parts = headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}


def wrong_in(headers: dict[str, str]) -> list[str]:
    """What is missing or weak."""
    missing = [name for name in ALWAYS if name not in headers]
    told = policy(headers) if not missing else {}
    weak = [f"{name} {value}" for name, value in told.items() if "unsafe" in value or "*" in value]
    return [*missing, *weak]


def test_t30_djangos_deployment_check_has_nothing_to_say(production):
    assert production["check"].strip() == "System check identified no issues (0 silenced)."


def test_t30_production_answers_carry_them_whatever_went_wrong(production):
    faults = {
        name: wrong
        for name, answer in production["answers"].items()
        if (wrong := wrong_in(answer["headers"]))
    }
    assert faults == {}
    statuses = {name: answer["status"] for name, answer in production["answers"].items()}
    assert statuses == {
        "sign-in": 200,
        "start": 302,
        "help": 200,
        "not found": 404,
        "demo sign-in": 404,
        "closed": 302,
        "file": 200,
        "health": 200,
        "language": 302,
        "theme": 302,
        "session": 302,
        "no token": 403,
        "wrong method": 405,
        "wrong host": 400,
        "plain http": 301,
        "fault": 500,
    }


def test_t30_browsers_are_told_to_use_https_for_at_least_a_year(production):
    for name, answer in production["answers"].items():
        if name != "plain http":
            told = answer["headers"].get("Strict-Transport-Security", "")
            assert int(told.partition(";")[0].removeprefix("max-age=") or 0) >= A_YEAR, name


def test_t30_every_cookie_belongs_to_this_host_over_https_alone(production):
    cookies = [cookie for answer in production["answers"].values() for cookie in answer["cookies"]]
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-session",
        "__Host-csrf",
        "__Host-language",
        "__Host-theme",
    }
    for cookie in cookies:
        assert cookie.startswith("__Host-"), cookie
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "SameSite=" in cookie
        assert "Domain" not in cookie
        assert "HttpOnly" in cookie or cookie.startswith("__Host-csrf"), cookie


def test_t30_a_nonce_is_new_for_every_page(production, client):
    page = client.get("/logga-in/")
    assert policy(dict(page.headers))["script-src"].split() == ["'self'"]
    assert b" style=" not in page.content
    assert b"<style" not in page.content
