"""How long each class is kept, dated, with its law; a responsible body may keep longer, never shorter.

What has no period in law follows the body's own document plan; then the shortest here is longer than the
statistics look back, so that disposal never changes a figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Retention
from knutpunkt.foundation.people.ages import birthday
from knutpunkt.foundation.people.models import Regime
from knutpunkt.rooms.oversight.models import RetentionPeriod

STATISTICS_LOOK_BACK = 5
SAMPLE_DAYS = frozenset({5, 15, 25})


class Kept(models.TextChoices):
    """The classes, as an administrator meets them."""

    SCHOOL_FILE = "school_file", _("elevakt och samarbete i skolan")
    HEALTH_FILE = "health_file", _("vårdens uppgifter")
    SOCIAL_FILE = "social_file", _("socialtjänstens uppgifter")
    OTHER_FILE = "other_file", _("andra verksamheters uppgifter")
    PUPIL = "pupil", _("elevens egna uppgifter")
    STAFF = "staff", _("medarbetare som har slutat")
    REVIEW = "review", _("genomförda loggranskningar")
    TRAIL = "trail", _("loggen")
    SAMPLE = "sample", _("födda den 5, 15 och 25: bevaras")


@dataclass(frozen=True, slots=True)
class Rule:
    """Years from the last day something happened; ``age``: and never before the child is that old."""

    years: int
    law: str
    counted_from: Promise
    age: int = 0
    since: date = date(2011, 1, 1)


_LAST = _("det sista som hände")
RULES: Mapping[str, Rule] = {
    Kept.SCHOOL_FILE: Rule(5, "Dokumenthanteringsplan; Bevara eller gallra 2 (2011)", _LAST),
    Kept.HEALTH_FILE: Rule(10, "PDL 3 kap. 17 §", _LAST, since=date(2008, 7, 1)),
    Kept.SOCIAL_FILE: Rule(5, "SoL 16 kap. 1 och 2 a §§", _LAST, age=30, since=date(2025, 7, 1)),
    Kept.OTHER_FILE: Rule(5, "Dokumenthanteringsplan", _LAST),
    Kept.PUPIL: Rule(5, "Dokumenthanteringsplan; GDPR art. 5.1 e", _("sista dagen i skolan")),
    Kept.STAFF: Rule(5, "Dokumenthanteringsplan; GDPR art. 5.1 e", _("sista arbetsdagen")),
    Kept.REVIEW: Rule(5, "HSLF-FS 2016:40 4 kap. 9 §", _("omgångens sista dag")),
    Kept.TRAIL: Rule(5, "HSLF-FS 2016:40 4 kap. 9 §", _("månadens slut")),
}
# Which class a row's reason to be kept leads to, so that no reason is without a period.
CLASSES: Mapping[Retention, tuple[str, ...]] = {
    Retention.CASE_RECORD: (Kept.SCHOOL_FILE, Kept.HEALTH_FILE, Kept.SOCIAL_FILE, Kept.OTHER_FILE),
    Retention.SCHOOL_RECORD: (Kept.PUPIL,),
    Retention.ORGANISATION: (Kept.STAFF,),
    Retention.TRAIL: (Kept.TRAIL, Kept.REVIEW),
    # Sessions end by themselves every night; configuration tells of nobody.
    Retention.SESSION: (),
    Retention.CONFIGURATION: (),
}
_FILES = {
    Regime.SCHOOL: Kept.SCHOOL_FILE,
    Regime.INDEPENDENT_SCHOOL: Kept.SCHOOL_FILE,
    Regime.MEDICAL_STUDENT_HEALTH: Kept.HEALTH_FILE,
    Regime.HEALTH_CARE: Kept.HEALTH_FILE,
    Regime.SOCIAL_SERVICES: Kept.SOCIAL_FILE,
}


class Periods:
    """The periods of every body on one day."""

    def __init__(self, on: date) -> None:
        rows = RetentionPeriod.objects.running(on).values_list("responsible_body", "what", "years", "law")
        self._own: dict[tuple[UUID, str], int] = {(body, what): years for body, what, years, _law in rows}
        self._laws: dict[tuple[UUID, str], str] = {(body, what): law for body, what, _years, law in rows}

    def years(self, what: str, body: UUID | None) -> int:
        """How many years; never fewer than the rule's."""
        own = self._own.get((body, what), 0) if body else 0
        return max(own, RULES[what].years)

    def law(self, what: str, body: UUID | None) -> str:
        """The support for keeping it so long: the body's own where that decides, else the rule's."""
        own = self._own.get((body, what), 0) if body else 0
        return self._laws[body, what] if body and own > RULES[what].years else RULES[what].law

    def keeps_sample(self, body: UUID | None) -> bool:
        """Whether the body keeps those born on the 5th, 15th and 25th for ever."""
        return body is not None and (body, Kept.SAMPLE.value) in self._own

    def expires(self, what: str, last: date, *, born: date | None, body: UUID | None) -> date | None:
        """The day on which it is gone; ``None`` when it is kept for ever."""
        if born is not None and born.day in SAMPLE_DAYS and self.keeps_sample(body):
            return None
        day = birthday(last, last.year + self.years(what, body))
        age = RULES[what].age
        if not age:
            return day
        # Whose birth date nobody knows is kept as long as if born on the last day.
        return max(day, birthday(born or last, (born or last).year + age))


def class_of_file(regime: str) -> str:
    """Which class a file of an area with this regime is."""
    return _FILES.get(Regime(regime), Kept.OTHER_FILE) if regime else Kept.OTHER_FILE
