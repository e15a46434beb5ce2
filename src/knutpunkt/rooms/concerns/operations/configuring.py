"""What a responsible body decides about its screening and routines: versioned and dated, not overwritten."""

from dataclasses import asdict
from datetime import date, timedelta

from django.db.models import Max

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import ResponsibleBody
from knutpunkt.insight.rules import Rule
from knutpunkt.rooms.concerns.models import ConcernRoutine, RuleVersion
from knutpunkt.rooms.concerns.refusals import NotYet
from knutpunkt.rooms.concerns.routines import routine_of

KEPT = frozenset(
    {
        *("rule", "measure", "comparison", "threshold", "min_coverage", "min_lessons", "step", "active"),
        *("title", "description", "source"),
    }
)
CHOICES = (
    *("answer_days", "days_to_backup", "days_to_head_teacher", "investigation_from_step"),
    *("investigation_days", "rest_days"),
)


def set_rule(*, actor: Actor, on: date, body: ResponsibleBody, rule: Rule, valid_from: date) -> RuleVersion:
    """The body goes by this rule from the day on: a new version, and the one before ends the day before.

    A flag keeps the version that raised it. A rule with the code of a shipped one takes its place. What was
    decided for that day or later and is not yet in force gives way. Raises ``NotYet``.
    """
    _only_ahead(on, valid_from)
    with recorded(actor=actor, action="screening.rule_set", about=[body]) as act:
        earlier = RuleVersion.objects.filter(responsible_body=body, rule=rule.rule)
        version = max(earlier.aggregate(last=Max("version"))["last"] or 0, rule.version) + 1
        earlier.filter(valid_from__gte=valid_from).delete()
        earlier.filter(valid_to__isnull=True).update(valid_to=valid_from - timedelta(days=1))
        made = RuleVersion.objects.create(
            responsible_body=body,
            version=version,
            valid_from=valid_from,
            school_forms=",".join(rule.school_forms),
            **{name: value for name, value in asdict(rule).items() if name in KEPT},
        )
        act.about(made)
    return made


def set_routine(
    *, actor: Actor, on: date, body: ResponsibleBody, valid_from: date, **chosen: int
) -> ConcernRoutine:
    """How long an answer may wait, and from which step absence must be investigated (``ConcernRoutine``).

    What is not chosen stays as it is. Raises ``NotYet``.
    """
    _only_ahead(on, valid_from)
    with recorded(actor=actor, action="concerns.routine_set", about=[body]) as act:
        before = routine_of(body.pk, valid_from)
        ConcernRoutine.objects.filter(responsible_body=body, valid_from__gte=valid_from).delete()
        routine = ConcernRoutine.objects.create(
            responsible_body=body,
            valid_from=valid_from,
            **({name: getattr(before, name) for name in CHOICES} | chosen),
        )
        act.about(routine)
    return routine


def _only_ahead(on: date, valid_from: date) -> None:
    if valid_from <= on:
        raise NotYet()
