"""The second factor: a code from an app (TOTP, RFC 6238), or a recovery code when the phone is lost.

Tables, codes and QR picture are django-allauth's; what is ours: secrets are sealed to their account, a code
is accepted once in all processes, and guessing stops after five wrong codes in a quarter of an hour.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from knutpunkt.foundation.people.models import Account
from knutpunkt.foundation.sealing.field import seal, unseal

GUESSES = 5
GUESS_SECONDS = 15 * 60

_owner: ContextVar[UUID] = ContextVar("owner of the second factor")


class Answer(Enum):
    """What became of a code."""

    TOTP = "totp"
    RECOVERY = "recovery"
    WRONG = "wrong"
    TOO_MANY = "too many"


class SealedMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals what allauth stores to the account it belongs to; outside ``_owned_by`` it refuses."""

    def encrypt(self, text: str) -> str:
        return _sealed(_owner.get(), text)

    def decrypt(self, encrypted_text: str) -> str:
        return _opened(_owner.get(), encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Knutpunkt"


def is_enrolled(account: Account) -> bool:
    """Whether the account has a second factor."""
    return _authenticators(account).filter(type=Authenticator.Type.TOTP).exists()


def new_secret(account: Account) -> str:
    """A fresh secret, sealed to the account, kept in the session until a code has shown that it works."""
    return _sealed(account.pk, generate_totp_secret())


def picture_and_text(account: Account, sealed: str) -> tuple[str, str]:
    """The QR picture as a data address, and the secret in groups of four for typing."""
    secret, adapter = _opened(account.pk, sealed), SealedMFAAdapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(account, secret))
    groups = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}", groups


def sealed_anew(owner: UUID, sealed: str) -> str:
    """The same secret, sealed with the current key."""
    return _sealed(owner, _opened(owner, sealed))


@transaction.atomic
def enrol(account: Account, sealed: str, code: str) -> bool:
    """Make the secret the account's second factor if ``code`` comes from it, and make recovery codes."""
    counter = _counter(_opened(account.pk, sealed), code, after=0)
    if counter is None or is_enrolled(account):
        return False
    data = {"secret": sealed, "counter": counter}
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data=data)
    with _owned_by(account):
        RecoveryCodes.activate(account)
    return True


def recovery_codes(account: Account) -> list[str]:
    """The recovery codes not yet used."""
    with _owned_by(account):
        found = _authenticators(account).filter(type=Authenticator.Type.RECOVERY_CODES).first()
        return RecoveryCodes(found).get_unused_codes() if found else []


@transaction.atomic
def answer(account: Account, code: str) -> Answer:
    """Try a code: six digits from the app or eight from the list. A code that is right is used up."""
    factor = _authenticators(account).select_for_update().get(type=Authenticator.Type.TOTP)
    now = timezone.now().timestamp()
    recent = [at for at in factor.data.get("wrong", []) if now - at < GUESS_SECONDS]
    if len(recent) >= GUESSES:
        return Answer.TOO_MANY
    result = _tried(account, factor, "".join(code.split()))
    factor.data["wrong"] = [*recent, now] if result is Answer.WRONG else []
    factor.last_used_at = factor.last_used_at if result is Answer.WRONG else timezone.now()
    factor.save()
    return result


def refusal(answer: Answer) -> str:
    """What to tell whose code was not right."""
    if answer is Answer.TOO_MANY:
        return _("För många fel koder. Vänta en kvart och försök sedan igen.")
    return _("Koden stämmer inte. Vänta på nästa kod i appen och skriv den.")


def forget(account: Account) -> None:
    """Remove the second factor: the account enrols a new one at its next sign-in."""
    _authenticators(account).delete()


def _tried(account: Account, factor: Authenticator, code: str) -> Answer:
    with _owned_by(account):
        if len(code) > 6:
            found = _authenticators(account).filter(type=Authenticator.Type.RECOVERY_CODES).first()
            return Answer.RECOVERY if found and RecoveryCodes(found).validate_code(code) else Answer.WRONG
        secret = _opened(account.pk, factor.data["secret"])
    counter = _counter(secret, code, after=factor.data["counter"])
    if counter is None:
        return Answer.WRONG
    factor.data["counter"] = counter
    return Answer.TOTP


def _counter(secret: str, code: str, *, after: int) -> int | None:
    """The time step the code belongs to, if it is later than the last one used (RFC 6238 §5.2: once only)."""
    wanted = "".join(code.split())
    for step in yield_hotp_counters_from_time():
        if step > after and constant_time_compare(format_hotp_value(hotp_value(secret, step)), wanted):
            return int(step)
    return None


def _authenticators(account: Account) -> models.QuerySet[Authenticator]:
    found: models.QuerySet[Authenticator] = Authenticator.objects.filter(user=account)
    return found


@contextmanager
def _owned_by(account: Account) -> Iterator[None]:
    token = _owner.set(account.pk)
    try:
        yield
    finally:
        _owner.reset(token)


def _sealed(owner: UUID, text: str) -> str:
    return b64encode(seal(text, place=f"mfa_authenticator.data:{owner}")).decode()


def _opened(owner: UUID, text: str) -> str:
    return unseal(b64decode(text), place=f"mfa_authenticator.data:{owner}")
