"""What must never be switched on together."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def demo_sign_in_stays_out_of_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An error when people could be chosen from a list in production."""
    if settings.PRODUCTION and settings.DEMO_SIGN_IN:
        return [Error("Demo sign-in is switched on in production.", id="entrance.E001")]
    return []
