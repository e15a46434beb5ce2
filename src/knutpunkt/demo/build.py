"""Building the demo: first the files a municipality would deliver, then (after import) its cases."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from knutpunkt.demo import SEED, calendar
from knutpunkt.demo.attendance import write_attendance
from knutpunkt.demo.children import Child
from knutpunkt.demo.delivery import Cover, Manifest, Value, declare, write_table
from knutpunkt.demo.families import Link
from knutpunkt.demo.grades import Grade, grade_rows
from knutpunkt.demo.municipality import Drawn, draw_municipality
from knutpunkt.demo.places import ASNAS, LINDHAMRA, PLACE, PLACES, VASTERSTAD, Place
from knutpunkt.demo.staff import Post

# (what, done of, all): a step and how far it has come.
Progress = Callable[[str, int, int], None]
TOWN = {LINDHAMRA: ("990 10", "LINDHAMRA"), ASNAS: ("990 20", "ÅSNÄS")}

_UNIT = (
    *("enhetskod", "namn", "typ", "skolenhetskod", "verksamhet", "sekretessområde", "regim"),
    *("huvudman", "huvudmannatyp", "kommunkod"),
)
_STAFF = (
    *("personal_id", "förnamn", "efternamn", "e-post", "enhetskod", "befattning", "andel", "från", "till"),
    *("ansvarig_för_enhet", "huvudmannens_utsedda", "tar_emot_iakttagelser_för", "hanterar_skyddade_för"),
    *("mentor_för", "skyddad"),
)
_CHILD = (
    *("elev_id", "personnummer", "förnamn", "efternamn", "födelsedatum", "kön", "kommunkod", "adress"),
    *("postnummer", "ort", "e-post", "telefon", "språk", "skyddad"),
)
_GUARDIAN = (
    *("elev_id", "vh_id", "personnummer", "förnamn", "efternamn", "e-post", "telefon", "relation"),
    *("från", "till", "spärrad", "språk", "skyddad"),
)
_ENROLMENT = (
    *("elev_id", "enhetskod", "skolform", "årskurs", "klass", "mentorsgrupp", "program", "från", "till"),
)
_GRADE = ("elev_id", "enhetskod", "termin", "ämne", "betyg")
_TERM = ("huvudman", "termin", "från", "till")


def nobody_watches(what: str, done: int, total: int) -> None:
    """No progress shown."""


def build_files(folder: Path, *, on: date, seed: int = SEED, progress: Progress = nobody_watches) -> Manifest:
    """Write the delivery for the day ``on`` into ``folder``. Same seed and day, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(folder, on, seed)
    drawn = draw_municipality(on=on, seed=seed)
    progress("Kommunen", 1, 1)
    for delivery in (_units, _staff, _people, _enrolments, _grades, _terms):
        delivery(manifest, drawn)
    written = write_attendance(
        folder, drawn.children, start=drawn.attendance_from, on=on, seed=seed, progress=progress
    )
    for file in written:
        place = PLACE[file.unit]
        cover = Cover(place.area.body.municipality, f"Närvaro {place.name} {file.term}", (file.unit,))
        declare(manifest, file.path.name, "närvaro", cover, rows=file.rows)
    return manifest


def _units(manifest: Manifest, drawn: Drawn) -> None:
    for municipality, suffix, source in _municipalities():
        rows = [_unit(place) for place in PLACES if place.area.body.municipality == municipality]
        cover = Cover(municipality, f"Organisation {source}")
        write_table(manifest, f"enheter{suffix}.csv", "enheter", cover, heading=_UNIT, rows=rows)


def _unit(place: Place) -> tuple[Value, ...]:
    area, body = place.area, place.area.body
    return (
        *(place.code, place.name, place.kind, place.school_code, area.agency, area.name, area.regime),
        *(body.name, body.kind, body.municipality),
    )


def _staff(manifest: Manifest, drawn: Drawn) -> None:
    for municipality, suffix, source in _municipalities():
        rows = [_post(p) for p in drawn.posts if PLACE[p.unit].area.body.municipality == municipality]
        cover = Cover(municipality, f"Personal {source}")
        write_table(manifest, f"personal{suffix}.csv", "personal", cover, heading=_STAFF, rows=rows)


def _post(post: Post) -> tuple[Value, ...]:
    return (
        *(post.person, post.given, post.family, post.email, post.unit, post.profession, post.share),
        *(post.start, post.last_day, _yes(post.responsible), _yes(post.appointee)),
        *("|".join(post.triage_for), "|".join(post.protected_for), "|".join(post.mentor_for)),
        _yes(post.is_protected),
    )


def _people(manifest: Manifest, drawn: Drawn) -> None:
    for municipality, suffix, source in _municipalities()[:2]:
        children = [c for c in drawn.children if _told_by(c) == municipality]
        cover = Cover(municipality, f"Folkbokföring {source}")
        write_table(
            manifest, f"elever{suffix}.csv", "elever", cover, heading=_CHILD, rows=map(_child, children)
        )
        links = (_link(one) for one in drawn.links if _told_by(one.child) == municipality)
        write_table(
            manifest,
            f"vårdnadshavare{suffix}.csv",
            "vårdnadshavare",
            cover,
            heading=_GUARDIAN,
            rows=links,
        )


