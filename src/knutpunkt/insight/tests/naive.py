"""The specification once more, child by child, in plain Python and exact fractions.

Nothing here is shared with the core.
"""

import itertools
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction as Fr

DAY = timedelta(days=1)


def measures_of(world, on):
    """{child: {measure: value}} for everyone enrolled on the day."""
    units = dict(world["units"])
    lessons = defaultdict(list)
    for row in world["attendance"]:
        if row[2] <= on:
            lessons[row[0]].append(row)
    result = {}
    for child in {e[0] for e in world["enrolments"]}:
        mine = [e for e in world["enrolments"] if e[0] == child and e[4] not in ("FS", "FTH", "OPPFTH")]
        running = [e for e in mine if e[2] <= on and (e[3] is None or on <= e[3])]
        if running:
            place = sorted(running, key=lambda e: (-e[2].toordinal(), e[1], e[4]))[0]
            body = units.get(place[1])
            grades = [g for g in world["grades"] if g[0] == child]
            result[child] = one_child(child, place, body, lessons[child], grades, mine, world["terms"], on)
    return result


def one_child(child, place, body, lessons, grades, enrolments, terms, on):
    begun = sorted((t[2], t[3], t[1]) for t in terms if t[0] == body and t[2] <= on)
    m = {"child": child, "unit": place[1], "body": body, "school_form": place[4], "school_year": place[5]}
    spans = {"28": (on - 27 * DAY, on), "56": (on - 55 * DAY, on), "term": None}
    m["term"] = None
    if begun:
        start, last, m["term"] = begun[-1]
        spans["term"] = (start, min(last, on))
    for w, span in spans.items():
        m.update(window(lessons, span, w))
    m.update(counted(lessons, spans, on))
    m.update(runs(lessons, on))
    m.update(weekdays(lessons, on))
    m.update(subjects(lessons, on))
    m.update(graded(grades, on))
    m["school_changes"] = changes(enrolments, on)
    m["recovering"] = bool(
        m["share_28"] is not None
        and m["share_before_28"] is not None
        and m["share_before_28"] >= Fr(1, 10)
        and m["share_before_28"] - m["share_28"] >= Fr(1, 10)
        and m["coverage_28"] >= Fr(1, 2)
        and m["coverage_before_28"] >= Fr(1, 2)
    )
    m["on_time"] = m["late_28"] == 0 and m["attended_28"] >= 20
    return m


def inside(lessons, span):
    return [r for r in lessons if span and span[0] <= r[2] <= span[1]]


def reported(lessons):
    return [r for r in lessons if r[9]]


def ratio(part, whole):
    return Fr(part, whole) if whole else None


def absent(rows):
    return sum(r[6] + r[7] for r in rows)


def offered(rows):
    return sum(r[5] for r in rows)


def window(lessons, span, w):
    before = None
    if span:
        length = (span[1] - span[0]).days + 1
        before = (span[0] - length * DAY, span[0] - DAY)
    here, there = inside(lessons, span), inside(lessons, before)
    known, known_before = reported(here), reported(there)
    share, share_before = (
        ratio(absent(known), offered(known)),
        ratio(absent(known_before), offered(known_before)),
    )
    return {
        f"lessons_{w}": len(here),
        f"reported_lessons_{w}": len(known),
        f"coverage_{w}": ratio(offered(known), offered(here)),
        f"share_{w}": share,
        f"share_valid_{w}": ratio(sum(r[6] for r in known), offered(known)),
        f"share_invalid_{w}": ratio(sum(r[7] for r in known), offered(known)),
        f"reported_lessons_before_{w}": len(known_before),
        f"coverage_before_{w}": ratio(offered(known_before), offered(there)),
        f"share_before_{w}": share_before,
        f"change_{w}": None if share is None or share_before is None else share - share_before,
    }


def whole(row):
    return row[6] + row[7] >= row[5]


def counted(lessons, spans, on):
    recent, term = reported(inside(lessons, spans["28"])), reported(inside(lessons, spans["term"]))
    first = on.replace(day=1)
    before = ((first - DAY).replace(day=1), first - DAY)
    return {
        "late_28": sum(1 for r in recent if r[8] > 0 and not whole(r)),
        "attended_28": sum(1 for r in recent if not whole(r)),
        "invalid_days_28": len({r[2] for r in recent if r[7] > 0}),
        "absence_days_term": len({r[2] for r in term if r[6] + r[7] > 0}),
        "invalid_minutes_month": sum(r[7] for r in reported(inside(lessons, (first, on)))),
        "invalid_minutes_month_before": sum(r[7] for r in reported(inside(lessons, before))),
    }


def away(rows):
    known = reported(rows)
    return bool(known) and 2 * len(known) >= len(rows) and all(whole(r) for r in known)


def runs(lessons, on):
    days = defaultdict(list)
    for row in inside(lessons, (on - 111 * DAY, on)):
        days[row[2]].append(row)
    found, going = [], []
    for day in sorted(days):
        if away(days[day]):
            going.append(day)
        else:
            found.append(going)
            going = []
    found.append(going)
    seen = [run for run in found if run and run[-1] >= on - 55 * DAY]
    longest = max(seen, key=lambda run: (len(run), run[-1]), default=[])
    current = next((run for run in seen if run[-1] == max(days)), [])
    return {
        "run_longest": len(longest),
        "run_longest_start": longest[0] if longest else None,
        "run_longest_last": longest[-1] if longest else None,
        "run_current": len(current),
        "run_current_start": current[0] if current else None,
        "run_current_last": current[-1] if current else None,
    }


