"""The grounds on which something may cross between two secrecy areas: a closed, dated table (trust §1.5).

Source: domain §3.1–3.2. What is not in the table is not usable. Where the reach of a paragraph is not certain
the narrower reading stands, until a jurist has said otherwise. An area's regime is dated too, so a school
that comes under another law does so on its day without a change here.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.casefile.models import Ground
from knutpunkt.foundation.people.models import AreaRegime, Regime, Unit

Words = str | Promise
OSL = date(2009, 6, 30)
SOL = date(2025, 7, 1)  # socialtjänstlagen (2025:400) replaced 2001:453
OLD_SOL = date(2002, 1, 1)

ANYONE = frozenset(Regime)
UNDER_OSL = ANYONE - {Regime.INDEPENDENT_SCHOOL, Regime.NONE}
# OSL 10:27 second paragraph: not for 25:1–8 and 26:1–6.
CLOSED_TO_GENERAL_CLAUSE = frozenset(
    {Regime.MEDICAL_STUDENT_HEALTH, Regime.HEALTH_CARE, Regime.SOCIAL_SERVICES}
)
CARE = frozenset({Regime.HEALTH_CARE, Regime.SOCIAL_SERVICES})
SCHOOLS = frozenset({Regime.SCHOOL, Regime.INDEPENDENT_SCHOOL})


@dataclass(frozen=True, slots=True)
class Line:
    """One ground between some senders and some receivers in a period; ``last_day`` included."""

    ground: Ground
    senders: frozenset[Regime]
    recipients: frozenset[Regime]
    law: str
    start: date
    last_day: date | None = None
    reason_required: bool = True
    between_unlike: bool = False

    def in_force(self, on: date) -> bool:
        return self.start <= on and (self.last_day is None or on <= self.last_day)

    def covers(self, sender: Regime, recipient: Regime) -> bool:
        unlike = not self.between_unlike or sender != recipient
        return sender in self.senders and recipient in self.recipients and unlike


TABLE: tuple[Line, ...] = (
    Line(Ground.CONSENT, UNDER_OSL, ANYONE, "OSL 10:1 och 12:2", OSL, reason_required=False),
    Line(
        Ground.CONSENT,
        frozenset({Regime.INDEPENDENT_SCHOOL}),
        ANYONE,
        "skollagen 29:14: inte obehörigt när den som bestämmer säger ja",
        date(2011, 7, 1),
        reason_required=False,
    ),
    Line(
        Ground.CONSENT,
        frozenset({Regime.NONE}),
        ANYONE,
        "ingen sekretesslag gäller; barnet och vårdnadshavarna bestämmer",
        OSL,
        reason_required=False,
    ),
    Line(Ground.HARM_TEST, UNDER_OSL, ANYONE, "OSL 21, 23, 25, 26 och 28 kap.", OSL),
    Line(Ground.ANONYMISED, ANYONE, ANYONE, "ingen uppgift om någon enskild", OSL),
    Line(Ground.OWN_DUTY, UNDER_OSL, ANYONE, "OSL 10:2", OSL),
    Line(
        Ground.GENERAL_CLAUSE,
        UNDER_OSL - CLOSED_TO_GENERAL_CLAUSE,
        UNDER_OSL,
        "OSL 10:27",
        OSL,
    ),
    Line(
        Ground.DUTY_TO_DISCLOSE,
        ANYONE - {Regime.NONE, Regime.SOCIAL_SERVICES},
        frozenset({Regime.SOCIAL_SERVICES}),
        "OSL 10:28 och SoL (2025:400) 20:6",
        SOL,
    ),
    Line(
        Ground.DUTY_TO_DISCLOSE,
        ANYONE - {Regime.NONE, Regime.SOCIAL_SERVICES},
        frozenset({Regime.SOCIAL_SERVICES}),
        "OSL 10:28 och SoL (2001:453) 14:1",
        OLD_SOL,
        date(2025, 6, 30),
    ),
    Line(
        Ground.DUTY_TO_DISCLOSE,
        SCHOOLS,
        frozenset({Regime.SCHOOL, Regime.MUNICIPAL}),
        "OSL 10:28 och skollagen 7:22, 15:15 eller 29:9",
        date(2011, 7, 1),
    ),
    Line(
        Ground.REPORT_OF_CONCERN,
        ANYONE - {Regime.NONE},
        frozenset({Regime.SOCIAL_SERVICES}),
        "SoL (2025:400) 19:1",
        SOL,
    ),
    Line(
        Ground.REPORT_OF_CONCERN,
        ANYONE - {Regime.NONE},
        frozenset({Regime.SOCIAL_SERVICES}),
        "SoL (2001:453) 14:1",
        OLD_SOL,
        date(2025, 6, 30),
    ),
    Line(Ground.CARE_UNDER_18, CARE, CARE, "OSL 25:12 och 26:9", OSL, between_unlike=True),
    # The police are no party here, so nobody can be chosen as receiver; the line says why.
    Line(Ground.POLICE_UNDER_21, frozenset({Regime.SOCIAL_SERVICES}), frozenset(), "OSL 10:18 a", OSL),
)

HELP: dict[Ground, Words] = {
    Ground.CONSENT: _("De som bestämmer om barnets uppgifter säger ja till den här mottagaren."),
    Ground.HARM_TEST: _("Du prövar att ingen lider men av att uppgiften lämnas. Skriv hur du har tänkt."),
    Ground.ANONYMISED: _("Ingen kan räkna ut vem det handlar om. Skriv vad du har tagit bort."),
    Ground.OWN_DUTY: _("Du kan inte göra ditt eget arbete utan att lämna uppgiften. Används sällan."),
    Ground.GENERAL_CLAUSE: _(
        "Det är uppenbart viktigare att mottagaren får veta än att uppgiften skyddas. Skriv varför."
    ),
    Ground.DUTY_TO_DISCLOSE: _("En lag säger att uppgiften ska lämnas. Skriv vilken begäran eller händelse."),
    Ground.REPORT_OF_CONCERN: _("Uppgiften följer med en orosanmälan till socialtjänsten."),
    Ground.CARE_UNDER_18: _("Barnet är under 18 och behöver uppgiften lämnad för att få vård eller omsorg."),
    Ground.POLICE_UNDER_21: _("Till polisen om den som är under 21, vid konkret risk för brott."),
}

_WHY_NOT: dict[Ground, Words] = {
    Ground.HARM_TEST: _("Menprövning görs enligt OSL, som inte gäller för den som lämnar."),
    Ground.OWN_DUTY: _("Regeln finns i OSL, som inte gäller för den som lämnar."),
    Ground.GENERAL_CLAUSE: _(
        "Generalklausulen gäller bara mellan myndigheter och inte för uppgifter i vård, socialtjänst och "
        "elevhälsans medicinska del."
    ),
    Ground.DUTY_TO_DISCLOSE: _("Vi känner inte till någon lag som säger att uppgiften ska lämnas hit."),
    Ground.REPORT_OF_CONCERN: _(
        "En orosanmälan går till socialtjänsten, från dem som är skyldiga att anmäla."
    ),
    Ground.CARE_UNDER_18: _(
        "Gäller bara mellan hälso- och sjukvården och socialtjänsten; skolan är inte med."
    ),
    Ground.POLICE_UNDER_21: _("Gäller bara till polisen, och polisen tar inte emot genom Knutpunkt."),
}
_NO_REGIME = _("Det saknas uppgift om vilken sekretess som gäller den dagen.")
_SAME_AREA = _("Ni hör till samma sekretessområde: ingenting behöver lämnas ut.")


@dataclass(frozen=True, slots=True)
class Usable:
    """Whether a ground may be chosen, why, and what must then be written."""

    ground: Ground
    yes: bool
    because: Words
    law: str = ""
    reason_required: bool = True

    def __bool__(self) -> bool:
        return self.yes

    @property
    def help(self) -> Words:
        return HELP[self.ground]


def usable(ground: Ground, sender: Regime | None, recipient: Regime | None, on: date) -> Usable:
    """Whether ``ground`` may carry something between two regimes on a day; ``None`` is no regime known."""
    if sender is None or recipient is None:
        return Usable(ground, False, _NO_REGIME)
    lines = [line for line in TABLE if line.ground == ground and line.in_force(on)]
    for line in lines:
        if line.covers(sender, recipient):
            return Usable(ground, True, HELP[ground], line.law, line.reason_required)
    because = _WHY_NOT[ground] if lines else _("Regeln gäller inte den här dagen.")
    return Usable(ground, False, because)


def regime_of(unit: Unit, on: date) -> Regime | None:
    """Which law keeps a unit's information secret on a day."""
    row = AreaRegime.objects.running(on).filter(area=unit.area_id).order_by("-start").first()
    return Regime(row.regime) if row is not None else None


def grounds_between(sender: Unit, recipient: Unit, on: date) -> list[Usable]:
    """Every ground from one unit to another, usable or not and why: for the page where one is chosen."""
    if sender.area_id == recipient.area_id:
        return [Usable(ground, False, _SAME_AREA) for ground in Ground]
    from_regime, to_regime = regime_of(sender, on), regime_of(recipient, on)
    return [usable(ground, from_regime, to_regime, on) for ground in Ground]


def usable_between(sender: Unit, recipient: Unit, on: date) -> list[Ground]:
    """The codes of the grounds that may be chosen from one unit to another."""
    return [found.ground for found in grounds_between(sender, recipient, on) if found]
