"""Alva's case at Lindskolan with Bo from BUP in it, her parents, and a note that may be let out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from knutpunkt.foundation.access.door import visible
from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import (
    Audience,
    Case,
    Category,
    Consent,
    ConsentAnswer,
    Disclosure,
    Ground,
)
from knutpunkt.foundation.people.models import Child, Guardian
from knutpunkt.rooms.cases import writing
from knutpunkt.rooms.cases.models import Note
from knutpunkt.rooms.cases.tests.begun import begin, invite_bup
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.consents import disclosing, operations
from knutpunkt.rooms.consents.tests.family import give_parents

YES, NO, NOT_NOW = ConsentAnswer.Answer.YES, ConsentAnswer.Answer.NO, ConsentAnswer.Answer.NOT_NOW
LIKES_IT = disclosing.ChildsView("Tycker att det är bra")
NOTHING = disclosing.NOT_WRITTEN


@dataclass
class Story:
    """Elin of the school asks and lets out; Bo of BUP receives."""

    place: Place
    on: date
    case: Case
    mother: Guardian
    father: Guardian
    note: Note

    @property
    def elin(self) -> Actor:
        return self.place.actor("elin")

    @property
    def bo(self) -> Actor:
        return self.place.actor("bo")

    @property
    def later(self) -> date:
        return self.on + timedelta(days=100)

    def write(self, category: Category, text: str = "Alva börjar tio på tisdagar") -> Note:
        return writing.write_note(
            actor=self.elin,
            on=self.on,
            case=self.case,
            category=category,
            heading="Schema",
            text=text,
            audience=Audience.TEAM,
            draft=False,
        )

    def ask(self, *categories: Category, **changed: object) -> list[Consent]:
        given = {
            "actor": self.elin,
            "on": self.on,
            "case": self.case,
            "sender": self.place.school,
            "recipient": self.place.clinic,
            "categories": set(categories),
            "purpose": "Planera tillsammans",
            "start": self.on,
            "last_day": self.later,
        }
        request = operations.ask(**{**given, **changed})  # type: ignore[arg-type]
        return list(request.consents.order_by("category"))

    def say(
        self,
        consents: list[Consent],
        who: Guardian | None,
        answer: ConsentAnswer.Answer,
        on: date | None = None,
        given_on: date | None = None,
    ) -> list[ConsentAnswer]:
        day = on or self.on
        return operations.answer(
            actor=self.elin,
            on=day,
            consents=consents,
            guardian=who,
            answer=answer,
            how=ConsentAnswer.How.ORAL,
            given_on=given_on or day,
        )

    def everybody(self, consents: list[Consent], answer: ConsentAnswer.Answer = YES) -> None:
        for who in (self.mother, self.father, None):
            self.say(consents, who, answer)

    def disclose(
        self,
        ground: Ground = Ground.CONSENT,
        reason: str = "",
        on: date | None = None,
        view: disclosing.ChildsView = LIKES_IT,
        opens_at: datetime | None = None,
    ) -> Disclosure:
        return disclosing.disclose(
            actor=self.elin,
            on=on or self.on,
            proposal=disclosing.Proposal(
                case=self.case,
                sender=self.place.school,
                recipient=self.place.clinic,
                ground=ground,
                records={self.note.pk},
                reason=reason,
                childs_view=view,
            ),
            opens_at=opens_at,
        )

    def seen_by_bup(self, on: date | None = None) -> list[Note]:
        return visible(Note.objects.all(), actor=self.bo, on=on or self.on)


def tell(place: Place, on: date | None = None) -> Story:
    """The story so far, on the day ``on``: today unless said."""
    day = on or timezone.localdate()
    case = begin(place, day)
    invite_bup(place, case, day)
    mother, father = give_parents(place.alva)
    told = Story(place, day, case, mother, father, Note())
    told.note = told.write(Category.SUPPORT)
    return told


def born(child: Child, birth: date) -> None:
    with recorded(actor=SYSTEM, action="child.changed"):
        Child.objects.filter(pk=child.pk).update(birth_date=birth)
