"""T43: who may see what is asked as often of 1, 10 or 100 units, cases and consents."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.access.tests.place import LONG_AGO, RUNNING, TODAY, Place, add, make_place
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case, Category, Ground, Record
from knutpunkt.foundation.people import models as people

pytestmark = pytest.mark.django_db
GROWTH = (1, 9, 90)


def grow(place: Place, reader: Actor, number: int) -> None:
    """As many units more that own a case each, with a record disclosed to the reader's unit on consent."""
    writer = people.Professional.objects.get(pk=place.works(place.school).person)
    grown_up = TODAY - timedelta(days=20 * 365)
    for one in range(number):
        unit = add(people.Unit, name=f"Skola {one}", kind="compulsory", area=place.school.area)
        child = add(
            people.Child,
            given_name="A", family_name="B", municipality=place.municipality, birth_date=grown_up,
        )  # fmt: skip
        add(people.Enrolment, child=child, unit=unit, school_form="GR", **RUNNING)
        case = place.case(unit, child=child)
        place.joins(case, reader)
        record = place.record(case, child=child, unit=unit, category=Category.WELLBEING, written_on=LONG_AGO)
        consent = place.consent(record, place.clinic)
        place.answers(consent, None)
        place.discloses(record, place.clinic, Ground.CONSENT, consent=consent, decided_by=writer)


def test_t43_as_many_questions_for_a_hundred_units_cases_and_consents_as_for_one():
    place = make_place()
    reader = place.works(place.clinic)
    asked: dict[str, set[int]] = {"Child": set(), "Case": set(), "Record": set()}
    rows = 0
    for more in GROWTH:
        grow(place, reader, more)
        rows += more
        for model in (people.Child, Case, Record):
            with CaptureQueriesContext(connection) as queries:
                seen = visible(model._default_manager.all(), actor=reader, on=TODAY)
            asked[model.__name__].add(len(queries))
            assert len(seen) == rows, model
    assert [len(numbers) for numbers in asked.values()] == [1, 1, 1], asked
