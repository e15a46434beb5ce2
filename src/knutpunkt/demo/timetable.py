"""Each class's week: which subject in which lesson. The codes are those of the national grade collection."""

from random import Random

from knutpunkt.demo.behaviour import stage

STARTS = ("08:10", "09:20", "10:40", "12:30", "13:40", "14:50")
MINUTES = (60, 70, 60, 60, 60, 50)
# Lessons a week per subject. PRG stands for the subjects of the programme itself.
WEEK = {
    "low": {"SV": 7, "MA": 5, "NO": 2, "SO": 2, "IDH": 2, "BL": 1, "MU": 1},
    "middle": {"SV": 5, "MA": 5, "EN": 3, "NO": 2, "SO": 2, "IDH": 2, "SL": 1, "BL": 1, "MU": 1},
    "high": {
        "SV": 4,
        "MA": 4,
        "EN": 3,
        "M2": 2,
        "IDH": 2,
        "BI": 1,
        "FY": 1,
        "KE": 1,
        "TK": 1,
        "GE": 1,
        "HI": 1,
        "SH": 1,
        "RE": 1,
        "HKK": 1,
        "SL": 1,
    },
    "upper": {"SV": 3, "EN": 3, "MA": 3, "IDH": 2, "SH": 2, "HI": 1, "PRG": 6},
}

Lesson = tuple[str, str, int, int, str, str, int]


def week_of(unit: str, class_name: str, year: int, seed: int) -> list[Lesson]:
    """The lessons of a class: unit, class, weekday 1–5, number in the day, time, subject, minutes."""
    subjects = [subject for subject, times in WEEK[stage(year)].items() for _ in range(times)]
    Random(f"{seed} {unit} {class_name}").shuffle(subjects)  # noqa: S311
    lessons = []
    for place, subject in enumerate(subjects):
        number, weekday = divmod(place, 5)
        lessons.append((unit, class_name, weekday + 1, number + 1, STARTS[number], subject, MINUTES[number]))
    return lessons
