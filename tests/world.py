"""One believable municipality for the journeys: Lindskolan, its student health, BUP and the social services.

Beside it Björkskolan in Åsnäs, which comes from files through the real intake and is screened for real. Every
journey has children of its own, so that their order does not matter.

Run as ``python -m tests.world`` with the demo profile and ``DATA`` set: makes the database and fills it.
"""

import os
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django

A_YEAR = timedelta(days=365)
WEEKS_OF_SCHOOL = 14
OTHER_TOWN = "9902"
LIVES_ELSEWHERE = {"N1": "9901"}
SUBJECTS = ("MA", "SV", "EN", "MU")


def build(today: date) -> None:
    """Fill an empty database; everything is dated relative to ``today``."""
    from knutpunkt.rooms.concerns.tests import place as school

    place = school.build()
    _lindskolan(place, today)
    _bjorkskolan(today)
    _let_everybody_in()


def _lindskolan(place: Any, today: date) -> None:
    from knutpunkt.foundation.audit.actor import SYSTEM
    from knutpunkt.foundation.audit.recording import recorded
    from knutpunkt.foundation.people.models import MentorGroup, Profession, Regime, Unit, UnitWideTask
    from knutpunkt.rooms.concerns.tests import place as school

    with recorded(actor=SYSTEM, action="world.built"):
        school.work("Elin", "Hed", place.school, Profession.STUDENT_COACH)
        school.work("Nina", "Borg", place.school, Profession.TEACHER)
        eva = school.work("Eva", "Strand", place.school, Profession.STUDENT_COACH)
        area = school._area("Socialtjänsten", place.body, place.town, Regime.SOCIAL_SERVICES)
        office = Unit.objects.create(name="Barn och unga", kind=Unit.Kind.SOCIAL_SERVICES, area=area)
        school.work("Siv", "Ros", office, Profession.SOCIAL_WORKER)
        quiet = Unit.objects.create(name="Granskolan", kind=Unit.Kind.COMPULSORY, area=place.school.area)
        vera = school.work("Vera", "Palm", quiet, Profession.PSYCHOLOGIST)
        UnitWideTask.objects.create(
            assignment=vera, unit=quiet, kind=UnitWideTask.Kind.TRIAGE, start=school.LONG_AGO
        )
        group = MentorGroup.objects.get(unit=place.school)
        noor, lova, tove, alve = (
            school._pupil(name, place.town, place.school, group)
            for name in ("Noor Haddad", "Lova Holm", "Tove Lind", "Alve Dahl")
        )
        _family(place.alva, 14, today, "Maja", "Johan")
        _family(tove, 16, today, "Karin")
        _family(alve, 11, today, "Per")
        _family(noor, 9, today, "Leila")
    _case_with_promises(place, eva, lova, today)
    for child in (tove, alve):
        _case_with_bup(place, eva, child, today)


def _family(child: Any, age: int, today: date, *guardians: str) -> None:
    from knutpunkt.foundation.people.models import Child, Guardian, Guardianship

    born = today - age * A_YEAR - timedelta(days=60)
    Child.objects.filter(pk=child.pk).update(birth_date=born)
    for given in guardians:
        guardian = Guardian.objects.create(given_name=given, family_name=child.family_name)
        Guardianship.objects.create(
            child=child, guardian=guardian, relation=Guardianship.Relation.CUSTODY, start=born
        )


def _case(place: Any, eva: Any, child: Any, on: date, first_step: str, due: date) -> Any:
    from knutpunkt.foundation.people.models import Profession
    from knutpunkt.rooms.cases.operations import open_case

    return open_case(
        actor=place.actor("kim"),
        on=on,
        child=child,
        unit=place.school,
        coordinator=eva.professional,
        coordinator_kind=Profession.STUDENT_COACH,
        backup=place.sam.professional,
        first_step=first_step,
        due=due,
    )


def _case_with_promises(place: Any, eva: Any, child: Any, today: date) -> None:
    """Eva has five promises around one child: one long overdue, the others for the days to come."""
    from knutpunkt.foundation.commitments.operations import promise
    from knutpunkt.foundation.people.acting import actor_for

    begun = today - timedelta(days=30)
    case = _case(place, eva, child, begun, "Ring hem och berätta", today - timedelta(days=20))
    for what, days in (
        ("Boka tid hos skolsköterskan", 0),
        ("Skriv ut schemat", 0),
        ("Prata med idrottsläraren", 1),
        ("Hämta svar från biblioteket", 2),
        ("Laga skåpet", 3),
    ):
        promise(
            actor=actor_for(eva),
            on=begun,
            matter=case.matter,
            what=what,
            unit=place.school,
            holder=eva.professional,
            due=today + timedelta(days=days),
            source="case",
        )


def _case_with_bup(place: Any, eva: Any, child: Any, today: date) -> None:
    from knutpunkt.foundation.casefile.models import Audience, Category
    from knutpunkt.foundation.people.acting import actor_for
    from knutpunkt.rooms.cases.operations import invite
    from knutpunkt.rooms.cases.writing import write_note

    actor = actor_for(eva)
    case = _case(place, eva, child, today, f"Träffa {child.given_name}", today + timedelta(days=5))
    invite(actor=actor, on=today, case=case, unit=place.clinic, professional=place.bo.professional)
    write_note(
        actor=actor,
        on=today,
        case=case,
        category=Category.SUPPORT,
        heading="Lunchen",
        text=f"{child.given_name} äter i uppehållsrummet.",
        audience=Audience.TEAM,
        draft=False,
    )


