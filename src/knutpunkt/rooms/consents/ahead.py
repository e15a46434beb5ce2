"""What is already known to happen to a consent: a birthday, a change of custody, its last day.

Nothing is stored: each day on which something could change is asked of the rules that decide (``access``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knutpunkt.foundation.access.consenting import CONSENTS_TOGETHER, OF_AGE
from knutpunkt.foundation.access.door import consent_states
from knutpunkt.foundation.casefile.models import Consent
from knutpunkt.foundation.people.ages import birthday
from knutpunkt.foundation.people.models import Child

CUSTODY = 0
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """The first day on which an effective consent stops being so; ``age`` is turned then, or 0: custody."""

    day: date
    age: int
    name: str

    @property
    def sentence(self) -> str:
        said = {
            OF_AGE: _("Gäller till %(day)s: då fyller %(name)s %(age)s och bestämmer själv."),
            CONSENTS_TOGETHER: _(
                "Gäller till %(day)s: då fyller %(name)s %(age)s, och då behövs %(name)s eget ja eller en "
                "skriven bedömning av mognaden."
            ),
            CUSTODY: _("Gäller till %(day)s: då ändras vem som har vårdnaden."),
        }[self.age]
        return said % {"day": date_format(self.day, "j F Y"), "name": self.name, "age": self.age}


def first_changes(consents: Iterable[Consent], child: Child, on: date) -> dict[UUID, Change]:
    """For each consent that is effective today and will stop before its last day has passed: when and why."""
    rows = list(consents)
    last = max((one.last_day for one in rows if one.last_day), default=on)
    effective = {key for key, state in consent_states(rows, on).items() if state.effective}
    found: dict[UUID, Change] = {}
    for day, age in sorted(_turning_days(child, on, last).items()):
        states = consent_states(rows, day)
        for one in rows:
            within = one.last_day is not None and day <= one.last_day
            if one.pk in effective - found.keys() and within and not states[one.pk].effective:
                found[one.pk] = Change(day, age, child.given_name)
    return found


def _turning_days(child: Child, on: date, last: date) -> dict[date, int]:
    """The days after today when who decides may change, each with the age that is turned."""
    links = list(child.guardianships.values_list("start", "last_day"))
    links += child.contact_holds.values_list("start", "last_day")
    days = {day: CUSTODY for start, end in links for day in (start, end + A_DAY if end else None) if day}
    if child.birth_date is not None:
        for age in (CONSENTS_TOGETHER, OF_AGE):
            days[birthday(child.birth_date, child.birth_date.year + age)] = age
    return {day: age for day, age in days.items() if on < day <= last}


def ends_on(consents: Iterable[Consent], child: Child, on: date) -> date | None:
    """The first day on which one of the consents effective today no longer is; ``None`` when none is."""
    rows = list(consents)
    states = consent_states(rows, on)
    if not any(state.effective for state in states.values()):
        return None
    changes = first_changes(rows, child, on)
    days = [
        changes[one.pk].day if one.pk in changes else one.last_day + A_DAY
        for one in rows
        if states[one.pk].effective and one.last_day is not None
    ]
    return min(days, default=None)
