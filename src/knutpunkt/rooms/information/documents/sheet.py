"""A text as tagged PDF, to print, publish and read together."""

from dataclasses import asdict
from datetime import date
from importlib.resources import files

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knutpunkt.design.paper import tagged_pdf
from knutpunkt.rooms.information.texts import Sheet

TEMPLATE = files(__package__).joinpath("sheet.typ").read_bytes()


def paper(sheet: Sheet, *, body: str, on: date) -> bytes:
    """The paper; the same bytes for the same words."""
    foot = _("%(body)s, %(day)s.") % {"body": body, "day": date_format(on, "j F Y")}
    told = asdict(sheet) | {"language": get_language() or "sv", "foot": foot}
    return tagged_pdf(TEMPLATE, told)
