"""Consent at different ages: the young person's own yes, a younger child's no, on paper, taken back."""

import pytest

pytestmark = pytest.mark.journey
UNTIL_IT_OPENS = 31_000


def test_from_fifteen_the_young_persons_own_yes_is_needed_and_taken_back_it_closes(person):
    eva = person("Eva Strand")
    case, asked = _asks(eva, "Tove Lind")
    _answers(eva, "Karin Lind", "yes")
    eva.sees("Barnets eget ja behövs.", "Tove")
    assert _stands(eva) == "inte"
    eva.goes_to(f"{asked}papper/")
    eva.sees("Får vi berätta?", "Tove: ____", "Karin Lind: ____", "du kan ta tillbaka ett ja när du vill")
    eva.goes_to(asked)
    _answers(eva, "Tove", "yes")
    eva.does_not_see("Barnets eget ja behövs.")
    assert _stands(eva) == "till"
    eva.goes_to(f"/arenden/{case}/lamna-ut/")
    eva.writes(recipient="BUP Lindhamra", ground="samtycke")
    eva.page.locator("main").get_by_label("Anteckning").first.check()
    eva.presses("Granska")
    eva.sees("Läs igenom innan det lämnas ut", "BUP Lindhamra: Bo Sand")
    eva.page.locator("main").get_by_label("Jag har kontrollerat").check()
    eva.presses("Lämna ut nu")
    eva.sees("Till dess kan du ångra.")
    eva.page.wait_for_timeout(UNTIL_IT_OPENS)
    bo = person("Bo Sand")
    bo.goes_to("/barn/")
    bo.follows("Tove Lind")
    bo.sees("äter i uppehållsrummet")

    eva.goes_to(asked)
    eva.follows("Ta tillbaka ett ja")
    eva.sees("Det här händer", "kan inte längre läsa", "Det här finns kvar")
    bo.page.reload()
    bo.sees("äter i uppehållsrummet")
    eva.page.locator("main").get_by_label("Tove", exact=True).check()
    eva.presses("Ta tillbaka")
    eva.sees("Det som var öppet genom det är stängt nu.")
    assert _stands(eva) == "inte"
    bo.page.reload()
    bo.does_not_see("äter i uppehållsrummet")


def test_a_younger_childs_no_stands_until_somebody_has_written_why_it_does_not_decide(person):
    eva = person("Eva Strand")
    _case, _asked = _asks(eva, "Alve Dahl")
    _answers(eva, "Per Dahl", "yes")
    assert _stands(eva) == "till"
    _answers(eva, "Alve", "no")
    eva.sees("Barnet har sagt nej. Då gäller inte samtycket.")
    assert _stands(eva) == "inte"
    eva.follows("Skriv en bedömning")
    eva.sees("Varför barnets nej inte avgör")
    eva.presses("Spara bedömningen")
    eva.sees("Bedömningen")
    eva.writes(reason="Alve är orolig för klassen, inte för BUP. Vi har pratat om det.")
    eva.presses("Spara bedömningen")
    assert _stands(eva) == "till"


def _asks(eva, child: str) -> tuple[str, str]:
    eva.goes_to("/barn/")
    eva.follows(child)
    case = eva.page.get_by_role("link", name="Bjud in någon").get_attribute("href").split("/")[2]
    eva.goes_to(f"/arenden/{case}/samtycken/fraga/")
    eva.presses("Förbered frågan")
    eva.sees("Välj minst en sak som mottagaren ska få läsa.")
    eva.writes(
        other_ground="no", recipient="BUP Lindhamra", bundles="school", purpose="Så att BUP kan möta skolan"
    )
    eva.presses("Förbered frågan")
    return case, eva.place


def _answers(eva, who: str, answer: str) -> None:
    eva.page.locator("main").get_by_label(who, exact=True).check()
    eva.writes(answer=answer)
    eva.presses("Spara svaret")
    eva.sees("Svaret är sparat.")


def _stands(eva) -> str:
    """How every line of the asking stands: the first word of "till …" or "inte nu"."""
    lines = eva.page.get_by_role("table", name="Hur det står").locator("tbody td:last-child").all()
    return " ".join({line.inner_text().split()[0] for line in lines})
