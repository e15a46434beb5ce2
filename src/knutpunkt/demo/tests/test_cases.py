"""The demo's cases: in every state, by the rooms' own operations, in words that leave nothing to fill in."""

import json
from collections import Counter
from datetime import date, timedelta
from importlib.resources import files

import pytest

from knutpunkt.demo.accounts import NotInTheDemo, make_accounts, people_to_try
from knutpunkt.demo.arcs import draw_arcs
from knutpunkt.demo.cases import build_cases
from knutpunkt.demo.municipality import draw_municipality
from knutpunkt.demo.tests.loading import load
from knutpunkt.demo.themes import AFTER, NAMES, NEW_LANGUAGE, filled, theme
from knutpunkt.foundation.access.door import consent_states
from knutpunkt.foundation.casefile.models import Case, Consent, ConsentAnswer, Disclosure, Record
from knutpunkt.foundation.commitments.models import Commitment, CommitmentChange, Matter
from knutpunkt.foundation.people.models import Account, Child
from knutpunkt.rooms.cases.models import ChildsView, Note
from knutpunkt.rooms.concerns.models import AbsenceInvestigation, Concern
from knutpunkt.rooms.followup.models import FollowUp
from knutpunkt.rooms.knowledge.catalogue import measure_named
from knutpunkt.rooms.plans.factors import known_factors
from knutpunkt.rooms.plans.models import Goal, Plan, SupportMeasure

ON = date(2026, 11, 20)
SEED = 7
KINDS = ("seen", "notes", "words", "goals", "measures", "followups", "closing")
KINDS_OF_PLAIN_TEXT = tuple(kind for kind in KINDS if kind not in {"notes", "measures"})
Change = CommitmentChange.Kind


def _quietly(what, done, of):
    pass


@pytest.fixture(scope="module")
def _world(django_db_setup, django_db_blocker):
    from django.db import connection, transaction

    with django_db_blocker.unblock():
        with transaction.atomic():
            load(draw_municipality(on=ON, seed=SEED))
            build_cases(on=ON, seed=SEED, progress=_quietly)
            make_accounts()
            yield
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture
def built(_world, db):
    return ON


def test_there_are_about_120_cases_in_every_state(built):
    states = Counter(Case.objects.values_list("state", flat=True))
    assert 115 <= states.total() <= 125
    assert set(states) == set(Case.State.values)
    assert min(states.values()) >= 5


def test_concerns_have_met_every_answer(built):
    states = set(Concern.objects.values_list("state", flat=True))
    assert states >= {"received", "universal", "settled", "dismissed", "to_case", "in_case"}
    assert Concern.objects.filter(sent_from__isnull=False).exists()


def test_promises_are_late_waiting_handed_over_and_fallen_to_another(built):
    open_ones = Commitment.objects.filter(state=Commitment.State.OPEN)
    assert open_ones.filter(due__lt=ON, waits_because="").exists()
    assert open_ones.filter(due__gte=ON).count() > open_ones.filter(due__lt=ON).count()
    assert open_ones.exclude(waits_because="").exists()
    kinds = set(CommitmentChange.objects.values_list("kind", flat=True))
    assert {Change.HANDED_OVER, Change.FELL_TO, Change.MOVED, Change.DONE, Change.WAITS} <= kinds


def test_every_open_matter_has_an_open_promise(built):
    for matter in Matter.objects.filter(closed_on__isnull=True).select_related("carried_by"):
        assert matter.carried_by is not None
        assert matter.carried_by.is_open


def test_consents_are_in_every_state(built):
    states = consent_states(Consent.objects.all(), ON).values()
    assert any(state.effective for state in states)
    assert any(state.guardians_missing for state in states)
    assert any(state.child_blocks for state in states)
    assert ConsentAnswer.objects.filter(withdrawn_on__isnull=False).exists()
    assert ConsentAnswer.objects.filter(answer="not_now").exists()
    assert Consent.objects.filter(last_day__lt=ON).exists()
    assert Disclosure.objects.filter(ground="consent").exists()


