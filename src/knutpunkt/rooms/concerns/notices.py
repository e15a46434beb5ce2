"""The notices the law asks for, prepared as text to send, in Swedish; Knutpunkt sends nothing by itself.

7:19 a and 15:16: to the responsible body, as soon as an investigation has begun. 7:22 and 15:15: to the home
municipality when the school has another responsible body.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext_noop as _
from django.utils.translation import override

from knutpunkt.rooms.concerns.models import AbsenceInvestigation

HOME_LAW = {
    AbsenceInvestigation.Law.COMPULSORY: "7 kap. 22 §",
    AbsenceInvestigation.Law.UPPER_SECONDARY: "15 kap. 15 §",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One text: to whom, under which section, whether it has been sent, and what to call it in addresses."""

    whom: str
    to: str
    law: str
    subject: str
    text: str
    sent_on: date | None


def notices_for(one: AbsenceInvestigation) -> list[Prepared]:
    """The notices an open or concluded investigation calls for; a decision against it calls for none."""
    if one.state == one.State.DECIDED_AGAINST:
        return []
    with override("sv"):
        notices = [_to_body(one)]
        if one.home_municipality_owed:
            notices.append(_to_home(one))
    return notices


def _to_body(one: AbsenceInvestigation) -> Prepared:
    text = _(
        "Till %(body)s\n\n%(school)s har den %(day)s börjat utreda frånvaron för %(name)s enligt %(law)s. "
        "Utredningen görs tillsammans med eleven, vårdnadshavarna och elevhälsan och ska vara klar senast "
        "%(due)s.\n\n%(head)s, rektor"
    )
    body = one.unit.area.agency.responsible_body
    law = str(one.get_law_display())
    return Prepared(
        "huvudmannen",
        str(body),
        law,
        _("Utredning om frånvaro har börjat"),
        text % {**_facts(one), "body": body, "law": law},
        one.body_notified_on,
    )


def _to_home(one: AbsenceInvestigation) -> Prepared:
    text = _(
        "Till %(home)s\n\n%(school)s (%(body)s) meddelar enligt skollagen %(law)s att en utredning "
        "om frånvaro har börjat den %(day)s för %(name)s, som är folkbokförd hos er.\n\n%(head)s, rektor"
    )
    home, body = one.child.municipality, one.unit.area.agency.responsible_body
    law = HOME_LAW[AbsenceInvestigation.Law(one.law)]
    return Prepared(
        "hemkommunen",
        str(home),
        law,
        _("Meddelande till hemkommunen"),
        text % {**_facts(one), "home": home, "body": body, "law": law},
        one.home_municipality_notified_on,
    )


def _facts(one: AbsenceInvestigation) -> dict[str, Any]:
    return {
        "school": one.unit,
        "name": one.child,
        "head": one.decided_by,
        "day": formats.date_format(one.decided_on, "j F Y"),
        "due": formats.date_format(one.due, "j F Y") if one.due else "",
    }
