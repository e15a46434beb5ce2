"""Concerns that have not become a case: new ones, unanswered ones, answered in every way, and from elsewhere.

Also what the law asks around long absence, and reports of concern in their senders' own space.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from knutpunkt.demo.arcs import Arc
from knutpunkt.demo.calendar import working_day
from knutpunkt.demo.themes import Theme, filled, theme
from knutpunkt.demo.town import Town, Worker
from knutpunkt.foundation.casefile.models import Ground
from knutpunkt.foundation.people.models import Child
from knutpunkt.rooms.concerns import operations as concerns
from knutpunkt.rooms.concerns.crossings import usable_grounds
from knutpunkt.rooms.concerns.models import Concern

# (how many days ago it came, what has happened to it)
FATES = (
    *((1, "new"), (2, "new"), (3, "new"), (4, "new"), (1, "new"), (5, "new"), (8, "new"), (13, "climbed")),
    *((18, "climbed"), (9, "mentor"), (16, "mentor"), (30, "mentor"), (44, "settled"), (61, "settled")),
    *((33, "settled"), (25, "dismissed"), (52, "dismissed"), (12, "dismissed"), (4, "to case")),
    *((6, "to case"), (3, "new"), (40, "settled"), (7, "mentor"), (2, "new")),
)
# (from which unit, the unit that receives, days ago): concerns that cross between areas.
ACROSS = (
    *(("NAVE", "LIND", 3), ("UNGA", "SKOG", 6), ("SOCF", "LIND", 11), ("EMIL", "HAMR", 2)),
    *(("FALT", "GYMN", 5), ("BRYG", "SOCB", 9)),
)
MAY_CROSS = (Ground.HARM_TEST, Ground.GENERAL_CLAUSE, Ground.ANONYMISED, Ground.OWN_DUTY)
# (unit, days ago, how far it has come): investigations of absence and a decision against one.
INVESTIGATIONS = (
    *(("LIND", 40, "concluded"), ("LIND", 12, "heard"), ("SKOG", 6, "opened"), ("HAMR", 26, "late")),
    *(("GYMN", 15, "heard"), ("TALL", 9, "against"), ("EKDU", 8, "opened")),
)
REPORTS = (("LIND", 21, True), ("ANGS", 47, True), ("SKOG", 1, False))
DONE_BY_MENTOR = (
    "Samtal en gång i veckan till lovet, sedan ser vi efter",
    "Ny plats, fasta arbetspar och ett samtal hem",
    "Provar möte vid grinden i två veckor",
    "Tar upp det med hela klassen på mentorstiden",
)
HOW_IT_WENT = (
    "Det har lugnat sig. {namn} säger själv att det är bättre.",
    "Samtalen räckte. {namn} är med som förut.",
    "Fasta par gjorde skillnad. Vi behåller dem för hela klassen.",
    "{namn} hittade tillbaka efter två veckor.",
)
WHY_NOTHING_NOW = (
    "Det hade en förklaring: familjen var bortrest med godkänd ledighet.",
    "Har redan stöd hos specialpedagogen, som följer det. Mentorn säger till om det inte räcker.",
    "{namn} hade kikhosta och är tillbaka. Mentorn håller ett öga.",
)


@dataclass(frozen=True, slots=True)
class Noticing:
    """Tells of one concern at a time; ``number`` chooses among texts."""

    town: Town
    number: int
    child: Child
    unit: str
    theme: Theme

    def tell(self, days_ago: int, fate: str) -> None:
        """A mentor's concern and what became of it."""
        came = working_day(self.town.on - timedelta(days=days_ago))
        concern = self._from_school(came)
        answered = working_day(min(came + timedelta(days=3), self.town.on))
        if fate == "climbed":
            concerns.climb(on=self.town.on)
        elif fate in {"mentor", "settled"}:
            self._to_mentor(concern, answered)
        elif fate == "dismissed":
            reason = filled(_turn(WHY_NOTHING_NOW, self.number), self.child)
            taker = self._receiver(answered)
            concerns.dismiss(actor=taker.actor, on=answered, concern=concern, reason=reason)
        elif fate == "to case":
            concerns.take_to_case(actor=self._receiver(answered).actor, on=answered, concern=concern)
        if fate == "settled":
            self._settle(concern, answered)

    def _from_school(self, on: date) -> Concern:
        sender = self.town.mentor(self.child.source_id, on) or self.town.head(self.unit, on)
        return concerns.raise_concern(
            actor=sender.actor,
            on=on,
            child=self.child,
            recipient=self.town.units[self.unit],
            source=Concern.Source.MENTOR,
            seen=self.seen(),
        )

    def seen(self) -> concerns.Seen:
        return concerns.Seen(what=self.text("seen"), since_when=self.text("since"), tried=self.text("tried"))

    def _to_mentor(self, concern: Concern, on: date) -> None:
        mentor = self.town.mentor(self.child.source_id, on) or self.town.head(self.unit, on)
        concerns.handle_universally(
            actor=self._receiver(on).actor,
            on=on,
            concern=concern,
            holder=mentor.professional,
            unit=mentor.unit,
            due=on + timedelta(days=21),
            what=_turn(DONE_BY_MENTOR, self.number),
        )

    def _settle(self, concern: Concern, answered: date) -> None:
        on = working_day(min(answered + timedelta(days=20), self.town.on))
        mentor = self.town.mentor(self.child.source_id, on) or self.town.head(self.unit, on)
        words = filled(_turn(HOW_IT_WENT, self.number), self.child)
        concern.refresh_from_db()
        concerns.finish(actor=mentor.actor, on=on, concern=concern, words=words)

    def _receiver(self, on: date) -> Worker:
        return next(iter(self.town.working(self.unit, on, "kurator")), None) or self.town.head(self.unit, on)

    def text(self, kind: str) -> str:
        return filled(self.theme.text(kind, self.number), self.child)