def test_what_guardians_gave_before_a_youth_came_of_age_is_no_longer_effective(built):
    lapsed = [arc for arc in draw_arcs(draw_municipality(on=ON, seed=SEED)) if arc.consent == "lapsed at 18"]
    asked = Consent.objects.filter(child__source_id__in=[arc.child.code for arc in lapsed])
    assert lapsed
    assert not any(state.effective for state in consent_states(asked, ON).values())


def test_plans_have_goals_measures_and_follow_ups(built):
    plans = Plan.objects.filter(state=Plan.State.ACTIVE)
    assert plans.count() > 50
    assert all(plan.goals.exists() for plan in plans)
    assert set(SupportMeasure.objects.values_list("state", flat=True)) >= {"running", "done"}
    assert FollowUp.objects.count() > 50
    assert ChildsView.objects.filter(refrained=True).exists()


def test_absence_investigations_are_at_every_stage(built):
    assert {"open", "concluded"} <= set(AbsenceInvestigation.objects.values_list("state", flat=True))


def test_nothing_is_dated_after_the_day_it_is_built(built):
    assert not Record.objects.filter(written_on__gt=ON).exists()
    assert not Case.objects.filter(opened_on__gt=ON).exists()
    assert not CommitmentChange.objects.filter(on__gt=ON).exists()
    assert Case.objects.filter(opened_on__lt=ON - timedelta(days=90)).exists()


def test_no_text_has_a_place_left_to_fill_in(built):
    written = [text for note in Note.objects.all() for text in (note.text, note.heading)]
    written += [plan.title for plan in Plan.objects.all()]
    written += [followed_up.summary for followed_up in FollowUp.objects.all()]
    written += [goal.words for goal in Goal.objects.all()]
    written += [measure.what for measure in SupportMeasure.objects.all()]
    assert not [text for text in written if "{" in text or "}" in text]


def test_kim_lind_has_some_fourteen_children(built):
    kim = next(person for person in people_to_try(ON) if person.name == "Kim Lind")
    assert kim.line.startswith("elevcoach, Lindskolan — ")
    assert 10 <= int(kim.line.split("— ")[1].split()[0]) <= 20
    assert Account.objects.filter(username=kim.username).exists()


def test_everybody_on_the_list_has_an_account_of_their_own(built):
    names = [person.username for person in people_to_try(ON)]
    assert len(names) == len(set(names)) == Account.objects.filter(username__in=names).count()


def test_accounts_with_a_known_password_are_refused_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(NotInTheDemo):
        make_accounts()


def test_the_same_seed_gives_the_same_cases():
    one, other = (draw_arcs(draw_municipality(on=ON, seed=SEED)) for _ in range(2))
    assert [(a.child.code, a.opened, a.theme.name) for a in one] == [
        (a.child.code, a.opened, a.theme.name) for a in other
    ]
    assert len({arc.child.code for arc in one}) == len(one)


def test_there_are_sixty_texts_of_every_kind():
    for kind in KINDS:
        texts = [json.dumps(text) for name in NAMES for text in theme(name).texts[kind]]
        assert len(texts) == len(set(texts)) == 60


def test_every_text_can_be_filled_in_for_any_child():
    for sex in ("female", "male", "unknown"):
        child = Child(given_name="Begoña", sex=sex)
        for name in NAMES:
            for kind in (
                "seen",
                "since",
                "tried",
                "words",
                "titles",
                "situation",
                "goals",
                "followups",
                "closing",
            ):
                assert all("{" not in filled(text, child) for text in theme(name).texts[kind])


def test_themes_use_measures_and_factors_of_the_catalogues():
    factors = {factor.code for factor in known_factors()}
    for one in map(theme, NAMES):
        assert {*one.protects, *one.risks} <= factors
        assert all(measure_named(measure["code"]) for measure in one.texts["measures"])


def test_every_way_of_attending_has_a_theme_for_every_school_year():
    for kind in AFTER:
        for year in (*range(-1, 10), 11, 12, 13):
            chosen = {arc_theme for arc_theme in AFTER[kind] if year in theme(arc_theme).years}
            assert chosen or any(year in theme(name).years for name in NAMES if name != NEW_LANGUAGE)


def test_the_texts_lie_in_the_package():
    found = {path.name for path in files("knutpunkt.demo").joinpath("texts").iterdir()}
    assert found == {f"{name}.json" for name in NAMES}
