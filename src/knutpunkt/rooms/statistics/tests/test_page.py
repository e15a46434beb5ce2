"""Page, picture and file say the same; who may see them; what is said when there is little to say."""

import csv
import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone
from tests.signed_in import sign_in, sign_in_administrator

from knutpunkt.foundation.access.counting import COUNTING_PROFESSIONS
from knutpunkt.foundation.people.models import Profession
from knutpunkt.rooms.statistics.tests.town import Town

pytestmark = pytest.mark.django_db
PAGE, FILE = "/statistik/", "/statistik/vagen.csv"
FAR = {6: 5, 5: 3, 4: 3, 3: 3, 2: 4, 1: 3}


def early() -> date:
    """A day within the period, long enough ago for every step to have been taken."""
    return timezone.localdate() - timedelta(days=300)


@pytest.fixture
def town() -> Town:
    town = Town()
    for name, far in (("Ekskolan", FAR), ("Björkskolan", FAR), ("Almskolan", {6: 1, 2: 1})):
        school = town.school(name)
        for steps, times in far.items():
            for sex in ("female", "male"):
                town.comes(school, steps=steps, on=early(), times=times, sex=sex)
    town.school("Asplunden")
    return town


def opened(client: Client, town: Town, profession=Profession.STATISTICIAN, unit=None, address=PAGE):
    sign_in(client, town.work(profession, unit or town.office))
    return client.get(address)


