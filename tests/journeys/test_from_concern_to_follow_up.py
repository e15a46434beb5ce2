"""The whole way of one child: a mentor sees something, and in the end somebody looks back at how it went."""

import pytest

from knutpunkt.rooms.consents import disclosing
from tests.journeys.days import day

pytestmark = pytest.mark.journey


def test_a_child_is_seen_helped_shared_about_lawfully_and_followed_up(person):
    mia = person("Mia Falk")
    mia.goes_to("/barn/")
    mia.follows("Alva Nyström")
    alva = mia.page.url.removeprefix(mia.site)
    mia.goes_to(f"/iakttagelser/ny/?barn={alva.split('/')[2]}")
    mia.sees("Kim Lund")
    mia.writes(what="Alva går hem efter lunch nästan varje dag.", since_when="sedan höstlovet")
    mia.presses("Skicka")
    mia.sees("Mottagen")
    mia.sees("Kim Lund")

    kim = person("Kim Lund")
    kim.goes_to("/iakttagelser/")
    kim.follows("Alva Nyström")
    kim.sees("går hem efter lunch")
    kim.goes_to(f"/iakttagelser/{_last(kim)}/samarbeta/")
    kim.writes(
        coordinator="Elin Hed",
        coordinator_kind="elevcoach",
        backup="Sam Ek",
        first_step="Träffa Alva i musiksalen",
        due=day(3),
    )
    kim.presses("Börja samarbeta")

    elin = person("Elin Hed")
    elin.goes_to("/min-dag/")
    elin.sees("Träffa Alva i musiksalen")
    elin.goes_to(alva)
    elin.sees("Runt Alva", "Närvaron de senaste åtta veckorna", "Skolan har inte rapporterat någon närvaro")
    elin.follows("Skriv anteckning")
    elin.writes(
        heading="Schema",
        text="Alva börjar klockan tio på tisdagar.",
        category="stöd och anpassningar",
        audience="teamet",
    )
    elin.presses("Spara anteckningen")
    elin.follows("Bjud in någon")
    elin.writes(person="Bo Sand")
    elin.presses("Bjud in")

    bo = person("Bo Sand")
    bo.goes_to(alva)
    bo.does_not_see("klockan tio på tisdagar")
    bo.does_not_see("Närvaron de senaste åtta veckorna")
    case = _case(elin, alva)

    elin.goes_to(f"/arenden/{case}/samtycken/fraga/")
    elin.writes(
        other_ground="no",
        recipient="BUP Lindhamra",
        bundles="school",
        purpose="Så att skolan och BUP kan planera samma vecka",
    )
    elin.presses("Förbered frågan")
    asked = elin.page.url.removeprefix(elin.site)
    _answers(elin, asked, "Maja Nyström")
    elin.sees("Johan Nyström")
    _chooses_what_to_disclose(elin, case)
    elin.sees("Det finns inget samtycke som gäller i dag")
    bo.goes_to(alva)
    bo.does_not_see("klockan tio på tisdagar")

    _answers(elin, asked, "Johan Nyström")
    _chooses_what_to_disclose(elin, case)
    elin.sees("Läs igenom innan det lämnas ut", "BUP Lindhamra: Bo Sand", "en annan myndighet")
    elin.presses("Lämna ut nu")
    elin.sees("kryssa för att du har gjort det")
    elin.page.get_by_label("rätt mottagare och rätt handlingar").check()
    elin.presses("Lämna ut nu")
    elin.sees("Ångra")
    bo.goes_to(alva)
    bo.does_not_see("klockan tio på tisdagar")
    bo.page.wait_for_timeout(disclosing.TIME_TO_UNDO.total_seconds() * 1000)
    bo.goes_to(alva)
    bo.sees("klockan tio på tisdagar")
    bo.sees("vårdnadshavarna har sagt ja")
    bo.does_not_see("går hem efter lunch")

    elin.goes_to(f"{asked}aterkalla/")
    elin.page.locator("main").get_by_label("Johan Nyström").check()
    elin.presses("Ta tillbaka")
    bo.page.reload()
    bo.does_not_see("klockan tio på tisdagar")

    elin.goes_to(f"/arenden/{case}/kartlagg/")
    elin.writes(
        strengths="likes_subject", own_risks="Matsalen är för högljudd", childs_view="Jag vill äta med Sara."
    )
    elin.presses("Spara kartläggningen")
    elin.goes_to(f"/arenden/{case}/planer/ny/")
    elin.presses("Gör planen")
    elin.follows("Nytt mål")
    elin.writes(words="Äta lunch varje dag")
    elin.presses("Lägg till målet")
    elin.follows("Ny insats")
    elin.writes(
        code="Lotsning", what="Gå med till matsalen", who="Elin Hed", how_we_know="Alva sitter kvar till ett"
    )
    elin.presses("Lägg till insatsen")
    elin.sees("Gå med till matsalen")
    elin.goes_to("/min-dag/")
    elin.sees("Gå med till matsalen")
    elin.goes_to(f"/arenden/{case}/folj-upp/")
    for radio in elin.page.locator('input[type="radio"][value="better"]').all():
        radio.check()
    elin.writes(childs_words="Det är bättre nu.", next_on=day(30))
    elin.presses("Spara uppföljningen")
    elin.goes_to(alva)
    elin.sees("Hur det går")

    ada = person("Ada Min")
    _ends_assignment(ada, "Elin Hed")
    ada.sees("Uppdraget har fått en sista dag")
    sam = person("Sam Ek")
    sam.goes_to("/min-dag/")
    sam.sees("Träffa Alva i musiksalen", "Följ upp planen", "Gå med till matsalen")
    rut = person("Rut Berg")
    rut.goes_to("/min-dag/")
    rut.does_not_see("Träffa Alva i musiksalen", "Gå med till matsalen")
    rut.goes_to("/saknar-ansvarig/")
    rut.sees("Gå med till matsalen", "Träffa Alva i musiksalen", "Just nu har Sam Ek det")
    rut.does_not_see("Just nu har Rut Berg det")
    elin.page.goto(elin.site + alva)
    assert "Alva" not in elin.page.content()


def _last(person_) -> str:
    return person_.page.url.rstrip("/").rsplit("/", 1)[-1]


def _case(elin, alva: str) -> str:
    elin.goes_to(alva)
    link = elin.page.get_by_role("link", name="Bjud in någon").get_attribute("href")
    return link.split("/")[2]


def _answers(elin, asked: str, who: str) -> None:
    elin.goes_to(asked)
    elin.page.get_by_label(who, exact=True).check()
    elin.page.locator('[name="answer"][value="yes"]').check()
    elin.presses("Spara svaret")


def _chooses_what_to_disclose(elin, case: str) -> None:
    elin.goes_to(f"/arenden/{case}/lamna-ut/")
    elin.writes(recipient="BUP Lindhamra", ground="samtycke", childs_view="Bra, då slipper jag berätta igen.")
    elin.page.locator("main").get_by_label("Anteckning").first.check()
    elin.presses("Granska")


def _ends_assignment(ada, who: str) -> None:
    ada.goes_to("/administration/medarbetare/")
    ada.follows(who)
    ada.follows("Avsluta")
    ada.writes(last_day=day(-1))
    ada.presses("Visa vad som händer")
    ada.sees("går över till Sam Ek")
    ada.does_not_see("går över till Rut Berg")
    ada.does_not_see("Alva")
    ada.presses("Avsluta uppdraget")
