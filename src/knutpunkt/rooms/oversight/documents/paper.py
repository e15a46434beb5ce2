"""A person's own log, or a register extract, as tagged PDF."""

import json
from datetime import date
from importlib.resources import files
from typing import Any
from unicodedata import category

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _

TEMPLATE = files(__package__).joinpath("paper.typ").read_bytes()
NEVER_SHOWN = {"Cc", "Cs", "Co", "Cn"}


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
    inputs = {"told": json.dumps(_printable(told), ensure_ascii=False)}
    try:
        return bytes(typst.compile(TEMPLATE, sys_inputs=inputs, pdf_standards=["ua-1"]))
    except typst.TypstError:
        # A letter that the font lacks: the same paper, without the promise of PDF/UA.
        return bytes(typst.compile(TEMPLATE, sys_inputs=inputs))


def _printable(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _printable(one) for key, one in told.items()}
    if isinstance(told, list | tuple):
        return [_printable(one) for one in told]
    return "".join(" " if category(one) in NEVER_SHOWN and one != "\n" else one for one in told)