def against_rest(parts, least):
    """{part: (share, rest)} and which stand out or draw the child."""
    everything = [r for rows in parts.values() for r in rows]
    out, drawn, shares = [], [], {}
    for part, rows in parts.items():
        share = shares[part] = Fr(absent(rows), offered(rows))
        others = offered(everything) - offered(rows)
        if not others or (len({r[2] for r in rows}) if isinstance(part, int) else len(rows)) < least:
            continue
        rest = Fr(absent(everything) - absent(rows), others)
        if share >= Fr(1, 5) and share - rest >= Fr(15, 100):
            out.append((rest - share, part, share, rest))
        if share <= Fr(1, 10) and rest - share >= Fr(15, 100):
            drawn.append((share - rest, part, share, rest))
    nothing = (None, None, None, None)
    return shares, min(out, default=nothing)[1:], min(drawn, default=nothing)[1:]


def weekdays(lessons, on):
    parts = defaultdict(list)
    for row in reported(inside(lessons, (on - 55 * DAY, on))):
        if row[2].isoweekday() <= 5:
            parts[row[2].isoweekday()].append(row)
    shares, out, _ = against_rest(parts, 4)
    found = {f"weekday_share_{n}": shares.get(n) for n in range(1, 6)}
    return found | dict(zip(("weekday_out", "weekday_out_share", "weekday_out_rest"), out, strict=True))


def subjects(lessons, on):
    parts = defaultdict(list)
    for row in reported(inside(lessons, (on - 55 * DAY, on))):
        parts[row[4]].append(row)
    _, out, drawn = against_rest(parts, 5)
    return dict(zip(("subject_out", "subject_out_share", "subject_out_rest"), out, strict=True)) | dict(
        zip(("subject_in", "subject_in_share", "subject_in_rest"), drawn, strict=True)
    )


CORE = {
    "SV": "SV",
    "Svenska": "SV",
    "SVESVE01": "SV",
    "SVA": "SVA",
    "svenska som andraspråk": "SVA",
    "EN": "EN",
    "ENGENG05": "EN",
    "MA": "MA",
    "Matematik": "MA",
    "MATMAT01b": "MA",
}


def order(term):
    return int(term[:4]), term[4:] == "HT"


def graded(grades, on):
    names = (
        "grades_term",
        "failed_subjects",
        "failed_core",
        "failed_list",
        "failed_core_list",
        "strong_list",
    )
    known = [
        g
        for g in grades
        if g[4] in ("A", "B", "C", "D", "E", "F", "-") and order(g[2]) <= (on.year, on.month > 6)
    ]
    if not known:
        return dict.fromkeys(names)
    term = max((g[2] for g in known), key=order)
    latest = {g[3]: g[4] for g in known if g[2] == term}
    failed = {s for s, g in latest.items() if g in ("F", "-")}
    core = []
    swedish = [s for s in latest if CORE.get(s) in ("SV", "SVA")]
    if swedish and all(s in failed for s in swedish):
        core.append("SVA" if any(CORE[s] == "SVA" for s in swedish) else "SV")
    core += [code for code in ("EN", "MA") if any(CORE.get(s) == code for s in failed)]
    return {
        "grades_term": term,
        "failed_subjects": len(failed),
        "failed_core": len(core),
        "failed_list": ",".join(sorted(failed)) or None,
        "failed_core_list": ",".join(core),
        "strong_list": ",".join(sorted(s for s, g in latest.items() if g in ("A", "B", "C"))) or None,
    }


def changes(enrolments, on):
    known = sorted((e for e in enrolments if e[2] <= on), key=lambda e: (e[2], e[1], e[4]))
    back = date(on.year - 2, on.month, 28 if (on.month, on.day) == (2, 29) else on.day)
    pairs = itertools.pairwise(known)
    return sum(1 for a, b in pairs if a[1] != b[1] and a[4] == b[4] and b[2] > back)


def flags_of(measures, rules, on):
    """{(child, rule)} that fire, with the version.

    Each body goes by its own newest version in force, else the default's.
    """
    fired = {}
    for m in measures.values():
        for code in {r.rule for r in rules}:
            dated = [
                r
                for r in rules
                if r.rule == code and r.valid_from <= on and (r.valid_to is None or on <= r.valid_to)
            ]
            own = [r for r in dated if r.body is not None and r.body == m["body"]]
            mine = own or [r for r in dated if r.body is None]
            if mine and fires(rule := max(mine, key=lambda r: r.version), m):
                fired[m["child"], code] = (rule.version, m[rule.measure])
    return fired


def fires(rule, m):
    value = m[rule.measure]
    if not rule.active or value is None or (rule.school_forms and m["school_form"] not in rule.school_forms):
        return False
    if rule.min_coverage is not None and (known_about(rule.measure, m, "coverage") or 0) < Fr(
        str(rule.min_coverage)
    ):
        return False
    if (
        rule.min_lessons is not None
        and (known_about(rule.measure, m, "reported_lessons") or 0) < rule.min_lessons
    ):
        return False
    threshold = Fr(str(rule.threshold))
    return {
        ">=": value >= threshold,
        ">": value > threshold,
        "<=": value <= threshold,
        "<": value < threshold,
    }[rule.comparison]


def known_about(measure, m, what):
    w = measure.rsplit("_", 1)[1]
    if measure == "late_28":
        return m["coverage_28"] if what == "coverage" else m["attended_28"]
    if measure.startswith("change"):
        known = [m[f"{what}_{w}"], m[f"{what}_before_{w}"]]
        return None if None in known else min(known)
    if measure.endswith("_out_share"):
        return m["coverage_56"] if what == "coverage" else None
    return m.get(f"{what}_{w}")
