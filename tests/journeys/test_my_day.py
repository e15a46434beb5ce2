"""Min dag: each promise is kept, moved, handed over or waits, on the row; with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.days import day

pytestmark = pytest.mark.journey


def test_promises_are_kept_moved_handed_over_and_wait_in_place(person):
    eva = person("Eva Strand")
    eva.goes_to("/min-dag/")
    what = "Boka tid hos skolsköterskan"
    row = eva.page.locator("main").get_by_role("listitem").filter(has_text=what)
    for pressed, told, offered in (
        ("Klar", "Klart", "Ångra"),
        ("Ångra", "Ångrat", "Klar"),
        ("Klar", "Klart", "Ångra"),
    ):
        eva.presses_here(pressed, beside=what)
        expect(row.get_by_role("button", name=re.compile(f"^{offered} ?: {what}$"))).to_be_focused()
        expect(eva.page.locator("#k-said")).to_have_text(f"{told}: {what}")
        expect(row).to_be_visible()
    eva.goes_to("/min-dag/")
    eva.does_not_see("Boka tid hos skolsköterskan")

    eva.follows_beside("Prata med idrottsläraren", "Flytta")
    eva.writes(due=day(-3))
    eva.presses("Spara")
    expect(eva.page.locator("main [data-errors]")).to_be_visible()
    eva.writes(due=day(12), reason="Han är borta i veckan")
    eva.presses("Spara")
    eva.sees("Flyttat.", "Prata med idrottsläraren", "Längre fram")

    eva.follows_beside("Hämta svar från biblioteket", "Vi väntar")
    eva.writes(because="biblioteket har stängt", check_on=day(9))
    eva.presses("Spara")
    eva.sees("Vi väntar: biblioteket har stängt")

    nina = person("Nina Borg")
    nina.goes_to("/min-dag/")
    nina.does_not_see("Laga skåpet")
    eva.follows_beside("Laga skåpet", "Lämna över")
    eva.writes(to="Nina Borg", reason="Du har nyckeln. Tack!")
    eva.presses("Spara")
    eva.sees("Överlämnat.")
    eva.does_not_see("Laga skåpet")
    nina.goes_to("/min-dag/")
    nina.sees("Laga skåpet", "Det här har kommit till dig")
    nina.presses("Jag har sett det")
    nina.does_not_see("Det här har kommit till dig")


def test_everything_on_my_day_works_without_javascript_and_what_lay_too_long_is_mended_where_it_stands(
    person,
):
    eva = person("Eva Strand", java_script_enabled=False)
    eva.goes_to("/saknar-ansvarig/")
    eva.sees("Ring hem och berätta", "Dagen har passerat med mer än en vecka.", "Just nu har Eva Strand det.")
    eva.follows_beside("Ring hem och berätta", "Vi väntar")
    eva.writes(because="Pappan är bortrest", check_on=day(7))
    eva.presses("Spara")
    eva.sees("Då väntar vi, och tittar till den dagen.")
    eva.does_not_see("Ring hem och berätta")
    eva.goes_to("/min-dag/")
    eva.sees("Vi väntar: Pappan är bortrest")
    eva.presses("Klar", beside="Skriv ut schemat")
    eva.sees("Klart: Skriv ut schemat")
    eva.presses("Ångra")
    eva.sees("Skriv ut schemat")
    eva.follows_beside("Skriv ut schemat", "Flytta")
    eva.writes(due=day(2))
    eva.presses("Spara")
    eva.sees("Flyttat.")
