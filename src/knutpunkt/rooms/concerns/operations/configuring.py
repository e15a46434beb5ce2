"""What a responsible body decides about its screening and routines: versioned and dated, not overwritten."""

from dataclasses import asdict
from datetime import date, timedelta

from django.db.models import Max

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import ResponsibleBody
from knutpunkt.insight.rules import Rule
from knutpunkt.rooms.concerns.models import ConcernRoutine, RuleVersion

KEPT = frozenset(
    {
        *("rule", "measure", "comparison", "threshold", "min_coverage", "min_lessons", "step", "active"),
        *("title", "description", "source"),
    }
)


def set_rule(*, actor: Actor, on: date, body: ResponsibleBody, rule: Rule) -> RuleVersion:
    """The body goes by this rule from the day on: a new version, and the one before ends the day before.

    A flag keeps the version that raised it. A rule with the code of a shipped one takes its place.
    """
    with recorded(actor=actor, action="screening.rule_set", about=[body]) as act:
        earlier = RuleVersion.objects.filter(responsible_body=body, rule=rule.rule)
        earlier.filter(valid_to__isnull=True, valid_from__lt=on).update(valid_to=on - timedelta(days=1))
        version = max(earlier.aggregate(last=Max("version"))["last"] or 0, rule.version) + 1
        made = RuleVersion.objects.create(
            responsible_body=body,
            version=version,
            valid_from=on,
            school_forms=",".join(rule.school_forms),
            **{name: value for name, value in asdict(rule).items() if name in KEPT},
        )
        act.about(made)
    return made


def set_routine(*, actor: Actor, body: ResponsibleBody, **chosen: int) -> ConcernRoutine:
    """How long an answer may wait, and from which step absence must be investigated (``ConcernRoutine``)."""
    with recorded(actor=actor, action="concerns.routine_set", about=[body]) as act:
        routine, _made = ConcernRoutine.objects.update_or_create(responsible_body=body, defaults=chosen)
        act.about(routine)
    return routine
