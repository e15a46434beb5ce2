"""THE IMPLEMENTATION for lists: the rows an actor may act on, as one condition on the primary key.

Each opener starts from what is the actor's own (cases, groups, promises, tasks) and ends in ids; ``scope``
unites them, and leaves out what tells of a child the actor is too close to.
"""

from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Model, Q, QuerySet

from knutpunkt.foundation.access.actions import Action, Kind
from knutpunkt.foundation.access.narrowing import EVERYTHING, Only
from knutpunkt.foundation.access.needs import worth_asking
from knutpunkt.foundation.access.openers import UNFILLED, Opener, family_table, table, union
from knutpunkt.foundation.access.own import Own, own_of, this_moment
from knutpunkt.foundation.access.roles import ROLES
from knutpunkt.foundation.asking.prepared import Chosen, kept_text
from knutpunkt.foundation.audit.actor import Actor, ActorKind
from knutpunkt.foundation.audit.trail import kept
from knutpunkt.foundation.casefile.models import (
    Case,
    ConsentRequest,
    Disclosure,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.models import Child

Rows = QuerySet[Any]
NOTHING = Q(pk__in=[])
PATH_TO_CHILD = {
    Kind.CHILD: "pk",
    Kind.PARTICIPATION: "case__child",
    Kind.COMMITMENT: "matter__child",
    Kind.CONSENT_REQUEST: "case__child",
}
MODEL: dict[Kind, type[Model]] = {
    Kind.CHILD: Child,
    Kind.CASE: Case,
    Kind.PARTICIPATION: Participation,
    Kind.RECORD: Record,
    Kind.COMMITMENT: Commitment,
    Kind.MATTER: Matter,
    Kind.CONSENT_REQUEST: ConsentRequest,
    Kind.DISCLOSURE: Disclosure,
}


def scope(
    kind: Kind, actor: Actor, action: Action, on: date, now: datetime | None = None, only: Only = EVERYTHING
) -> Q:
    """The condition on a queryset of this kind (also of a room's content) for one actor, day and moment."""
    moment = now or this_moment()
    if actor.behind is not None:
        first, *others = (scope(kind, one, action, on, moment, only) for one in actor.each)
        return reduce(and_, others, first)

    def made() -> Q:
        own = own_of(actor, on, moment)
        openers = worth_asking(_openers(kind, action, own), own)
        if not openers:
            return NOTHING
        close = bool(own.conflicted)
        about = (kind, openers, close, only.shape)
        text = kept_text(about, lambda: written(kind, openers, _narrowed(kind, only), close=close))
        return Q(pk__in=Chosen(text.sql, text.filled(Asking(own, only))))

    return kept((scope, kind, actor, action, on, moment, only), made)


class Asking:
    """What the blanks are filled with: what is the actor's own, and what the asking is about."""

    def __init__(self, own: Own, only: Only) -> None:
        self.own, self.among, self.about = own, only.among, only.about
        self.the_row, self.the_child = (next(iter(ids or ()), None) for ids in (only.among, only.about))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.own, name)


def written(kind: Kind, openers: tuple[Opener, ...], narrowed: Q, *, close: bool) -> Rows:
    """The ids of everything that one of the openers opens, with blanks in the place of who and when.

    ``close``: the actor is too close to some children, and what tells of them is left out.
    """
    opened = union(openers, narrowed)
    if kind is Kind.MATTER:
        opened = Commitment.objects.filter(pk__in=opened).order_by().values("matter")
    if not close:
        return opened
    model, child = MODEL[kind], PATH_TO_CHILD.get(kind, "child")
    rows: Rows = model._default_manager.filter(pk__in=opened)
    return rows.filter(~Q(**{f"{child}__in": UNFILLED.conflicted})).order_by().values("pk")


def _narrowed(kind: Kind, only: Only) -> Q:
    """What the asking is about, as the openers of this kind are told it."""
    row = "matter" if kind is Kind.MATTER else "pk"
    child = PATH_TO_CHILD.get(Kind.COMMITMENT if kind is Kind.MATTER else kind, "child")
    rows, children = only.shape
    return _one_of(row, rows, UNFILLED.the_row, UNFILLED.among) & _one_of(
        child, children, UNFILLED.the_child, UNFILLED.about
    )


def _one_of(path: str, number: str, the_one: Any, many: Any) -> Q:
    """A single id is said as itself: SQLite takes any two lists to be equally long."""
    if number == "all":
        return Q()
    return Q(**{path: the_one}) if number == "one" else Q(**{f"{path}__in": many})


def _openers(kind: Kind, action: Action, own: Own) -> tuple[Opener, ...]:
    actor = own.actor
    if actor.kind in (ActorKind.GUARDIAN, ActorKind.CHILD):
        return family_table().get((kind, action), ())
    if not actor.is_professional or action not in ROLES[actor.profession].may or not own.works_now:
        return ()
    return table().get((Kind.COMMITMENT if kind is Kind.MATTER else kind, action), ())
