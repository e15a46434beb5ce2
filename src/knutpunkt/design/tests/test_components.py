"""The components, rendered as pages render them."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from knutpunkt.design.attendance import attendance_picture, in_words
from knutpunkt.design.icons import ICONS, TONE_ICONS
from knutpunkt.design.network import network_map
from knutpunkt.design.pieces.inline import ground_sentence

pytestmark = pytest.mark.urls("knutpunkt.design.tests.no_addresses")
TODAY = date(2026, 11, 22)
HOSTILE = '<script>alert("x")</script>'


def render(source: str, **values: Any) -> str:
    return Template("{% load components %}" + source).render(Context({"today": TODAY, **values}))


class Letter(forms.Form):
    what = forms.CharField(label="Vad ser du?", help_text="Bara det du sett.")
    how = forms.ChoiceField(label="Hur?", choices=[("a", "Så"), ("b", "Så här")], widget=forms.RadioSelect)
    known = forms.BooleanField(label="Barnet vet", required=False)


# Icons, tags, grounds


def test_an_icon_is_decoration_unless_it_has_a_name():
    assert 'aria-hidden="true"' in render("{% icon 'day' %}")
    assert 'role="img" aria-label="Stängd"' in render("{% icon 'lock' label='Stängd' %}")


def test_an_unknown_icon_gives_nothing():
    assert render("{% icon 'dragon' %}") == ""


def test_every_tone_that_warns_has_its_own_icon():
    assert all(TONE_ICONS[tone] in ICONS for tone in ("good", "wait", "warn", "danger", "info"))


def test_a_status_is_words_and_icon_not_colour_alone():
    shown = render("{% tag 'Väntar på svar' tone='wait' %}")
    assert "Väntar på svar" in shown
    assert "<svg" in shown


@pytest.mark.parametrize(
    ("ground", "sentence"),
    [
        ("consent", "Du ser detta genom samtycke."),
        (SimpleNamespace(value="consent"), "Du ser detta genom samtycke."),
        (SimpleNamespace(phrase="ett ja från Alva"), "Du ser detta genom ett ja från Alva."),
        ("Alva och föräldrarna har sagt ja.", "Alva och föräldrarna har sagt ja."),
        (SimpleNamespace(ground="consent"), "Du ser detta genom samtycke."),
        (SimpleNamespace(ground=None), ""),
        (None, ""),
    ],
)
def test_the_ground_is_told_in_plain_words(ground: Any, sentence: str):
    assert ground_sentence(ground) == sentence


def test_nothing_is_said_where_there_is_no_ground():
    assert render("{% why row %}", row=SimpleNamespace(ground=None)) == ""


# Safety


@pytest.mark.parametrize(
    "source",
    [
        "{% tag x %}",
        "{% avatar x %}",
        "{% why x %}",
        "{% button x %}",
        "{% link_button x x %}",
        "{% post_button x x a=x %}",
        "{% slot x x %}",
        "{% page_head x lead=x %}{{ x }}{% endpage_head %}",
        "{% section x note=x %}{{ x }}{% endsection %}",
        "{% act x who=x when=x url=x %}{{ x }}{% endact %}",
        "{% empty x x %}{% endempty %}",
        "{% table caption=x %}{% endtable %}",
        "{% voice x by=x readers=x %}",
        "{% network x people %}",
        "{% timeline entries %}",
        "{% goal_path x steps words=x who=x %}",
        "{% progress_path steps %}",
        "{% strengths_and_risks points points %}",
        "{% facts pairs %}",
        "{% job_progress 1 2 text=x %}",
        "{% who_reads x %}",
        "{% notice title=x %}{{ x }}{% endnotice %}",
        "{% more x %}{{ x }}{% endmore %}",
    ],
)
def test_hostile_text_stays_text_and_no_style_is_inline(source: str):
    shown = render(
        source,
        x=HOSTILE,
        people=[{"name": HOSTILE, "role": HOSTILE, "note": HOSTILE}],
        entries=[{"date": TODAY, "title": HOSTILE, "text": HOSTILE, "who": HOSTILE}],
        steps=[{"label": HOSTILE, "note": HOSTILE, "date": TODAY}],
        points=[HOSTILE, {"text": HOSTILE, "source": HOSTILE}],
        pairs=[(HOSTILE, HOSTILE)],
    )
    assert "<script" not in shown
    assert not re.search(r"\s(style|on\w+)=", shown)


# Acts and buttons


def test_a_one_click_act_is_a_form_with_csrf_and_hidden_fields():
    shown = render("{% post_button 'Klar' '/x/' target='#a' to='2' about='Ring' %}", csrf_token="secret")
    assert '<form method="post" action="/x/"' in shown
    assert 'name="csrfmiddlewaretoken" value="secret"' in shown
    assert 'name="to" value="2"' in shown
    assert 'hx-post="/x/" hx-target="#a" hx-swap="outerHTML"' in shown
    assert '<span class="ds-sr-only">: Ring</span>' in shown


def test_a_slot_has_a_link_for_those_without_javascript():
    assert '<a href="/plan/">Planen</a>' in render("{% slot '/plan/' 'Planen' %}")


def test_an_act_tells_a_date_from_the_day_of_the_page():
    assert "i dag" in render("{% act 'Ring' when=today %}{% endact %}")


def test_a_key_is_told_to_screen_readers_and_eyes():
    shown = render("{% button 'Ta emot' key='1' %}")
    assert 'data-key="1" aria-keyshortcuts="1"' in shown
    assert "<kbd" in shown


# Forms


def test_an_unsent_form_has_no_error_summary():
    assert render("{% error_summary form %}", form=Letter()) == ""


def test_the_error_summary_links_to_what_takes_focus():
    shown = render("{% error_summary form %}", form=Letter({}))
    assert 'href="#id_what"' in shown
    assert 'href="#id_how_0"' in shown
    assert "står kvar" in shown


def test_a_field_ties_label_hint_and_error_together():
    shown = render("{% field form.what %}", form=Letter({}))
    assert 'aria-describedby="id_what_helptext id_what_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert '<label class="ds-label" for="id_what">Vad ser du?' in shown
    assert 'id="id_what_helptext"' in shown
    assert 'id="id_what_error"' in shown


def test_choices_are_a_group_with_a_legend():
    form = Letter({})
    render("{% error_summary form %}", form=form)
    shown = render("{% field form.how %}", form=form)
    assert "<legend" in shown
    assert shown.count('class="ds-input"') == 2
    assert '<label class="ds-label" for="id_how_0">Så</label>' in shown


def test_all_fields_are_rendered_once_in_order():
    shown = render("{% fields form %}", form=Letter())
    assert [shown.count(f'name="{name}"') for name in ("what", "how", "known")] == [1, 2, 1]


# Tables and addresses


def sort_heading(address: str) -> str:
    request = RequestFactory().get(address)
    return render("{% sort_th 'name' 'Namn' default='name' %}", request=request)


def test_sorting_keeps_the_other_choices_and_starts_from_the_first_page():
    assert 'href="?school=l&amp;sort=name"' in sort_heading("/?school=l&page=3&sort=-name")


def test_sorting_again_turns_it_around():
    assert 'aria-sort="ascending"' in sort_heading("/")
    assert 'href="?sort=-name"' in sort_heading("/")
    assert 'aria-sort="descending"' in sort_heading("/?sort=-name")
    assert 'aria-sort="none"' in sort_heading("/?sort=school")


def test_pages_keep_the_address():
    request = RequestFactory().get("/?q=å&page=2")
    shown = render("{% pagination page %}", page=Paginator(range(90), 10).page(2), request=request)
    assert 'href="?q=%C3%A5&amp;page=3"' in shown
    assert 'aria-current="page"' in shown


def test_one_page_needs_no_pages():
    assert render("{% pagination page %}", page=Paginator(range(3), 10).page(1)) == ""


# The child's page


def test_the_coordinator_stands_at_the_top_and_everyone_is_in_the_list():
    people = [{"name": f"Person {n}", "role": "lärare", "group": "school"} for n in range(14)]
    picture = network_map("Alva", [*people, {"name": "Kim Lund", "role": "coach", "coordinator": True}])
    assert picture.drawn[0].name == "Kim Lund"
    assert picture.drawn[0].y == min(person.y for person in picture.drawn)
    assert (len(picture.drawn), len(picture.listed), picture.more) == (10, 15, 5)


@pytest.mark.parametrize("count", [0, 1, 2, 7, 10, 40])
def test_everyone_in_the_picture_is_inside_it(count: int):
    picture = network_map("Alva", [{"name": f"P {n}", "role": "r"} for n in range(count)])
    assert all(20 <= p.x <= picture.width - 20 for p in picture.drawn)
    assert all(p.label_y >= 10 and max(p.y, p.label_y) + 14 <= picture.height for p in picture.drawn)


def test_a_child_without_people_still_has_a_picture():
    assert "Alva" in render("{% network 'Alva' people %}", people=[])


def test_the_coordinator_is_told_in_words_too():
    shown = render(
        "{% network 'Alva' people %}", people=[{"name": "Kim", "role": "coach", "coordinator": True}]
    )
    assert "samordnar" in shown


def week(*lessons: str, note: str = "") -> dict[str, Any]:
    return {"week": 40, "days": [{"date": TODAY, "lessons": list(lessons), "note": note}] * 5}


def test_a_day_is_told_lesson_by_lesson():
    assert in_words(["present", "present", "invalid", "unreported"]) == (
        "2 där, 1 borta utan godkänd orsak, 1 inte rapporterat"
    )
    assert in_words([], "lov") == "lov"
    assert in_words([]) == "inga lektioner"


def test_unreported_is_never_counted_as_present():
    picture = attendance_picture([week("present", "unreported", "something new")])
    assert picture.total == "Där på 5 av 5 rapporterade lektioner."
    assert {state: n for state, _, n in picture.counts}["unreported"] == 10


def test_nothing_reported_is_said():
    assert attendance_picture([week("unreported")]).total == "Inga lektioner är rapporterade."
    assert attendance_picture([]).total == "Inga lektioner är rapporterade."


def test_each_state_has_a_shape_of_its_own():
    lessons = attendance_picture([week("present", "valid", "invalid", "unreported")]).days[0].lessons
    assert len({(lesson.height, lesson.width) for lesson in lessons}) == 4


def test_the_picture_has_its_table():
    shown = render("{% attendance weeks %}", weeks=[week("present", "invalid")])
    assert "<table" in shown
    assert shown.count("1 där, 1 borta utan godkänd orsak") == 5


def test_the_closed_part_is_the_same_for_every_child():
    assert render("{% closed_part %}", child="Alva") == render("{% closed_part %}", child="Edvin", people=[1])


def test_a_goal_tells_what_happened_not_only_how_far():
    shown = render(
        "{% goal_path 'Komma till musiken' steps %}",
        steps=[{"date": TODAY, "label": "kom till grinden", "state": "better"}],
    )
    assert "kom till grinden" in shown
    assert "närmare · sön 22 nov" in shown


def test_a_fact_nobody_knows_is_unknown():
    assert "okänt" in render("{% facts pairs %}", pairs=[("Mejl", None)])


# The base page


def base(**values: Any) -> str:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = values.pop("cookie", "")
    page = Template('{% extends "design/base.html" %}{% block title %}Hej{% endblock %}')
    return page.render(Context({"request": request, **values}))


def test_the_base_renders_without_a_shell():
    shown = base()
    assert "<title>Hej – Knutpunkt</title>" in shown
    assert "Huvudmeny" not in shown


def test_the_theme_of_the_cookie_counts_before_one_has_signed_in():
    assert 'data-color-scheme="dark"' in base(cookie="dark")
    assert 'data-color-scheme="auto"' in base(cookie="pink")


def test_the_base_always_says_who_one_works_as():
    shown = base(shell={"items": [], "acting": {"role": "kurator", "unit": "Elevhälsan Lindskolan"}})
    assert "Du arbetar som <strong>kurator, Elevhälsan Lindskolan</strong>" in shown


def test_the_base_keeps_no_page_in_the_browser_and_evaluates_nothing():
    shown = base()
    assert '"historyCacheSize":0' in shown
    assert '"allowEval":false' in shown
    assert not re.search(r"<script(?![^>]*src=)", shown)
    assert not re.search(r"\sstyle=", shown)


def test_an_error_is_told_in_the_title():
    assert "<title>Fel: Hej" in base(has_errors=True)


def test_undo_is_offered_on_its_message():
    message = SimpleNamespace(level_tag="success", extra_tags="undo:/angra/")
    assert 'action="/angra/"' in base(messages=[message])


@pytest.mark.parametrize("name", ["404.html", "500.html", "403_csrf.html", "design/refused.html"])
def test_every_error_page_says_what_is_kept_and_what_to_do(name: str):
    shown = Template(f'{{% include "{name}" %}}').render(Context({}))
    assert "<h1" in shown
    assert re.search(r"[Ii]nget har ändrats|sparades int", shown)
    assert re.search(r"Gå tillbaka|Försök igen", shown)
