"""What an administrator is told before an assignment ends agrees with what then happens."""

from collections import Counter
from datetime import timedelta

import pytest
from tests.signed_in import sign_in_administrator

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.commitments import operations as promises
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.commitments.passing import passing_on
from knutpunkt.foundation.commitments.queries import with_holder
from knutpunkt.foundation.people import operations as people
from knutpunkt.rooms.organisation.tests.lindhamra import TODAY, build, employ, register
from knutpunkt.rooms.organisation.tests.test_pages import url

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECRET = "Ring Alvas mamma om skolvägen"


@pytest.fixture
def world():
    return build()


def make_promise(world, holder, *, backup=None, what=SECRET):
    child = people.register_child(
        actor=SYSTEM, on=TODAY(), given_name="Alva", family_name="Ny", municipality=world.municipality
    )
    promises.open_matter(
        actor=SYSTEM,
        on=TODAY(),
        child=child,
        kind=Matter.Kind.CASE,
        unit=world.school,
        what=what,
        holder=holder.professional,
        backup=backup.professional if backup else None,
        due=TODAY() + 7 * DAY,
        source="case",
    )


def told(assignment):
    return {str(one.to): one.count for one in passing_on(assignment, last_day=TODAY())}


def happens(assignment):
    mine = set(Commitment.objects.filter(holder=assignment.professional).values_list("pk", flat=True))
    people.end_assignment(actor=SYSTEM, on=TODAY(), assignment=assignment, last_day=TODAY())
    names = {str(one.pk): str(one) for one in type(assignment.professional).objects.all()}
    after = with_holder(Commitment.objects.filter(pk__in=mine), TODAY() + DAY)
    return dict(Counter(names[str(one.holder_now_id)] for one in after))


def test_promises_pass_to_the_backup_and_else_to_the_unit_s_responsible(world):
    nurse = employ(register("Siv", "Asp"), world.school, "school_nurse")
    for backup in (nurse, nurse, None):
        make_promise(world, world.counsellor, backup=backup)
    expected = {"Siv Asp": 2, "Eva Björk": 1}
    assert told(world.counsellor) == expected
    assert happens(world.counsellor) == expected


def test_the_responsible_s_own_promises_pass_to_the_appointee(world):
    make_promise(world, world.head)
    assert told(world.head) == {"Anders Alm": 1}
    assert happens(world.head) == {"Anders Alm": 1}


def test_a_backup_who_has_left_too_catches_nothing(world):
    nurse = employ(register("Siv", "Asp"), world.school, "school_nurse")
    make_promise(world, world.counsellor, backup=nurse)
    people.end_assignment(actor=SYSTEM, on=TODAY(), assignment=nurse, last_day=TODAY())
    assert told(world.counsellor) == {"Eva Björk": 1}
    assert happens(world.counsellor) == {"Eva Björk": 1}


def test_nothing_passes_while_another_assignment_at_the_unit_goes_on(world):
    make_promise(world, world.counsellor)
    employ(world.counsellor.professional, world.school, "teacher")
    assert told(world.counsellor) == {}


def test_the_page_tells_how_many_and_to_whom_and_nothing_of_the_child(world, client):
    for _ in range(2):
        make_promise(world, world.counsellor)
    sign_in_administrator(client)
    page = client.post(url("end_assignment", world.counsellor.pk), {"last_day": TODAY().isoformat()})
    words = page.content.decode()
    assert page.status_code == 200
    assert "2 löften går över till Eva Björk" in words
    assert "Alva" not in words
    assert SECRET not in words