def _bjorkskolan(today: date) -> None:
    """A school from files: some pupils are there, four are away in ways the screening notices."""
    from knutpunkt.foundation.people.models import Municipality
    from knutpunkt.rooms.concerns.screening_run import run_screening
    from knutpunkt.rooms.intake.reporting import Outcome
    from knutpunkt.rooms.intake.tests import delivery as files

    first = today - timedelta(weeks=WEEKS_OF_SCHOOL)
    with tempfile.TemporaryDirectory() as folder:
        told = files.Delivery(Path(folder), today)
        for name, lines in {
            "enheter.csv": _units(files.UNITS[0]),
            "personal.csv": _staff(files.STAFF[0]),
            "elever.csv": [f"{files.PUPILS[0]};kommunkod", *(_pupil(one) for one in PUPILS)],
            "inskrivningar.csv": [
                files.ENROLMENTS[0],
                *(f"{name[0]};BJORK;GR;8;8C;BJORK-8C;;{first - A_YEAR};" for name in PUPILS),
            ],
            "läsår.csv": [
                files.TERMS[0],
                f"Åsnäs kommun;{_term(today)};{first - timedelta(days=7)};{today + timedelta(days=60)}",
            ],
            "närvaro.csv": [files.ATTENDANCE[0], *_lessons(first, today)],
        }.items():
            told.put(name, lines, municipality=OTHER_TOWN)
        report = told.take_in()
    assert report.outcome is Outcome.ACCEPTED, (report.problem, files.refused(report))
    assert files.refused(report) == []
    run_screening(on=today, municipality=Municipality.objects.get(code=OTHER_TOWN))


PUPILS = (
    ("T1", "Tuva", "Alm"),
    ("N1", "Nils", "Oja"),
    ("I1", "Ida", "Ström"),
    ("H1", "Hugo", "Vik"),
    ("E1", "Elsa", "Mo"),
    ("A1", "Ali", "Nur"),
)


def _pupil(name: tuple[str, str, str]) -> str:
    key, given, family = name
    home = LIVES_ELSEWHERE.get(key, OTHER_TOWN)
    return f"{key};;{given};{family};2012-05-09;flicka;;ingen;{home}"


def _units(heading: str) -> list[str]:
    return [
        heading,
        "BJORK;Björkskolan;grundskola;99020001;Barn och lärande;Skola;school;Åsnäs kommun;kommunal;"
        + OTHER_TOWN,
    ]


def _staff(heading: str) -> list[str]:
    def row(key: str, name: str, profession: str, duties: str) -> str:
        given, family = name.split()
        return f"{key};{given};{family};;BJORK;{profession};100 %;2024-08-01;;{duties}"

    return [
        heading,
        row("S1", "Roland Hage", "rektor", "ja;ja;;;"),
        row("S2", "Moa Rask", "lärare", "nej;nej;;;BJORK-8C"),
        row("S3", "Karin Wik", "kurator", "nej;nej;BJORK;;"),
    ]


def _term(today: date) -> str:
    return f"{today.year}{'VT' if today.month < 7 else 'HT'}"


def _lessons(first: date, today: date) -> Iterator[str]:
    """Four lessons a day. Tuva misses Mondays but comes to music; Nils, Ida and Hugo have been gone long."""
    for n in range((today - first).days + 1):
        day = first + timedelta(days=n)
        if day.weekday() > 4:
            continue
        for number, subject in enumerate(SUBJECTS, start=1):
            for key, *_name in PUPILS:
                away = _is_away(key, subject, day, (today - day).days)
                yield f"{key};BJORK;{day};{number};{subject};60;{60 if away else 0};0;0;ja"


def _is_away(key: str, subject: str, day: date, days_ago: int) -> bool:
    gone = days_ago < 21
    return {
        "T1": days_ago < 28 and subject != "MU" and day.weekday() == 0,
        "N1": gone,
        "I1": gone,
        "H1": gone,
    }.get(key, False)


def _let_everybody_in() -> None:
    """An account for everybody, and an administrator; nobody has a password, one chooses at /prova/."""
    from knutpunkt.foundation.audit.actor import SYSTEM
    from knutpunkt.foundation.audit.recording import recorded
    from knutpunkt.foundation.people.models import Account, Professional

    with recorded(actor=SYSTEM, action="world.built"):
        for person in Professional.objects.all():
            _account(Account(username=str(person.pk), professional=person))
        _account(Account(username="administrator", administers=True, first_name="Ada", last_name="Min"))


def _account(account: Any) -> None:
    account.set_unusable_password()
    account.save()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutpunkt.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from knutpunkt.foundation.sealing.keys import make_key_file

    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    make_key_file(Path(settings.KEY_FILE))
    call_command("migrate", verbosity=0, interactive=False)
    build(timezone.localdate())


if __name__ == "__main__":
    main()
