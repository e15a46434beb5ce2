"""Who is to be told, who has been, and what is left. A record has come through the door before it is read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.access.handing_out import Recipient
from knutpunkt.foundation.access.narrowing import about
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.casefile.models import Case, Record
from knutpunkt.foundation.people.ages import age_on
from knutpunkt.foundation.people.models import Child, Guardianship, ResponsibleBody
from knutpunkt.rooms.cases.next_steps import NextStep
from knutpunkt.rooms.cases.queries import reachable
from knutpunkt.rooms.information.models import (
    IN_GENERAL,
    BodyContact,
    GeneralInformation,
    Informed,
    Occasion,
)

# A reasonable period and a month at most (GDPR art. 14.3 a): half of it, so that there is time to mend.
DAYS_TO_TELL = timedelta(days=14)
_OF_AGE = 18


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be told: a guardian, or the child itself."""

    name: str
    guardian: UUID | None = None

    @property
    def key(self) -> str:
        """How a form names them."""
        return str(self.guardian or "child")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where it stands with one person: the newest row about them, if there is any."""

    person: Person
    row: Informed | None

    def waits(self, on: date) -> bool:
        """Whether somebody has to tell this person, or look again, by the day."""
        if self.row is None:
            return True
        return self.row.told_on is None and (self.row.again_on is None or self.row.again_on <= on)

    @property
    def told(self) -> bool:
        return self.row is not None and self.row.told_on is not None


def people(child: Child, on: date) -> list[Person]:
    """Whom to tell on the day: the child, and below 18 the guardians with custody who may be reached."""
    found = [Person(str(child))]
    if child.birth_date is None or age_on(child.birth_date, on) < _OF_AGE:
        custody = [one for one in reachable(child, on) if one.relation == Guardianship.Relation.CUSTODY]
        found += [Person(str(one.guardian), one.guardian_id) for one in custody]
    return found


def informed(case: Case, *, actor: Actor, on: date) -> list[Informed]:
    """What is written about who was told in the case, newest first, as far as the actor may see."""
    rows = Informed.objects.filter(case=case).select_related("author", "author_unit", "unit")
    return visible(rows.order_by("-created_at"), actor=actor, on=on, only=about(case.child_id))


def standings(case: Case, rows: Iterable[Informed], on: date) -> list[Standing]:
    """Each person to be told of the case, with the newest of ``rows`` about them."""
    newest: dict[UUID | None, Informed] = {}
    for row in sorted(rows, key=lambda row: row.created_at):
        if row.occasion == Occasion.CASE:
            newest[row.guardian_id] = row
    return [Standing(person, newest.get(person.guardian)) for person in people(case.child, on)]


def everybody_told(case: Case, on: date) -> bool:
    """Whether everybody who is to be told of the case has been, by those who own it."""
    rows = Informed.objects.filter(case=case, unit__area=case.unit.area_id, occasion=Occasion.CASE)
    return all(one.told for one in standings(case, rows, on))


def steps_left(case: Case, written: Iterable[Record], actor: Actor, on: date) -> Iterator[NextStep]:
    """The step to tell, for those who work in the area that owns the case; never who is left, or why."""
    if case.state != Case.State.OPEN or actor.area != case.unit.area_id:
        return
    rows = [row.pk for row in written if row.kind == Record.Kind.INFORMATION]
    label, why = _("Berätta för barnet och vårdnadshavarna"), _("Ingen har skrivit ner att de vet.")
    by = case.opened_on + DAYS_TO_TELL
    if rows:
        why = _("Alla har inte fått veta än.")
        waiting = [one for one in standings(case, Informed.objects.filter(pk__in=rows), on) if one.waits(on)]
        if not waiting:
            return
        by = max([by, *(one.row.again_on for one in waiting if one.row and one.row.again_on)])
    yield NextStep(label, why, reverse("information:tell", args=[case.pk]), by)


def about_others(recipient: Recipient) -> Iterator[str]:
    """What of this nobody but the one it is about meets in an extract or a log."""
    rows = Informed.objects.filter(child=recipient.child).exclude(guardian=recipient.guardian)
    if recipient.guardian is None:
        rows = Informed.objects.filter(child=recipient.child, guardian__isnull=False)
    for key in rows.values_list("pk", flat=True):
        yield from (f"information.informed:{key}", f"casefile.record:{key}")


def contact_of(body: ResponsibleBody) -> BodyContact | None:
    """Whom people turn to at the body, as last decided."""
    return BodyContact.objects.filter(responsible_body=body).first()


def in_general(body: ResponsibleBody) -> list[tuple[Occasion, GeneralInformation | None]]:
    """What the body tells everybody of each occasion, as last decided."""
    rows = list(GeneralInformation.objects.filter(responsible_body=body))
    return [(one, next((row for row in rows if row.occasion == one), None)) for one in IN_GENERAL]


def history(body: ResponsibleBody, occasion: Occasion) -> list[GeneralInformation]:
    """Every row of the body for the occasion, newest first."""
    return list(GeneralInformation.objects.filter(responsible_body=body, occasion=occasion))
