"""Somebody tells, and writes it down: who is counted, what is left, who may read it."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.signed_in import sign_in

from knutpunkt.foundation.access.handing_out import Recipient, secrets_from
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Record
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.people.models import Child, ContactHold, Guardian, Guardianship, ProtectedIdentity
from knutpunkt.foundation.people.refusals import ReasonMissing
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.consents.queries import can_be_let_out
from knutpunkt.rooms.information import operations, queries, refusals
from knutpunkt.rooms.information.models import Informed, Occasion
from knutpunkt.rooms.oversight import handing
from knutpunkt.rooms.oversight.models import Handout

Parents = tuple[Guardian, Guardian]
STEP = "Berätta för barnet och vårdnadshavarna"


def names(child: Child, on: date) -> list[str]:
    return [one.name.split()[0] for one in queries.people(child, on)]


def tell(place: Place, case: Case, on: date, *who: str, told_on: date | None = None) -> list[Informed]:
    return operations.tell(
        actor=place.actor("elin"), on=on, case=case, occasion=Occasion.CASE, to=chosen(case, on, who),
        how=Informed.How.TALK, told_on=told_on or on,
    )  # fmt: skip


def not_yet(place: Place, case: Case, on: date, *who: str, days: int = 7) -> list[Informed]:
    return operations.not_yet(
        actor=place.actor("elin"), on=on, case=case, occasion=Occasion.CASE, to=chosen(case, on, who),
        why="Hon är bortrest.", again_on=on + timedelta(days=days),
    )  # fmt: skip


def chosen(case: Case, on: date, who: tuple[str, ...]) -> list[queries.Person]:
    return [one for one in queries.people(case.child, on) if one.name.split()[0] in who]


def promises(case: Case) -> list[Commitment]:
    return list(Commitment.objects.filter(matter=case.matter_id, source=operations.SOURCE, state="open"))


def childs_page(client: Client, place: Place, who: str = "elin") -> str:
    sign_in(client, getattr(place, who))
    return unescape(client.get(reverse("cases:child", args=[place.alva.pk])).content.decode())


def changed(**fields: object) -> None:
    with recorded(actor=SYSTEM, action="world.changed"):
        Guardian.objects.filter(given_name="Maja").update(**fields)


def test_the_child_and_guardians_with_custody_are_told(place: Place, parents: Parents, today: date):
    with recorded(actor=SYSTEM, action="world.changed"):
        other = Guardian.objects.create(given_name="Per", family_name="Ek")
        Guardianship.objects.create(child=place.alva, guardian=other, relation="other", start=today)
    assert names(place.alva, today) == ["Alva", "Johan", "Maja"]


def test_who_is_of_age_is_told_alone(place: Place, parents: Parents, today: date):
    eighteen = date(2012 + 18, 5, 9)
    assert names(place.alva, eighteen - timedelta(days=1)) == ["Alva", "Johan", "Maja"]
    assert names(place.alva, eighteen) == ["Alva"]


def test_a_guardian_under_a_hold_a_blocked_link_or_a_protected_identity_is_counted_nowhere(
    place: Place, parents: Parents, case: Case, client: Client, today: date
):
    mother, _father = parents
    with recorded(actor=SYSTEM, action="world.changed"):
        hold = ContactHold.objects.create(
            child=place.alva, guardian=mother, decided_by=place.rut.professional, reason="Våld",
            review_on=today + timedelta(days=9), start=today,
        )  # fmt: skip
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    assert names(place.alva, today) == ["Alva", "Johan"]
    for page in ("tell", "panel"):
        assert "Maja" not in client.get(reverse(f"information:{page}", args=[case.pk])).content.decode()
    tell(place, case, today, "Alva", "Johan")
    assert STEP not in childs_page(client, place)
    with recorded(actor=SYSTEM, action="world.changed"):
        ContactHold.objects.filter(pk=hold.pk).delete()
        Guardianship.objects.filter(guardian=mother).update(blocked=True)
    assert names(place.alva, today) == ["Alva", "Johan"]
    with recorded(actor=SYSTEM, action="world.changed"):
        Guardianship.objects.filter(guardian=mother).update(blocked=False)
    changed(protected_identity=ProtectedIdentity.MARKED)
    assert names(place.alva, today) == ["Alva", "Johan"]


def test_who_must_not_be_told_cannot_be_chosen(place: Place, parents: Parents, case: Case, today: date):
    mother, _father = parents
    known = chosen(case, today, ("Maja",))
    with recorded(actor=SYSTEM, action="world.changed"):
        Guardianship.objects.filter(guardian=mother).update(blocked=True)
    with pytest.raises(refusals.NotToBeTold):
        operations.tell(
            actor=place.actor("elin"), on=today, case=case, occasion=Occasion.CASE, to=known,
            how=Informed.How.TALK, told_on=today,
        )  # fmt: skip
    assert not Informed.objects.exists()


def test_opening_a_case_shows_the_step_with_a_date_until_everybody_is_told(
    place: Place, parents: Parents, case: Case, client: Client, today: date
):
    page = childs_page(client, place)
    assert STEP in page
    assert "Ingen har skrivit ner att de vet." in page
    assert "om 2 veckor" in page
    tell(place, case, today, "Alva")
    assert "Alla har inte fått veta än." in childs_page(client, place)
    tell(place, case, today, "Johan", "Maja")
    assert STEP not in childs_page(client, place)


def test_the_step_is_for_the_area_that_owns_the_case(place: Place, case: Case, client: Client, today: date):
    assert STEP in childs_page(client, place, "kim")
    assert STEP not in childs_page(client, place, "bo")


def test_not_yet_becomes_a_promise_and_the_step_rests_until_then(
    place: Place, case: Case, client: Client, today: date
):
    tell(place, case, today, "Alva", "Johan")
    not_yet(place, case, today, "Maja")
    assert STEP not in childs_page(client, place)
    promise = promises(case)[0]
    assert (promise.holder, promise.due) == (place.elin.professional, today + timedelta(days=7))  # type: ignore[attr-defined]
    assert "Maja" not in promise.what
    not_yet(place, case, today, "Maja", days=20)
    assert [one.due for one in promises(case)] == [today + timedelta(days=20)]
    tell(place, case, today, "Maja")
    assert promises(case) == []
    assert not Commitment.objects.filter(source=operations.SOURCE, state="dropped").exists()


def test_when_the_day_has_come_the_step_is_back(place: Place, case: Case, today: date):
    not_yet(place, case, today, "Alva", "Johan", "Maja")
    rows = list(Record.objects.filter(kind=Record.Kind.INFORMATION))
    actor = place.actor("elin")
    assert list(queries.steps_left(case, rows, actor, today + timedelta(days=6))) == []
    [step] = queries.steps_left(case, rows, actor, today + timedelta(days=7))
    assert str(step.label) == STEP


def test_what_is_written_is_kept_and_the_newest_counts(place: Place, case: Case, today: date):
    not_yet(place, case, today, "Alva")
    tell(place, case, today, "Alva")
    rows = Informed.objects.order_by("created_at")
    assert [row.told_on for row in rows] == [None, today]
    first = queries.standings(case, rows, today)[0]
    assert first.told
    with pytest.raises(IntegrityError), transaction.atomic(), recorded(actor=SYSTEM, action="world.changed"):
        Informed.objects.filter(pk=rows[0].pk).update(told_on=today)


def test_bad_input_is_refused_with_what_is_missing(place: Place, case: Case, client: Client, today: date):
    elin = {"actor": place.actor("elin"), "on": today, "case": case, "occasion": Occasion.CASE}
    alva = chosen(case, today, ("Alva",))
    with pytest.raises(refusals.NotHappenedYet):
        tell(place, case, today, "Alva", told_on=today + timedelta(days=1))
    with pytest.raises(ReasonMissing):
        operations.not_yet(**elin, to=alva, why=" ", again_on=today + timedelta(days=1))
    with pytest.raises(refusals.AgainMustBeLater):
        operations.not_yet(**elin, to=alva, why="Sjuk", again_on=today)
    with pytest.raises(refusals.NotToBeTold):
        operations.tell(**elin, to=[], how=Informed.How.TALK, told_on=today)
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    page = reverse("information:tell", args=[case.pk])
    for given in (
        {"outcome": ""},
        {"to": ["x"], "outcome": "told"},
        {"to": ["child"], "occasion": "case", "outcome": "told"},
    ):
        assert client.post(page, given).status_code == 422
    assert not Informed.objects.exists()


def test_writing_it_down_on_the_page(place: Place, case: Case, client: Client, today: date):
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    page = reverse("information:tell", args=[case.pk])
    answer = {"to": ["child"], "occasion": "case", "outcome": "told", "how": "talk", "told_on": str(today)}
    assert client.post(page, answer).status_code == 302
    later = {"why": "Sjuk", "again_on": str(today + timedelta(days=3))}
    mother = str(Guardian.objects.get(given_name="Maja").pk)
    waits = {"to": [mother], "occasion": "case", "outcome": "not_yet", **later}
    assert client.post(page, waits).status_code == 302
    panel = unescape(client.get(reverse("information:panel", args=[case.pk])).content.decode())
    assert "vet om samarbetet" in panel
    assert "Nytt försök om 3 dagar" in panel


def test_others_than_the_own_area_neither_read_nor_write_it(
    place: Place, case: Case, client: Client, today: date
):
    not_yet(place, case, today, "Maja")
    sign_in(client, place.bo)
    assert "bortrest" not in client.get(reverse("information:panel", args=[case.pk])).content.decode()
    assert client.get(reverse("information:tell", args=[case.pk])).status_code == 404
    for name in ("mia", "sam"):
        sign_in(client, getattr(place, name))
        assert client.get(reverse("information:panel", args=[case.pk])).status_code == 404
    sign_in(client, place.kim)
    assert "bortrest" in client.get(reverse("information:panel", args=[case.pk])).content.decode()


def test_it_is_never_proposed_for_disclosure(place: Place, case: Case, today: date):
    made = tell(place, case, today, "Alva")
    shown = can_be_let_out(case, actor=place.actor("elin"), on=today)
    assert made[0].pk not in {row.pk for row in shown}


def test_each_meets_only_the_rows_about_themself_in_an_extract(
    place: Place, parents: Parents, case: Case, today: date
):
    mother, father = parents
    rows = {
        "child": not_yet(place, case, today, "Alva")[0].pk,
        "mother": not_yet(place, case, today, "Maja")[0].pk,
    }
    actor = place.actor("elin")
    for guardian, whole, mine in ((None, True, "child"), (mother.pk, True, "mother"), (father.pk, False, "")):
        hidden = secrets_from(Recipient(place.alva.pk, guardian), actor=actor, whole=whole).hidden
        met = {whose for whose, key in rows.items() if f"information.informed:{key}" not in hidden}
        assert met == ({mine} if mine else set())
        assert {f"casefile.record:{key}" in hidden for whose, key in rows.items() if whose != mine} == {True}


def test_nobodys_log_tells_that_another_was_told(place: Place, parents: Parents, case: Case, today: date):
    def lines() -> list[list[str]]:
        made = Handout(
            child=place.alva, kind=Handout.Kind.OWN_LOG, guardian=parents[1], first_day=today, last_day=today,
            unit=place.school,
        )  # fmt: skip
        return [one.cells[1:] for one in handing.log_lines(made, actor=place.actor("elin"))]

    before = lines()
    tell(place, case, today, "Alva", "Maja")
    assert lines() == before
    tell(place, case, today, "Johan")
    assert len(lines()) == len(before) + 1
    assert "skrev ner vem som har fått information" in str(lines()).lower()


def test_a_closed_case_shows_who_knows_and_takes_no_more(
    place: Place, case: Case, client: Client, today: date
):
    tell(place, case, today, "Alva")
    with recorded(actor=SYSTEM, action="world.changed"):
        Case.objects.filter(pk=case.pk).update(state=Case.State.CLOSED, closed_on=today)
    sign_in(client, place.elin)  # type: ignore[attr-defined]
    panel = client.get(reverse("information:panel", args=[case.pk])).content.decode()
    assert "vet om samarbetet" in panel
    tell_page = reverse("information:tell", args=[case.pk])
    assert tell_page not in panel
    assert client.get(tell_page).status_code == 404
