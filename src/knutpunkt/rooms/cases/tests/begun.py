"""A case that has begun, for tests of this and later rooms."""

from datetime import date, timedelta

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Case, Participation
from knutpunkt.foundation.people.models import Profession
from knutpunkt.rooms.cases import operations
from knutpunkt.rooms.concerns import operations as concerns
from knutpunkt.rooms.concerns.models import Concern
from knutpunkt.rooms.concerns.operations import Seen
from knutpunkt.rooms.concerns.tests.place import Place, work


def concern_about_alva(place: Place, on: date) -> Concern:
    return concerns.raise_concern(
        actor=place.actor("mia"),
        on=on,
        child=place.alva,
        recipient=place.school,
        source="mentor",
        seen=Seen(what="Alva går hem efter lunch.", since_when="i september", tried="Samtal"),
    )


def begin(place: Place, on: date) -> Case:
    """Elin, elevcoach at Lindskolan, coordinates; Sam is backup; Kim of the student health takes part."""
    with recorded(actor=SYSTEM, action="world.built"):
        place.elin = work("Elin", "Hed", place.school, Profession.STUDENT_COACH)  # type: ignore[attr-defined]
    case = operations.open_case(
        actor=place.actor("kim"),
        on=on,
        child=place.alva,
        unit=place.school,
        coordinator=place.elin.professional,
        coordinator_kind=Profession.STUDENT_COACH,  # type: ignore[attr-defined]
        backup=place.sam.professional,
        first_step="Träffa Alva",
        due=on + timedelta(days=7),
        concerns_behind=[concern_about_alva(place, on)],
    )
    operations.invite(
        actor=place.actor("elin"), on=on, case=case, unit=place.health, professional=place.kim.professional
    )
    return case


def invite_bup(place: Place, case: Case, on: date) -> Participation:
    return operations.invite(
        actor=place.actor("elin"), on=on, case=case, unit=place.clinic, professional=place.bo.professional
    )
