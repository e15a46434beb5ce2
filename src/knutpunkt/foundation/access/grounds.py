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
    below_age: int | None = None

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
    Line(Ground.CARE_UNDER_18, CARE, CARE, "OSL 25:12 och 26:9", OSL, between_unlike=True, below_age=18),
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

MUST_WRITE: dict[Ground, Words] = {
    Ground.CONSENT: _("Vad barnet tycker, eller varför barnet inte har tillfrågats. Svaren skrivs i frågan."),
    Ground.HARM_TEST: _("Vem som skulle kunna lida men, av vad, och varför det inte händer."),
    Ground.ANONYMISED: _("Vad du har tagit bort, och varför ingen kan räkna ut vem det gäller."),
    Ground.OWN_DUTY: _("Vilken uppgift i ditt arbete som inte går att göra annars."),
    Ground.GENERAL_CLAUSE: _("Vad mottagaren behöver det till, och varför det väger tyngre än skyddet."),
    Ground.DUTY_TO_DISCLOSE: _("Vem som har begärt uppgiften, när, och i vilket ärende."),
    Ground.REPORT_OF_CONCERN: _("Vilken orosanmälan det hör till och när den gjordes."),
    Ground.CARE_UNDER_18: _("Vilken vård eller omsorg det gäller, och varför uppgiften behövs för den."),
    Ground.POLICE_UNDER_21: _("Vilken konkret risk det gäller."),
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
_TOO_OLD = _("Gäller bara den som är under 18.")
_NO_REGIME = _("Det saknas uppgift om vilken sekretess som gäller den dagen.")
_SAME_AREA = _("Ni hör till samma sekretessområde: ingenting behöver lämnas ut.")


@dataclass(frozen=True, slots=True)
class Gate:
    """A way out that the law knows and this place does not offer: what, which law, since when, why not."""

    label: Words
    law: str
    start: date | None
    because: Words


_TO_CRIME_FIGHTERS = _(
    "Polisen och andra brottsbekämpande myndigheter tar inte emot genom Knutpunkt. Lämna uppgiften till dem "
    "direkt, enligt er egen rutin."
)
_NOT_CERTAIN = _(
    "Det är inte klarlagt hur långt regeln räcker. Den går inte att välja förrän en jurist har sagt hur."
)
# Domain §3.2: what nobody here can receive, or where the text of the law has not been confirmed.
NOT_HERE: tuple[Gate, ...] = (
    Gate(
        _("uppgiftsskyldighet till brottsbekämpande myndighet"),
        "lagen (2025:170) 6 och 7 §§",
        date(2025, 4, 1),
        _TO_CRIME_FIGHTERS,
    ),
    Gate(_("för att förhindra eller utreda brott"), "OSL 10:18–24", OSL, _TO_CRIME_FIGHTERS),
    Gate(
        _("mellan myndigheter, för att förebygga brott"),
        "OSL 10:15 a",
        date(2025, 12, 1),
        _NOT_CERTAIN,
    ),
    Gate(_("när en elev byter skola"), "förslag från januari 2026", None, _NOT_CERTAIN),
    Gate(
        _("teknisk bearbetning och lagring"),
        "OSL 10:2 a",
        None,
        _("Den som sköter driften deltar inte i något samarbete och läser ingenting."),
    ),
)


@dataclass(frozen=True, slots=True)
class Usable:
    """Whether a ground may be chosen, why, since when and until when, and what must then be written."""

    ground: Ground
    yes: bool
    because: Words
    law: str = ""
    reason_required: bool = True
    start: date | None = None
    last_day: date | None = None

    def __bool__(self) -> bool:
        return self.yes

    @property
    def help(self) -> Words:
        return HELP[self.ground]

    @property
    def must_write(self) -> Words:
        return MUST_WRITE[self.ground]


def usable(
    ground: Ground, sender: Regime | None, recipient: Regime | None, on: date, *, age: int | None = None
) -> Usable:
    """Whether ``ground`` may carry something between two regimes on a day; ``None`` is no regime known.

    ``age``: how old the person is that it tells of, where that is known; some lines end at an age.
    """
    if sender is None or recipient is None:
        return Usable(ground, False, _NO_REGIME)
    lines = [line for line in TABLE if line.ground == ground and line.in_force(on)]
    for line in lines:
        if line.covers(sender, recipient):
            if line.below_age is not None and age is not None and age >= line.below_age:
                return Usable(ground, False, _TOO_OLD)
            return Usable(
                ground, True, HELP[ground], line.law, line.reason_required, line.start, line.last_day
            )
    because = _WHY_NOT[ground] if lines else _("Regeln gäller inte den här dagen.")
    return Usable(ground, False, because)


def regime_of(unit: Unit, on: date) -> Regime | None:
    """Which law keeps a unit's information secret on a day."""
    row = AreaRegime.objects.running(on).filter(area=unit.area_id).order_by("-start").first()
    return Regime(row.regime) if row is not None else None


def grounds_between(sender: Unit, recipient: Unit, on: date, *, age: int | None = None) -> list[Usable]:
    """Every ground from one unit to another, usable or not and why: for the page where one is chosen."""
    if sender.area_id == recipient.area_id:
        return [Usable(ground, False, _SAME_AREA) for ground in Ground]
    from_regime, to_regime = regime_of(sender, on), regime_of(recipient, on)
    return [usable(ground, from_regime, to_regime, on, age=age) for ground in Ground]


def usable_between(sender: Unit, recipient: Unit, on: date) -> list[Ground]:
    """The codes of the grounds that may be chosen from one unit to another."""
    return [found.ground for found in grounds_between(sender, recipient, on) if found]
