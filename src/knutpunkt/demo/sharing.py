"""Consent and disclosure in the demo's cases: asked, answered in every way, lapsed, withdrawn."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from knutpunkt.foundation.casefile.models import (
    Category,
    Consent,
    ConsentAnswer,
    ConsentRequest,
    Ground,
    Record,
)
from knutpunkt.rooms.consents import deciding, disclosing, operations
from knutpunkt.rooms.consents.bundles import categories_of

if TYPE_CHECKING:
    from knutpunkt.demo.steps import Telling

Answer, How = ConsentAnswer.Answer, ConsentAnswer.How
BUNDLES = (["school", "plan"], ["plan"], ["school", "plan", "wellbeing"])
# From this age the child's own yes is asked for as well.
OLD_ENOUGH = 12
NOT_ASKED = disclosing.ChildsView(
    not_asked_because="Frågas när vi ses nästa gång; fick inte plats i det första samtalet."
)
LEFT_IT = "Orkade inte ta ställning just då. Kuratorn har bedömt att vårdnadshavarna kan svara så länge."


@dataclass(slots=True)
class Sharing:
    """The sharing of one case with the partner from another area."""

    telling: "Telling"
    request: ConsentRequest | None = None

    @property
    def _crosses(self) -> bool:
        telling = self.telling
        partner = telling.partner
        return partner is not None and partner.unit.area_id != telling.opened.unit.area_id

    def ask(self, on: date) -> None:
        telling = self.telling
        if not self._crosses or telling.partner is None or telling.arc.consent == "none":
            return
        days = 25 if telling.arc.consent == "expired" else 300
        self.request = operations.ask(
            actor=telling.acting,
            on=on,
            case=telling.opened,
            sender=telling.opened.unit,
            recipient=telling.partner.unit,
            categories=categories_of(BUNDLES[telling.arc.number % len(BUNDLES)]),
            purpose=f"Kunna hjälpas åt kring det som {telling.child.given_name} vill",
            start=on,
            last_day=on + timedelta(days=days),
        )

    def answer(self, on: date) -> None:
        if self.request is None:
            return
        consents = list(self.request.consents.all())
        guardians = self.telling.town.guardians(self.telling.child, on)
        kind = self.telling.arc.consent
        for place, link in enumerate(guardians):
            if kind == "one missing" and place == len(guardians) - 1:
                continue
            said = Answer.NOT_NOW if kind == "not now" and place else Answer.YES
            self._say(on, consents, link.guardian, said, How.PAPER if place == 0 else How.ORAL)
        age = self.telling.child.age(on) or 0
        if kind == "child says no":
            self._say(on, consents, None, Answer.NO, How.ORAL, "Jag vill inte att de läser om mig.")
        elif kind == "lapsed at 18":
            deciding.judge_maturity(actor=self.telling.acting, on=on, request=self.request, reason=LEFT_IT)
        elif age >= OLD_ENOUGH and kind != "one missing":
            self._say(on, consents, None, Answer.YES, How.ORAL)

    def _say(
        self,
        on: date,
        consents: list[Consent],
        guardian: object,
        answer: ConsentAnswer.Answer,
        how: ConsentAnswer.How,
        words: str = "",
    ) -> None:
        operations.answer(
            actor=self.telling.acting,
            on=on,
            consents=consents,
            guardian=guardian,  # type: ignore[arg-type]
            answer=answer,
            how=how,
            given_on=on,
            words=words,
        )

    def disclose(self, on: date) -> None:
        """Hand the plan, and what else the consent covers, to the partner."""
        telling = self.telling
        if self.request is None or telling.partner is None:
            return
        lawful = disclosing.consents_in_force(telling.opened, telling.opened.unit, telling.partner.unit, on)
        if not lawful:
            return
        if chosen := self._records(set(lawful)):
            disclosing.disclose(
                actor=telling.acting,
                on=on,
                proposal=disclosing.Proposal(
                    case=telling.opened,
                    sender=telling.opened.unit,
                    recipient=telling.partner.unit,
                    ground=Ground.CONSENT,
                    records=chosen,
                    childs_view=NOT_ASKED,
                ),
            )

    def _records(self, categories: set[Category]) -> list[UUID]:
        telling = self.telling
        own = Record.objects.filter(
            case=telling.opened,
            author_id=telling.acting.person,
            category__in=categories,
            restricted=False,
            draft=False,
        )
        return list(own.values_list("pk", flat=True))

    def change_of_mind(self, on: date) -> None:
        """Somebody who said yes takes it back."""
        if self.request is None or self.telling.arc.consent != "withdrawn":
            return
        guardians = self.telling.town.guardians(self.telling.child, on)
        operations.withdraw(
            actor=self.telling.acting,
            on=on,
            consents=list(self.request.consents.all()),
            guardian=guardians[-1].guardian if guardians else None,
        )
