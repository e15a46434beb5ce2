"""A flag from the screening: the mentor is asked, somebody answers, the mentor does it."""

import re

import pytest

from tests.journeys.days import day

pytestmark = pytest.mark.journey


def test_a_flag_is_first_the_mentors_question_then_a_promise_of_the_class_and_then_done(person):
    karin = person("Karin Wik")
    karin.goes_to("/iakttagelser/")
    tuva_waits = karin.page.get_by_label("Iakttagelser att ta emot").filter(has_text="Tuva Alm")
    assert tuva_waits.count() == 0

    moa = person("Moa Rask")
    moa.goes_to("/min-dag/")
    moa.sees("Tuva Alm")
    moa.goes_to("/stammer-det/")
    moa.sees("Tuva Alm")
    moa.follows("Tuva Alm")
    moa.sees("Det som utmärker sig", "15 %", "Det som går bra", "Lektioner som ingen rapporterat")
    moa.sees("Närvaron de senaste åtta veckorna")
    _nobody_is_compared(moa)
    moa.page.get_by_label("Vad ser du själv?").fill("Hon är trött på måndagar men kommer till musiken.")
    moa.presses("Ja, det stämmer")
    moa.sees("Tack. Ditt svar är sparat.")

    karin.goes_to("/iakttagelser/")
    karin.follows("Tuva Alm")
    karin.sees("15 %", "Det som går bra", "kommer till musiken", "Moa Rask")
    karin.page.keyboard.press("1")
    karin.page.wait_for_url(re.compile("/klassen/$"))
    karin.checked(karin.page)
    karin.writes(holder="Moa Rask", what="Gå igenom morgnarna med Tuva", due=day(-1))
    karin.presses("Spara")
    karin.sees("Dagen har redan passerat. Välj en senare dag.")
    karin.writes(due=day(6))
    karin.presses("Spara")
    karin.sees("Moa Rask tar det.")

    moa.goes_to("/min-dag/")
    moa.sees("Gå igenom morgnarna med Tuva")
    moa.follows_beside("Gå igenom morgnarna med Tuva", "Ta hand om")
    moa.writes(reason="Vi åt frukost ihop. Hon kommer nu.")
    moa.presses("Spara")
    moa.sees("Klart. Tack för att du skrev hur det gick.")
    moa.goes_to("/min-dag/")
    moa.does_not_see("Gå igenom morgnarna med Tuva")


def test_a_mentor_who_knows_better_closes_the_question_with_the_reason(person):
    moa = person("Moa Rask")
    moa.goes_to("/stammer-det/")
    moa.follows("Hugo Vik")
    moa.presses("Nej, det stämmer inte")
    moa.sees("Varför stämmer det inte?")
    moa.page.get_by_label("Varför stämmer det inte?").fill("Hugo är på praktik till på fredag.")
    moa.presses("Nej, det stämmer inte")
    moa.sees("Tack. Ditt svar är sparat.")
    moa.does_not_see("Hugo Vik")
    karin = person("Karin Wik")
    karin.goes_to("/iakttagelser/")
    karin.does_not_see("Hugo Vik")


def _nobody_is_compared(moa) -> None:
    moa.opens("Vilka regler har sagt till?")
    moa.sees("barn jämförs aldrig med varandra")
