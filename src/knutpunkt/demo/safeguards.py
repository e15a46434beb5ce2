"""One guardian whom nothing may reach, and one colleague who knows a child: by the room's own operations."""

from datetime import date, timedelta

from knutpunkt.foundation.casefile.models import Case, ConsentRequest, Participation
from knutpunkt.foundation.people.acting import acting_assignments, actor_for
from knutpunkt.foundation.people.models import Assignment, Guardianship
from knutpunkt.foundation.people.queries import responsible_on
from knutpunkt.rooms.safeguards import conflicts, holds


def tell_safeguards(on: date) -> None:
    """In two of the open cases about which no family has been asked anything."""
    asked = ConsentRequest.objects.values("case")
    cases = Case.objects.filter(state=Case.State.OPEN).exclude(pk__in=asked).select_related("child", "unit")
    quiet = [one for one in cases.order_by("child__source_id", "pk") if responsible_on(one.unit_id, on)]
    held = next((case for case in quiet if _hold(case, on)), None)
    next((case for case in quiet if case != held and _conflict(case, on)), None)


def _hold(case: Case, on: date) -> bool:
    """The head decides; colleagues ask the coordinator."""
    decides = Guardianship.objects.running(on).filter(child=case.child_id, blocked=False, relation="custody")
    links = list(decides.select_related("guardian").order_by("guardian__source_id"))
    part = Participation.objects.running(on).filter(case=case, kind=Participation.Kind.COORDINATOR).first()
    head = responsible_on(case.unit_id, on)
    if len(links) < 2 or part is None or head is None:
        return False
    work = next(one for one in acting_assignments(head, on) if one.unit_id == case.unit_id)
    holds.hold_contact(
        actor=actor_for(work),
        on=on,
        child=case.child,
        guardian=links[-1].guardian,
        ask=part.professional,
        reason="Hot mot barnet. Polisanmälan är gjord, socialtjänsten är informerad.",
        review_on=on + timedelta(days=60),
    )
    return True


def _conflict(case: Case, on: date) -> bool:
    """A teacher at the school, with no part in the case, is the child's aunt."""
    taking_part = case.participations.values("professional")
    teachers = Assignment.objects.running(on).filter(unit=case.unit, profession="teacher")
    free = teachers.exclude(professional__in=taking_part).select_related("professional", "unit__area__agency")
    work = free.order_by("professional__source_id", "pk").first()
    if work is None:
        return False
    conflicts.declare(
        actor=actor_for(work), on=on, children=[case.child], professional=work.professional, reason="Moster"
    )
    return True
