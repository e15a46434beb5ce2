"""Rules and routines as an administrator meets them: a day ahead, in words, nothing of a child."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from tests.signed_in import sign_in, sign_in_administrator

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.guard import child_tables
from knutpunkt.insight.rules import shipped_rules
from knutpunkt.rooms.concerns import operations, rule_words
from knutpunkt.rooms.concerns.models import ConcernRoutine, RuleVersion
from knutpunkt.rooms.concerns.tests.place import Place

CODE = "absence-28-20"
ROUTINE = {
    "answer_days": "3", "days_to_backup": "4", "days_to_head_teacher": "8", "investigation_from_step": "2",
    "investigation_days": "21", "rest_days": "28",
}  # fmt: skip


@pytest.fixture
def admin(client: Client) -> Client:
    sign_in_administrator(client)
    return client


def ahead(days: int = 1) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def said(days: int = 1) -> str:
    return date_format(timezone.localdate() + timedelta(days=days))


def pages(place: Place) -> dict[str, str]:
    of_body = {"body": place.body.pk}
    return {
        "body_rules": reverse("concerns:body_rules", kwargs=of_body),
        "change_routine": reverse("concerns:change_routine", kwargs=of_body),
        **{
            name: reverse(f"concerns:{name}", kwargs=of_body | {"code": CODE})
            for name in ("rule", "change_rule")
        },
    }


def text(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def wanted(**changes: str) -> dict[str, str]:
    told = {"limit": "12,5", "step": "1", "active": "on", "min_coverage": "60", "min_lessons": "20"}
    return told | {"valid_from": ahead()} | changes


def test_they_open_for_an_administrator_and_for_nobody_else(place: Place, admin: Client):
    outsider = Client()
    sign_in(outsider, place.rut)
    assert admin.get(reverse("concerns:rules")).url == pages(place)["body_rules"]
    for name, address in {**pages(place), "rules": reverse("concerns:rules")}.items():
        assert admin.get(address).status_code in {200, 302}, name
        assert outsider.get(address).status_code == 404, name
        assert outsider.post(address).status_code == 404, name
        assert Client().get(address).status_code == 302, name
    assert "Regler och rutiner" in text(admin.get(reverse("organisation:overview")))


def test_no_page_reads_a_table_that_tells_of_a_child(place: Place, admin: Client):
    with CaptureQueriesContext(connection) as captured:
        for address in pages(place).values():
            admin.get(address)
        admin.post(pages(place)["change_rule"], wanted())
        admin.post(pages(place)["change_rule"], wanted(confirmed="1"))
        admin.post(pages(place)["change_routine"], ROUTINE | {"valid_from": ahead(), "confirmed": "1"})
    assert RuleVersion.objects.exists()
    assert [one["sql"] for one in captured if child_tables().search(one["sql"])] == []


def test_a_change_shows_the_mentors_sentence_first_and_is_kept_when_confirmed(place: Place, admin: Client):
    address = pages(place)["change_rule"]
    shown = text(admin.post(address, wanted()))
    assert "mer än 12,5 procent" in shown
    assert "Borta 13 % av undervisningstiden de senaste fyra veckorna" in shown
    assert not RuleVersion.objects.exists()
    done = text(admin.post(address, wanted(confirmed="1"), follow=True))
    made = RuleVersion.objects.get()
    assert (made.threshold, made.step, made.min_coverage, made.min_lessons) == (0.125, 1, 0.6, 20)
    assert (made.valid_from.isoformat(), made.responsible_body) == (ahead(), place.body)
    assert "mer än 20 procent" in done
    assert f"Från {said()}: mer än 12,5 procent" in done
    assert "mer än 12,5 procent" in text(admin.get(pages(place)["body_rules"]))


def test_a_rule_that_is_switched_off_says_so_and_a_planned_change_gives_way(place: Place, admin: Client):
    address = pages(place)["change_rule"]
    admin.post(address, wanted(valid_from=ahead(30), confirmed="1"))
    off = wanted()
    del off["active"]
    shown = text(admin.post(address, off))
    assert "används regeln inte" in shown
    assert "tas bort" in shown
    admin.post(address, off | {"active": "", "confirmed": "1"})
    assert [(one.active, one.valid_from.isoformat()) for one in RuleVersion.objects.all()] == [
        (False, ahead())
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_from": "today"}, "tidigast från i morgon"),
        ({"valid_from": "31 februari"}, "datum"),
        ({"limit": "0"}, "över 0"),
        ({"limit": "101"}, "högst 100"),
        ({"limit": "mycket"}, "tal"),
        ({"step": "9"}, "Välj"),
        ({"min_lessons": "-1"}, "1"),
    ],
)
def test_what_cannot_be_saved_is_explained_and_nothing_changes(place, admin, changes, words):
    if changes.get("valid_from") == "today":
        changes = {"valid_from": ahead(0)}
    answer = admin.post(pages(place)["change_rule"], wanted(**changes, confirmed="1"))
    assert answer.status_code == 422
    assert words in text(answer)
    assert not RuleVersion.objects.exists()


def test_routines_change_from_a_day_and_the_earlier_ones_stand_in_the_history(place: Place, admin: Client):
    address = pages(place)["change_routine"]
    shown = text(admin.post(address, ROUTINE | {"valid_from": ahead()}))
    assert "Arbetsdagar till ett svar: 5 blir 3." in shown
    assert not ConcernRoutine.objects.exists()
    told = text(admin.post(address, ROUTINE | {"valid_from": ahead(), "confirmed": "1"}, follow=True))
    assert f"En ändring gäller från {said()}" in told
    assert ConcernRoutine.objects.get().answer_days == 3


def test_the_head_teacher_comes_after_the_backup(place: Place, admin: Client):
    wrong = ROUTINE | {"days_to_head_teacher": "4", "valid_from": ahead(), "confirmed": "1"}
    answer = admin.post(pages(place)["change_routine"], wrong)
    assert answer.status_code == 422
    assert "Rektorn kommer efter ersättaren" in text(answer)
    assert not ConcernRoutine.objects.exists()


def test_a_rule_or_body_that_does_not_exist_is_not_found(place: Place, admin: Client):
    nobody = "00000000-0000-0000-0000-000000000000"
    assert admin.get(reverse("concerns:body_rules", args=[nobody])).status_code == 404
    assert admin.get(reverse("concerns:rule", args=[place.body.pk, "finns-inte"])).status_code == 404


@pytest.mark.parametrize("rule", shipped_rules(), ids=lambda rule: rule.rule)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_shipped_rule_is_said_in_words_with_an_example(rule, language):
    today = timezone.localdate()
    assert rule_words.stored(rule, rule_words.written(rule)) == pytest.approx(rule.threshold)
    assert rule_words.limit(rule, language=language)
    assert rule_words.title(rule) != rule.rule
    sentence = rule_words.example(rule, today, language=language)
    assert sentence.endswith(".")
    assert "None" not in sentence
    assert rule.measure not in sentence


def test_each_version_stands_in_the_history(place: Place, admin: Client):
    on = timezone.localdate()
    for days in (1, 30):
        rule = next(one for one in shipped_rules() if one.rule == CODE)
        operations.set_rule(
            actor=SYSTEM, on=on, body=place.body, rule=rule, valid_from=on + timedelta(days=days)
        )
    shown = text(admin.get(pages(place)["rule"]))
    assert "så som Knutpunkt levereras" in shown
    assert f"{said(1)} – {said(29)}" in shown
    assert f"från {said(30)}" in shown
