"""A municipality with at least one of everything that a page can show, and one person of each role.

Alva has a case with a plan, notes, a file, consents, disclosures and a follow-up; Ville an investigation and
a report of concern. Beside them a school in another town, where nobody may see any of it.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.casefile.models import Audience, Category, ConsentAnswer, Ground
from knutpunkt.foundation.people.models import (
    Assignment,
    Municipality,
    Profession,
    Regime,
    ResponsibleBody,
    Unit,
)
from knutpunkt.rooms.cases import attachments, writing
from knutpunkt.rooms.cases.tests.begun import begin, invite_bup
from knutpunkt.rooms.concerns import operations as concerns
from knutpunkt.rooms.concerns.operations import Report, Seen
from knutpunkt.rooms.concerns.tests import place as school
from knutpunkt.rooms.concerns.tests.place import Place
from knutpunkt.rooms.consents import disclosing
from knutpunkt.rooms.consents import operations as consents
from knutpunkt.rooms.consents.tests.family import give_parents
from knutpunkt.rooms.followup import operations as following
from knutpunkt.rooms.followup.models import GoalProgress
from knutpunkt.rooms.information import operations as information
from knutpunkt.rooms.information.models import Informed, Occasion
from knutpunkt.rooms.information.queries import people
from knutpunkt.rooms.intake.tests.delivery import PUPILS, pupil
from knutpunkt.rooms.oversight import keeping
from knutpunkt.rooms.plans import operations as plans
from knutpunkt.rooms.plans.models import Factor, Goal
from knutpunkt.rooms.plans.tests.planned import Planned, make_plan
from knutpunkt.rooms.safeguards import requests
from knutpunkt.rooms.safeguards.models import FormalRequest
from tests.signed_in import sign_in, sign_in_administrator

CHANGED_BY_READING = {
    "django_session",
    "audit_event",
    "audit_eventchild",
    "audit_chainhead",
    "audit_event_children",
}
ANONYMOUS, ADMINISTRATOR = "anonymous", "administrator"


def smallest_pdf() -> bytes:
    """A whole PDF with one empty page."""
    made, told = PdfWriter(), io.BytesIO()
    made.add_blank_page(100, 100)
    made.write(told)
    return told.getvalue()


class _Undone(Exception):
    """Ends what is tried."""


@dataclass
class Everything:
    """The place, what there is in it, and an assignment for each role."""

    place: Place
    on: date
    roles: dict[str, Assignment] = field(default_factory=dict)
    _browsers: dict[str, Client] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """The browser in which somebody of the role has signed in; the same one each time."""
        if role not in self._browsers:
            self._browsers[role] = self._signed_in(role)
        return self._browsers[role]

    def _signed_in(self, role: str) -> Client:
        browser = Client()
        if role == ADMINISTRATOR:
            sign_in_administrator(browser)
        elif role != ANONYMOUS:
            sign_in(browser, self.roles[role])
        return browser

    @contextmanager
    def undone(self, role: str) -> Iterator[Client]:
        """The role's browser; whatever it does inside is undone afterwards."""
        browser = self.client(role)
        cookies = browser.cookies.copy()
        with suppress(_Undone), transaction.atomic():
            yield browser
            raise _Undone
        browser.cookies = cookies

    @property
    def everybody(self) -> list[str]:
        return [*self.roles, ADMINISTRATOR, ANONYMOUS]

    def checksums(self) -> dict[str, str]:
        """What each table holds, but for the trail of readings and the sessions."""
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            return {table: _checksum(cursor, table) for table in tables if table not in CHANGED_BY_READING}


def _checksum(cursor: Any, table: str) -> str:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # the table's own name
    rows = sorted(repr(tuple(map(_plain, row))) for row in cursor.fetchall())
    return sha256("\n".join(rows).encode()).hexdigest()


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def build(on: date) -> Everything:
    """Fill the database; the same every time but for ids."""
    place = school.build()
    world = Everything(place, on)
    planned = _alva(place, on)
    _shared(place, planned, on)
    _told(place, planned, on)
    _asked_for(place, on)
    _ville(place, on)
    keeping.stop(actor=place.actor("rut"), on=on, child=place.ville, reason="Tillsynen har frågat")
    _roles(world)
    _elsewhere(world)
    _import(world)
    for role in world.everybody:
        world.client(role)
    return world


