"""What administrators' pages show: the organisation and its people, never a child."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet

from knutpunkt.foundation.people.models import (
    Account,
    Agency,
    Appointment,
    AreaRegime,
    Assignment,
    Professional,
    ResponsibleBody,
    SecrecyArea,
    Unit,
    UnitResponsibility,
    UnitWideTask,
)
from knutpunkt.foundation.people.period import running
from knutpunkt.foundation.people.queries import appointees, responsibles

SOON = timedelta(days=30)
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Untidy:
    """What waits for an administrator."""

    units_without_responsible: list[Unit]
    units_without_triage: list[Unit]
    ending_soon: list[Assignment]
    without_account: list[Professional]
    bodies: int
    units: int
    professionals: int

    @property
    def is_tidy(self) -> bool:
        return not (
            self.units_without_responsible
            or self.units_without_triage
            or self.ending_soon
            or self.without_account
        )


def untidy(on: date) -> Untidy:
    """What an administrator could put in order today."""
    units = open_units(on)
    working = Professional.objects.filter(Exists(_running_of("professional", on)))
    return Untidy(
        units_without_responsible=list(units.exclude(Exists(responsibles(OuterRef("pk"), on)))),
        units_without_triage=list(_schools_without_triage(on)),
        ending_soon=list(_ending(on)),
        without_account=list(working.filter(account__isnull=True)),
        bodies=ResponsibleBody.objects.count(),
        units=units.count(),
        professionals=working.count(),
    )


def open_units(on: date) -> QuerySet[Unit]:
    """The units in use on the day, with their area and agency."""
    in_use = Q(closed_on__isnull=True) | Q(closed_on__gte=on)
    return Unit.objects.filter(in_use).select_related("area__agency")


def found_units(*, words: str, closed: bool, on: date) -> QuerySet[Unit]:
    """Units whose name, agency or code has every word; closed ones only when asked for."""
    units = Unit.objects.select_related("area__agency") if closed else open_units(on)
    return _having(units, words, "name", "area__agency__name", "school_unit_code").order_by("name", "pk")


def found_professionals(*, words: str, unit: Unit | None, former: bool, on: date) -> QuerySet[Professional]:
    """Colleagues whose name or user name has every word, at the unit if named; former ones when asked."""
    people = _having(Professional.objects.all(), words, "given_name", "family_name", "account__username")
    current = Exists(_running_of("professional", on))
    if unit is not None:
        people = people.filter(Exists(_running_of("professional", on).filter(unit=unit)))
    elif not former:
        never = ~Exists(Assignment.objects.filter(professional=OuterRef("pk")))
        coming = Exists(Assignment.objects.filter(professional=OuterRef("pk"), start__gt=on))
        people = people.filter(current | never | coming)
    now = Assignment.objects.running(on).select_related("unit")
    return (
        people.select_related("account")
        .prefetch_related(Prefetch("assignments", queryset=now, to_attr="current"))
        .order_by("family_name", "given_name", "pk")
    )


def assignments_of(professional: Professional) -> QuerySet[Assignment]:
    """All of them, newest first, each with its tasks."""
    tasks = UnitWideTask.objects.select_related("unit").order_by("start")
    return (
        Assignment.objects.filter(professional=professional)
        .select_related("unit__area__agency")
        .prefetch_related(Prefetch("tasks", queryset=tasks))
        .order_by("-start", "pk")
    )


def working_in(unit: Unit, on: date) -> QuerySet[Assignment]:
    """Who works at the unit on the day or will later."""
    later = Q(last_day__isnull=True) | Q(last_day__gte=on)
    return (
        Assignment.objects.filter(later, unit=unit)
        .select_related("professional")
        .order_by("professional__family_name", "professional__given_name", "start")
    )


def tasks_at(unit: Unit, on: date) -> QuerySet[UnitWideTask]:
    """The tasks for the whole unit that run on the day or will later."""
    later = Q(last_day__isnull=True) | Q(last_day__gte=on)
    return UnitWideTask.objects.filter(later, unit=unit).select_related("assignment__professional")


def responsible_for(unit: Unit) -> QuerySet[UnitResponsibility]:
    """Who answers, has answered and will answer for the unit; newest first."""
    return UnitResponsibility.objects.filter(unit=unit).select_related("professional").order_by("-start")


def answers_for(professional: Professional, on: date) -> list[str]:
    """The units and bodies somebody answers for on the day, by name."""
    units = UnitResponsibility.objects.running(on).filter(professional=professional).select_related("unit")
    bodies = Appointment.objects.running(on).filter(professional=professional)
    named = [one.unit.name for one in units]
    return named + [one.responsible_body.name for one in bodies.select_related("responsible_body")]


def body_tree(on: date) -> list[ResponsibleBody]:
    """Every body with ``appointee``, its agencies, their areas with ``regime_now`` and ``regime_next``."""
    regimes = AreaRegime.objects.order_by("start")
    areas = SecrecyArea.objects.prefetch_related(Prefetch("regimes", queryset=regimes), "units")
    agencies = Agency.objects.select_related("municipality").prefetch_related(
        Prefetch("areas", queryset=areas)
    )
    by_body: dict[object, list[Agency]] = {}
    for agency in agencies:
        by_body.setdefault(agency.responsible_body_id, []).append(agency)
        for area in agency.areas.all():
            _tell_regimes(area, on)
    bodies = list(ResponsibleBody.objects.select_related("municipality"))
    for body in bodies:
        appointment = appointees(body.pk, on).select_related("professional").first()
        body.appointee = appointment.professional if appointment else None  # type: ignore[attr-defined]
        body.agencies = by_body.get(body.pk, [])  # type: ignore[attr-defined]
    return bodies


def active_administrators() -> QuerySet[Account]:
    """Who can do what these pages do."""
    return Account.objects.filter(administers=True, is_active=True).select_related("professional")


def _tell_regimes(area: SecrecyArea, on: date) -> None:
    regimes = list(area.regimes.all())
    area.regime_now = next((one for one in regimes if one.runs(on)), None)  # type: ignore[attr-defined]
    area.regime_next = next((one for one in regimes if one.start > on), None)  # type: ignore[attr-defined]


def _running_of(column: str, on: date) -> QuerySet[Assignment]:
    return Assignment.objects.running(on).filter(**{column: OuterRef("pk")})


def _schools_without_triage(on: date) -> QuerySet[Unit]:
    kinds = (Unit.Kind.PRESCHOOL, Unit.Kind.COMPULSORY, Unit.Kind.UPPER_SECONDARY)
    held = UnitWideTask.objects.filter(
        running(on), running(on, "assignment__"), unit=OuterRef("pk"), kind=UnitWideTask.Kind.TRIAGE
    )
    return open_units(on).filter(kind__in=kinds).exclude(Exists(held))


def _ending(on: date) -> QuerySet[Assignment]:
    last = Assignment.objects.filter(last_day__gte=on, last_day__lte=on + SOON)
    return last.select_related("professional", "unit").order_by("last_day")


def _having(rows: QuerySet[M], words: str, *columns: str) -> QuerySet[M]:
    for word in words.split():
        # SQLite folds only a–z; the capitalised word finds "Åsa" for "åsa" there too.
        asked = (
            Q(**{f"{column}__icontains": form}) for column in columns for form in {word, word.capitalize()}
        )
        condition = Q()
        for one in asked:
            condition |= one
        rows = rows.filter(condition)
    return rows
