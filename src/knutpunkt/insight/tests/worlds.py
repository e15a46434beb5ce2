"""Random small municipalities for the tests.

Lessons, gaps, holidays, unreported days, moves, grades and rules.
"""

from datetime import timedelta
from random import Random

from knutpunkt.insight.rules import Rule

DAY = timedelta(days=1)
SUBJECTS = ("MA", "SV", "EN", "MU", "IDH")
MARKED = ("SV", "SVA", "EN", "MA", "MU", "BL", "Svenska", "svenska som andraspråk", "Matematik", "ENGENG05")
UNITS = (("u1", "b1"), ("u2", "b1"), ("u3", "b2"), ("u4", "b3"))
MOODS = (
    "steady",
    "sliding",
    "gone",
    "fridays",
    "music",
    "patchy",
    "unreported",
    "recovering",
    "late",
    "edges",
)
EDGES = (0, 1, 27, 28, 55, 56, 57, 83, 84, 110, 111, 112, 113)


def world(seed, on, children=40):
    """Rows for every input table, in the order of the specs."""
    rng = Random(seed)
    names = [f"{rng.getrandbits(64):016x}" for _ in range(children)]
    return {
        "attendance": [row for name in names for row in lessons_of(rng, name, on)],
        "grades": [row for name in names for row in grades_of(rng, name, on)],
        "enrolments": [row for name in names for row in enrolments_of(rng, name, on)],
        "units": list(UNITS),
        "terms": terms_of(rng, on),
    }


def lessons_of(rng, child, on):
    mood, holidays = rng.choice(MOODS), {rng.randrange(200) for _ in range(rng.choice((0, 10, 60)))}
    unknown_days = {rng.randrange(200) for _ in range(rng.choice((0, 5, 30)))}
    for back in range(-3, rng.choice((0, 30, 120, 200))):
        day = on - back * DAY
        weekend = day.isoweekday() > 5 and rng.random() > 0.05
        if weekend or back in holidays or (mood == "edges" and back not in EDGES):
            continue
        for n in range(rng.choice((1, 2, 2, 3))):
            yield lesson(rng, child, day, n, back, mood, unknown=back in unknown_days and rng.random() < 0.6)


def lesson(rng, child, day, n, back, mood, unknown):
    offered, subject = rng.choice((40, 60, 60, 80)), rng.choice(SUBJECTS)
    part = Random(f"{child}{day}").random() if rng.random() < 0.8 else rng.random()
    missing = offered if part < chance(mood, day, back, subject) else rng.choice((0, 0, 0, 0, 10, 20))
    valid = rng.choice((0, missing, missing, missing // 2))
    late = rng.choice((0, 0, 5)) if mood == "late" or rng.random() < 0.1 else 0
    reported = not unknown and not (mood == "unreported" and rng.random() < 0.7)
    return (child, "u1", day, f"{n:02}", subject, offered, valid, missing - valid, late, reported)


def chance(mood, day, back, subject):
    return {
        "steady": 0.03,
        "sliding": 0.6 if back < 28 else 0.1,
        "gone": 1.0 if back < 75 else 0.0,
        "fridays": 0.9 if day.isoweekday() == 5 else 0.05,
        "music": 0.02 if subject == "MU" else 0.6,
        "patchy": 0.5,
        "unreported": 0.5,
        "recovering": 0.05 if back < 28 else 0.5,
        "late": 0.0,
        "edges": 0.5,
    }[mood]


def grades_of(rng, child, on):
    if rng.random() < 0.2:
        return
    for term in rng.sample(
        (f"{on.year - 1}HT", f"{on.year}VT", f"{on.year}HT", f"{on.year + 1}VT"), rng.randint(0, 3)
    ):
        for subject in rng.sample(MARKED, rng.randint(1, 6)):
            yield (child, "u1", term, subject, rng.choice(("A", "B", "C", "D", "E", "F", "-", "Z")))


def enrolments_of(rng, child, on):
    start = on - rng.randint(0, 1200) * DAY
    for _ in range(rng.randint(1, 4)):
        last = None if rng.random() < 0.5 else start + rng.randint(0, 500) * DAY
        form = rng.choice(("GR", "GR", "GR", "GY", "FTH"))
        yield (child, rng.choice(("u1", "u2", "u3", "u4", "u9")), start, last, form, rng.randint(1, 9))
        start = start + rng.choice((1, 100, 300, 700)) * DAY


def terms_of(rng, on):
    edge = rng.choice((0, 1, 27, 28, 40, 90))
    ended = rng.choice((0, 1, 20))
    return [
        ("b1", "T1", on - (edge + 150) * DAY, on - (edge + 20) * DAY),
        ("b1", "T2", on - edge * DAY, on + 30 * DAY),
        ("b2", "T2", on - 100 * DAY, on - ended * DAY),
        ("b2", "T3", on + 1 * DAY, on + 100 * DAY),
    ]


def rules_of(rng, on, measures):
    """A few versions of a few rules for some bodies, some of them off, ended or not begun."""
    found = {}
    for code in range(8):
        measure = rng.choice(sorted(measures))
        for body in (None, None, "b1", "b2"):
            version = rng.randint(1, 3)
            found[code, body, version] = Rule(
                rule=f"r{code}",
                body=body,
                version=version,
                measure=measure if rng.random() < 0.8 else rng.choice(sorted(measures)),
                comparison=rng.choice((">=", ">", "<=", "<")),
                threshold=rng.choice((0.05, 0.1, 0.2, 0.5))
                if "share" in measure or "change" in measure
                else rng.choice((0, 1, 2, 5)),
                step=rng.randint(1, 4),
                valid_from=on + rng.choice((-100, -1, 0, 1)) * DAY,
                valid_to=rng.choice((None, on, on - DAY, on + DAY)),
                min_coverage=rng.choice((None, 0.5, 0.9)),
                min_lessons=rng.choice((None, 5, 30)),
                school_forms=rng.choice(((), (), ("GR",), ("GR", "GY"))),
                active=rng.random() < 0.85,
            )
    return list(found.values())
