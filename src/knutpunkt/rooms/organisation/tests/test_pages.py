from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.signed_in import sign_in, sign_in_administrator

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.classification import Privacy
from knutpunkt.foundation.audit.guard import child_tables
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import (
    Account,
    Agency,
    Appointment,
    Assignment,
    Professional,
    ResponsibleBody,
    SecrecyArea,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)
from knutpunkt.rooms.entrance.gate import Gate, gate_of
from knutpunkt.rooms.organisation import operations
from knutpunkt.rooms.organisation.tests.lindhamra import TODAY, build, register
from knutpunkt.rooms.organisation.urls import urlpatterns

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BAD_DAY = {"last_day": "31 februari"}


@pytest.fixture
def world():
    return build()


@pytest.fixture
def admin(client):
    sign_in_administrator(client)
    return client


def url(name, *args):
    return reverse(f"organisation:{name}", args=args)


def new_colleague(world, **changes):
    return {
        "given_name": "Nils",
        "family_name": "Ny",
        "unit": str(world.school.pk),
        "profession": "teacher",
        "percentage": "80",
        "start": TODAY().isoformat(),
    } | changes


def addresses(world):
    """Every page of this room that answers a GET, for one organisation."""
    person, work = world.head.professional, world.head
    task = people.give_task(actor=SYSTEM, on=TODAY(), assignment=work, kind="triage", start=TODAY())
    account = operations.open_account(actor=SYSTEM, on=TODAY(), professional=person, username="eva.bjork")
    keys = {
        "professional": person.pk,
        "change_professional": person.pk,
        "new_assignment": person.pk,
        "new_account": world.counsellor.professional.pk,
        "end_assignment": work.pk,
        "give_task": work.pk,
        "end_task": task.pk,
        "new_link": account.pk,
        "disable_account": account.pk,
        "let_administer": account.pk,
        "unit": world.school.pk,
        "change_unit": world.school.pk,
        "name_responsible": world.school.pk,
        "close_unit": world.school.pk,
        "appoint": world.body.pk,
        "new_agency": world.body.pk,
        "new_area": world.founding.agency.pk,
        "change_regime": world.area.pk,
        "new_unit": world.area.pk,
    }
    alone = ("overview", "professionals", "new_professional", "administrators", "units", "bodies", "new_body")
    pages = {name: url(name) for name in (*alone, "new_municipality")}
    pages |= {name: url(name, key) for name, key in keys.items()}
    return pages | {"rename": url("rename", "kommun", world.municipality.pk)}


def test_every_view_is_for_administrators():
    assert {gate_of(pattern.callback) for pattern in urlpatterns} == {Gate.ADMINISTRATOR}


def test_every_page_opens_for_an_administrator_and_for_nobody_else(world, admin):
    outsider = Client()
    sign_in(outsider, world.founding.assignment)
    pages = addresses(world)
    posted_only = {"enable_account", "reopen_unit"}
    assert set(pages) | posted_only == {pattern.name for pattern in urlpatterns}
    for name, address in pages.items():
        assert admin.get(address).status_code == 200, name
        assert outsider.get(address).status_code == 404, name
        assert outsider.post(address).status_code == 404, name
        assert Client().get(address).status_code == 302, name


