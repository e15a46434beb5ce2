"""The person's own log: everything but what must be masked, and what is masked leaves no trace."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import everything
from tests.figures import figure
from tests.signed_in import sign_in

from knutpunkt.foundation.access.handing_out import Recipient, recipients
from knutpunkt.foundation.audit.actor import SYSTEM, Actor, ActorKind
from knutpunkt.foundation.audit.reading import of_child
from knutpunkt.foundation.audit.recording import label, record_reading, recorded
from knutpunkt.foundation.audit.trail import Trail
from knutpunkt.foundation.casefile.models import (
    Audience,
    Case,
    ConsentAnswer,
    ConsentRequest,
    Participation,
    Record,
)
from knutpunkt.foundation.commitments.models import Matter
from knutpunkt.foundation.people.models import ContactHold, Guardianship
from knutpunkt.rooms.cases.models import ChildsView
from knutpunkt.rooms.concerns import operations as concerns
from knutpunkt.rooms.concerns.models import ReportOfConcern
from knutpunkt.rooms.concerns.operations import Report
from knutpunkt.rooms.oversight import handing
from knutpunkt.rooms.oversight.models import Handout
from knutpunkt.rooms.safeguards import holds

pytestmark = pytest.mark.django_db
LINKS = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+|nonce="[^"]+"')


@pytest.fixture
def world():
    return everything.build(timezone.localdate())


@pytest.fixture
def family(world):
    links = Guardianship.objects.filter(child=world.place.alva).order_by("guardian__given_name")
    return [link.guardian for link in links.select_related("guardian")]


def made(world, kind: str, guardian=None) -> Handout:
    on = world.on
    return handing.hand_out(
        actor=world.place.actor("rut"),
        on=on,
        child=world.place.alva,
        kind=kind,
        to=Recipient(world.place.alva.pk, guardian.pk if guardian else None),
        requested_on=on,
        first_day=on - timedelta(days=400),
        last_day=on,
    )


def looked(actor: Actor, action: str, child, *objects) -> None:
    """Somebody read a page that showed these things."""
    trail = Trail(actor=actor, read_only=False)
    trail.children[child.pk] = None
    trail.seen.update(dict.fromkeys(label(one) for one in objects))
    trail.grounds["own_unit"] = None
    record_reading(trail, action=action)


def things_to_mask(world, family) -> None:
    """One of each that must leave no trace in the first guardian's log."""
    place, alva, on = world.place, world.place.alva, world.on
    _me, other = family
    elin, mia, bo, rut = (place.actor(name) for name in ("elin", "mia", "bo", "rut"))
    concerns.report_concern(
        actor=mia,
        on=on,
        child=alva,
        report=Report(recipient="Mottagningen", facts="Sår.", safe_now="unknown", guardians_informed=True),
    )
    report = ReportOfConcern.objects.get(child=alva)
    looked(mia, "concerns.report.read", alva, report)
    looked(mia, "concerns.reports.read", alva, report)
    promise = report.matter.commitments.first()
    looked(rut, "today.my_day.read", alva, promise)
    looked(rut, "today.unheld.read", alva, promise, report.matter)
    with recorded(actor=rut, action="contact_hold.decided", children=[alva.pk]) as act:
        hold = ContactHold.objects.create(
            child=alva,
            guardian=other,
            decided_by=place.rut.professional,
            reason="Hot",
            start=on,
            review_on=on,
        )
        act.about(hold)
    looked(rut, "safeguards.hold.read", alva, hold)
    case = Case.objects.filter(child=alva).first()
    with recorded(actor=elin, action="childs_view.recorded", children=[alva.pk]) as act:
        words = ChildsView.objects.create(
            kind=Record.Kind.CHILDS_VIEW, category="voice", words="Säg inget hemma", child=alva, case=case,
            unit=place.school, author=place.elin.professional, author_unit=place.school,
            audience=Audience.OWN, written_on=on,
        )  # fmt: skip
        act.about(words, case)
    looked(elin, "cases.words.read", alva, words)
    consent = ConsentRequest.objects.filter(case=case).first().consents.first()
    with recorded(actor=elin, action="consent.answered", about=[consent], children=[alva.pk]) as act:
        said = ConsentAnswer.objects.create(
            consent=consent, guardian=other, answer="no", how="oral", given_on=on, current=False,
            documented_by=place.elin.professional,
        )  # fmt: skip
        act.about(said)
    with recorded(actor=elin, action="consent.asked", about=[case], children=[alva.pk]) as act:
        alone = ConsentRequest.objects.create(
            case=case, sender=place.school, recipient=place.health, purpose="Samtal", asked_on=on,
            asked_by=place.elin.professional, decides=ConsentRequest.Decides.CHILD, decides_because="Hot",
        )  # fmt: skip
        act.about(alone)
    looked(elin, "consents.request.read", alva, alone)
    social = world.roles["social worker"]
    unknown = replace(bo, unit=social.unit_id, area=social.unit.area_id, person=social.professional_id)
    looked(unknown, "cases.child.read", alva, alva)
    with recorded(actor=SYSTEM, action="world.changed"):
        Participation.objects.create(case=case, unit=social.unit, professional=social.professional, start=on)
    for kind, person in ((ActorKind.GUARDIAN, other.pk), (ActorKind.CHILD, alva.pk)):
        looked(
            Actor(kind=kind, person=person, municipality=elin.municipality), "family.page.read", alva, alva
        )
    looked(replace(rut, profession="log_reviewer"), "oversight.review.read", alva, alva)
    with recorded(actor=rut, action="own_log.handed_out", children=[alva.pk]):
        pass


