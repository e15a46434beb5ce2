"""A small municipality's delivery, written file by file into a folder."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.people.models import Child
from knutpunkt.rooms.intake.operations import import_folder
from knutpunkt.rooms.intake.reporting import Report

DAY = date(2026, 11, 10)
LATER, EARLIER = DAY + timedelta(days=7), DAY - timedelta(days=7)
PLACE = "9901"
# Test numbers of the tax agency (domain.md §8); there are no others in these tests.
NUMBERS = ("201801012392", "201801022383", "201801032390", "189001019802")

UNITS = [
    "enhetskod;namn;typ;skolenhetskod;verksamhet;sekretessområde;regim;huvudman;huvudmannatyp;kommunkod",
    "LIND;Lindskolan;grundskola;99010001;Barn och utbildning;Skola;school;Lindhamra kommun;kommunal;9901",
    "TALL;Tallskolan;grundskola;99010002;Barn och utbildning;Skola;school;Lindhamra kommun;kommunal;9901",
]
PUPILS = ["elev_id;personnummer;förnamn;efternamn;födelsedatum;kön;telefon;skyddad"]
GUARDIANS = ["elev_id;vh_id;personnummer;förnamn;efternamn;relation;från;till;spärrad"]
ENROLMENTS = ["elev_id;enhetskod;skolform;årskurs;klass;mentorsgrupp;program;från;till"]
STAFF = [
    "personal_id;förnamn;efternamn;e-post;enhetskod;befattning;andel;från;till;ansvarig_för_enhet;"
    "huvudmannens_utsedda;tar_emot_iakttagelser_för;hanterar_skyddade_för;mentor_för"
]
ATTENDANCE = [
    "elev_id;enhetskod;datum;lektion;ämne;minuter;giltig_frånvaro;ogiltig_frånvaro;sen_ankomst;rapporterad"
]
GRADES = ["elev_id;enhetskod;termin;ämne;betyg"]
TERMS = ["huvudman;termin;från;till"]


@dataclass
class Delivery:
    """A folder being filled; ``take_in`` imports what lies in it."""

    folder: Path
    as_of: date = DAY
    names: list[str] = field(default_factory=list)

    def put(
        self,
        name: str,
        lines: Sequence[str],
        *,
        as_of: date | None = None,
        complete: bool = False,
        units: Sequence[str] | None = None,
        encoding: str = "utf-8",
        **declared: Any,
    ) -> "Delivery":
        return self.put_bytes(
            name,
            ("\n".join(lines) + "\n").encode(encoding),
            as_of=as_of,
            complete=complete,
            units=units,
            **declared,
        )

    def put_bytes(
        self,
        name: str,
        content: bytes,
        *,
        as_of: date | None = None,
        complete: bool = False,
        units: Sequence[str] | None = None,
        municipality: str = PLACE,
        **declared: Any,
    ) -> "Delivery":
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)
        declaration = {
            "scope": {"municipality": municipality, "units": units, "school_form": None},
            "complete": complete,
            "as_of": (as_of or self.as_of).isoformat(),
            "source": "Skolsystemet",
            **declared,
        }
        (self.folder / f"{name}.scope.json").write_text(json.dumps(declaration), encoding="utf-8")
        return self

    def take_in(self, **answers: Any) -> Report:
        return import_folder(self.folder, actor=SYSTEM, on=self.as_of, **({"accept": True} | answers))


def small_school(folder: Path, *, pupils: int = 3, as_of: date = DAY) -> Delivery:
    """Two schools, some pupils at the first of them, complete as of the day."""
    delivery = Delivery(folder, as_of)
    delivery.put("enheter.csv", UNITS)
    delivery.put("elever.csv", [*PUPILS, *map(pupil, range(1, pupils + 1))], complete=True)
    delivery.put("inskrivningar.csv", [*ENROLMENTS, *map(enrolment, range(1, pupils + 1))], complete=True)
    return delivery


def pupil(number: int, *, national_id: str = "", given: str = "", protected: str = "ingen") -> str:
    return (
        f"E{number};{national_id};{given or f'Elev{number}'};Ek;2012-03-0{number % 9 + 1};flicka;;{protected}"
    )


def enrolment(number: int, unit: str = "LIND", start: str = "2026-08-18", last_day: str = "") -> str:
    return f"E{number};{unit};GR;8;8A;{unit}-8A;;{start};{last_day}"


def guardian(number: int, key: str, relation: str = "Vårdnadshavare", **said: str) -> str:
    told = {"id": "", "given": f"Vuxen{key}", "start": "2012-03-01", "end": "", "blocked": "nej"} | said
    return (
        f"E{number};{key};{told['id']};{told['given']};Ek;{relation};{told['start']};{told['end']};"
        f"{told['blocked']}"
    )


def staff(key: str = "P1", profession: str = "rektor", **said: str) -> str:
    told = {"start": "2024-08-01", "end": "", "unit": "LIND", "duties": "nej;nej;;;"} | said
    return f"{key};Kim;Lind;;{told['unit']};{profession};80 %;{told['start']};{told['end']};{told['duties']}"


def lesson(number: int = 1, day: str = "2026-11-02", at: str = "1", **said: Any) -> str:
    told = {
        "unit": "LIND",
        "subject": "MA",
        "minutes": 60,
        "valid": 0,
        "invalid": 0,
        "late": 0,
        "reported": "ja",
    }
    told |= said
    return (
        f"E{number};{told['unit']};{day};{at};{told['subject']};{told['minutes']};{told['valid']};"
        f"{told['invalid']};{told['late']};{told['reported']}"
    )


def refused(report: Report) -> list[tuple[str, str, str, str]]:
    """The refused-rows file as file, line, column, reason."""
    if report.refused_rows is None:
        return []
    text = report.refused_rows.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0] == ["fil", "rad", "kolumn", "orsak"]
    return [tuple(row) for row in rows[1:]]  # type: ignore[misc]


def reasons(report: Report) -> Iterable[str]:
    return [reason for *_, reason in refused(report)]


def child(key: str) -> Child:
    """A child by its key in the files."""
    return Child.objects.get(source_id=key)