def test_no_page_reads_a_table_that_tells_of_a_child(world, admin, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages = addresses(world)
    with CaptureQueriesContext(connection) as captured:
        for address in pages.values():
            admin.get(address)
    asked = [query["sql"] for query in captured if child_tables().search(query["sql"])]
    assert asked == []


def test_no_model_of_the_pages_is_of_a_child():
    shown = (Professional, Unit, Agency, SecrecyArea, ResponsibleBody, Assignment, Account)
    assert all(isinstance(model.privacy, Privacy) and not model.privacy.of_a_child for model in shown)


def test_an_id_that_does_not_exist_is_not_found(world, admin):
    missing = "00000000-0000-0000-0000-000000000000"
    for pattern in urlpatterns:
        if "pk" in str(pattern.pattern):
            kwargs = {"pk": missing} | ({"kind": "kommun"} if pattern.name == "rename" else {})
            address = reverse(f"organisation:{pattern.name}", kwargs=kwargs)
            answers = {admin.get(address).status_code, admin.post(address).status_code}
            assert answers <= {404, 405}, pattern.name
            assert 404 in answers, pattern.name


def test_a_colleague_is_added_with_assignment_and_a_link_shown_once(world, admin):
    page = admin.post(url("new_professional"), new_colleague(world, username="nils.ny"))
    words = page.content.decode()
    assert "/valkommen/" in words
    assert "nils.ny" in words
    nils = Professional.objects.get(family_name="Ny")
    work = nils.assignments.get()
    assert (work.unit, work.profession, work.percentage) == (world.school, "teacher", 80)
    assert not nils.account.has_usable_password()
    assert "/valkommen/" not in admin.get(url("professional", nils.pk)).content.decode()
    link = page.context["link"]
    assert Client().get(link, follow=True).status_code == 200


def test_a_colleague_without_user_name_gets_no_account(world, admin):
    page = admin.post(url("new_professional"), new_colleague(world))
    nils = Professional.objects.get(family_name="Ny")
    assert page.url == url("professional", nils.pk)
    assert not Account.objects.filter(professional=nils).exists()


def test_a_namesake_is_pointed_out_before_a_second_one_is_made(world, admin):
    same = new_colleague(world, given_name="eva", family_name="björk".title())
    page = admin.post(url("new_professional"), same)
    assert page.status_code == 422
    assert url("professional", world.head.professional_id) in page.content.decode()
    admin.post(url("new_professional"), same | {"another": "on"})
    assert Professional.objects.filter(family_name="Björk").count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_day": "2020-01-01"}, "före första dagen"),
        ({"percentage": "0"}, "1"),
        ({"percentage": "hundra"}, "heltal"),
        ({"profession": "astronaut"}, "Välj"),
        ({"unit": "x"}, "Välj"),
        ({"given_name": " "}, "måste fyllas i"),
        ({"start": "2026-02-31"}, "datum"),
        ({"username": "20120101-2380"}, "personnummer"),
        ({"username": "201201012380"}, "personnummer"),
        ({"username": "a b"}, "användarnamn"),
    ],
)
def test_what_cannot_be_saved_is_explained_and_nothing_is_made(world, admin, changes, words):
    page = admin.post(url("new_professional"), new_colleague(world, **changes))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Professional.objects.filter(family_name="Ny").exists()


@pytest.mark.parametrize("username", ["eva.bjork", "EVA.Bjork"])
def test_a_user_name_is_somebodys_whatever_its_case(world, admin, username):
    operations.open_account(
        actor=SYSTEM, on=TODAY(), professional=world.head.professional, username="eva.bjork"
    )
    page = admin.post(url("new_account", world.counsellor.professional_id), {"username": username})
    assert "används redan" in page.content.decode()


def test_ending_an_assignment_asks_first_and_changes_nothing_until_confirmed(world, admin):
    address = url("end_assignment", world.counsellor.pk)
    day = TODAY().isoformat()
    page = admin.post(address, {"last_day": day})
    assert "Inga löften behöver gå över" in page.content.decode()
    assert Assignment.objects.get(pk=world.counsellor.pk).last_day is None
    admin.post(address, {"last_day": day, "confirmed": "1"})
    assert Assignment.objects.get(pk=world.counsellor.pk).last_day == TODAY()


def test_the_appointees_only_assignment_cannot_end_without_a_successor(world, admin):
    work = world.founding.assignment
    page = admin.post(url("end_assignment", work.pk), {"last_day": TODAY().isoformat(), "confirmed": "1"})
    assert page.status_code == 422
    assert "Utse en efterträdare först" in page.content.decode()
    assert Assignment.objects.get(pk=work.pk).last_day is None


def test_a_last_day_before_the_first_is_explained(world, admin):
    early = (world.counsellor.start - DAY).isoformat()
    page = admin.post(url("end_assignment", world.counsellor.pk), {"last_day": early})
    assert "kan inte ligga före" in page.content.decode()
    assert admin.post(url("end_assignment", world.counsellor.pk), BAD_DAY).status_code == 422


