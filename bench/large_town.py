"""A made-up population for the lists: children, cases and notes as 5 : 1 : 10, on either engine.

Run by bench.lists as ``python -m bench.large_town CHILDREN`` with the database in the environment. The tables
are filled past the ORM and their indexes put back afterwards; every value that a page opens is really sealed.
"""

import json
import random
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

import bench  # noqa: F401  (sets Django up)
from bench.filling import NOW, walls_again, without_walls, write
from knutpunkt.foundation.audit.guard import suspended
from knutpunkt.foundation.sealing.box import seal
from knutpunkt.foundation.sealing.keys import make_key_file

TODAY = date.today()
LONG_AGO = TODAY - timedelta(days=700)
PER_SCHOOL, PER_GROUP, PER_TOWN = 400, 30, 50_000
MOST_CASES = 2_000
SYLLABLES = "ba de fi go hu ja ki lo mu ny pa ro si tu vå yl ax em id of"
CATEGORIES = ("observation", "attendance", "results", "support", "wellbeing")


@dataclass(slots=True)
class School:
    """A school with those who work there, each as (professional, assignment)."""

    unit: UUID
    town: int
    groups: list[UUID]
    head: UUID
    counsellor: UUID
    coaches: list[UUID]


@dataclass(slots=True)
class Maker:
    """Draws one population from one seed and writes it."""

    children: int
    dice: random.Random = field(default_factory=lambda: random.Random(1842))
    waiting: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    towns: list[dict[str, Any]] = field(default_factory=list)
    schools: list[School] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)

    def new_id(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def sorted_ids(self, number: int) -> list[UUID]:
        """Ids in the order of the index, which is then filled from one end."""
        return sorted(self.new_id() for _ in range(number))

    def name(self) -> str:
        return "".join(self.dice.choice(SYLLABLES.split()) for _ in range(3)).capitalize()

    def add(self, model: str, **values: Any) -> UUID:
        key: UUID = values.setdefault("id", self.new_id())
        self.waiting.setdefault(model, []).append(values)
        return key

    # --- The organisation ----------------------------------------------------------------------------------

    def organisation(self) -> None:
        for number in range(max(1, self.children // PER_TOWN)):
            self._town(number)
        for number in range(max(1, self.children // PER_SCHOOL)):
            self._school(number % len(self.towns))
        for model, rows in self.waiting.items():
            write(model, list(rows[0]), (tuple(row.values()) for row in rows))
        self.waiting.clear()

    def _town(self, number: int) -> None:
        town = self.add("people.Municipality", code=f"{number:04d}", name=f"Kommun {number}")
        body = self.add(
            "people.ResponsibleBody", name=f"Kommun {number}", kind="municipal", municipality_id=town
        )
        areas = {}
        for regime in ("school", "social_services"):
            agency = self.add("people.Agency", name=regime, municipality_id=town, responsible_body_id=body)
            areas[regime] = self.add("people.SecrecyArea", name=regime, agency_id=agency)
            self.add("people.AreaRegime", area_id=areas[regime], regime=regime, start=LONG_AGO)
        office = self._unit("social_services", areas["social_services"])
        workers = [self._works(office, "social_worker")[0] for _ in range(20)]
        self.towns.append({"id": town, "area": areas["school"], "office": office, "workers": workers})

    def _school(self, town: int) -> None:
        unit = self._unit("compulsory", self.towns[town]["area"])
        groups = [
            self.add("people.MentorGroup", unit_id=unit, name=f"{n}", source_id="")
            for n in range(PER_SCHOOL // PER_GROUP + 1)
        ]
        for group in groups:
            mentor, assignment = self._works(unit, "teacher")
            self._remember("mentor", assignment)
            self.add(
                "people.MentorGroupMentor",
                group_id=group, professional_id=mentor, start=LONG_AGO, is_first=True,
            )  # fmt: skip
        head, assignment = self._works(unit, "head_teacher")
        self._remember("head teacher", assignment)
        self.add("people.UnitResponsibility", unit_id=unit, professional_id=head, start=LONG_AGO)
        counsellor, assignment = self._works(unit, "school_counsellor")
        self._remember("triage counsellor", assignment)
        self.add("people.UnitWideTask", assignment_id=assignment, unit_id=unit, kind="triage", start=LONG_AGO)
        coaches = [self._works(unit, "student_coach") for _ in range(2)]
        self._remember("coordinator", coaches[0][1])
        self.schools.append(School(unit, town, groups, head, counsellor, [one for one, _ in coaches]))

    def _unit(self, kind: str, area: UUID) -> UUID:
        return self.add("people.Unit", name=self.name(), kind=kind, area_id=area, school_unit_code="")

    def _works(self, unit: UUID, profession: str) -> tuple[UUID, UUID]:
        person = self.add("people.Professional", given_name=self.name(), family_name=self.name())
        assignment = self.add(
            "people.Assignment", professional_id=person, unit_id=unit, profession=profession, start=LONG_AGO
        )
        if profession == "social_worker":
            self._remember("social worker", assignment)
        return person, assignment

    def _remember(self, kind: str, key: UUID) -> None:
        self.people.setdefault(kind, str(key))

    # --- The children --------------------------------------------------------------------------------------

    def population(self) -> None:
        children = self.sorted_ids(self.children)
        schools = [self.schools[n % len(self.schools)] for n in range(self.children)]
        self._children(children, schools)
        self._cases(children, schools)

    def _children(self, children: list[UUID], schools: list[School]) -> None:
        born = [TODAY - timedelta(days=self.dice.randrange(7 * 365, 17 * 365)) for _ in range(3000)]
        names = [self.name() for _ in range(3000)]
        pick = self.dice.choice
        write(
            "people.Child",
            ["id", "given_name", "family_name", "birth_date", "municipality_id"],
            (
                (key, pick(names), pick(names), pick(born), self.towns[school.town]["id"])
                for key, school in zip(children, schools, strict=True)
            ),
        )
        guardians = self.sorted_ids(len(children))
        self._remember("guardian", guardians[0])
        write(
            "people.Guardian",
            ["id", "given_name", "family_name"],
            ((key, pick(names), pick(names)) for key in guardians),
        )
        write(
            "people.Guardianship",
            ["id", "child_id", "guardian_id", "relation", "start"],
            (
                (key, child, guardian, "custody", LONG_AGO)
                for key, child, guardian in zip(
                    self.sorted_ids(len(children)), children, guardians, strict=True
                )
            ),
        )
        write(
            "people.Enrolment",
            ["id", "child_id", "unit_id", "school_form", "class_name", "start"],
            (
                (key, child, school.unit, "GR", "5A", LONG_AGO)
                for key, child, school in zip(self.sorted_ids(len(children)), children, schools, strict=True)
            ),
        )

        def group_of(n: int) -> UUID:
            groups = schools[n].groups
            return groups[n // len(self.schools) // PER_GROUP % len(groups)]

        write(
            "people.MentorGroupMember",
            ["id", "group_id", "child_id", "start"],
            (
                (
                    key,
                    group_of(n),
                    child,
                    LONG_AGO,
                )
                for n, (key, child, school) in enumerate(
                    zip(self.sorted_ids(len(children)), children, schools, strict=True)
                )
            ),
        )

    # --- The cases -----------------------------------------------------------------------------------------

    def _cases(self, children: list[UUID], schools: list[School]) -> None:
        number = max(1, self.children // 5)
        chosen = self.dice.sample(range(self.children), number)
        ids = {name: self.sorted_ids(number) for name in ("matter", "promise", "case")}
        school = [schools[n] for n in chosen]
        child = [children[n] for n in chosen]
        holder = [self.dice.choice(one.coaches) for one in school]
        due = [TODAY + timedelta(days=self.dice.randrange(-30, 60)) for _ in chosen]
        sealed = sealer("commitments_commitment.what")
        write(
            "commitments.Matter",
            ["id", "child_id", "kind", "unit_id", "opened_on", "carried_by_id"],
            (
                (ids["matter"][n], child[n], "case", school[n].unit, LONG_AGO, ids["promise"][n])
                for n in range(number)
            ),
        )
        write(
            "commitments.Commitment",
            ["id", "matter_id", "what", "unit_id", "holder_id", "due", "source", "made_on"],
            (
                (
                    ids["promise"][n], ids["matter"][n], sealed("Ring hem", ids["promise"][n]),
                    school[n].unit, holder[n], due[n], "case", LONG_AGO,
                )
                for n in range(number)
            ),
        )  # fmt: skip
        write(
            "casefile.Case",
            ["id", "child_id", "unit_id", "matter_id", "opened_on"],
            ((ids["case"][n], child[n], school[n].unit, ids["matter"][n], LONG_AGO) for n in range(number)),
        )
        self._who_takes_part(ids["case"], school, holder)
        self._notes(ids["case"], child, school, holder)

    def _who_takes_part(self, cases: list[UUID], schools: list[School], holders: list[UUID]) -> None:
        """The coordinator; the social services in every fourth; one coach in the first cases of a town."""
        busy = self.schools[0].coaches[1]
        self.people["most cases"] = _assignment_of(busy)
        taken, rows = 0, []
        for case, school, holder in zip(cases, schools, holders, strict=True):
            rows.append((case, school.unit, holder, "coordinator"))
            town = self.towns[school.town]
            if self.dice.random() < 0.25:
                rows.append((case, town["office"], self.dice.choice(town["workers"]), "member"))
            if school.town == self.schools[0].town and taken < MOST_CASES and holder != busy:
                rows.append((case, self.schools[0].unit, busy, "member"))
                taken += 1
        keys = self.sorted_ids(len(rows))
        write(
            "casefile.Participation",
            ["id", "case_id", "unit_id", "professional_id", "kind", "start"],
            ((key, *row, LONG_AGO) for key, row in zip(keys, rows, strict=True)),
        )

    def _notes(
        self, cases: list[UUID], child: list[UUID], schools: list[School], holders: list[UUID]
    ) -> None:
        number = self.children * 2
        keys = self.sorted_ids(number)
        of = [self.dice.randrange(len(cases)) for _ in keys]
        days = [LONG_AGO + timedelta(days=n) for n in range(700)]
        write(
            "casefile.Record",
            ["id", "kind", "child_id", "case_id", "unit_id", "category", "author_id", "author_unit_id",
             "function", "written_on", "created_at"],
            (
                (key, "note", child[n], cases[n], schools[n].unit, self.dice.choice(CATEGORIES), holders[n],
                 schools[n].unit, "student_coach", self.dice.choice(days), NOW)
                for key, n in zip(keys, of, strict=True)
            ),
        )  # fmt: skip
        sealed = sealer("cases_note.text")
        write(
            "cases.Note",
            ["record_ptr_id", "text"],
            ((key, sealed("Vi pratade om veckan och vad som har hänt på rasterna.", key)) for key in keys),
        )
        self._disclosures(keys[::20], of[::20], cases, child, schools, holders)

    def _disclosures(
        self, records: list[UUID], of: list[int], cases: list[UUID], child: list[UUID],
        schools: list[School], holders: list[UUID],
    ) -> None:  # fmt: skip
        """Every twentieth note is disclosed to the social services after a harm test."""
        keys, items = self.sorted_ids(len(records)), self.sorted_ids(len(records))
        write(
            "casefile.Disclosure",
            ["id", "case_id", "child_id", "sender_id", "recipient_id", "ground", "decided_by_id", "sent_on",
             "opens_at", "created_at"],
            (
                (key, cases[n], child[n], schools[n].unit, self.towns[schools[n].town]["office"],
                 "harm_test", holders[n], LONG_AGO, NOW - timedelta(days=30), NOW)
                for key, n in zip(keys, of, strict=True)
            ),
        )  # fmt: skip
        write(
            "casefile.DisclosureItem",
            ["id", "disclosure_id", "record_id"],
            zip(items, keys, records, strict=True),
        )


def sealer(place: str) -> Any:
    return lambda text, key: seal(text, place=f"{place}:{key}")


def _assignment_of(person: UUID) -> str:
    return str(apps.get_model("people.Assignment")._default_manager.get(professional_id=person).pk)


def build(children: int) -> None:
    """Migrate, fill, index and analyse; then say who is who in ``people.json``."""
    data = Path(settings.DATA)
    data.mkdir(parents=True, exist_ok=True)
    make_key_file(Path(settings.KEY_FILE))
    call_command("migrate", verbosity=0, interactive=False)
    maker = Maker(children)
    with suspended(because="the population of the measurement"), connection.cursor() as cursor:
        indexes = without_walls(cursor)
        maker.organisation()
        maker.population()
        walls_again(cursor, indexes)
    told = {"people": maker.people, "built": TODAY.isoformat(), "children": children}
    (data / f"people-{connection.vendor}.json").write_text(json.dumps(told))


if __name__ == "__main__":
    build(int(sys.argv[1]))