def _alva(place: Place, on: date) -> Planned:
    case = begin(place, on)
    invite_bup(place, case, on)
    mother, _father = give_parents(place.alva)
    elin = place.actor("elin")
    kinds = list(Factor.Kind)
    plans.assess(
        actor=elin,
        on=on,
        case=case,
        codes={},
        own_words={kinds[0]: ["Sover dåligt"]},
        summary="Skolan är svår på morgnarna.",
        childs_view="Jag vill börja senare.",
        child_refrained=False,
    )
    plan = make_plan(place, case, on)
    goal = plans.add_goal(actor=elin, plan=plan, words="Komma till musiken", voice=Goal.Voice.CHILD)
    planned = Planned(place, on, case, mother, plan, goal)
    planned.measure(planned.by_kim)
    writing.record_childs_words(
        actor=elin,
        on=on,
        case=case,
        words="Jag vill rida igen.",
        asked_about="Vad som skulle hjälpa",
        audience=Audience.TEAM,
        readers=None,
    )
    file = SimpleUploadedFile("intyg.pdf", smallest_pdf(), "application/pdf")
    attachments.attach(
        actor=elin, on=on, case=case, file=file, category=Category.SUPPORT, audience=Audience.OWN
    )
    return planned


def _shared(place: Place, planned: Planned, on: date) -> None:
    elin, case = place.actor("elin"), planned.case
    told = {"actor": elin, "on": on, "case": case}
    note = writing.write_note(
        **told,
        category=Category.SUPPORT,
        heading="Schema",
        text="Alva börjar tio på tisdagar",
        audience=Audience.TEAM,
        draft=False,
    )
    between = {"sender": place.school, "recipient": place.clinic}
    request = consents.ask(
        **told,
        **between,
        categories={Category.SUPPORT, Category.WELLBEING},
        purpose="Planera tillsammans",
        start=on,
        last_day=on + timedelta(days=100),
    )
    for guardian in (planned.mother, *_others(place, planned)):
        consents.answer(
            actor=elin,
            on=on,
            consents=request.consents.filter(category=Category.SUPPORT),
            guardian=guardian,
            answer=ConsentAnswer.Answer.YES,
            how=ConsentAnswer.How.ORAL,
            given_on=on,
        )
    view = disclosing.ChildsView("Det är bra om de vet", "Har inte sagt något om att måendet läses")
    proposal = disclosing.Proposal(
        planned.case, **between, ground=Ground.CONSENT, records={note.pk}, childs_view=view
    )
    disclosing.disclose(actor=elin, on=on, proposal=proposal)
    consents.shorten(
        actor=elin,
        on=on,
        consents=request.consents.all(),
        guardian=planned.mother,
        last_day=on + timedelta(days=90),
        words="Terminen ut räcker",
    )
    disclosing.refuse(**told, **between, ground=Ground.HARM_TEST, reason="Kan skada tilliten")
    following.follow_up(
        **told,
        plan=planned.again(),
        said={planned.goal: following.Said(GoalProgress.State.BETTER, "Fyra av fem gånger")},
        childs_words="Det är lugnare",
        child_refrained=False,
        summary="Det går framåt",
        next_on=on + timedelta(weeks=6),
    )


def _told(place: Place, planned: Planned, on: date) -> None:
    """Alva and one parent know of the case, the other not yet; everybody is told of the register."""
    *know, waits = people(place.alva, on)
    told: dict[str, Any] = {"actor": place.actor("elin"), "on": on, "case": planned.case}
    told |= {"occasion": Occasion.CASE}
    information.tell(**told, to=know, how=Informed.How.TALK, told_on=on)
    information.not_yet(**told, to=[waits], why="Är på resa", again_on=on + timedelta(days=5))
    of_body: dict[str, Any] = {"actor": SYSTEM, "on": on, "body": place.body}
    information.set_contact(**of_body, turn_to="Skolkontoret", officer="ombud@exempel.se")
    information.give_in_general(**of_body, occasion=Occasion.REGISTER, since=on, where="på webbplatsen")
    information.explain_not_given(**of_body, occasion=Occasion.SCREENING, why_not="Texten översätts")


