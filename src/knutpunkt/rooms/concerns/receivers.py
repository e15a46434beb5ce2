"""Who is asked, and who answers: the holder and backup a concern starts with, once per unit and day.

In: a child, the unit that receives, and the day. Out: a ``Post``: the unit that promises, holder, backup.
Nobody is chosen by how much or little they have: the first by the day their task began.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from knutpunkt.foundation.people.models import (
    Assignment,
    MentorGroupMember,
    MentorGroupMentor,
    Professional,
    Unit,
    UnitWideTask,
)
from knutpunkt.foundation.people.period import running
from knutpunkt.foundation.people.queries import appointee_on, responsible_on, working_anywhere
from knutpunkt.rooms.concerns.refusals import NobodyToReceive


@dataclass(frozen=True, slots=True)
class Post:
    """Where a promise is held through ``unit``, by ``holder``, who is ``function``, else by ``backup``."""

    unit: Unit
    holder: Professional
    backup: Professional | None
    function: str = ""


@dataclass(slots=True)
class Receivers:
    """The answers for one day. Keep one while many concerns are raised; units are asked about once."""

    on: date
    _mentors: dict[tuple[UUID, UUID], list[Professional]] = field(default_factory=dict)
    _triage: dict[UUID, list[Assignment]] = field(default_factory=dict)
    _responsible: dict[UUID, Professional | None] = field(default_factory=dict)

    def for_flag(self, child: UUID, unit: Unit) -> Post:
        """A flag asks the first mentor; the second is the backup, else who answers for the unit."""
        mentors = self.mentors(child, unit)
        if not mentors:
            return self.for_answer(unit)
        backup = _another(mentors[0], [*mentors[1:], self.responsible(unit)])
        return Post(unit, mentors[0], backup)

    def for_answer(self, unit: Unit) -> Post:
        """A concern goes to the first with the task of taking in for the unit; the backup is another of them.

        Without such a task: who answers for the unit, else the responsible body's appointee. Raises
        ``NobodyToReceive``.
        """
        tasks = self.triage(unit)
        if tasks:
            at = tasks[0].unit
            others = [task.professional for task in tasks[1:] if task.unit_id == at.pk]
            holder = tasks[0].professional
            return Post(
                at,
                holder,
                _another(holder, [*others, self.responsible(at)]),
                tasks[0].get_profession_display(),
            )
        return self.for_head_teacher(unit)

    def for_head_teacher(self, unit: Unit) -> Post:
        """Who answers for the unit, else the responsible body's appointee. Raises ``NobodyToReceive``."""
        holder = self.responsible(unit)
        if holder is not None:
            return Post(unit, holder, None)
        return self.appointee(unit)

    def mentors(self, child: UUID, unit: Unit) -> list[Professional]:
        """The child's mentors who work at the unit on the day, the first mentor first."""
        key = (child, unit.pk)
        if key not in self._mentors:
            self.look_up_mentors([child], [unit.pk])
            self._mentors.setdefault(key, [])
        return self._mentors[key]

    def look_up_mentors(self, children: Iterable[UUID], units: Iterable[UUID]) -> None:
        """Fetch the mentors of many children at once."""
        by_group = self._mentors_of_groups(set(units))
        members = MentorGroupMember.objects.running(self.on).filter(child__in=set(children))
        for child, unit, group in members.values_list("child_id", "group__unit_id", "group_id"):
            known = self._mentors.setdefault((child, unit), [])
            known.extend(one for one in by_group.get(group, []) if one not in known)

    def _mentors_of_groups(self, units: set[UUID]) -> dict[UUID, list[Professional]]:
        at_work = Assignment.objects.running(self.on).filter(unit__in=units)
        working = set(at_work.values_list("professional_id", "unit_id"))
        links = (
            MentorGroupMentor.objects.running(self.on)
            .filter(group__unit__in=units)
            .select_related("professional", "group")
            .order_by("-is_first", "start", "professional_id")
        )
        groups: dict[UUID, list[Professional]] = defaultdict(list)
        for link in links:
            if (link.professional_id, link.group.unit_id) in working:
                groups[link.group_id].append(link.professional)
        return groups

    def triage(self, unit: Unit) -> list[Assignment]:
        """The running assignments with the task of taking in concerns for the unit, by the day it began."""
        if unit.pk not in self._triage:
            tasks = (
                UnitWideTask.objects.running(self.on)
                .filter(running(self.on, "assignment__"), unit=unit, kind=UnitWideTask.Kind.TRIAGE)
                .select_related("assignment__professional", "assignment__unit")
                .order_by("start", "pk")
            )
            self._triage[unit.pk] = [task.assignment for task in tasks]
        return self._triage[unit.pk]

    def responsible(self, unit: Unit) -> Professional | None:
        """Who answers for the unit and works there on the day."""
        if unit.pk not in self._responsible:
            self._responsible[unit.pk] = responsible_on(unit.pk, self.on)
        return self._responsible[unit.pk]

    def appointee(self, unit: Unit) -> Post:
        """The body's appointee, where they work: the last in the chain. Raises ``NobodyToReceive``."""
        found = appointee_on(unit.area.agency.responsible_body_id, self.on)
        if found is None:
            raise NobodyToReceive(unit=unit)
        work = working_anywhere(self.on, found.pk).select_related("unit").order_by("start", "pk")
        return Post(work[0].unit, found, None)


def _another(holder: Professional, candidates: Iterable[Professional | None]) -> Professional | None:
    return next((one for one in candidates if one is not None and one != holder), None)
