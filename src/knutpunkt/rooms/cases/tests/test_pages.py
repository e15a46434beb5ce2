"""The pages of a case, as those who take part and as those who do not."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.expressions import RawSQL
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.everything import smallest_pdf
from tests.signed_in import sign_in

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.models import Event
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Case, Category
from knutpunkt.rooms.cases.models import Attachment, ChildsView, Note
from knutpunkt.rooms.cases.tests.begun import begin, concern_about_alva, invite_bup
from knutpunkt.rooms.cases.writing import write_note
from knutpunkt.rooms.concerns.tests.place import Place


@pytest.fixture
def case(place: Place) -> Case:
    return begin(place, timezone.localdate())


def page(client: Client, name: str, *args: object, **data: object):
    return client.get(reverse(name, args=args), data)


def post(client: Client, name: str, *args: object, **data: object):
    return client.post(reverse(name, args=args), data)


def without_token(content: bytes) -> bytes:
    """A page without what differs at every request: the token, and its own address."""
    return re.sub(rb"[A-Za-z0-9]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"", content)


def test_the_childs_page_opens_for_those_who_take_part_and_is_recorded_once(
    place: Place, case: Case, client: Client
):
    sign_in(client, place.elin)
    before = Event.objects.count()
    answer = page(client, "cases:child", place.alva.pk)
    assert answer.status_code == 200
    assert "Alva Nyström" in answer.content.decode()
    assert Event.objects.count() == before + 1
    assert [row.child for row in Event.objects.latest("id").children.all()] == [place.alva.pk]


def test_t04_a_child_one_does_not_work_with_looks_like_a_child_that_does_not_exist(
    place: Place, case: Case, client: Client
):
    sign_in(client, place.bo)
    there, nowhere = (page(client, "cases:child", pk) for pk in (place.alva.pk, place.town.pk))
    assert there.status_code == nowhere.status_code == 404
    assert without_token(there.content) == without_token(nowhere.content)


def test_the_list_shows_only_ones_own(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)
    text = page(client, "cases:children").content.decode()
    assert "Alva Nyström" in text
    assert "Ville" not in text


def test_a_name_is_found_only_among_ones_own(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)
    assert "Alva Nyström" in page(client, "cases:search", q="alva").content.decode()
    assert "Ville Åkesson" not in page(client, "cases:search", q="ville").content.decode()


def test_a_note_is_written_found_in_the_child_and_corrected(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)
    post(
        client,
        "cases:new_note",
        case.pk,
        text="Vi gick till musiksalen",
        category="wellbeing",
        audience="own",
    )
    note = Note.objects.get()
    assert "musiksalen" in page(client, "cases:child", place.alva.pk, sok="musik").content.decode()
    assert "musiksalen" not in page(client, "cases:child", place.alva.pk, sok="gymnastik").content.decode()
    answer = post(
        client, "cases:edit_note", note.pk, text="Vi gick till slöjdsalen", reason="Fel sal", version=1
    )
    assert answer.status_code == 302
    assert "Fel sal" in page(client, "cases:note", note.pk).content.decode()


def test_a_word_of_what_was_done_lies_in_no_cookie(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)
    answer = post(client, "cases:new_note", case.pk, text="Kort", category="wellbeing", audience="own")
    assert answer.status_code == 302
    assert [name for name in client.cookies if "messages" in name] == []
    assert "sparad" in page(client, "cases:child", place.alva.pk).content.decode()


def test_t09_a_search_opens_no_note_that_may_not_be_read(place: Place, case: Case, client: Client):
    invite_bup(place, case, timezone.localdate())
    hidden = write_note(
        actor=place.actor("bo"),
        on=timezone.localdate(),
        case=case,
        category=Category.WELLBEING,
        heading="",
        text="Missbruk hemma",
        audience=Audience.OWN,
        draft=False,
    )
    sign_in(client, place.elin)
    asked = []
    for word in ("missb", "ingenting"):
        with CaptureQueriesContext(connection) as queries:
            assert "Inget sådant" in page(client, "cases:child", place.alva.pk, sok=word).content.decode()
        asked.append(len(queries))
    assert asked[0] == asked[1]
    with recorded(actor=SYSTEM, action="world.changed"):
        Note.objects.filter(pk=hidden.pk).update(text=RawSQL("%s", [b"\x01" + b"0" * 60]))
    assert page(client, "cases:child", place.alva.pk, sok="missb").status_code == 200


def test_a_note_of_another_area_is_not_there(place: Place, case: Case, client: Client):
    invite_bup(place, case, timezone.localdate())
    sign_in(client, place.elin)
    post(client, "cases:new_note", case.pk, text="Bara för oss", category="wellbeing", audience="own")
    sign_in(client, place.bo)
    assert "Bara för oss" not in page(client, "cases:child", place.alva.pk).content.decode()
    assert page(client, "cases:note", Note.objects.get().pk).status_code == 404


def test_t20_two_who_write_at_once_lose_nothing(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)
    post(client, "cases:new_note", case.pk, text="Första", category="wellbeing", audience="own")
    note = Note.objects.get()
    post(client, "cases:edit_note", note.pk, text="Andra", reason="Rättat", version=1)
    late = post(client, "cases:edit_note", note.pk, text="Tredje", reason="Rättat", version=1)
    assert "Tredje" in late.content.decode()
    note.refresh_from_db()
    assert note.text == "Andra"


def test_t17_a_file_comes_back_as_a_download_that_cannot_run(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)
    paper = SimpleUploadedFile("intyg.pdf", smallest_pdf())
    post(client, "cases:new_attachment", case.pk, file=paper, category="support", audience="own")
    answer = page(client, "cases:attachment", Attachment.objects.get().pk)
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("name", "content"), [("a.html", b"<script>"), ("a.pdf", b""), ("a.docx", b"MZ")])
def test_t17_a_file_that_cannot_be_trusted_is_refused_with_a_sentence(
    place: Place, case: Case, client: Client, name: str, content: bytes
):
    sign_in(client, place.elin)
    answer = post(
        client,
        "cases:new_attachment",
        case.pk,
        file=SimpleUploadedFile(name, content),
        category="support",
        audience="own",
    )
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_the_childs_words_stand_on_top(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)
    post(client, "cases:words", case.pk, words="Fråga mig, inte bara mamma.", chosen="team")
    assert ChildsView.objects.get().words
    assert "Fråga mig" in page(client, "cases:child", place.alva.pk).content.decode()


def test_student_health_begins_a_case_from_a_concern(place: Place, client: Client):
    concern = concern_about_alva(place, timezone.localdate())
    sign_in(client, place.kim)
    assert page(client, "cases:open", concern.pk).status_code == 200
    answer = post(
        client,
        "cases:open",
        concern.pk,
        coordinator=place.mia.pk,
        coordinator_kind="coordinator",
        backup=place.sam.pk,
        first_step="Träffa Alva",
        due=timezone.localdate() + timedelta(days=3),
        take_part="on",
    )
    assert answer.status_code == 302
    case = Case.objects.get()
    assert case.participations.count() == 2


def test_closing_asks_for_after_care_and_the_page_says_so(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)
    answer = post(
        client,
        "cases:close",
        case.pk,
        outcome="goals_reached",
        words="Det vände",
        version=1,
        after_care_on=timezone.localdate() + timedelta(days=30),
    )
    assert answer.status_code == 302
    assert "eftervård" in page(client, "cases:child", place.alva.pk).content.decode()
    assert page(client, "cases:after_care", case.pk).status_code == 200


def test_only_who_coordinates_reaches_the_acts_on_the_case(place: Place, case: Case, client: Client):
    sign_in(client, place.kim)
    for name in ("cases:invite", "cases:coordinator", "cases:close"):
        assert page(client, name, case.pk).status_code == 404


def test_a_question_is_sent_from_the_fixed_text(place: Place, case: Case, client: Client):
    sign_in(client, place.mia)
    answer = post(client, "cases:ask", place.alva.pk, question="Vet någon varför hon går hem?")
    assert answer.status_code == 302


def test_the_childs_choice_of_readers_is_said_to_those_who_read(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)
    post(
        client, "cases:words", case.pk, words="Bara ni", chosen="chosen", readers=[place.kim.professional_id]
    )
    assert (
        "Alva visar det här för dig och Kim Lund"
        in page(client, "cases:child", place.alva.pk).content.decode()
    )
    sign_in(client, place.kim)
    assert "Alva visar det här bara för dig" in page(client, "cases:child", place.alva.pk).content.decode()
    sign_in(client, place.rut)
    assert "Bara ni" not in page(client, "cases:child", place.alva.pk).content.decode()


def test_the_same_reason_is_said_once_for_a_whole_part(place: Place, case: Case, client: Client):
    sign_in(client, place.elin)
    for number in range(3):
        post(client, "cases:new_note", case.pk, text=f"Nr {number}", category="wellbeing", audience="own")
    shown = page(client, "cases:child", place.alva.pk).content.decode()
    part = shown[shown.index('id="anteckningar"') : shown.index('id="bilagor"')]
    assert part.count("Du ser detta för att") == 1


def test_the_demo_list_says_how_many_children_one_works_with(place: Place, case: Case):
    from knutpunkt.rooms.cases.queries import how_many

    on = timezone.localdate()
    assert how_many(place.actor("elin"), on) == "1 barn"
    assert how_many(place.actor("mia"), on) == "2 barn"
    assert how_many(place.actor("bo"), on) == ""