def _asked_for(place: Place, on: date) -> None:
    """Alva has asked for something to be put right: it is decided, and not done yet."""
    asked = requests.receive(
        actor=place.actor("mia"),
        on=on,
        child=place.alva,
        kind=FormalRequest.Kind.RECTIFICATION,
        asked_by=FormalRequest.AskedBy.CHILD,
        who="Alva själv",
        what="Jag börjar klockan nio",
        received_on=on,
    )
    requests.decide(
        actor=place.actor("rut"),
        on=on,
        request=asked,
        decision=FormalRequest.Decision.GRANTED,
        reasons="Schemat visar det",
    )


def _others(place: Place, planned: Planned) -> list[Any]:
    return [
        one.guardian
        for one in place.alva.guardianships.exclude(guardian=planned.mother).select_related("guardian")
    ]


def _ville(place: Place, on: date) -> None:
    seen = Seen(what="Ville är ensam på rasterna.", since_when="i höst", tried="Kompisstöd")
    concerns.raise_concern(
        actor=place.actor("sam"),
        on=on,
        child=place.ville,
        recipient=place.school,
        source="mentor",
        seen=seen,
    )
    concerns.open_absence_investigation(
        actor=place.actor("rut"), on=on, child=place.ville, unit=place.school, reason="Borta varje måndag"
    )
    concerns.report_concern(
        actor=place.actor("mia"),
        on=on,
        child=place.ville,
        report=Report(
            recipient="Mottagningen", facts="Blåmärken.", safe_now="unknown", guardians_informed=True
        ),
    )


def _roles(world: Everything) -> None:
    place = world.place
    world.roles |= {
        "mentor": place.mia,
        "second mentor": place.sam,
        "head teacher": place.rut,
        "school counsellor": place.kim,
        "psychologist": place.kai,
        "coordinator of a case": place.elin,  # type: ignore[attr-defined]
        "health contact": place.bo,
    }
    with recorded(actor=SYSTEM, action="world.built"):
        social = school._area("Socialtjänsten", place.body, place.town, Regime.SOCIAL_SERVICES)
        office = Unit.objects.create(name="Barn och unga", kind=Unit.Kind.SOCIAL_SERVICES, area=social)
        for role, given, unit, profession in (
            ("teacher", "Nina", place.school, Profession.TEACHER),
            ("school nurse", "Nora", place.health, Profession.SCHOOL_NURSE),
            ("special educator", "Stina", place.school, Profession.SPECIAL_EDUCATOR),
            ("social worker", "Siv", office, Profession.SOCIAL_WORKER),
            ("employment officer", "Arne", office, Profession.EMPLOYMENT_OFFICER),
            ("coordinator", "Karl", place.school, Profession.COORDINATOR),
            ("statistician", "Sten", place.school, Profession.STATISTICIAN),
            ("log reviewer", "Lo", place.school, Profession.LOG_REVIEWER),
        ):
            world.roles[role] = school.work(given, "Ros", unit, profession)


def _elsewhere(world: Everything) -> None:
    with recorded(actor=SYSTEM, action="world.built"):
        town = Municipality.objects.create(code="9902", name="Åsnäs")
        body = ResponsibleBody.objects.create(name="Åsnäs", kind="municipal", municipality=town)
        area = school._area("Skolan i Åsnäs", body, town, Regime.SCHOOL)
        unit = Unit.objects.create(name="Björkskolan", kind=Unit.Kind.COMPULSORY, area=area)
        world.roles["teacher elsewhere"] = school.work("Moa", "Rask", unit, Profession.TEACHER)


def _import(world: Everything) -> None:
    """Files handed in and waiting for their yes."""
    lines = "\n".join([*PUPILS, pupil(1)]) + "\n"
    file = ContentFile(lines.encode(), name="elever.csv")
    world.client(ADMINISTRATOR).post(reverse("intake:batches"), {"handed_in": [file]})
