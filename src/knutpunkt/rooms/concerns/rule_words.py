"""How a rule is said: its limit in words, and an example of the sentence that a mentor is asked about.

In: a rule, a day, a language. Out: words. Limits are stored as parts of one and as minutes; people write per
cent and hours, which ``written`` and ``stored`` turn into each other.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutpunkt.insight.rules import Rule
from knutpunkt.insight.sentences import flag_sentence, number


@dataclass(frozen=True, slots=True)
class Counted:
    """What a limit counts, and how many of the stored unit make one of the written."""

    what: str | Promise
    size: float = 1.0
    whole: bool = True


SHARE = Counted(gettext_lazy("procent"), 0.01, whole=False)
COUNTED: dict[str, Counted] = {
    "share_": SHARE,
    "change_": Counted(gettext_lazy("procentenheter"), 0.01, whole=False),
    "run_": Counted(gettext_lazy("skoldagar i rad")),
    "late_": Counted(gettext_lazy("lektioner")),
    "invalid_days": Counted(gettext_lazy("dagar")),
    "absence_days": Counted(gettext_lazy("dagar")),
    "invalid_minutes": Counted(gettext_lazy("timmar"), 60, whole=False),
    "failed_": Counted(gettext_lazy("ämnen")),
    "school_changes": Counted(gettext_lazy("skolbyten")),
    "weekday_out": SHARE,
    "subject_out": SHARE,
}
LOOKED_AT: dict[str, str | Promise] = {
    "share_28": gettext_lazy("Frånvaro de senaste fyra veckorna"),
    "share_56": gettext_lazy("Frånvaro de senaste åtta veckorna"),
    "share_term": gettext_lazy("Frånvaro under terminen"),
    "share_invalid_28": gettext_lazy("Frånvaro utan godkänd orsak de senaste fyra veckorna"),
    "share_invalid_56": gettext_lazy("Frånvaro utan godkänd orsak de senaste åtta veckorna"),
    "share_invalid_term": gettext_lazy("Frånvaro utan godkänd orsak under terminen"),
    "change_28": gettext_lazy("Ökad frånvaro mot fyra veckor tidigare"),
    "change_56": gettext_lazy("Ökad frånvaro mot åtta veckor tidigare"),
    "run_longest": gettext_lazy("Borta hela dagar i rad, de senaste åtta veckorna"),
    "run_current": gettext_lazy("Borta hela dagar i rad, just nu"),
    "late_28": gettext_lazy("Sena ankomster de senaste fyra veckorna"),
    "invalid_days_28": gettext_lazy("Dagar utan godkänd orsak de senaste fyra veckorna"),
    "absence_days_term": gettext_lazy("Dagar med någon frånvaro under terminen"),
    "invalid_minutes_month": gettext_lazy("Borta utan godkänd orsak denna månad"),
    "invalid_minutes_month_before": gettext_lazy("Borta utan godkänd orsak förra månaden"),
    "failed_subjects": gettext_lazy("Ämnen utan godkänt"),
    "failed_core": gettext_lazy("Inget godkänt i svenska, engelska eller matematik"),
    "school_changes": gettext_lazy("Skolbyten på två år"),
    "weekday_out_share": gettext_lazy("En veckodag sticker ut"),
    "subject_out_share": gettext_lazy("Ett ämne sticker ut"),
}
COMPARED: dict[str, str | Promise] = {
    ">=": gettext_lazy("minst %(limit)s"),
    ">": gettext_lazy("mer än %(limit)s"),
    "<=": gettext_lazy("högst %(limit)s"),
    "<": gettext_lazy("mindre än %(limit)s"),
}


def counted(rule: Rule) -> Counted:
    """What the rule's limit counts."""
    return next(found for start, found in COUNTED.items() if rule.measure.startswith(start))


def written(rule: Rule) -> float:
    """The limit as people write it: 20 for a fifth, 4 for 240 minutes."""
    return round(rule.threshold / counted(rule).size, 2)


def stored(rule: Rule, limit: float) -> float:
    """The limit as the rule keeps it. The reverse of ``written``."""
    return round(limit * counted(rule).size, 6)


def limit(rule: Rule, *, language: str) -> str:
    """ "mer än 20 procent"."""
    said = f"{number(written(rule), language=language)} {counted(rule).what}"
    return str(COMPARED[rule.comparison]) % {"limit": said}


def title(rule: Rule) -> str:
    """What the rule looks at, without its limit: that changes, and stands beside it."""
    return str(LOOKED_AT.get(rule.measure) or rule.title or rule.rule)


def example(rule: Rule, on: date, *, language: str) -> str:
    """The sentence of a pupil who has just reached the limit."""
    sentence = flag_sentence(_numbers(rule, on), language=language)
    return sentence[:1].upper() + sentence[1:] + "."


def meaning(rule: Rule) -> str:
    """What follows when the rule meets a pupil."""
    return _("Mentorn får frågan. Den visas som steg %(step)d.") % {"step": rule.step}


def _numbers(rule: Rule, on: date) -> dict[str, Any]:
    value = rule.threshold
    days = max(int(value) - 1, 0)
    numbers: dict[str, Any] = {
        "measure": rule.measure, "value": value, "now": None, "before": None, "coverage": 1.0,
        "lessons": 80, "first": on - timedelta(days=days), "last": on,
        "term": f"{on.year}{'HT' if on.month > 6 else 'VT'}", "detail": None,
    }  # fmt: skip
    if rule.measure.startswith("change_"):
        numbers |= {"now": min(0.1 + value, 1.0), "before": 0.1}
    if rule.measure.startswith("failed_"):
        numbers["detail"] = ",".join(("MA", "EN", "SV", "NO", "SO", "IDH", "BL", "MU", "SL")[: int(value)])
    if rule.measure.startswith(("weekday_", "subject_")):
        numbers |= {"before": max(value - 0.15, 0.0), "detail": "1" if rule.measure[0] == "w" else "MA"}
    return numbers
