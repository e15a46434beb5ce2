"""Long absence: the law asks for the head teacher, and the product does not let it be passed over."""

import pytest

from tests.journeys.days import day

pytestmark = pytest.mark.journey


def test_long_absence_becomes_the_head_teachers_investigation_with_its_notices_prepared(person):
    karin = _asks_the_head_teacher(person, "Nils Oja")
    roland = person("Roland Hage")
    _goes_to_decide(roland, "Nils Oja")
    roland.sees("Skollagen 7:19 a", "Elevens hemkommun är en annan")
    roland.writes(decision="open", reason="Borta tre veckor i rad.")
    roland.presses("Skriv under")
    roland.sees("Jag skriver under beslutet")
    roland.writes(signed="on")
    roland.presses("Skriv under")
    investigation = roland.place
    roland.sees("Kvar att göra", "Till Åsnäs kommun", "Till Lindhamra", "7 kap. 22 §")
    roland.writes(conclusion="Anpassad start på dagen.")
    roland.presses("Utredningen är klar")
    roland.sees("Anpassad start på dagen.")
    roland.does_not_see("Det utredningen kom fram till")
    for _notice in range(2):
        roland.presses("Det är skickat")
    roland.sees("skickat")
    roland.writes(pupil=day(0), guardians=day(0), student_health=day(0))
    roland.presses("Spara")
    roland.writes(causes="Orolig för matsalen.", conclusion="Anpassad start på dagen.")
    roland.presses("Utredningen är klar")
    roland.sees("Det utredningen kom fram till", "Anpassad start på dagen.")
    karin.goes_to("/franvaro/")
    karin.follows("Nils Oja")
    assert karin.place == investigation
    karin.sees("Orolig för matsalen.")


def test_no_measure_after_long_absence_needs_the_head_teachers_signed_decision(person):
    karin = _asks_the_head_teacher(person, "Ida Ström")
    karin.follows("Ingen åtgärd nu")
    karin.writes(reason="Hon var sjuk.")
    karin.presses("Spara")
    karin.sees("rektor", "Hon var sjuk.")
    waiting = karin.place.removesuffix("ingen-atgard/")
    roland = person("Roland Hage")
    _goes_to_decide(roland, "Ida Ström")
    roland.writes(decision="against", reason="Opererad, läkarintyg finns.", signed="on")
    roland.presses("Skriv under")
    roland.sees("Opererad, läkarintyg finns.", "Underskrivet av Roland Hage")
    karin.goes_to(waiting)
    karin.follows("Ingen åtgärd nu")
    karin.writes(reason="Hon var sjuk, rektorn har beslutat.")
    karin.presses("Spara")
    karin.sees("Ingen åtgärd nu. Skälet är sparat.")


def _asks_the_head_teacher(person, child: str):
    moa = person("Moa Rask")
    moa.goes_to("/stammer-det/")
    moa.follows(child)
    moa.presses("Ja, det stämmer")
    karin = person("Karin Wik")
    karin.goes_to("/iakttagelser/")
    karin.follows(child)
    karin.sees("Rektorn ska utreda frånvaron")
    karin.presses("Be rektorn besluta")
    karin.sees("Rektorn är tillfrågad.")
    return karin


def _goes_to_decide(roland, child: str) -> None:
    roland.goes_to("/min-dag/")
    roland.sees("Besluta om utredning av frånvaron")
    roland.follows_beside(child, "Ta hand om")
    if "/franvaro/" not in roland.place:
        roland.follows("Besluta om utredning")