def test_t38_what_is_masked_leaves_no_trace_in_number_or_time(world, family):
    paper = made(world, Handout.Kind.OWN_LOG, family[0])
    browser = Client()
    sign_in(browser, world.place.rut)

    def shown() -> list[bytes]:
        with time_machine.travel(timezone.now().replace(microsecond=0), tick=False) as clock:
            clock.move_to(moment)
            addresses = [
                reverse("oversight:handout", args=[paper.pk]),
                *(reverse("oversight:handout_file", args=[paper.pk, form]) for form in ("pdf", "csv")),
            ]
            answers = [browser.get(address) for address in addresses]
        assert [one.status_code for one in answers] == [200, 200, 200]
        return [LINKS.sub(b"", one.content) for one in answers]

    moment = timezone.now()
    browser.get(reverse("oversight:handout", args=[paper.pk]))
    session = browser.session
    session["visit.confirmed"] = moment.timestamp()
    session.save()
    before = shown()
    assert "Elevcoach" in before[0].decode() or "Kurator" in before[0].decode()
    events = len(of_child(world.place.alva.pk, since=moment - timedelta(days=1), until=moment + timedelta(1)))
    things_to_mask(world, family)
    after = len(of_child(world.place.alva.pk, since=moment - timedelta(days=1), until=moment + timedelta(1)))
    assert after - events >= 17
    assert shown() == before
    figure(
        "T38",
        f"{after - events} händelser av alla slag som ska döljas: sida, PDF och CSV är lika till sista byte",
    )


def test_t38_everything_else_is_there_each_in_plain_swedish(world, family):
    alva, place = world.place.alva, world.place
    paper = made(world, Handout.Kind.OWN_LOG, family[0])
    actor = place.actor("rut")
    before = handing.log_lines(paper, actor=actor)
    case = Case.objects.filter(child=alva).first()
    for action, told in (
        ("cases.child.read", "Läste barnets sida"),
        ("cases.note.read", "Läste en anteckning"),
        ("plans.plan.read", "Läste planen"),
        ("a.page.nobody.knows.read", "Läste uppgifter om barnet"),
    ):
        looked(place.actor("mia"), action, alva, alva, case)
        lines = handing.log_lines(paper, actor=actor)
        assert len(lines) == len(before) + 1, "each is a line of its own"
        new = next(line for line in lines if line not in before or lines.count(line) > before.count(line))
        assert (new.who, new.what, new.why) == ("Lärare, Lindskolan", told, "Deltar i samarbetet")
        before = lines
    text = " ".join(cell for line in before for cell in line.cells)
    for name in ("Mia", "Falk", "Maja", "Alva", str(alva.pk)):
        assert name not in text