class Cells(HTMLParser):
    """The tables of a page as text, and the bars of its picture."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.bars: list[tuple[str, str]] = []
        self.inside = False

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self.inside = True
        elif tag == "rect" and values.get("class") == "s-path__filled":
            self.bars.append((values["data-count"], values["width"]))

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.tables[-1][-1][-1] += f" {data.strip()}"


def rows_of_file(response) -> list[dict[str, str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_t24_page_picture_and_file_say_the_same(client: Client, town: Town):
    page = Cells()
    page.feed(opened(client, town).content.decode())
    rows = rows_of_file(client.get(FILE))
    in_file: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in rows:
        in_file.setdefault((one["indelning"], one["grupp"]), []).append(
            (one["antal barn"], one["mediantid i dagar"])
        )
    on_page = {}
    for title, table in zip(("Alla", "Skola för skola", "Flickor och pojkar"), page.tables, strict=True):
        for name, *cells in table[1:]:
            on_page[title, name.strip()] = [cell.split() for cell in cells]
    shown = {key: line for key, line in in_file.items() if any(count != "dolt" for count, _days in line)}
    assert set(on_page) == set(shown)
    for key, line in shown.items():
        for (count, days), cell in zip(line, on_page[key], strict=True):
            said = ["dolt"] if count == "dolt" else [count, *([days] if days else [])]
            assert [word for word in cell if not word.startswith("dag")] == said, key
    total = [count for count, _days in in_file["Alla", "Alla"] if count != "dolt"]
    assert [count for count, _width in page.bars] == total
    assert [width for _count, width in page.bars] == [
        f"{100 * int(count) / int(total[0]):.1f}%" for count in total
    ]


def test_t24_what_is_small_is_on_no_surface(client: Client, town: Town):
    text = opened(client, town).content.decode()
    rows = [one for one in rows_of_file(client.get(FILE)) if one["grupp"] in {"Almskolan", "Asplunden"}]
    assert {one["antal barn"] for one in rows} == {"dolt"}
    assert {one["mediantid i dagar"] for one in rows} == {"dolt"}
    assert all("Färre än 5 barn" in one["anmärkning"] for one in rows)
    assert re.search(r"Alla siffror är dolda för\s+Almskolan, Asplunden", re.sub(r"\s+", " ", text))


def test_the_median_on_the_page_is_the_one_by_hand(client: Client, town: Town):
    rows = [one for one in rows_of_file(opened(client, town, address=FILE)) if one["grupp"] == "Alla"]
    assert [one["mediantid i dagar"] for one in rows] == ["", "4", "6", "20", "28", "90"]


def test_a_head_teacher_sees_the_own_school_alone(client: Client, town: Town):
    text = opened(client, town, Profession.HEAD_TEACHER, town.units["Ekskolan"]).content.decode()
    assert "Ekskolan" in text
    assert "Björkskolan" not in text
    assert "Skola för skola" not in text


def test_other_professions_meet_the_page_that_does_not_exist(client: Client):
    town = Town()
    school = town.school("Ekskolan")
    town.comes(school, steps=1, on=early(), times=30)
    for profession in sorted(set(Profession.values) - COUNTING_PROFESSIONS):
        missing = opened(client, town, profession, school, "/finns-inte/")
        for address in (PAGE, FILE):
            refused = client.get(address)
            assert (refused.status_code, missing.status_code) == (404, 404)
            assert "Ekskolan</th>" not in refused.content.decode()


def test_an_administrator_meets_the_page_that_does_not_exist(client: Client, town: Town):
    sign_in_administrator(client)
    assert [client.get(address).status_code for address in (PAGE, FILE)] == [404, 404]


def test_the_menu_names_it_for_those_who_may(client: Client, town: Town):
    assert 'href="/statistik/"' in opened(client, town).content.decode()
    nurse = opened(client, town, Profession.SCHOOL_NURSE, town.units["Ekskolan"], "/metoder/")
    assert 'href="/statistik/"' not in nurse.content.decode()


def test_flags_that_nobody_has_confirmed_are_not_counted(client: Client, town: Town):
    school = town.units["Ekskolan"]
    before = rows_of_file(opened(client, town, address=FILE))
    answered = early() + timedelta(days=3)
    screened = {"source": "screening", "steps": 1, "on": early(), "times": 8}
    town.comes(school, **screened, state="asked")
    town.comes(school, **screened, state="not_true", mentor_answered_on=answered)
    assert rows_of_file(client.get(FILE)) == before
    town.comes(school, **screened, state="received", mentor_answered_on=answered)
    assert int(rows_of_file(client.get(FILE))[0]["antal barn"]) == int(before[0]["antal barn"]) + 8


@pytest.mark.parametrize("children", [0, 1, 4])
def test_nobody_and_a_few_say_the_same_kind_thing(client: Client, children: int):
    town = Town()
    town.comes(town.school("Ekskolan"), steps=1, on=early(), times=children)
    text = opened(client, town).content.decode()
    assert "Här finns inga siffror att visa." in text
    assert "av omtanke om dem" in text
    assert "<table" not in text
    assert {one["antal barn"] for one in rows_of_file(client.get(FILE))} == {"dolt"}


def test_an_unknown_period_is_told_and_the_latest_shown(client: Client, town: Town):
    response = opened(client, town, address=PAGE + "?period=1999-00")
    assert response.status_code == 200
    assert "Den perioden finns inte att välja." in response.content.decode()
    assert client.get(FILE + "?period=1999-00").headers["Location"] == PAGE + "?period=1999-00"


def test_the_chosen_period_is_in_the_address_of_the_file(client: Client, town: Town):
    text = opened(client, town, address=PAGE + "?period=senaste").content.decode()
    assert f'href="{FILE}?period=senaste"' in text


def test_t48_no_cell_of_the_file_is_taken_for_a_formula(client: Client, town: Town):
    school = town.school('=HYPERLINK("http://x")')
    town.comes(school, steps=1, on=early(), times=30)
    groups = {one["grupp"] for one in rows_of_file(opened(client, town, address=FILE))}
    assert '\'=HYPERLINK("http://x")' in groups


def test_a_higher_threshold_hides_more_and_a_lower_is_refused(client: Client, town: Town, settings):
    settings.STATISTICS_THRESHOLD = 30
    rows = rows_of_file(opened(client, town, address=FILE))
    assert all(one["antal barn"] == "dolt" or int(one["antal barn"]) >= 30 for one in rows)
    settings.STATISTICS_THRESHOLD = 1
    rows = rows_of_file(client.get(FILE))
    assert {one["antal barn"] for one in rows if one["grupp"] == "Almskolan"} == {"dolt"}


def test_reading_the_page_names_no_child_in_the_trail(client: Client, town: Town):
    from knutpunkt.foundation.audit.models import EventChild

    before = EventChild.objects.count()
    assert opened(client, town).status_code == 200
    assert EventChild.objects.count() == before