def test_a_task_is_given_and_ended(world, admin):
    start = TODAY().isoformat()
    sent = {"kind": "triage", "unit": str(world.school.pk), "start": start}
    admin.post(url("give_task", world.counsellor.pk), sent)
    task = UnitWideTask.objects.get()
    assert (task.assignment, task.unit) == (world.counsellor, world.school)
    assert "Ta emot iakttagelser" in admin.get(url("unit", world.school.pk)).content.decode()
    admin.post(url("end_task", task.pk), {"last_day": start})
    assert UnitWideTask.objects.get().last_day == TODAY()


def test_a_responsible_is_named_among_those_who_work_there(world, admin):
    address = url("name_responsible", world.school.pk)
    stranger = {"professional": str(world.founding.assignment.professional_id), "start": TODAY().isoformat()}
    assert admin.post(address, stranger).status_code == 422
    admin.post(address, stranger | {"professional": str(world.counsellor.professional_id)})
    now = UnitResponsibility.objects.running(TODAY()).get(unit=world.school)
    assert now.professional == world.counsellor.professional


def test_another_appointee_is_named(world, admin):
    sent = {"professional": str(world.head.professional_id), "start": TODAY().isoformat()}
    admin.post(url("appoint", world.body.pk), sent)
    now = Appointment.objects.running(TODAY()).get(responsible_body=world.body)
    assert now.professional == world.head.professional


def test_an_empty_knutpunkt_is_filled_from_the_first_page_to_the_first_school(admin):
    assert "Börja med huvudmannen" in admin.get(url("overview")).content.decode()
    admin.post(url("new_municipality"), {"code": "9902", "name": "Åsnäs"})
    assert admin.post(url("new_municipality"), {"code": "9902", "name": "Två"}).status_code == 422
    place = str(admin.get(url("bodies")).context["municipalities"][0].pk)
    body = {
        "name": "Åsnäs kommun",
        "kind": "municipal",
        "municipality": place,
        "office": "Kontoret",
        "regime": "school",
        "given_name": "Siv",
        "family_name": "Asp",
        "profession": "collaboration_leader",
        "start": TODAY().isoformat(),
    }
    assert admin.post(url("new_body"), body | {"given_name": ""}).status_code == 422
    assert not ResponsibleBody.objects.exists()
    assert admin.post(url("new_body"), body).url == url("bodies")
    made = ResponsibleBody.objects.get()
    agency = {
        "name": "Åsnäs skolor",
        "municipality": place,
        "area": "Skolan",
        "regime": "school",
        "start": TODAY().isoformat(),
    }
    admin.post(url("new_agency", made.pk), agency)
    area = SecrecyArea.objects.get(name="Skolan")
    unit = {"name": "Åsnässkolan", "kind": "compulsory", "school_unit_code": "12345678"}
    page = admin.post(url("new_unit", area.pk), unit, follow=True)
    assert "Utse nu vem som är ansvarig" in page.content.decode()
    assert admin.post(url("new_unit", area.pk), unit).status_code == 422
    tree = admin.get(url("bodies")).content.decode()
    assert "Siv Asp" in tree
    assert "Åsnässkolan" in tree


def test_an_area_gets_another_regime_and_another_name(world, admin):
    soon = (TODAY() + 5 * DAY).isoformat()
    admin.post(url("change_regime", world.area.pk), {"regime": "municipal", "start": soon})
    admin.post(url("rename", "sekretessomrade", world.area.pk), {"name": "Skolan i Lindhamra"})
    words = admin.get(url("bodies")).content.decode()
    assert "annan kommunal verksamhet" in words
    assert "Skolan i Lindhamra" in words
    early = {"regime": "municipal", "start": "2001-01-01"}
    assert admin.post(url("change_regime", world.area.pk), early).status_code == 422


