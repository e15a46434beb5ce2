"""T48, T53: what leaves as a file: no formulas in tables, nothing behind the page in a PDF."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from knutpunkt.rooms.intake.reporting import harmless
from knutpunkt.rooms.plans.models import Plan
from tests.crawler import Page, ask
from tests.everything import Everything
from tests.figures import figure
from tests.trust import ROOT

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
# Writes the demo's own delivery, which is read by the import and never opened by a person.
WRITES_NO_EXPORT = {"src/knutpunkt/demo/delivery.py"}


@given(st.text() | st.tuples(st.sampled_from((*FORMULA, " =", "\ufeff=", "\u200b=")), st.text()).map("".join))
def test_t48_no_cell_begins_a_formula_and_every_cell_is_read_back(cell: str):
    cell = cell.replace("\x00", "")
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([harmless(cell), "last"])
    ((read, last),) = csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=";")
    assert last == "last"
    assert read == harmless(cell)
    assert not read.lstrip(" \ufeff\u200b\u00a0").startswith(FORMULA)
    assert read == cell or read == f"'{cell}"


def test_t48_every_table_that_is_written_goes_through_it():
    writing = {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for path in Path(ROOT, "src").rglob("*.py")
        if "tests" not in path.parts
        and re.search(r"csv\.(Dict)?[wW]riter|openpyxl|xlsxwriter", path.read_text())
    }
    assert {name for name, text in writing.items() if "harmless(" not in text} == WRITES_NO_EXPORT


def pdfs(world: Everything) -> list[tuple[str, Page]]:
    """The plan on paper, as each who may take it out gets it."""
    path = reverse("plans:pdf", args=[Plan.objects.get().pk])
    asked = [(role, ask(world.client(role), path)) for role in world.everybody]
    return [(role, page) for role, page in asked if page.status == 200]


def told_by(page: Page) -> str:
    """Every word of a PDF: pages, bookmarks, properties, attachments, fields, names, and the raw."""
    reader = PdfReader(io.BytesIO(page.body))
    xmp = reader.trailer["/Root"].get("/Metadata")
    told = [
        page.headers["Content-Disposition"],
        *(sheet.extract_text() for sheet in reader.pages),
        repr([getattr(one, "title", one) for one in reader.outline]),
        repr(reader.metadata),
        xmp.get_object().get_data().decode() if xmp else "",
        repr(list(reader.attachments)),
        repr(reader.get_fields()),
        page.body.decode("latin-1"),
    ]
    return "\n".join(told)


@pytest.mark.django_db
def test_t53_the_paper_of_a_plan_holds_nothing_that_is_not_in_the_plan(world: Everything):
    found = pdfs(world)
    assert found, "nobody could take out a plan"
    for role, page in found:
        told = told_by(page)
        for word in (
            "Blåmärken",
            "Ville",
            "rasterna",
            "tisdagar",
            "Sover dåligt",
            "Fyra av fem",
            "/work/",
            "/tmp/",
        ):
            assert word not in told, f"{role}: {word}"
        assert "musiken" in told.replace("\n", " ")
        reader = PdfReader(io.BytesIO(page.body))
        assert list(reader.attachments) == []
        assert "/JavaScript" not in repr(reader.trailer["/Root"])
    figure("T53", f"{len(found)} PDF-filer genomlästa, 0 spårord")


@pytest.mark.django_db
def test_t53_the_name_of_a_file_names_nobody(world: Everything):
    for role, page in pdfs(world):
        told = page.headers["Content-Disposition"]
        assert "Alva" not in told, role
        assert "Nystr" not in told, role


@pytest.mark.django_db
def test_t53_a_plan_of_somebody_elses_child_cannot_be_taken_out(world: Everything):
    path = reverse("plans:pdf", args=[Plan.objects.get().pk])
    assert ask(world.client("teacher elsewhere"), path).status == 404
