"""The imported municipality as the demo's cases need it: who worked where on a day, and who is who."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from knutpunkt.demo.children import Child as DrawnChild
from knutpunkt.demo.municipality import Drawn
from knutpunkt.demo.places import PLACES
from knutpunkt.demo.staff import Post
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Assignment, Child, Guardianship, Professional, Unit


class NotImported(Exception):
    """The demo's files have not been taken in, or not all of them."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody at a unit, through an assignment."""

    professional: Professional
    unit: Unit
    assignment: Assignment

    @property
    def actor(self) -> Actor:
        return actor_for(self.assignment)


@dataclass(frozen=True, slots=True)
class Town:
    """Looked up once; every question is then answered from memory."""

    drawn: Drawn
    units: dict[str, Unit]
    children: dict[str, Child]
    people: dict[str, DrawnChild]
    custody: dict[UUID, list[Guardianship]]
    workers: dict[tuple[str, str], list[tuple[Post, Worker]]]
    mentors: dict[str, list[tuple[Post, Worker]]]

    @property
    def on(self) -> date:
        return self.drawn.on

    def working(self, unit: str, on: date, *professions: str) -> list[Worker]:
        """Those who work at a unit on a day as one of the professions, in the order of the professions."""
        found = [
            worker
            for profession in professions
            for post, worker in self.workers.get((unit, profession), [])
            if _runs(post, on)
        ]
        return list({worker.professional.pk: worker for worker in found}.values())

    def at(self, unit: str, on: date) -> list[Worker]:
        """Everybody who works at a unit on a day, mentors aside."""
        professions = (profession for where, profession in self.workers if where == unit)
        return self.working(unit, on, *professions)

    def head(self, unit: str, on: date) -> Worker:
        """Who answers for the unit. Raises ``NotImported`` when nobody does."""
        for (where, _), found in self.workers.items():
            for post, worker in found:
                if where == unit and post.responsible and _runs(post, on):
                    return worker
        raise NotImported(unit)

    def mentor(self, child: str, on: date) -> Worker | None:
        """The mentor of a child's class, if they worked there on the day."""
        stay = self.people[child].stay
        found = self.mentors.get(stay.group, []) if stay else []
        return next((worker for post, worker in found if _runs(post, on)), None)

    def guardians(self, child: Child, on: date) -> list[Guardianship]:
        """The links with custody that run on the day and are not blocked."""
        deciding = [one for one in self.custody[child.pk] if one.relation == Guardianship.Relation.CUSTODY]
        return [one for one in deciding if one.runs(on) and not one.blocked]


def town_of(drawn: Drawn) -> Town:
    """Look everything up in the database. Raises ``NotImported`` when units or children are missing."""
    units = {unit.name: unit for unit in Unit.objects.select_related("area__agency__responsible_body")}
    if not all(place.name in units for place in PLACES):
        raise NotImported("units")
    children = {child.source_id: child for child in Child.objects.exclude(source_id="")}
    custody: dict[UUID, list[Guardianship]] = defaultdict(list)
    for link in Guardianship.objects.select_related("guardian").order_by("start", "guardian__source_id"):
        custody[link.child_id].append(link)
    by_code = {place.code: units[place.name] for place in PLACES}
    workers, mentors = _workers(drawn, by_code)
    return Town(
        drawn=drawn,
        units=by_code,
        children=children,
        people={child.code: child for child in drawn.children},
        custody=custody,
        workers=workers,
        mentors=mentors,
    )


Found = dict[str, list[tuple[Post, Worker]]]


def _workers(
    drawn: Drawn, units: dict[str, Unit]
) -> tuple[dict[tuple[str, str], list[tuple[Post, Worker]]], Found]:
    assigned = Assignment.objects.select_related("professional", "unit__area__agency__municipality")
    by_key = {(a.professional.source_id, a.unit_id): a for a in assigned}
    workers: dict[tuple[str, str], list[tuple[Post, Worker]]] = defaultdict(list)
    mentors: Found = defaultdict(list)
    for post in drawn.posts:
        assignment = by_key.get((post.person, units[post.unit].pk))
        if assignment is None:
            raise NotImported(post.person)
        worker = Worker(assignment.professional, units[post.unit], assignment)
        for group in post.mentor_for:
            mentors[group].append((post, worker))
        if not post.mentor_for:
            workers[post.unit, post.profession].append((post, worker))
    return workers, mentors


def _runs(post: Post, on: date) -> bool:
    return post.start <= on and (post.last_day is None or post.last_day >= on)
