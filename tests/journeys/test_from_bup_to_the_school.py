"""A concern across areas: the sender learns that it came, and nothing else."""

import pytest

pytestmark = pytest.mark.journey


def test_bup_tells_on_a_ground_learns_only_that_it_came_and_the_school_finds_out_who_it_is(person):
    bo = person("Bo Sand")
    known = _tells(bo, "Ville", "Åkesson")
    unknown = _tells(bo, "Vilma", "Ingensson")
    assert known == unknown
    assert "Åkesson" not in known
    bo.page.get_by_role("searchbox", name="Sök").first.fill("Åkesson")
    bo.page.keyboard.press("Enter")
    bo.page.wait_for_url("**/sok/**")
    assert bo.page.get_by_role("link", name="Ville Åkesson").count() == 0

    kim = person("Kim Lund")
    kim.goes_to("/iakttagelser/")
    kim.follows("Ville Åkesson")
    concern = kim.place
    kim.sees("Vem är det?", "Sover inte på nätterna")
    kim.follows("Säg vem det är")
    kim.presses("Det är den här eleven", beside="Ville Åkesson")
    kim.sees("Allt om Ville")
    kim.does_not_see("Vem är det?")

    bo.finds_nothing_at(concern)
    bo.goes_to("/iakttagelser/mina/")
    assert _receipts(bo) == {unknown}
    kim.follows("Ingen åtgärd nu")
    kim.writes(reason="Ville har redan tid hos skolläkaren.")
    kim.presses("Spara")
    bo.goes_to("/iakttagelser/mina/")
    assert _receipts(bo) == {unknown}


def _tells(bo, given: str, family: str) -> str:
    """Tell about a child by name; what the sender is left with about the last one told."""
    bo.goes_to("/iakttagelser/ny/")
    bo.follows("Lindskolan")
    bo.sees("Ni arbetar i olika sekretessområden", "inte ens om barnet går där")
    bo.writes(given_name=given, family_name=family, what="Sover inte på nätterna.")
    bo.presses("Skicka")
    bo.sees("Varför är det en grund här?")
    first = bo.page.locator('main [name="ground"]').first
    first.check()
    bo.writes(reason="Vi har vägt det och det kan inte skada barnet.")
    bo.presses("Skicka")
    bo.sees("Mottagen.")
    (told,) = _receipts(bo)
    return told


def _receipts(bo) -> set[str]:
    """What stands on the lines of what was sent to others: the same on every one."""
    return set(bo.page.locator("#andra").get_by_role("listitem").all_inner_texts())
