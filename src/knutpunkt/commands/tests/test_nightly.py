"""The night run: what is kept, what is forgotten, and that it may run again."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from typer.testing import CliRunner

from knutpunkt.commands import app

pytestmark = pytest.mark.django_db


def signed_in(key: str, *, ends_in: timedelta) -> None:
    Session.objects.create(session_key=key, session_data="x", expire_date=timezone.now() + ends_in)


def test_the_night_forgets_sessions_that_have_ended_and_keeps_the_others():
    signed_in("yesterday", ends_in=timedelta(days=-1))
    signed_in("now", ends_in=timedelta(hours=3))
    for _again in range(2):
        told = CliRunner().invoke(app, ["nightly"])
        assert told.exit_code == 0, told.output
    assert list(Session.objects.values_list("session_key", flat=True)) == ["now"]
