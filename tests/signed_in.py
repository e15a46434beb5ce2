"""Signing a test client in without typing: as somebody at work, or as an administrator."""

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Account, Assignment
from knutpunkt.rooms.entrance.hats import ADMINISTRATOR


def sign_in(client: Client, assignment: Assignment) -> Account:
    """Sign the client in as whoever has the assignment, working through it; makes an account if needed."""
    professional = assignment.professional
    account = Account.objects.filter(professional=professional).first()
    if account is None:
        with recorded(actor=SYSTEM, action="account.made"):
            account = Account.objects.create(
                username=str(professional.pk), professional=professional, password=make_password(None)
            )
    return _opened(client, account, str(assignment.pk))


def sign_in_administrator(client: Client, account: Account | None = None) -> Account:
    """Sign the client in as an administrator; an account is made unless one is given or there already."""
    account = account or Account.objects.filter(username="administrator").first()
    if account is None:
        with recorded(actor=SYSTEM, action="account.made"):
            account = Account.objects.create(
                username="administrator", administers=True, password=make_password(None)
            )
    return _opened(client, account, ADMINISTRATOR)


def _opened(client: Client, account: Account, hat: str) -> Account:
    with recorded(actor=SYSTEM, action="account.signed_in"):
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    now = timezone.now().timestamp()
    session = client.session
    session.update({"visit.factor": "totp", "visit.began": now, "visit.seen": now, "visit.hat": hat})
    session.save()
    return account
