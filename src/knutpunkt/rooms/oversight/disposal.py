"""Disposal: list, review, dispose, report. Nothing is gone before somebody has said so."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Model, Q

from knutpunkt.foundation.access import disposing
from knutpunkt.foundation.access.disposing import Rows
from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.ages import birthday
from knutpunkt.foundation.people.models import Account, Assignment, Professional
from knutpunkt.rooms.cases.attachments import held_place_of, place_of
from knutpunkt.rooms.cases.models import Attachment
from knutpunkt.rooms.intake.models import Origin
from knutpunkt.rooms.oversight import lake_disposal
from knutpunkt.rooms.oversight.models import Disposal, LegalHold, Review, ReviewRound
from knutpunkt.rooms.oversight.periods import Kept, Periods, class_of_file


@dataclass(slots=True)
class Due:
    """What is due on a day: numbers by class to show, and the ids, which nobody is shown."""

    on: date
    counts: Counter[str] = field(default_factory=Counter)
    held: int = 0
    rows: Rows = field(default_factory=lambda: defaultdict(set))
    children: set[UUID] = field(default_factory=set)
    staff: set[UUID] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        return not self.counts

    @property
    def classes(self) -> list[tuple[str, int]]:
        """Each class by name, with how many."""
        return [(str(Kept(what).label), number) for what, number in sorted(self.counts.items())]


def due(on: date) -> Due:
    """Everything whose day has come. Reads only ids and dates."""
    found, periods = Due(on), Periods(on)
    stopped = set(LegalHold.objects.running(on).values_list("child", flat=True))
    ended = _add_files(found, periods, stopped)
    _add_pupils(found, periods, stopped, ended)
    _add_reviews(found, periods)
    _add_staff(found, periods)
    return found


def dispose(*, actor: Actor, on: date, channel: str = "web") -> Disposal:
    """Take away everything that is due, and write the report. One transaction; files go when it has held."""
    found = due(on)
    with recorded(actor=actor, action="disposal.done", channel=channel) as act:
        disposing.take_away(found.rows, let_go=_let_go)
        if found.children:
            Origin.objects.filter(of=Origin.Of.CHILD, target__in=found.children).delete()
        _forget_staff(found.staff)
        if found.children:
            lake_disposal.forget(found.children)
        report = Disposal.objects.create(
            made_on=on,
            counts=dict(found.counts),
            held=found.held,
            by_account=actor.person,
        )
        act.about(report)
        connection.check_constraints()
    if found.children:
        lake_disposal.settle()
    return report


def _add_files(found: Due, periods: Periods, stopped: set[UUID]) -> set[tuple[UUID, UUID]]:
    """The files that go, by child and area."""
    regimes, bodies = disposing.regimes_of_areas(found.on), disposing.bodies_of_areas()
    files = disposing.files_of()
    born = disposing.births({one.child for one in files})
    ended: set[tuple[UUID, UUID]] = set()
    for one in files:
        what = class_of_file(regimes.get(one.area, ""))
        expires = one.last and periods.expires(
            what, one.last, born=born.get(one.child), body=bodies.get(one.area)
        )
        if not expires or expires > found.on:
            continue
        if one.child in stopped:
            found.held += 1
            continue
        found.counts[what] += 1
        ended.add((one.child, one.area))
        for model, keys in one.rows.items():
            found.rows[model] |= keys
    whole = {one.child for one in files} - {one.child for one in files if (one.child, one.area) not in ended}
    for model, keys in disposing.ownerless_of(whole, staying_on=found.on).items():
        found.rows[model] |= keys
    return ended


def _add_pupils(found: Due, periods: Periods, stopped: set[UUID], ended: set[tuple[UUID, UUID]]) -> None:
    left = disposing.left_school(found.on, ended=ended)
    born = disposing.births(set(left))
    bodies = disposing.last_bodies(set(left))
    for child, last in left.items():
        expires = periods.expires(Kept.PUPIL, last, born=born.get(child), body=bodies.get(child))
        if expires is None or expires > found.on:
            continue
        if child in stopped:
            found.held += 1
        else:
            found.children.add(child)
    found.counts += Counter({Kept.PUPIL.value: len(found.children)})
    for rows in (disposing.own_rows(found.children), disposing.ownerless_of(found.children)):
        for model, keys in rows.items():
            found.rows[model] |= keys


def _add_reviews(found: Due, periods: Periods) -> None:
    for made in ReviewRound.objects.all():
        years = periods.years(Kept.REVIEW, made.responsible_body_id)
        if birthday(made.last_day, made.last_day.year + years) <= found.on:
            found.counts[Kept.REVIEW.value] += 1
            found.rows[ReviewRound].add(made.pk)
            found.rows[Review] |= set(Review.objects.filter(round=made).values_list("pk", flat=True))


def _add_staff(found: Due, periods: Periods) -> None:
    """Those who left long ago and have anything left to forget: a way to reach them, an account, or all."""
    works = Assignment.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=found.on))
    left = Professional.objects.exclude(pk__in=works.values("professional")).annotate(
        last=Max("assignments__last_day")
    )
    years = periods.years(Kept.STAFF, None)
    for person in left.filter(last__isnull=False):
        if birthday(person.last, person.last.year + years) <= found.on and _has_traces(person):
            found.staff.add(person.pk)
    found.counts += Counter({Kept.STAFF.value: len(found.staff)})


def _has_traces(person: Professional) -> bool:
    has_account = Account.objects.filter(professional=person).exists()
    return bool(person.email or person.phone or has_account or not _is_named(person.pk))


def _is_named(person: UUID) -> bool:
    """Whether anything that stays names the person: who wrote what a child has is part of what it has."""
    for relation in Professional._meta.related_objects:
        other: Any = relation.related_model
        own = other in (Account, Assignment)
        if not own and other._default_manager.filter(**{relation.field.name: person}).exists():
            return True
    return False


def _forget_staff(people: Collection[UUID]) -> None:
    Account.objects.filter(professional__in=people).delete()
    Professional.objects.filter(pk__in=people).update(email="", phone="")
    unnamed = [person for person in people if not _is_named(person)]
    Assignment.objects.filter(professional__in=unnamed).delete()
    Professional.objects.filter(pk__in=unnamed).delete()


def _let_go(model: type[Model], keys: Collection[UUID]) -> None:
    """The files of attachments go when the transaction has held."""
    if model is not Attachment:
        return
    for attachment in Attachment.objects.filter(pk__in=keys):
        for place in (place_of(attachment), held_place_of(attachment)):
            transaction.on_commit(partial(place.unlink, missing_ok=True))
