"""The attendance measures in pandas: no grades, no moves, no rules, so less work than its rivals do."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd

MINUTES = "offered_minutes, valid_absent_minutes, invalid_absent_minutes, late_minutes"
COLUMNS = f"child::child AS child, day, subject::subject AS subject, {MINUTES}, reported"


def attendance_measures(files: str, since: date, on: date, term: tuple[date, date]) -> pd.DataFrame:
    """One row per child with lessons, indexed by child."""
    lessons = _read(files, since, on)
    days = _days(lessons)
    back = (pd.Timestamp(on) - days["day"]).dt.days
    parts = [_windows(days, back, on, term), _runs(days[back < 112], on), _weekdays(days[back < 56])]
    recent = lessons[lessons["reported"] & ((pd.Timestamp(on) - lessons["day"]).dt.days < 56)]
    return pd.concat([*parts, _subjects(recent)], axis=1)


def _read(files: str, since: date, on: date) -> pd.DataFrame:
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET enable_progress_bar = false")
        # Enumerations arrive as categories; as text, the children's ids alone would fill the memory.
        for name in ("child", "subject"):
            connection.execute(f"CREATE TYPE {name} AS ENUM (SELECT DISTINCT {name} FROM {files} ORDER BY 1)")
        query = f"SELECT {COLUMNS} FROM {files} WHERE day BETWEEN ? AND ?"
        return connection.execute(query, [since, on]).df()


def _days(lessons: pd.DataFrame) -> pd.DataFrame:
    reported = lessons["reported"].to_numpy()
    absent = lessons["valid_absent_minutes"] + lessons["invalid_absent_minutes"]
    whole = absent >= lessons["offered_minutes"]
    lessons = lessons.assign(
        minutes=np.where(reported, lessons["offered_minutes"], 0),
        valid=np.where(reported, lessons["valid_absent_minutes"], 0),
        invalid=np.where(reported, lessons["invalid_absent_minutes"], 0),
        absent=np.where(reported, absent, 0),
        one=1,
        whole=reported & whole,
        late=reported & ~whole & (lessons["late_minutes"] > 0),
    )
    columns = ["offered_minutes", "minutes", "valid", "invalid", "absent", "one", "reported", "whole", "late"]
    return lessons.groupby(["child", "day"], observed=True, sort=True)[columns].sum().reset_index()


def _windows(days: pd.DataFrame, back: pd.Series, on: date, term: tuple[date, date]) -> pd.DataFrame:
    start, length = pd.Timestamp(term[0]), min(on, term[1]) - term[0] + timedelta(days=1)
    in_term = (days["day"] >= start) & (days["day"] < start + length)
    before_term = (days["day"] >= start - length) & (days["day"] < start)
    spans = {"28": (back < 28, (back >= 28) & (back < 56)), "56": (back < 56, (back >= 56) & (back < 112))}
    spans["term"] = (in_term, before_term)
    children = days["child"].drop_duplicates().sort_values()
    found = pd.DataFrame(index=pd.Index(children, name="child"))
    for w, (now, before) in spans.items():
        a, b = (_sums(days[span], found.index) for span in (now, before))
        found[f"lessons_{w}"], found[f"reported_lessons_{w}"] = a["one"], a["reported"]
        found[f"coverage_{w}"] = _ratio(a["minutes"], a["offered_minutes"])
        found[f"share_{w}"] = _ratio(a["absent"], a["minutes"])
        found[f"share_valid_{w}"] = _ratio(a["valid"], a["minutes"])
        found[f"share_invalid_{w}"] = _ratio(a["invalid"], a["minutes"])
        found[f"reported_lessons_before_{w}"] = b["reported"]
        found[f"coverage_before_{w}"] = _ratio(b["minutes"], b["offered_minutes"])
        found[f"share_before_{w}"] = _ratio(b["absent"], b["minutes"])
        found[f"change_{w}"] = found[f"share_{w}"] - found[f"share_before_{w}"]
        if w == "28":
            found["late_28"], found["attended_28"] = a["late"], a["reported"] - a["whole"]
    return _counted(found, days, back, in_term, on)


def _counted(
    found: pd.DataFrame, days: pd.DataFrame, back: pd.Series, in_term: pd.Series, on: date
) -> pd.DataFrame:
    def per_child(rows: pd.DataFrame, column: str, how: str) -> pd.Series:
        grouped = rows.groupby("child", observed=True)[column]
        return (grouped.size() if how == "size" else grouped.sum()).reindex(found.index, fill_value=0)

    month = pd.Timestamp(on.replace(day=1))
    before = (days["day"] < month) & (days["day"] >= month - pd.DateOffset(months=1))
    found["invalid_days_28"] = per_child(days[(back < 28) & (days["invalid"] > 0)], "day", "size")
    found["absence_days_term"] = per_child(days[in_term & (days["absent"] > 0)], "day", "size")
    found["invalid_minutes_month"] = per_child(days[days["day"] >= month], "invalid", "sum")
    found["invalid_minutes_month_before"] = per_child(days[before], "invalid", "sum")
    return found


def _sums(rows: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    return rows.drop(columns="day").groupby("child", observed=True).sum().reindex(index, fill_value=0)


def _ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part.astype(float) / whole.where(whole > 0)


def _runs(days: pd.DataFrame, on: date) -> pd.DataFrame:
    away = (
        (days["reported"] > 0) & (2 * days["reported"] >= days["one"]) & (days["whole"] == days["reported"])
    )
    days = days.assign(away=away, run=(~away).cumsum())
    last_lesson = days.groupby("child", observed=True)["day"].max()
    runs = days[away].groupby(["child", "run"], observed=True)["day"].agg(["size", "max"]).reset_index()
    runs = runs[(pd.Timestamp(on) - runs["max"]).dt.days < 56]
    longest = runs.groupby("child", observed=True)["size"].max()
    going = runs[runs["max"] == runs["child"].map(last_lesson).astype(runs["max"].dtype)]
    return pd.DataFrame(
        {"run_longest": longest, "run_current": going.groupby("child", observed=True)["size"].max()}
    )


def _weekdays(days: pd.DataFrame) -> pd.DataFrame:
    days = days[(days["minutes"] > 0)].assign(part=days["day"].dt.day_of_week + 1)
    days = days[days["part"] <= 5]
    grouped = days.groupby(["child", "part"], observed=True)
    parts = grouped.agg(r=("minutes", "sum"), a=("absent", "sum"), n=("day", "size")).reset_index()
    shared = _against_the_rest(parts)
    each = shared.pivot(index="child", columns="part", values="share").add_prefix("weekday_share_")
    return each.join(_first(shared, (shared["n"] >= 4) & _high(shared), False, "weekday_out"))


def _subjects(lessons: pd.DataFrame) -> pd.DataFrame:
    absent = lessons["valid_absent_minutes"] + lessons["invalid_absent_minutes"]
    grouped = lessons.assign(absent=absent).groupby(["child", "subject"], observed=True)
    parts = grouped.agg(r=("offered_minutes", "sum"), a=("absent", "sum"), n=("day", "size")).reset_index()
    shared = _against_the_rest(parts.rename(columns={"subject": "part"}))
    enough = shared["n"] >= 5
    low = (shared["share"] <= 0.1) & (shared["rest"] - shared["share"] >= 0.15 - 1e-9)
    out = _first(shared, enough & _high(shared), False, "subject_out")
    return out.join(_first(shared, enough & low, True, "subject_in"), how="outer")


def _against_the_rest(parts: pd.DataFrame) -> pd.DataFrame:
    totals = parts.groupby("child", observed=True)[["r", "a"]].transform("sum")
    rest = totals["r"] - parts["r"]
    return parts.assign(share=parts["a"] / parts["r"], rest=(totals["a"] - parts["a"]) / rest.where(rest > 0))


def _high(shared: pd.DataFrame) -> pd.Series:
    return (shared["share"] >= 0.2) & (shared["share"] - shared["rest"] >= 0.15 - 1e-9)


def _first(shared: pd.DataFrame, kept: pd.Series, ascending: bool, name: str) -> pd.DataFrame:
    picked = shared[kept].assign(apart=shared["share"] - shared["rest"])
    picked = picked.sort_values(
        ["child", "apart", "part"], ascending=[True, ascending, True]
    ).drop_duplicates("child")
    columns = {"part": name, "share": f"{name}_share", "rest": f"{name}_rest"}
    return picked.set_index("child")[list(columns)].rename(columns=columns)