def _told_by(child: Child) -> str:
    """Whose file tells of a child: Åsnäs of its own pupils, Lindhamra of everybody else, from wherever."""
    return ASNAS if child.goes_to == "ASNS" else LINDHAMRA


def _child(child: Child) -> tuple[Value, ...]:
    postal_code, town = TOWN[child.municipality]
    # Somebody with fictitious data looks like anybody else; the two other levels have their address withheld.
    hidden = child.protection not in {"ingen", "fingerade personuppgifter"}
    email = f"{child.code.lower()}@elev.example" if child.year >= 4 else ""
    return (
        *(child.code, child.identity.number, child.given, child.family, child.birth_date),
        "flicka" if child.identity.sex == "K" else "pojke",
        child.municipality,
        *(("", "", "", "") if hidden else (child.address, postal_code, town, email)),
        "",
        *(child.language, child.protection),
    )


def _link(link: Link) -> tuple[Value, ...]:
    adult = link.guardian
    hidden = adult.protection != "ingen"
    return (
        *(link.child.code, adult.code, adult.identity.number, adult.given, adult.family),
        *(("", "") if hidden else (adult.email, adult.phone)),
        *(link.relation, link.start, link.last_day, _yes(link.blocked), adult.language, adult.protection),
    )


def _enrolments(manifest: Manifest, drawn: Drawn) -> None:
    for name, municipality, units in _school_deliveries():
        rows = [
            (
                *(c.code, s.unit, s.form, s.year, s.class_name, s.group, s.programme),
                *(s.start, s.last_day),
            )
            for c in drawn.children
            for s in c.stays
            if s.unit in units
        ]
        cover = Cover(municipality, f"Elevregister {name}", units)
        write_table(
            manifest,
            f"inskrivningar-{name}.csv",
            "inskrivningar",
            cover,
            heading=_ENROLMENT,
            rows=rows,
        )


def _grades(manifest: Manifest, drawn: Drawn) -> None:
    ended = [t for t in calendar.terms_around(drawn.on) if t.last_day < drawn.on][-2:]
    rows = [*grade_rows(drawn.children, terms=ended, seed=drawn.seed), *_wrong_grades(drawn, ended[-1].name)]
    for name, municipality, units in _school_deliveries():
        own = [row for row in rows if row[1] in units]
        cover = Cover(municipality, f"Betyg {name}", units)
        if own:
            write_table(
                manifest,
                f"betyg-{name}.csv",
                "betyg",
                cover,
                heading=_GRADE,
                rows=own,
                encoding="cp1252",
            )


def _wrong_grades(drawn: Drawn, term: str) -> list[Grade]:
    """Three rows that cannot be right, as there are in every real delivery: intake tells which and why."""
    pupil = next(child.code for child in drawn.children if child.goes_to == "EKDU" and child.year == 9)
    return [
        ("E99999", "EKDU", term, "MA", "C"),
        (pupil, "EKDU", "HT", "EN", "B"),
        (pupil, "EKDU", term, "", "D"),
    ]


def _terms(manifest: Manifest, drawn: Drawn) -> None:
    terms = [t for t in calendar.terms_around(drawn.on) if t.start.year >= drawn.on.year - 1]
    for municipality, suffix, source in _municipalities():
        schools = (p for p in PLACES if p.school_code and p.area.body.municipality == municipality)
        bodies = dict.fromkeys(place.area.body.name for place in schools)
        rows = [(body, term.name, term.start, term.last_day) for body in bodies for term in terms]
        cover = Cover(municipality, f"Läsår {source}")
        write_table(manifest, f"läsår{suffix}.csv", "läsår", cover, heading=_TERM, rows=rows)


def _municipalities() -> list[tuple[str, str, str]]:
    return [
        (LINDHAMRA, "", "Lindhamra"),
        (ASNAS, "-åsnäs", "Åsnäs"),
        (VASTERSTAD, "-västerstad", "Västerstad"),
    ]


def _school_deliveries() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Who delivers for which units: each responsible body with schools, the independent one on its own.

    Of its youths at schools elsewhere Lindhamra knows what the other bodies have told it (skollagen 15:15).
    """
    by_body: dict[str, list[Place]] = {}
    for place in PLACES:
        if place.school_code:
            by_body.setdefault(place.area.body.name, []).append(place)
    for body, places in by_body.items():
        name = _DELIVERED_AS[body]
        told_by = ASNAS if places[0].area.body.municipality == ASNAS else LINDHAMRA
        yield name, told_by, tuple(place.code for place in places)


_DELIVERED_AS = {
    "Lindhamra kommun": "lindhamra",
    "Ekdungens skolförening": "ekdungen",
    "Åsnäs kommun": "åsnäs",
    "Västerstad kommun": "andra-kommuner",
}


def _yes(value: bool) -> str:
    return "ja" if value else "nej"