def test_t38_the_child_and_each_guardian_have_a_version_of_their_own(world, family):
    place, alva = world.place, world.place.alva
    me, other = family
    said = {
        who: handing.log_lines(made(world, Handout.Kind.OWN_LOG, who), actor=place.actor("rut"))
        for who in (None, me, other)
    }
    for who, lines in said.items():
        answers = [line for line in lines if line.what == "Skrev ner ett svar om samtycke"]
        assert len(answers) == (0 if who is None else 1), "one's own answer, never another's"
    words = [line.what for line in said[None]]
    assert "Skrev ner barnets egna ord" in words
    assert "Skrev ner barnets egna ord" not in [line.what for line in said[me]]
    actor = Actor(kind=ActorKind.GUARDIAN, person=me.pk, municipality=place.actor("rut").municipality)
    looked(actor, "family.page.read", alva, alva)
    assert "Du själv" in [
        line.who
        for line in handing.log_lines(made(world, Handout.Kind.OWN_LOG, me), actor=place.actor("rut"))
    ]


def test_only_who_may_hand_out_finds_it_and_a_held_guardian_is_not_offered(world, family):
    place, alva, on = world.place, world.place.alva, world.on
    url = reverse("oversight:new_handout", args=[alva.pk])
    missing = reverse("oversight:new_handout", args=[uuid4()])
    for role in ("second mentor", "health contact", "teacher", "social worker", "log reviewer"):
        assert world.client(role).get(url).status_code == 404
        assert world.client(role).get(missing).status_code == 404
    page = world.client("head teacher").get(url).content.decode()
    assert all(str(one) in page for one in family)
    with recorded(actor=SYSTEM, action="world.changed"):
        ContactHold.objects.create(
            child=alva,
            guardian=family[1],
            decided_by=place.rut.professional,
            reason="Hot",
            start=on,
            review_on=on,
        )
    assert [name for _one, name in recipients(alva, on)] == [str(alva), str(family[0])]
    assert str(family[1]) not in world.client("head teacher").get(url).content.decode()


def test_t38_what_is_not_sent_and_what_a_hold_opens_are_in_no_log(world, family):
    alva, elin = world.place.alva, world.place.actor("elin")
    papers = [made(world, Handout.Kind.OWN_LOG, who) for who in (None, *family)]

    def logs() -> list[list[handing.Line]]:
        return [handing.log_lines(paper, actor=world.place.actor("rut")) for paper in papers]

    before = logs()
    for action in ("draft.kept", "draft.ended"):
        with recorded(actor=elin, action=action, children=[alva.pk]):
            pass
    hold = holds.hold_contact(
        actor=world.place.actor("rut"), on=world.on, child=alva, guardian=family[1],
        ask=world.place.mia.professional, reason="Hot", review_on=world.on + timedelta(days=30),
    )  # fmt: skip
    holds.go_on(
        actor=world.place.actor("rut"), on=world.on, hold=hold, review_on=world.on + timedelta(days=60),
        reason="Hotet är kvar",
    )  # fmt: skip
    holds.end(actor=world.place.actor("rut"), on=world.on, hold=hold)
    assert Matter.objects.filter(child=alva, kind=Matter.Kind.CONTACT_HOLD).exists()
    assert logs() == before


def test_t38_an_emergency_opening_is_called_what_it_is(world, family):
    paper = made(world, Handout.Kind.OWN_LOG, family[0])
    for action, told in (
        ("emergency.opened", "Gjorde en nödöppning"),
        ("emergency.review_begun", "Ändrade något som är lovat"),
        ("emergency.seconded", "Bekräftade en nödöppning"),
        ("emergency.closed", "Stängde en nödöppning"),
        ("emergency.reviewed", "Gick igenom en nödöppning"),
    ):
        with recorded(actor=world.place.actor("sam"), action=action, children=[world.place.alva.pk]):
            pass
        assert handing.log_lines(paper, actor=world.place.actor("rut"))[-1].what == told
