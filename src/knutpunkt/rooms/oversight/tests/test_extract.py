"""The register extract: everything of the child, nothing of anybody else."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from tests import everything
from tests.figures import figure

from knutpunkt.foundation.access.handing_out import Recipient
from knutpunkt.foundation.access.holdings import WITHOUT_A_WAY, holdings, told_of_children, way_to_child
from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.classification import Privacy
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Child, Guardian, Guardianship, Professional
from knutpunkt.foundation.sealing.field import SealedTextField
from knutpunkt.rooms.cases.models import Note
from knutpunkt.rooms.oversight import handing
from knutpunkt.rooms.oversight.models import Handout

pytestmark = pytest.mark.django_db
# Of the child, but not the child's to have: a guardian's own answers, and what a report has set going.
NOT_IN_IT = {
    "concerns.reportofconcern",
    "casefile.consentanswer",
    "information.informed",
    "people.contacthold",
    "people.conflictofinterest",
}


@pytest.fixture
def world():
    return everything.build(timezone.localdate())


def rows_of(child: Child) -> list[models.Model]:
    """Every row that tells of the child, found another way: by trying each link until a child is met."""
    found = []
    for model in apps.get_models():
        privacy = model.__dict__.get("privacy")
        if isinstance(privacy, Privacy) and privacy.of_a_child and model is not Guardian:
            found += [row for row in model._default_manager.all() if _child_of(row, 4) == child.pk]
    return found


def _child_of(row: Any, steps: int) -> Any:
    if isinstance(row, Child):
        return row.pk
    if steps == 0 or isinstance(row, Guardian | Professional):
        return None
    for field in row._meta.fields:
        if isinstance(field, models.ForeignKey) and getattr(row, field.attname) is not None:
            target = getattr(row, field.name)
            privacy = getattr(type(target), "privacy", None)
            if isinstance(privacy, Privacy) and privacy.of_a_child:
                met = _child_of(target, steps - 1)
                if met:
                    return met
    return None


def plant(rows: list[models.Model], mark: str) -> set[str]:
    """A word of its own in every text that somebody has written."""
    planted = set()
    with recorded(actor=SYSTEM, action="world.changed"):
        for number, row in enumerate(rows):
            privacy = type(row).privacy
            told = (privacy.personal + " " + privacy.sensitive).split()
            for field in row._meta.local_fields:
                free = isinstance(field, SealedTextField | models.CharField) and not field.choices
                if (
                    free
                    and field.name in told
                    and field.name not in ("blind_index",)
                    and getattr(row, field.name)
                ):
                    if isinstance(field, models.EmailField) or (field.max_length and field.max_length < 25):
                        continue
                    word = f"{mark}{number}{field.name.replace('_', '')}"
                    setattr(row, field.name, word)
                    row.save(update_fields=[field.name])
                    planted.add(word)
    return planted


def extracts(world, guardian=None) -> tuple[bytes, bytes, str]:
    made = handing.hand_out(
        actor=world.place.actor("rut"), on=world.on, child=world.place.alva, kind=Handout.Kind.EXTRACT,
        to=Recipient(world.place.alva.pk, guardian.pk if guardian else None), requested_on=world.on,
        first_day=world.on - timedelta(days=400), last_day=world.on,
    )  # fmt: skip
    rut = world.client("head teacher")
    session = rut.session
    session["visit.confirmed"] = timezone.now().timestamp()
    session.save()
    answers = [
        rut.get(reverse("oversight:handout_file", args=[made.pk, form])) for form in ("json", "csv", "pdf")
    ]
    assert [one.status_code for one in answers] == [200, 200, 200]
    told, table, paper = (one.content for one in answers)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    return told, table, "".join(text.split())


def test_t39_everything_of_the_child_and_nothing_of_anybody_else(world):
    alva, ville = world.place.alva, world.place.ville
    sibling = _others(world)
    own = [row for row in rows_of(alva) if row._meta.label_lower not in NOT_IN_IT]
    mine = plant([row for row in own if not isinstance(row, Guardianship)], "kanin")
    others = plant([*rows_of(ville), *rows_of(sibling), *Professional.objects.all()], "annans")
    others |= _third_persons(world, sibling)
    told, table, paper = extracts(world)
    answered = {str(row.pk) for row in own}
    assert answered
    for where, text in (("json", told.decode()), ("csv", table.decode("utf-8-sig")), ("pdf", paper)):
        # Everything but what the clinic holds, which the clinic hands out.
        missing = {word for word in mine - _the_clinics(world, own, mine) if word not in text}
        assert missing == set(), (where, missing)
        found = {word for word in others if word in text}
        assert found == set(), (where, found)
    assert len(mine) > 25
    assert json.loads(told)
    assert list(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    figure(
        "T39",
        f"{len(mine)} av {len(mine)} spårord om barnet med i JSON, CSV och PDF; 0 av {len(others)} om andra",
    )


def _others(world) -> Child:
    """A sibling, through the mother; and words about others in what is written of the child."""
    place = world.place
    with recorded(actor=SYSTEM, action="world.changed"):
        mother = Guardian.objects.get(given_name="Maja")
        mother.email, mother.phone = "majaskanal@exempel.se", "070-annansnummer"
        mother.save()
        sibling = Child.objects.create(
            given_name="Annansyskon", family_name="Nyström", municipality=place.town
        )
        Guardianship.objects.create(
            child=sibling, guardian=mother, relation="custody", start=date(2020, 1, 1)
        )
    return sibling


def _third_persons(world, sibling: Child) -> set[str]:
    with recorded(actor=SYSTEM, action="world.changed"):
        for guardian, name in zip(
            Guardian.objects.order_by("given_name"), ("Annansjohan", "Annansmaja"), strict=False
        ):
            guardian.given_name = name
            guardian.save()
        sibling.refresh_from_db()
        note = Note.objects.filter(child=world.place.alva).first()
        note.text += " Samtal med Annansmaja. Annansmajas syster ringde, majaskanal@exempel.se."
        note.text += f" {sibling.given_name} var med."
        note.save()
    return {"Annansmaja", "Annansjohan", "majaskanal", "070-annansnummer"}


def _the_clinics(world, own, mine) -> set[str]:
    clinic = {row.pk for row in own if getattr(row, "unit_id", None) == world.place.clinic.pk}
    return {word for word in mine for row in own if row.pk in clinic and word in map(str, vars(row).values())}


def test_t39_a_guardians_extract_has_not_the_young_persons_private_words(world):
    mother = Guardian.objects.get(given_name="Maja")
    told, _table, paper = extracts(world, mother)
    assert "Jag vill rida igen." not in told.decode()
    assert "Jagvillridaigen." not in paper
    assert "Jag vill rida igen." in extracts(world)[0].decode()


def test_every_model_that_tells_of_a_child_has_a_way_to_it():
    lost = {model._meta.label_lower for model in told_of_children() if not way_to_child(model)}
    assert lost == set(WITHOUT_A_WAY)
    assert len(holdings()) > 30
