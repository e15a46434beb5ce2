"""Dates, numbers and names in words.

In: dates, numbers, names, and the day the page is made for.
Out: short Swedish (or English) phrases that blame nobody.
"""

from datetime import date, datetime

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language, gettext, gettext_lazy

register = template.Library()

LAST_WEEKDAY = (
    gettext_lazy("i måndags"),
    gettext_lazy("i tisdags"),
    gettext_lazy("i onsdags"),
    gettext_lazy("i torsdags"),
    gettext_lazy("i fredags"),
    gettext_lazy("i lördags"),
    gettext_lazy("i söndags"),
)
NEAR = {-1: gettext_lazy("i går"), 0: gettext_lazy("i dag"), 1: gettext_lazy("i morgon")}


def _as_date(value: date) -> date:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


@register.filter
def day(value: date | None, today: date | None = None) -> str:
    """ "tor 26 nov", with the year when it is another than that of `today`."""
    if not value:
        return ""
    plain = _as_date(value)
    year = f" {plain.year}" if today and plain.year != _as_date(today).year else ""
    month = (
        "j b" if (get_language() or "sv").startswith("sv") else "j M"
    )  # Swedish writes months in lower case
    return f"{formats.date_format(plain, 'D')[:3]} {formats.date_format(plain, month)}{year}"


@register.filter
def day_plain(value: date | None, today: date | None = None) -> str:
    """ "12 oktober", with the year when it is another than that of `today`."""
    if not value:
        return ""
    plain = _as_date(value)
    same_year = today is not None and plain.year == _as_date(today).year
    return formats.date_format(plain, "j F" if same_year else "j F Y")


@register.filter
def day_long(value: date | None) -> str:
    """ "torsdag 26 november 2026"."""
    return formats.date_format(_as_date(value), "l j F Y") if value else ""


@register.filter
def week(value: date | None) -> str:
    """ "v. 48": the ISO week."""
    return gettext("v. %(number)s") % {"number": _as_date(value).isocalendar().week} if value else ""


def _distance(days: int) -> str:
    """How far away, without the date: days, then weeks, then months."""
    ahead, size = days > 0, abs(days)
    if size < 14:
        words = gettext("om %(number)s dagar") if ahead else gettext("för %(number)s dagar sedan")
        return words % {"number": size}
    if size < 60:
        words = gettext("om %(number)s veckor") if ahead else gettext("för %(number)s veckor sedan")
        return words % {"number": round(size / 7)}
    words = gettext("om %(number)s månader") if ahead else gettext("för %(number)s månader sedan")
    return words % {"number": round(size / 30.4)}


@register.filter
def when(value: date | None, today: date) -> str:
    """When it is, seen from `today`: "om 3 dagar (tor 26 nov)", "i fredags"; a datetime adds its time."""
    if not value:
        return ""
    plain, now = _as_date(value), _as_date(today)
    return _with_time(_when(plain, now, (plain - now).days), value)


def _when(plain: date, today: date, days: int) -> str:
    if days in NEAR:
        return str(NEAR[days])
    if -7 < days < 0:
        return str(LAST_WEEKDAY[plain.weekday()])
    if abs(days) >= 365:
        return day(plain, today)
    return f"{_distance(days)} ({day(plain, today)})"


def _with_time(phrase: str, value: date) -> str:
    if not isinstance(value, datetime):
        return phrase
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return gettext("%(day)s kl. %(time)s") % {"day": phrase, "time": f"{local:%H.%M}"}


@register.filter
def promised(value: date | None, today: date) -> str:
    """What was promised, without blame: "lovat till tor 26 nov", "lovat till i dag", "lovat i fredags"."""
    if not value:
        return ""
    plain, now = _as_date(value), _as_date(today)
    days = (plain - now).days
    if -7 < days < 0:
        return gettext("lovat %(when)s") % {"when": _when(plain, now, days)}
    words = str(NEAR[days]) if days in NEAR else day(plain, now)
    return gettext("lovat till %(when)s") % {"when": words}


@register.filter
def number(value: float | str | None, decimals: int = 0) -> str:
    """A number as the reader's language writes it: "12 345,5". None is unknown, and says so."""
    if value is None or value == "":
        return gettext("okänt")
    return formats.number_format(value, decimal_pos=decimals, force_grouping=True)


@register.filter
def percent(value: float | str | None, decimals: int = 0) -> str:
    """A share (0–1) in per cent: "31 %"."""
    if value is None or value == "":
        return gettext("okänt")
    figure = formats.number_format(round(float(value) * 100, decimals), decimal_pos=decimals)
    return gettext("%(figure)s %%") % {"figure": figure}


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last name."""
    parts = [part for part in str(name).split() if part[:1].isalpha()]
    chosen = parts[:1] + parts[1:][-1:]
    return "".join(part[0].upper() for part in chosen) or "?"


@register.filter
def genitive(name: object) -> str:
    """Whose: "Alvas", "Jonas" (no extra s after s, x, z); in English "Alva's"."""
    said = str(name)
    if (get_language() or "sv").startswith("en"):
        return f"{said}’s"
    return said if said[-1:].lower() in {"s", "x", "z"} else f"{said}s"
