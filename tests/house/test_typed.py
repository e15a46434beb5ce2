"""T20: what is written in more than one line is kept while it is written, or there is a reason why not."""

import ast
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.urls import get_resolver

from tests.crawler import matched
from tests.everything import Everything
from tests.house.conftest import Walks
from tests.house.test_walls import SOURCE

pytestmark = pytest.mark.django_db

# Makes something new: the draft is enough.
NEW = {
    *("cases.NoteForm", "cases.QuestionForm", "cases.WordsForm"),
    *("concerns.DecisionForm", "concerns.ReportForm", "concerns.SeenForm"),
    *("consents.AskConsent", "consents.LeaveOut", "consents.MakeDisclosure", "consents.Quote"),
    *("consents.RefuseDisclosure", "followup.FollowUpForm", "plans.AssessmentForm", "plans.PlanForm"),
    *("information.TellForm", "oversight.ReasonForm", "safeguards.HoldForm"),
}
# About what two may change or answer: who comes last gets both texts.
SHARED = {
    *("cases.CloseCase", "cases.CorrectNote", "cases.NoteForm"),
    *("concerns.ConclusionForm", "concerns.ReasonForm", "concerns.TrueForm"),
    *("consents.Because", "consents.Judgement", "oversight.JudgeForm", "plans.ChangePlan"),
    *("safeguards.DoneForm", "safeguards.RectifiedForm"),
    *("safeguards.DecisionForm", "safeguards.GoOnForm", "safeguards.ReviewForm", "today.Answer"),
}
NOT_KEPT = {
    "safeguards.EmergencyForm": "holds whom somebody looks for, by number or name. That anybody looked for a "
    "child is told by the opening alone; a draft would be a list of such children, outside the log",
}
ONLY_OVER_THE_SIGN_IN = {
    "information.GeneralForm": "written by an administrator, who is nobody's colleague and has no drafts; it "
    "is about no child",
    "safeguards.RequestForm": "a request is received when it is written down, and then somebody has it by a "
    "day; as a draft it would lie where nobody else sees it while its time runs",
}
BOTH_TEXTS = {"beside", "late", "too_late"}


def room_of(form: type[forms.BaseForm]) -> str:
    return form.__module__.split(".")[2]


def name_of(form: type[forms.BaseForm]) -> str:
    return f"{room_of(form)}.{form.__name__}"


def long_ones() -> set[str]:
    """Every form of ours with a box for running text."""
    assert get_resolver().url_patterns, "all views, and with them all forms, are loaded"
    found, ahead = set(), [forms.BaseForm]
    while ahead:
        form = ahead.pop()
        ahead += form.__subclasses__()
        fields = getattr(form, "base_fields", {}).values()
        if form.__module__.startswith("knutpunkt.rooms.") and any(
            isinstance(field.widget, forms.Textarea) for field in fields
        ):
            found.add(name_of(form))
    return found


def views() -> list[tuple[str, ast.Module]]:
    """Each file of views with its room."""
    paths = [*SOURCE.glob("rooms/*/views.py"), *SOURCE.glob("rooms/*/views/*.py")]
    return [(room(path), ast.parse(path.read_text())) for path in paths]


def room(path: Path) -> str:
    return path.relative_to(SOURCE / "rooms").parts[0]


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def filled() -> dict[str, set[str]]:
    """Form → what the files that fill it by way of a draft do besides."""
    found: dict[str, set[str]] = {}
    for where, tree in views():
        done = {call.func.attr for call in calls(tree) if isinstance(call.func, ast.Attribute)}
        for call in calls(tree):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "fill":
                found.setdefault(f"{where}.{ast.unparse(call.args[0])}", set()).update(done)
    return found


def test_t20_every_long_text_is_kept_or_there_is_a_reason():
    assert long_ones() == NEW | SHARED | NOT_KEPT.keys() | ONLY_OVER_THE_SIGN_IN.keys()


def test_t20_every_form_that_is_kept_is_filled_from_its_draft():
    assert (NEW | SHARED | ONLY_OVER_THE_SIGN_IN.keys()) - filled().keys() == set()
    assert not NOT_KEPT.keys() & filled().keys()


def test_t20_no_form_that_is_kept_is_also_filled_past_its_draft():
    past = {
        f"{where}.{ast.unparse(call.func)}"
        for where, tree in views()
        for call in calls(tree)
        if call.args and ast.unparse(call.args[0]).startswith("request.POST")
    }
    assert past & (NEW | SHARED | ONLY_OVER_THE_SIGN_IN.keys()) == set()


def test_t20_where_two_may_write_both_texts_are_shown():
    assert {form for form in SHARED if not filled()[form] & BOTH_TEXTS} == set()


class _Boxes(HTMLParser):
    """Forms of a page that have a box for running text, and whether they are kept."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.forms.append({"box": False, "kept": False, "sent": told.get("method") == "post"})
        elif self.forms and tag == "textarea":
            self.forms[-1]["box"] = True
        elif self.forms and "data-keeps" in told:
            self.forms[-1]["kept"] = True


UNKEPT_PAGES = {"information:general", "safeguards:open_emergency", "safeguards:receive_request"}


def test_t20_every_box_on_every_page_is_kept_while_one_writes(world: Everything, walks: Walks):
    kept, faults = 0, set()
    for role in world.everybody:
        for page in walks[role].pages.values():
            reader = _Boxes()
            if page.is_html:
                reader.feed(page.body.decode())
            boxes = [one["kept"] for one in reader.forms if one["box"] and one["sent"]]
            kept += sum(boxes)
            names = {match.view_name for _path, match in matched({page.path})} - UNKEPT_PAGES
            faults |= set() if all(boxes) else names
    assert faults == set()
    assert kept > 20
