"""T07: where somebody is shows to named persons only: levels × whose mark × roles × pages."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.figures import figure
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Category, Consent, Record
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import (
    Child,
    Enrolment,
    Guardian,
    Guardianship,
    Professional,
    ProtectedIdentity,
    Unit,
    UnitWideTask,
)
from knutpunkt.rooms.cases.tests.begun import begin, invite_bup
from knutpunkt.rooms.concerns.tests.place import LONG_AGO, Place, work
from knutpunkt.rooms.consents import operations as consents
from knutpunkt.rooms.safeguards import protecting
from knutpunkt.rooms.safeguards.refusals import NotConfirmed, NotTheirs
from knutpunkt.rooms.safeguards.tests.every_page import addresses, read

Level = ProtectedIdentity
CANARIES = {
    "street_address": "Kvittergatan 71",
    "postal_code": "990 17",
    "town": "Zinkhamra",
    "email": "alva.zq@exempel.se",
    "phone": "070-1740605",
}
SCHOOL, CLASS = "Zinkskolan", "7 Zinkgul"
OF_STAFF = ("zara.zq@exempel.se", "070-1740699")
ROLES = ("elin", "kim", "mia", "sam", "rut", "kai", "bo")
EVERYWHERE = (*CANARIES.values(), SCHOOL, CLASS)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@dataclass
class Home:
    """Alva, who goes to Zinkskolan since lately, with a guardian and a sibling; and Zara, who takes part."""

    place: Place
    guardian: Guardian
    sibling: Child
    zara: Professional
    hidden: Unit
    ids: list[UUID]
    asked: UUID


@pytest.fixture
def home(place: Place, today: date) -> Home:
    case = begin(place, today)
    invite_bup(place, case, today)
    with recorded(actor=SYSTEM, action="world.built"):
        hidden = Unit.objects.create(name=SCHOOL, kind=Unit.Kind.COMPULSORY, area=place.school.area)
        Enrolment.objects.filter(child=place.alva).delete()
        Enrolment.objects.create(
            child=place.alva, unit=hidden, school_form="GR", class_name=CLASS, start=LONG_AGO
        )
        for name, value in CANARIES.items():
            setattr(place.alva, name, value)
        place.alva.save()
        guardian = Guardian.objects.create(given_name="Karin", family_name="Nyström")
        sibling = Child.objects.create(given_name="Ina", family_name="Nyström", municipality=place.town)
        for child in (place.alva, sibling):
            Guardianship.objects.create(child=child, guardian=guardian, relation="custody", start=LONG_AGO)
        place.zara = work("Zara", "Quist", hidden, "school_nurse")  # type: ignore[attr-defined]
        zara = place.zara.professional  # type: ignore[attr-defined]
        zara.email, zara.phone = OF_STAFF
        zara.save()
        case.participations.create(unit=hidden, professional=zara, start=today)
    asked = consents.ask(
        actor=place.actor("elin"),
        on=today,
        case=case,
        sender=place.school,
        recipient=place.clinic,
        categories={Category.SUPPORT},
        purpose="Samma bild",
        start=today,
        last_day=today + timedelta(days=90),
    )
    records = dict(Record.objects.values_list("kind", "pk")).values()
    some = [model.objects.values_list("pk", flat=True)[0] for model in (Commitment, Consent)]
    ids = [place.alva.pk, sibling.pk, case.pk, case.matter_id, asked.pk, *records, *some]
    return Home(place, guardian, sibling, zara, hidden, ids, asked.pk)


def mark(home: Home, whose: str, level: ProtectedIdentity) -> None:
    person = {"child": home.place.alva, "guardian": home.guardian, "sibling": home.sibling}[whose]
    with recorded(actor=SYSTEM, action="world.changed"):
        person.protected_identity = level
        person.save(update_fields=["protected_identity"])


def hide_zara(home: Home) -> None:
    """Her own unit is on the pages of whoever works there: then it is no longer a secret of hers."""
    with recorded(actor=SYSTEM, action="world.changed"):
        home.zara.protected_identity = True
        home.zara.save(update_fields=["protected_identity"])


def found(
    client: Client, home: Home, role: str, words: tuple[str, ...], pages: list[str]
) -> set[tuple[str, str]]:
    """Where each of the words is on the pages of one role."""
    sign_in(client, getattr(home.place, role))
    hits = set()
    for address in pages:
        status, text = read(client, address)
        assert status < 500, address
        hits |= {(address, word) for word in words if word in text}
    return hits


def every_page(home: Home) -> list[str]:
    """All of them, but the list of every school there is to tell something to: it is about no child."""
    return [one for one in addresses(home.ids) if one != reverse("concerns:new")]


def about_alva(home: Home) -> list[str]:
    """The pages where a child's school is told, and those that are printed for a family."""
    named = [("cases:child", home.ids[0]), ("concerns:panel", home.ids[0]), ("safeguards:panel", home.ids[0])]
    named += [(name, home.asked) for name in ("consents:request", "consents:paper")]
    lists = [reverse(name) for name in ("cases:children", "today:my_day", "today:unheld")]
    return [*(reverse(name, args=[key]) for name, key in named), *lists, reverse("cases:search") + "?q=Alva"]


