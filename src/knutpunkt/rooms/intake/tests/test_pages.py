"""The administrator's pages: files handed in, looked at, accepted or dropped. No name is ever shown."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.signed_in import sign_in_administrator

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Child, Enrolment, Municipality
from knutpunkt.rooms.entrance.gate import Gate, gate_of
from knutpunkt.rooms.intake import lake, uploads
from knutpunkt.rooms.intake.models import ColumnMapping, ImportBatch
from knutpunkt.rooms.intake.operations import place_of
from knutpunkt.rooms.intake.tests.delivery import ENROLMENTS, PUPILS, UNITS, enrolment, pupil, small_school
from knutpunkt.rooms.intake.urls import urlpatterns

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def admin(client) -> Client:
    sign_in_administrator(client)
    with recorded(actor=SYSTEM, action="world.built"):
        Municipality.objects.create(code="9901", name="Lindhamra")
    return client


def upload(name: str, *lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, ("\n".join(lines) + "\n").encode())


def hand_in(admin: Client, *files: SimpleUploadedFile) -> ImportBatch:
    answer = admin.post(reverse("intake:batches"), {"handed_in": list(files)})
    assert answer.status_code == 302, answer.content.decode()
    return ImportBatch.objects.order_by("-created")[0]


def declare(admin: Client, batch: ImportBatch, **changes: object):
    said: dict[str, object] = {}
    for file in batch.files.exclude(headings=[]):
        told = {
            "kind": file.kind,
            "source": "Skolsystemet",
            "municipality": "9901",
            "as_of": TODAY().isoformat(),
            "units": "",
            "school_form": "",
        }
        told |= {f"kolumn-{name}": place for name, place in file.columns.items()}
        said |= {f"{file.pk}-{name}": value for name, value in (told | changes).items() if value is not None}
    return admin.post(page(batch), said, follow=True)


def page(batch: ImportBatch) -> str:
    return reverse("intake:batch", args=[batch.pk])


def accept(admin: Client, batch: ImportBatch, **said: str):
    return admin.post(reverse("intake:accept", args=[batch.pk]), said, follow=True)


def test_every_page_is_for_administrators():
    assert {gate_of(pattern.callback) for pattern in urlpatterns} == {Gate.ADMINISTRATOR}


def test_files_are_handed_in_previewed_and_taken_in_without_a_name_being_shown(admin):
    batch = hand_in(
        admin, upload("enheter.csv", *UNITS), upload("elever.csv", *PUPILS, pupil(1, given="Zackarina"))
    )
    shown = declare(admin, batch).content.decode()
    assert "Vad som skulle hända" in shown
    assert not Child.objects.exists()
    done = accept(admin, batch).content.decode()
    assert "Vad som hände" in done
    assert Child.objects.get().given_name == "Zackarina"
    assert ColumnMapping.objects.filter(source="Skolsystemet").count() == 2
    for words in (shown, done, admin.get(reverse("intake:batches")).content.decode()):
        assert "Zackarina" not in words
        assert "2012-03" not in words


def test_the_files_are_kept_privately_until_accepted_and_then_forgotten(admin):
    batch = hand_in(admin, upload("../../elever.csv", *PUPILS, pupil(1), "trasig"))
    (kept,) = place_of(batch.pk).glob("*.csv")
    assert kept.name == "000.csv"
    assert kept.stat().st_mode & 0o077 == 0
    assert admin.get(page(batch)).status_code == 200
    declare(admin, batch)
    accept(admin, batch)
    assert [path.name for path in place_of(batch.pk).iterdir()] == ["avvisade-rader.csv"]


def test_dropping_takes_nothing_in_and_leaves_no_file(admin):
    batch = hand_in(admin, upload("elever.csv", *PUPILS, pupil(1)))
    admin.post(reverse("intake:drop", args=[batch.pk]))
    assert not place_of(batch.pk).exists()
    assert not Child.objects.exists()
    assert admin.get(page(batch)).status_code == 404
    assert accept(admin, batch).status_code == 404


def test_the_list_of_refused_rows_can_be_fetched_and_says_no_value(admin):
    batch = hand_in(admin, upload("elever.csv", *PUPILS, pupil(1).replace("2012-03-02", "2012-02-30")))
    declare(admin, batch)
    answer = admin.get(reverse("intake:refused_rows", args=[batch.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer["Content-Disposition"].startswith("attachment")
    assert text.splitlines()[1].startswith("elever.csv;2;födelsedatum;")
    assert "2012-02-30" not in text


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "tom"), (b"PK\x03\x04", "Excel"), (b"<html>", "webbsida"), (b"Alva;Ek\nE1;E2\n", "rubriker")],
)
def test_a_wrong_file_gets_its_sentence_and_its_first_line_is_not_shown(admin, content, word):
    batch = hand_in(admin, SimpleUploadedFile("fel.csv", content), upload("elever.csv", *PUPILS, pupil(1)))
    words = admin.get(page(batch)).content.decode()
    assert word in words
    assert "Alva" not in words
    declare(admin, batch)
    accept(admin, batch)
    assert Child.objects.count() == 1


def test_another_choice_of_column_is_used_and_remembered(admin):
    batch = hand_in(admin, upload("elever.csv", "elev_id;förnamn;x;efternamn;annat", "E1;A;B;C;D"))
    file = batch.files.get()
    declare(admin, batch, **{"kolumn-family_name": "4", "kolumn-given_name": "1"})
    accept(admin, batch)
    assert Child.objects.get().family_name == "D"
    assert file.columns["family_name"] == 3
    again = hand_in(admin, upload("elever.csv", "elev_id;förnamn;x;efternamn;annat", "E2;A;B;C;D"))
    assert again.files.get().columns["family_name"] == 4


def test_another_kind_gives_other_columns_to_choose_from(admin):
    batch = hand_in(admin, upload("elever.csv", *PUPILS, pupil(1)))
    answer = declare(admin, batch, kind="guardian")
    assert "vh_id" in answer.content.decode()
    assert batch.files.get().problem


def test_what_is_missing_in_the_form_is_said_and_nothing_lost(admin):
    batch = hand_in(admin, upload("elever.csv", *PUPILS, pupil(1)))
    later = (TODAY() + timedelta(days=1)).isoformat()
    for wrong in (
        {"source": ""},
        {"municipality": "12"},
        {"as_of": later},
        {"as_of": "31 februari"},
        {"kind": "x"},
    ):
        answer = declare(admin, batch, **wrong)
        assert answer.status_code == 422
    assert batch.files.count() == 1


def test_a_wave_of_removals_needs_its_own_yes(admin, folder):
    small_school(folder, pupils=20).take_in()
    batch = hand_in(admin, upload("inskrivningar.csv", *ENROLMENTS, *map(enrolment, range(5, 21))))
    shown = declare(admin, batch, complete="on")
    assert "confirm_removals" in shown.content.decode()
    accept(admin, batch)
    assert not Enrolment.objects.filter(last_day__isnull=False).exists()
    accept(admin, batch, confirm_removals="ja")
    assert Enrolment.objects.filter(last_day=TODAY()).count() == 4


def test_the_same_file_again_is_said_to_change_nothing(admin):
    for _ in range(2):
        batch = hand_in(admin, upload("elever.csv", *PUPILS, pupil(1)))
        shown = declare(admin, batch)
        accept(admin, batch)
    assert "Inget ändras" in shown.content.decode()


def test_while_another_import_runs_the_files_wait(admin):
    batch = hand_in(admin, upload("elever.csv", *PUPILS, pupil(1)))
    with lake.importing():
        answer = declare(admin, batch)
    assert "En annan inläsning pågår" in answer.content.decode()
    assert uploads.place_of(batch.pk).exists()


def test_declarations_handed_in_with_the_files_are_used(admin, folder):
    delivery = small_school(folder)
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in sorted(delivery.folder.iterdir())]
    batch = hand_in(admin, *files)
    assert batch.files.count() == 3
    assert batch.files.get(name="elever.csv").complete
    assert batch.files.get(name="elever.csv").as_of == delivery.as_of


def test_too_much_at_once_is_refused_before_anything_is_kept(admin, monkeypatch, settings):
    monkeypatch.setattr(uploads, "LARGEST_FILE", 10)
    answer = admin.post(reverse("intake:batches"), {"handed_in": [upload("elever.csv", *PUPILS)]})
    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()
    assert admin.post(reverse("intake:batches"), {}).status_code == 422
