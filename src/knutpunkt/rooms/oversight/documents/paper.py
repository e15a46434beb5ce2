"""A person's own log, or a register extract, as tagged PDF."""

from datetime import date
from importlib.resources import files
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knutpunkt.design.paper import tagged_pdf

TEMPLATE = files(__package__).joinpath("paper.typ").read_bytes()


def paper(
    *,
    title: str,
    child: str,
    unit: str,
    lead: str,
    foot: str,
    on: date,
    lines: list[list[str]],
    parts: list[dict[str, Any]],
    language: str = "sv",
) -> bytes:
    """The paper; the same bytes for the same words."""
    told = {
        "language": language,
        "title": title,
        "child": child,
        "unit": unit,
        "made": _("Utskrivet %(day)s.") % {"day": date_format(on, "j F Y")},
        "lead": lead,
        "columns": [_("När"), _("Vem"), _("Vad"), _("Varför")],
        "lines": lines,
        "parts": parts,
        "foot": foot,
    }
    return tagged_pdf(TEMPLATE, told)
