"""The catalogue holds what the sources ask for, in two languages, dated."""

from datetime import date

from django.utils import translation

from knutpunkt.rooms.knowledge.catalogue import all_measures, grouped_by_doer, measure_named, measures
from knutpunkt.rooms.knowledge.doers import Doer

THE_SEVEN_OF_STRÖMSUND = {
    "talk_support",
    "structure_support",
    "study_support",
    "coaching",
    "motivation",
    "study_visit",
    "guiding",
}


def test_the_seven_measures_of_strömsund_can_be_chosen():
    assert {m.code for m in measures(date(2026, 11, 22))} >= THE_SEVEN_OF_STRÖMSUND


def test_nothing_can_be_chosen_before_it_is_valid():
    assert measures(date(2019, 12, 31)) == []


def test_a_code_is_used_once_and_every_doer_has_a_name():
    codes = [m.code for m in all_measures()]
    assert len(codes) == len(set(codes))
    assert set(grouped_by_doer(all_measures())) <= set(Doer.values)


def test_a_measure_speaks_the_readers_language():
    coaching = measure_named("guiding")
    with translation.override("sv"):
        assert coaching.name == "Lotsning"
    with translation.override("en"):
        assert coaching.name == "Guiding to others"


def test_an_unknown_code_is_nothing():
    assert measure_named("not-there") is None
