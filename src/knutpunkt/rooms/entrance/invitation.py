"""The one-time link with which somebody sets their first password, handed over by an administrator.

There is no mail: the administrator sees the link once. It works once and for three days, since it is tied to
the unusable password the account has until then; a new link makes the former useless.
"""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Account
from knutpunkt.rooms.entrance import second_factor
from knutpunkt.rooms.entrance.hats import person_behind

LASTS = timedelta(days=3)
_SALT = "knutpunkt.invitation"


def invite(*, actor: Actor, account: Account) -> str:
    """A link token for the account. Its password, second factor and open sessions end with it."""
    with recorded(actor=actor, action="account.invited", about=[account]):
        account.set_unusable_password()
        account.save(update_fields=["password"])
        second_factor.forget(account)
    return signing.dumps([account.pk.hex, _fingerprint(account)], salt=_SALT)


def invited(token: str) -> Account | None:
    """The account the token invites; ``None`` when it is altered, too old, used or replaced."""
    try:
        pk, fingerprint = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    account = Account.objects.filter(pk=UUID(pk), is_active=True).first()
    return account if account and constant_time_compare(_fingerprint(account), fingerprint) else None


def accept(account: Account, *, password: str) -> None:
    """Set the first password; the link is used up."""
    with recorded(actor=person_behind(account), action="account.password_set", about=[account]):
        account.set_password(password)
        account.save(update_fields=["password"])


def _fingerprint(account: Account) -> str:
    return salted_hmac(_SALT, account.password, algorithm="sha256").hexdigest()[:32]