def test_an_area_and_a_unit_are_added_changed_closed_and_opened(world, admin):
    sent = {"name": "Elevhälsan", "regime": "school", "start": TODAY().isoformat()}
    admin.post(url("new_area", world.founding.agency.pk), sent)
    area = SecrecyArea.objects.get(name="Elevhälsan")
    admin.post(url("new_unit", area.pk), {"name": "Elevhälsan", "kind": "student_health"})
    unit = Unit.objects.get(name="Elevhälsan")
    admin.post(url("change_unit", unit.pk), {"name": "Elevhälsan Lind", "kind": "student_health"})
    admin.post(url("close_unit", unit.pk), {"last_day": TODAY().isoformat()})
    unit.refresh_from_db()
    assert (unit.name, unit.closed_on) == ("Elevhälsan Lind", TODAY())
    busy = admin.post(url("close_unit", world.school.pk), {"last_day": TODAY().isoformat()})
    assert "Avsluta dem först" in busy.content.decode()
    admin.post(url("reopen_unit", unit.pk))
    unit.refresh_from_db()
    assert unit.closed_on is None


def test_an_account_is_closed_opened_and_made_administrator(world, admin):
    eva = operations.open_account(
        actor=SYSTEM, on=TODAY(), professional=world.head.professional, username="eva.bjork"
    )
    admin.post(url("let_administer", eva.pk))
    assert Account.objects.get(pk=eva.pk).administers
    admin.post(url("let_administer", eva.pk))
    assert not Account.objects.get(pk=eva.pk).administers
    admin.post(url("disable_account", eva.pk))
    assert not Account.objects.get(pk=eva.pk).is_active
    assert "/valkommen/" in admin.post(url("enable_account", eva.pk)).content.decode()
    assert Account.objects.get(pk=eva.pk).is_active
    assert "/valkommen/" in admin.post(url("new_link", eva.pk)).content.decode()


def test_the_last_administrator_is_told_why_nothing_happened(admin):
    me = Account.objects.get(administers=True)
    page = admin.post(url("let_administer", me.pk), follow=True)
    assert "Gör någon annan till administratör först" in page.content.decode()
    assert Account.objects.get(pk=me.pk).administers


def test_lists_are_searched_and_paged(world, admin):
    for number in range(60):
        register("Extra", f"Person{number:02}")
    page = admin.get(url("professionals"))
    assert page.context["page_obj"].paginator.count == 63
    assert len(page.context["page_obj"].object_list) == 50
    assert admin.get(url("professionals") + "?page=99").status_code == 200
    assert "Eva Björk" in admin.get(url("professionals") + "?q=bj").content.decode()
    nobody = admin.get(url("professionals") + "?q=" + "x" * 500 + "&unit=y")
    assert nobody.status_code == 200
    assert "Lindskolan" in admin.get(url("units") + "?q=lind&closed=on").content.decode()
    assert "Ingen enhet passar" in admin.get(url("units") + "?q=finns-inte").content.decode()


def test_forms_change_nothing_but_their_own_fields(world, admin):
    """Mass assignment: every other field of the row is sent along and none of it is saved (T35)."""
    before = Professional.objects.values().get(pk=world.head.professional_id)
    sent = dict.fromkeys(before, "x") | {
        "given_name": "Eva",
        "family_name": "Björk",
        "email": "",
        "phone": "",
    }
    admin.post(url("change_professional", world.head.professional_id), sent)
    after = Professional.objects.values().get(pk=world.head.professional_id)
    assert after | {"protected_identity": False} == before
    unit_sent = {
        "name": "Lindskolan",
        "kind": "compulsory",
        "area": "x",
        "closed_on": "2020-01-01",
        "id": "x",
    }
    unit_before = Unit.objects.values().get(pk=world.school.pk)
    admin.post(url("change_unit", world.school.pk), unit_sent)
    assert Unit.objects.values().get(pk=world.school.pk) == unit_before


def test_names_with_every_alphabet_survive(world, admin):
    name = "Ølga عَلِي 王小明 Ñandú 👩‍👧 <b>x</b> '; DROP TABLE"
    admin.post(url("new_professional"), new_colleague(world, given_name=name))
    made = Professional.objects.get(family_name="Ny")
    assert made.given_name == name
    words = admin.get(url("professional", made.pk)).content.decode()
    assert "<b>x</b>" not in words
    assert "王小明" in words
