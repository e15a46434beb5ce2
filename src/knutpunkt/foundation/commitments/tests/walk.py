"""One walk through the machine, step by step: people leave in turn, and promises are kept, moved and closed.

It goes where the random runs go sooner or later, so that a fault put in on purpose is met in seconds.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from knutpunkt.foundation.commitments import operations as promises
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.commitments.tests.machine import Ground, Promises, check_holders, check_lists
from knutpunkt.foundation.commitments.tests.sentence import read_facts
from knutpunkt.foundation.people import operations as people
from knutpunkt.foundation.people.models import Assignment, Profession, Professional, Unit

Step = Callable[[], Any]


def walk() -> None:
    """Take every step, and look at everything after each. Raises what a random run would raise."""
    machine = Promises()
    try:
        for step in steps(machine):
            step()
            machine.every_open_matter_is_in_somebodys_hands()
            facts = read_facts()
            for day in (machine.today, machine.day(1)):
                check_holders(facts, day)
            if machine.steps % 3 == 0:
                check_lists(facts, machine.day(1))
    finally:
        machine.teardown()


def steps(machine: Promises) -> Iterator[Step]:
    """What happens, in order; a step is made when the one before it has been taken."""
    eva, ali, bo, siv, appointee, other_appointee = Ground.people
    school, _, independent = Ground.units
    yield lambda: opened(machine, school, eva, siv)
    yield lambda: opened(machine, school, eva)
    yield lambda: opened(machine, independent, siv)
    yield lambda: opened(machine, school, other_appointee)
    yield lambda: opened(machine, school, eva, appointee)
    first, alone, far = (machine.some(Matter.objects.all(), which) for which in range(3))
    yield lambda: more(machine, first, siv, eva)
    yield lambda: leaves(machine, eva, school, 2)
    yield lambda: starts(machine, eva, school, 6, 3)
    yield lambda: machine.days_go_by(days=3, awake=False)
    yield lambda: change(machine, promises.move, first, due=machine.day(3), reason="", version=...)
    yield machine.night_comes
    yield lambda: starts(machine, ali, independent, 0, None)
    for leaver in (siv, ali):
        for place in (school, independent):
            yield lambda who=leaver, where=place: leaves(machine, who, where, 1)
    yield lambda: machine.attempt(people.make_responsible, unit=school, professional=bo, start=machine.day(4))
    yield lambda: machine.days_go_by(days=2, awake=True)
    yield lambda: leaves(machine, bo, independent, 0)
    yield lambda: leaves(machine, bo, school, 9)
    yield lambda: machine.days_go_by(days=1, awake=True)
    yield lambda: leaves(machine, appointee, None, 5)
    yield lambda: machine.attempt(
        people.appoint, body=Ground.bodies[0], professional=siv, start=machine.day(2)
    )
    yield lambda: leaves(machine, appointee, None, 5)
    yield lambda: leaves(machine, siv, None, 7)
    yield lambda: change(machine, promises.complete, first)
    yield lambda: change(machine, promises.complete, first, next_what="Ring", next_due=machine.day(2))
    yield lambda: change(machine, promises.complete, first)
    yield lambda: closed(machine, alone)
    yield lambda: machine.days_go_by(days=9, awake=True)
    yield lambda: change(machine, promises.drop, far, reason="Behövs inte", version=...)


def opened(machine: Promises, unit: Unit, holder: Professional, backup: Professional | None = None) -> None:
    matter = machine.attempt(
        promises.open_matter,
        child=Ground.child,
        kind=Matter.Kind.CONCERN,
        unit=unit,
        what="Ring hem",
        holder=holder,
        backup=backup,
        due=machine.day(5),
        source="concern",
    )
    if matter is not None:
        machine.open.add(matter.pk)
        machine.held_by_the_one_given(matter.carried_by_id)


def more(machine: Promises, matter: Matter, holder: Professional, backup: Professional) -> None:
    machine.attempt(
        promises.promise,
        matter=matter,
        what="Boka möte",
        unit=matter.unit,
        holder=holder,
        backup=backup,
        due=machine.day(6),
        source="case",
    )


def closed(machine: Promises, matter: Matter) -> None:
    machine.attempt(promises.close_matter, matter=matter, reason="Klart")
    machine.open.discard(matter.pk)


def leaves(machine: Promises, who: Professional, unit: Unit | None, days: int) -> None:
    for work in Assignment.objects.filter(professional=who, **({"unit": unit} if unit else {})):
        machine.attempt(people.end_assignment, assignment=work, last_day=machine.day(days))


def starts(machine: Promises, who: Professional, unit: Unit, days: int, length: int | None) -> None:
    machine.attempt(
        people.start_assignment,
        professional=who,
        unit=unit,
        profession=Profession.TEACHER,
        start=machine.day(days),
        last_day=None if length is None else machine.day(days) + timedelta(days=length),
    )


def change(machine: Promises, act: Callable[..., Any], matter: Matter, **given: Any) -> None:
    chosen = Commitment.objects.get(pk=Matter.objects.get(pk=matter.pk).carried_by_id)
    if "version" in given:
        given["version"] = chosen.version
    machine.attempt(act, commitment=chosen, **given)
