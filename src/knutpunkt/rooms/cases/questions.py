"""A question about a child goes to the school's student health, whether or not there is anything to tell.

The way is the same for every child, so that the answer "mottagen" tells nothing (trust §1, sentence 10).
"""

from datetime import date

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import Child, Enrolment, Unit
from knutpunkt.rooms.concerns.acting import unit
from knutpunkt.rooms.concerns.receivers import Receivers
from knutpunkt.rooms.concerns.working_days import after_working_days

ANSWER_WITHIN = 5


def ask(*, actor: Actor, on: date, child: Child, question: str) -> Matter:
    """Open a matter with the question as a promise to answer within five working days."""
    post = Receivers(on).for_answer(_school(child, on) or Unit.objects.get(pk=unit(actor)))
    with recorded(actor=actor, action="question.asked", children=[child.pk]) as act:
        matter = commitments.open_matter(
            actor=actor,
            on=on,
            child=child,
            kind=Matter.Kind.QUESTION,
            unit=post.unit,
            what=question,
            holder=post.holder,
            backup=post.backup,
            due=after_working_days(on, ANSWER_WITHIN),
            source="question",
        )
        act.about(matter)
    return matter


def _school(child: Child, on: date) -> Unit | None:
    enrolment = Enrolment.objects.running(on).filter(child=child).select_related("unit").first()
    return None if enrolment is None else enrolment.unit
