"""Rows as the screening gives them."""

from datetime import date
from typing import Any

from knutpunkt.foundation.people.models import Child, Unit
from knutpunkt.rooms.concerns.flags import PROTECTS


def flag(
    child: Child, unit: Unit, *, value: float = 0.31, rule: str = "absence-28-20", **other: Any
) -> dict[str, Any]:
    row = {
        "child": str(child.pk),
        "unit": str(unit.pk),
        "body": "b",
        "rule": rule,
        "version": 1,
        "step": 2,
        "measure": "share_28",
        "comparison": ">",
        "threshold": 0.2,
        "value": value,
        "now": None,
        "before": 0.09,
        "coverage": 1.0,
        "lessons": 96,
        "first": None,
        "last": None,
        "term": None,
        "detail": None,
    }
    return {**row, **other}


def failed(child: Child, unit: Unit) -> dict[str, Any]:
    return flag(
        child, unit, rule="failed-core", measure="failed_core", value=1.0, before=None, coverage=None,
        comparison=">=", threshold=1.0, step=1, term="2026VT", detail="MA", lessons=None,
    )  # fmt: skip


def run(child: Child, unit: Unit) -> dict[str, Any]:
    return flag(
        child, unit, rule="run-10", measure="run_longest", value=12.0, before=None, coverage=None, step=2,
        comparison=">=", threshold=10.0, first=date(2026, 11, 2), last=date(2026, 11, 17), lessons=None,
    )  # fmt: skip


def measured(child: Child, unit: Unit, **known: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(PROTECTS)
    return {**nothing, "child": str(child.pk), "unit": str(unit.pk), "body": "b", **known}