@pytest.mark.alike
def test_t07_no_page_tells_where_a_protected_child_or_colleague_is(home: Home, client: Client):
    hide_zara(home)
    mark(home, "child", Level.MARKED)
    pages = every_page(home)
    roles = ("elin", "bo")
    for role in roles:
        assert found(client, home, role, (*EVERYWHERE, *OF_STAFF), pages) == set(), role
    figure("T07", f"{len(roles)} roller på {len(pages)} sidor: 0 röjda adresser, telefoner, skolor, klasser.")


@pytest.mark.parametrize("whose", ["child", "guardian", "sibling"])
@pytest.mark.parametrize("level", [Level.MARKED, Level.POPULATION])
def test_t07_whoever_is_marked_the_child_is_kept_from_every_role(
    home: Home, client: Client, whose: str, level: ProtectedIdentity
):
    hide_zara(home)
    mark(home, whose, level)
    for role in ROLES:
        assert found(client, home, role, EVERYWHERE, about_alva(home)) == set(), role


@pytest.mark.parametrize("level", [Level.NONE, Level.FICTITIOUS])
def test_t07_an_ordinary_childs_school_does_show_to_those_who_take_part(
    home: Home, client: Client, level: ProtectedIdentity
):
    mark(home, "child", level)
    sign_in(client, home.place.elin)  # type: ignore[attr-defined]
    page = client.get(reverse("cases:child", args=[home.place.alva.pk])).content.decode()
    assert SCHOOL in page
    assert CLASS in page
    assert "Skyddade personuppgifter" not in page


def test_t07_the_named_person_sees_the_school_and_everybody_sees_the_mark(home: Home, client: Client):
    hide_zara(home)
    mark(home, "child", Level.MARKED)
    with recorded(actor=SYSTEM, action="world.built"):
        UnitWideTask.objects.create(
            assignment=home.place.kim,
            unit=home.hidden,
            kind=UnitWideTask.Kind.PROTECTED_IDENTITY,
            start=LONG_AGO,
        )
    pages = ("cases:child", "cases:ask", "safeguards:panel", "safeguards:receive_request")
    for role in ("kim", "elin"):
        sign_in(client, getattr(home.place, role))
        bodies = [client.get(reverse(name, args=[home.place.alva.pk])).content.decode() for name in pages]
        assert all("Skyddade personuppgifter" in body for body in bodies)
        assert (SCHOOL in bodies[0]) == (role == "kim")


def test_t07_only_a_named_person_changes_the_mark_and_lowering_takes_a_look_at_the_decision(
    home: Home, client: Client, today: date
):
    place = home.place
    [alva, karin] = protecting.around(place.alva, today)
    told = {"on": today, "child": place.alva, "marked": alva, "level": Level.MARKED, "confirmed": False}
    with pytest.raises(NotTheirs):
        protecting.set_level(actor=place.actor("elin"), **told)
    with recorded(actor=SYSTEM, action="world.built"):
        UnitWideTask.objects.create(
            assignment=place.kim, unit=home.hidden, kind=UnitWideTask.Kind.PROTECTED_IDENTITY, start=LONG_AGO
        )
    protecting.set_level(actor=place.actor("kim"), **told)
    with pytest.raises(NotConfirmed):
        protecting.set_level(actor=place.actor("kim"), **(told | {"level": Level.NONE}))
    assert Child.objects.get(pk=place.alva.pk).protected_identity == Level.MARKED

    # Fictitious data are shown as anybody's: to get there by a slip would open as much as no mark.
    with pytest.raises(NotConfirmed):
        protecting.set_level(actor=place.actor("kim"), **(told | {"level": Level.FICTITIOUS}))

    sign_in(client, place.kim)
    page = reverse("safeguards:protected", args=[place.alva.pk])
    answer = client.post(page, {"person": "child", "level": "none"})
    assert answer.status_code == 422
    client.post(page, {"person": "child", "level": "none", "confirmed": "on"})
    assert Child.objects.get(pk=place.alva.pk).protected_identity == Level.NONE
    client.post(page, {"person": karin.key, "level": "population"})
    home.guardian.refresh_from_db()
    assert home.guardian.protected_identity == Level.POPULATION
    sign_in(client, place.mia)
    assert client.get(page).status_code == 404