def tell_concerns(town: Town, arcs: list[Arc]) -> int:
    """All concerns without a case. Returns how many."""
    told = 0
    children = _others(town, arcs)
    for number, (days_ago, fate) in enumerate(FATES):
        child, unit = next(children)
        chosen = theme(_theme_for(town, child))
        Noticing(town, number, child, unit, chosen).tell(days_ago, fate)
        told += 1
    return told + _across(town, arcs)


def _across(town: Town, arcs: list[Arc]) -> int:
    told = 0
    children = _others(town, arcs, skip=len(FATES))
    for number, (sender, receiver, days_ago) in enumerate(ACROSS):
        on = working_day(town.on - timedelta(days=days_ago))
        worker, recipient = town.at(sender, on)[0], town.units[receiver]
        usable = usable_grounds(actor=worker.actor, recipient=recipient, on=on)
        ground = next((one for one in MAY_CROSS if one in usable), None)
        if ground is None:
            continue
        child, unit = next(one for one in children if one[1] == receiver or receiver == "SOCB")
        noticing = Noticing(town, number, child, unit, theme(_theme_for(town, child)))
        concerns.raise_for_unknown_child(
            actor=worker.actor,
            on=on,
            described=concerns.Described(child.given_name, child.family_name, child.birth_date),
            recipient=recipient,
            source=Concern.Source.AGENCY,
            seen=noticing.seen(),
            crossing=concerns.Crossing(ground.value, "Skolan behöver veta för att kunna hjälpa till"),
        )
        told += 1
    return told


def tell_absences(town: Town, arcs: list[Arc]) -> None:
    """The head teacher's investigations of long absence, at every stage."""
    away = (arc for arc in arcs if arc.theme.name in {"hemma", "morgnar", "orken"} and not arc.ending)
    by_unit: dict[str, list[Arc]] = {}
    for arc in away:
        by_unit.setdefault(arc.unit, []).append(arc)
    for unit, days_ago, stage in INVESTIGATIONS:
        on = working_day(town.on - timedelta(days=days_ago))
        if by_unit.get(unit):
            _investigate(town, by_unit[unit].pop(), unit, on, stage)


def _investigate(town: Town, arc: Arc, unit: str, on: date, stage: str) -> None:
    head, child = town.head(unit, on), town.children[arc.child.code]
    school = town.units[unit]
    if stage == "against":
        concerns.decide_against_investigation(
            actor=head.actor,
            on=on,
            child=child,
            unit=school,
            reason="Frånvaron beror på en känd sjukdom med läkarintyg. Ny prövning om fyra veckor.",
        )
        return
    opened = concerns.open_absence_investigation(
        actor=head.actor, on=on, child=child, unit=school, reason="Upprepad frånvaro under fyra veckor."
    )
    if stage == "opened":
        return
    told = concerns.notify_responsible_body(actor=head.actor, on=on, investigation=opened)
    if told.home_municipality_owed:
        told = concerns.notify_home_municipality(actor=head.actor, on=on, investigation=told)
    heard = on + timedelta(days=3)
    told = concerns.mark_heard(
        actor=head.actor,
        on=heard,
        investigation=told,
        pupil=heard,
        guardians=heard,
        student_health=heard if stage != "late" else None,
        version=told.version,
    )
    if stage == "concluded":
        concerns.conclude_absence_investigation(
            actor=head.actor,
            on=working_day(on + timedelta(days=16)),
            investigation=told,
            causes="Dygnsrytm och otrygghet vid skåpen.",
            conclusion="Stegvis upptrappning enligt planen och ny skåpplats. Följs upp i samarbetet.",
        )


def tell_reports(town: Town, arcs: list[Arc]) -> None:
    """Reports of concern, visible to their authors alone."""
    children = _others(town, arcs, skip=len(FATES) + 60)
    for unit, days_ago, confirmed in REPORTS:
        on = working_day(town.on - timedelta(days=days_ago))
        author = town.working(unit, on, "kurator")[0]
        child, _ = next(one for one in children if one[1] == unit)
        written = concerns.report_concern(
            actor=author.actor,
            on=on,
            child=child,
            report=concerns.Report(
                recipient="Barn och unga, Socialtjänsten",
                facts=filled("{namn} har berättat att {hon} ofta är ensam hemma över natten.", child),
                safe_now="unknown",
                since_when="några veckor",
                guardians_informed=True,
            ),
        )
        if confirmed:
            concerns.confirm_receipt(
                actor=author.actor,
                on=on,
                report=written,
                received_on=on,
                receipt_from="Mottagningen",
                channel="phone",
            )


def _others(town: Town, arcs: list[Arc], skip: int = 0) -> Iterator[tuple[Child, str]]:
    """Pupils who are in no case, spread over the municipality's schools."""
    taken = {arc.child.code for arc in arcs}
    pupils = [c for c in town.drawn.pupils if c.code not in taken and c.stay and c.municipality == "9901"]
    step = 37  # passes every school year and school, whatever their order
    for place in range(skip, len(pupils)):
        child = pupils[place * step % len(pupils)]
        if child.stay and child.protection == "ingen":
            yield town.children[child.code], child.stay.unit


def _theme_for(town: Town, child: Child) -> str:
    year = town.people[child.source_id].year
    if year <= 1:
        return "forsta"
    return "framtid" if year >= 11 else ("kamrater", "struktur", "lasa")[year % 3]


def _turn(texts: tuple[str, ...], number: int) -> str:
    return texts[number % len(texts)]
