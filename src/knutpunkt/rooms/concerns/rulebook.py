"""The rules a responsible body goes by, as its administrator reads them: in force, on their way, and before.

In: a body and a day. Out: one entry per rule with its history. Nothing here tells of a child.
"""

from dataclasses import dataclass
from datetime import date

from knutpunkt.foundation.people.models import ResponsibleBody, Unit
from knutpunkt.insight.rules import Rule, shipped_rules
from knutpunkt.rooms.concerns.models import ConcernRoutine, RuleVersion
from knutpunkt.rooms.concerns.recognising import SCHOOLS


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule on a day: the version that counts, what replaces it later, and every version, newest first.

    ``own`` is false while the body goes by the rule as the product ships it.
    """

    rule: Rule
    coming: Rule | None
    own: bool
    versions: tuple[Rule, ...]


def bodies() -> list[ResponsibleBody]:
    """The responsible bodies that have a school, and therefore a screening."""
    with_school = Unit.objects.filter(kind__in=SCHOOLS).values("area__agency__responsible_body")
    return list(ResponsibleBody.objects.filter(pk__in=with_school))


def entries(body: ResponsibleBody, on: date) -> list[Entry]:
    """Every rule of the body on the day, the shipped ones first in their own order."""
    versions: dict[str, list[Rule]] = {rule.rule: [rule] for rule in shipped_rules()}
    for row in RuleVersion.objects.filter(responsible_body=body).order_by("rule", "version"):
        versions.setdefault(row.rule, []).append(rule_of(row))
    return [_entry(known, on) for known in versions.values()]


def entry(body: ResponsibleBody, code: str, on: date) -> Entry | None:
    """One rule of the body; ``None`` for a code nobody knows."""
    return next((one for one in entries(body, on) if one.rule.rule == code), None)


def routines(body: ResponsibleBody) -> list[ConcernRoutine]:
    """Every routine the body has had or decided, the newest first."""
    return list(ConcernRoutine.objects.filter(responsible_body=body).order_by("-valid_from"))


def rule_of(row: RuleVersion) -> Rule:
    """A stored version as the screening reads it."""
    return Rule(
        body=str(row.responsible_body_id),
        rule=row.rule,
        version=row.version,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        measure=row.measure,
        comparison=row.comparison,
        threshold=row.threshold,
        min_coverage=row.min_coverage,
        min_lessons=row.min_lessons,
        school_forms=tuple(form for form in row.school_forms.split(",") if form),
        step=row.step,
        active=row.active,
        title=row.title,
        description=row.description,
        source=row.source,
    )


def _entry(versions: list[Rule], on: date) -> Entry:
    own = [rule for rule in versions if rule.body]
    counts = [rule for rule in own if _runs(rule, on)] or [rule for rule in versions if not rule.body]
    now = max(counts or own[:1], key=lambda rule: rule.version)
    coming = next((rule for rule in reversed(own) if rule.valid_from > on), None)
    return Entry(now, coming, bool(now.body), tuple(sorted(versions, key=_newest, reverse=True)))


def _newest(rule: Rule) -> int:
    return rule.version


def _runs(rule: Rule, on: date) -> bool:
    return rule.valid_from <= on and (rule.valid_to is None or rule.valid_to >= on)
