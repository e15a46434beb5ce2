"""A small organisation for the tests of this room, and what an app on a phone would show."""

import time
from base64 import b64decode
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import (
    Account,
    Agency,
    Assignment,
    Municipality,
    Profession,
    Professional,
    ResponsibleBody,
    SecrecyArea,
    Unit,
)
from knutpunkt.foundation.sealing.field import unseal

PASSWORD = "tre ord som inte hör ihop"
TODAY = timezone.localdate


@dataclass
class Kim:
    """A professional with an account at Lindskolan."""

    account: Account
    assignment: Assignment
    unit: Unit

    def also(self, profession: str, unit: Unit, *, last_day: date | None = None) -> Assignment:
        """A second assignment."""
        with recorded(actor=SYSTEM, action="world.built"):
            return Assignment.objects.create(
                professional=self.account.professional,
                unit=unit,
                profession=profession,
                start=TODAY() - timedelta(days=400),
                last_day=last_day,
            )


def build_unit(name: str = "Lindskolan") -> Unit:
    with recorded(actor=SYSTEM, action="world.built"):
        place, _ = Municipality.objects.get_or_create(code="9901", name="Lindhamra")
        body = ResponsibleBody.objects.create(name="Lindhamra kommun", kind="municipal", municipality=place)
        agency = Agency.objects.create(name="Skolförvaltningen", municipality=place, responsible_body=body)
        area = SecrecyArea.objects.create(name=name, agency=agency)
        return Unit.objects.create(name=name, kind="compulsory", area=area)


def build_kim(username: str = "kim.lind", *, given_name: str = "Kim", administers: bool = False) -> Kim:
    unit = build_unit()
    with recorded(actor=SYSTEM, action="world.built"):
        person = Professional.objects.create(given_name=given_name, family_name="Lind")
        assignment = Assignment.objects.create(
            professional=person,
            unit=unit,
            profession=Profession.STUDENT_COACH,
            start=TODAY() - timedelta(days=400),
        )
        account = Account.objects.create_user(
            username=username, password=PASSWORD, professional=person, administers=administers
        )
    return Kim(account, assignment, unit)


def app_code(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many steps of half a minute from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def secret_of(account: Account) -> str:
    sealed = Authenticator.objects.get(user=account, type="totp").data["secret"]
    return unseal(b64decode(sealed), place=f"mfa_authenticator.data:{account.pk}")


def give_password(client: Client, username: str = "kim.lind", password: str = PASSWORD, **more: str):
    return client.post(reverse("entrance:sign_in"), {"username": username, "password": password, **more})


def give_code(client: Client, code: str):
    return client.post(reverse("entrance:code"), {"code": code})


def pair_phone(client: Client) -> str:
    """Go through the first code; the secret the phone now keeps."""
    page = client.get(reverse("entrance:new_code"))
    secret = page.context["secret"].replace(" ", "")
    client.post(reverse("entrance:new_code"), {"code": app_code(secret)})
    return secret


def enrolled(kim: Kim) -> str:
    """Kim has signed in once before, a while ago; the secret in the phone."""
    client = Client()
    give_password(client, kim.account.username)
    secret = pair_phone(client)
    factor = Authenticator.objects.get(user=kim.account, type="totp")
    factor.data["counter"] -= 100
    factor.save()
    return secret


def is_in(client: Client) -> bool:
    """Whether the client has a session that opens something."""
    return client.get(reverse("entrance:choose_assignment")).status_code == 200
