"""What closes something to somebody, done as the house does it: each by its name, with whom it concerns."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import (
    Case,
    Category,
    Consent,
    Disclosure,
    DisclosureItem,
    EmergencyOpening,
    Ground,
    Participation,
    Record,
)
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import (
    Account,
    Assignment,
    MentorGroupMember,
    MentorGroupMentor,
    UnitWideTask,
)
from knutpunkt.rooms.cases import operations as cases
from knutpunkt.rooms.consents import disclosing
from knutpunkt.rooms.consents import operations as consents
from knutpunkt.rooms.organisation.operations import disable_account
from knutpunkt.rooms.safeguards import conflicts
from tests.everything import Everything

Act = Callable[[Everything], None]
GIVEN_UNTIL = timedelta(days=30)
A_DAY = timedelta(days=1)


def open_more(world: Everything) -> None:
    """Give Bo what lies on another ground than consent, and the nurse the child in an emergency."""
    place, case = world.place, Case.objects.get(child=world.place.alva)
    nurse = world.roles["school nurse"]
    with recorded(actor=SYSTEM, action="world.built"):
        given = Disclosure.objects.create(
            case=case,
            child=place.alva,
            sender=place.school,
            recipient=place.clinic,
            ground=Ground.HARM_TEST,
            reason="Behövs i vården",
            decided_by=world.roles["coordinator of a case"].professional,
            sent_on=world.on,
            until=timezone.localdate() + GIVEN_UNTIL,
        )
        kinds = (Record.Kind.PLAN, Record.Kind.ATTACHMENT, Record.Kind.FOLLOW_UP, Record.Kind.ASSESSMENT)
        for record in Record.objects.filter(case=case, kind__in=kinds):
            DisclosureItem.objects.create(disclosure=given, record=record)
        EmergencyOpening.objects.create(
            child=place.alva,
            professional=nurse.professional,
            assignment=nurse,
            reason="Ringde inte hem",
            opened_at=timezone.now(),
            until=timezone.now() + timedelta(hours=4),
        )


def consent_withdrawn(world: Everything) -> None:
    consent = Consent.objects.get(category=Category.SUPPORT)
    mother = consent.answers.order_by("pk").first().guardian
    consents.withdraw(actor=world.place.actor("elin"), on=_today(), consents=[consent], guardian=mother)


def disclosure_ended(world: Everything) -> None:
    given = Disclosure.objects.get(ground=Ground.HARM_TEST, refused=False)
    disclosing.end(actor=world.place.actor("elin"), on=_today(), disclosure=given, because="Behövs inte")


def participation_ended(world: Everything) -> None:
    part = Participation.objects.get(professional=world.place.kim.professional)
    last = _today() - A_DAY
    cases.end_participation(actor=world.place.actor("elin"), on=_today(), participation=part, last_day=last)


def conflict_declared(world: Everything) -> None:
    rut, mia = world.place.actor("rut"), world.place.mia.professional
    conflicts.declare(actor=rut, on=_today(), children=[world.place.ville], professional=mia, reason="Släkt")


def mentor_replaced(world: Everything) -> None:
    with recorded(actor=SYSTEM, action="mentor.ended"):
        mine = MentorGroupMentor.objects.filter(professional=world.place.sam.professional)
        mine.update(last_day=_today() - A_DAY)


def pupil_changed_group(world: Everything) -> None:
    with recorded(actor=SYSTEM, action="member.ended"):
        MentorGroupMember.objects.filter(child=world.place.alva).update(last_day=_today() - A_DAY)


def task_ended(world: Everything) -> None:
    task = UnitWideTask.objects.get(assignment=world.place.kai)
    people.end_task(actor=SYSTEM, on=_today(), task=task, last_day=_today() - A_DAY)


def emergency_ended(world: Everything) -> None:
    with recorded(actor=SYSTEM, action="emergency.closed"):
        EmergencyOpening.objects.update(closed_at=timezone.now())


def assignment_ended(world: Everything) -> None:
    _end(world.roles["coordinator of a case"])


def statisticians_assignment_ended(world: Everything) -> None:
    _end(world.roles["statistician"])


def employment_ended(world: Everything) -> None:
    """Every assignment ends and the account is stopped."""
    _end(world.place.bo)
    disable_account(
        actor=SYSTEM, on=_today(), account=Account.objects.get(professional=world.place.bo.professional)
    )


def _end(assignment: Assignment) -> None:
    people.end_assignment(actor=SYSTEM, on=_today(), assignment=assignment, last_day=_today() - A_DAY)


def _today() -> date:
    return timezone.localdate()


# Whom it concerns, and whether the person is out altogether.
REVOCATIONS: dict[str, tuple[str, Act, bool]] = {
    "consent withdrawn": ("health contact", consent_withdrawn, False),
    "disclosure ended": ("health contact", disclosure_ended, False),
    "participation ended": ("school counsellor", participation_ended, False),
    "conflict declared": ("mentor", conflict_declared, False),
    "mentor replaced": ("second mentor", mentor_replaced, False),
    "pupil changed group": ("second mentor", pupil_changed_group, False),
    "task ended": ("psychologist", task_ended, False),
    "emergency ended": ("school nurse", emergency_ended, False),
    "assignment ended": ("coordinator of a case", assignment_ended, True),
    "the statistician's assignment ended": ("statistician", statisticians_assignment_ended, True),
    "employment ended": ("health contact", employment_ended, True),
}
