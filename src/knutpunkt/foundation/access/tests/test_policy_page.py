"""T64: the Swedish policy table is made from the code; a changed cell fails until somebody has read it."""

from pathlib import Path

from django.utils import translation

from knutpunkt.foundation.access import tables
from knutpunkt.foundation.access.actions import Action, Why
from knutpunkt.foundation.access.policy import ACTIONS, GROUNDS, TABLES, _role, policy_page
from knutpunkt.foundation.access.roles import ROLES, Role
from knutpunkt.foundation.access.why import SENTENCES
from knutpunkt.foundation.casefile.models import Ground
from knutpunkt.foundation.people.models import Profession

PAGE = Path(__file__).resolve().parents[5] / "docs" / "generated" / "atkomst.md"


def test_t64_the_page_in_the_docs_is_the_one_the_rules_make():
    """Replace it, after reading: python -m django shell -c "print(policy_page(), end='')"."""
    assert PAGE.read_text(encoding="utf-8") == policy_page()


def test_t64_the_page_is_swedish_whoever_asks():
    with translation.override("en"):
        assert policy_page() == PAGE.read_text(encoding="utf-8")
        assert "kurator" in policy_page()


def test_t64_every_rule_of_the_specification_is_on_the_page():
    page = policy_page()
    told = [lines for _, lines in TABLES]
    for lines in tables.PROFESSIONAL.values():
        assert lines in told
    for lines in (*told, *tables.FAMILY.values()):
        for rules in lines.values():
            for rule in rules:
                assert rule.says in page
                assert rule.law


def test_t64_every_action_ground_and_profession_has_its_words():
    assert set(ACTIONS) == set(Action)
    assert set(GROUNDS) == set(Why)
    assert set(ROLES) == set(Profession.values)
    assert set(SENTENCES) == {*Why, *Ground} - {Why.DISCLOSED}


def test_a_role_that_may_little_is_told_what_it_never_may():
    held_back = frozenset(Action) - {Action.READ, Action.TRIAGE}
    *_, never = _role(Role(Profession.TEACHER, "Läser inte.", may=held_back))
    assert never == "läsa, svara på en iakttagelse"
