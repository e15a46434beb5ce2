"""How a pupil attends. A stated model, nothing measured: it is there so that screening has something to find.

Every pupil has a small ordinary absence: a day ill now and then, a lesson at the dentist's. Most pupils have
nothing more; the others have one of these, drawn by stage and without regard to anything else:

- sliding: absence grows from the first day of the period to today
- sudden break: attends as others do until a day some weeks ago, then is away most days
- school refusal: away whole days, weeks on end, mostly reported as ill by the guardians
- recovering: was away a lot, and comes more and more
- day pattern: away many Mondays, or Fridays
- one subject: away from one subject's lessons
- late: late to the first lesson many days
- scattered: single lessons without a valid reason, here and there
- often ill: long-term ill, whole days with a valid reason
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

STABLE = "stable"
KINDS = (
    "sliding",
    "break",
    "refusal",
    "recovering",
    "weekday",
    "subject",
    "late",
    "scattered",
    "ill",
)
# Per thousand pupils of each stage, in the order of KINDS; all the rest are stable.
PER_THOUSAND = {
    "low": (6, 4, 5, 14, 12, 4, 40, 0, 10),
    "middle": (14, 7, 9, 20, 16, 16, 40, 6, 12),
    "high": (24, 11, 12, 28, 22, 34, 50, 20, 12),
    "upper": (26, 11, 10, 28, 26, 34, 54, 30, 12),
}
AVOIDED = ("MA", "IDH", "EN", "SV")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """``level`` 0–1 says how much, ``since`` when it began, ``weekday`` and ``subject`` where."""

    kind: str
    level: float
    valid_share: float
    since: date
    weekday: int
    subject: str


def stage(year: int) -> str:
    if year >= 11:
        return "upper"
    return "high" if year >= 7 else "middle" if year >= 4 else "low"


def draw(*, random: Random, year: int, on: date) -> Behaviour:
    """One pupil's way of attending."""
    weights = PER_THOUSAND[stage(year)]
    kind = random.choices((*KINDS, STABLE), (*weights, 1000 - sum(weights)))[0]
    valid = {"refusal": 0.75, "ill": 1.0, "weekday": 0.6, "recovering": 0.5}.get(kind, 0.3)
    return Behaviour(
        kind=kind,
        level=round(random.random(), 3),
        valid_share=valid,
        since=on - timedelta(days=random.randint(24, 80)),
        weekday=random.choice((1, 5)),
        subject=random.choice(AVOIDED),
    )
