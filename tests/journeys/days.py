"""Days as a person types them."""

from datetime import date, timedelta


def day(days: int) -> str:
    """So many days from today; before it when negative."""
    return (date.today() + timedelta(days=days)).isoformat()  # noqa: DTZ011 — what a person types
