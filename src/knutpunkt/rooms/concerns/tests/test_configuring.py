"""A body's own rules and routines: a new version from a day, the old one kept as it was."""

from dataclasses import replace
from datetime import timedelta

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.insight.rules import shipped_rules
from knutpunkt.rooms.concerns import operations
from knutpunkt.rooms.concerns.lake import rules_of
from knutpunkt.rooms.concerns.models import RuleVersion
from knutpunkt.rooms.concerns.routines import routine_for
from knutpunkt.rooms.concerns.tests.place import TODAY, Place


def test_a_changed_rule_is_a_new_version_and_the_old_one_ends_the_day_before(place: Place):
    shipped = next(rule for rule in shipped_rules() if rule.rule == "absence-28-20")
    operations.set_rule(actor=SYSTEM, on=TODAY, body=place.body, rule=replace(shipped, threshold=0.15))
    later = TODAY + timedelta(days=30)
    operations.set_rule(actor=SYSTEM, on=later, body=place.body, rule=replace(shipped, threshold=0.25))
    first, second = RuleVersion.objects.order_by("version")
    assert (first.threshold, first.valid_to) == (0.15, later - timedelta(days=1))
    assert (second.threshold, second.valid_from, second.valid_to) == (0.25, later, None)
    assert second.version > first.version > shipped.version


def test_a_bodys_rules_are_the_shipped_ones_and_its_own(place: Place):
    shipped = shipped_rules()
    gymnasium = replace(shipped[0], school_forms=("GY", "GYS"), active=False)
    operations.set_rule(actor=SYSTEM, on=TODAY, body=place.body, rule=gymnasium)
    found = rules_of(place.body)
    assert len(found) == len(shipped) + 1
    assert (found[-1].school_forms, found[-1].active) == (("GY", "GYS"), False)


def test_a_routine_is_the_bodys_own_or_the_shipped_one(place: Place):
    assert routine_for(place.school).days_to_backup == 5
    operations.set_routine(actor=SYSTEM, body=place.body, days_to_backup=3, days_to_head_teacher=6)
    operations.set_routine(actor=SYSTEM, body=place.body, days_to_backup=4)
    routine = routine_for(place.school)
    assert (routine.days_to_backup, routine.days_to_head_teacher) == (4, 6)
