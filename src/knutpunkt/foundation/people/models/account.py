"""The account somebody signs in with. What they may see follows from assignments, never from the account."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.people.models.professionals import Professional


class Account(AbstractUser):
    """A sign-in. ``administers``: manages units, colleagues and assignments, and never sees case content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    professional = models.OneToOneField(
        Professional, null=True, blank=True, on_delete=models.PROTECT, related_name="account"
    )
    administers = models.BooleanField(default=False)

    privacy = Privacy(
        Retention.ORGANISATION,
        none="id last_login is_superuser is_staff is_active date_joined groups user_permissions administers",
        personal="username first_name last_name email professional",
        sensitive="password",
    )

    class Meta:
        verbose_name = _("konto")
        verbose_name_plural = _("konton")
