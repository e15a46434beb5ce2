"""The words: one text per occasion, made of what the product knows of the responsible body. Pure.

Sources: GDPR art. 13-15, 16, 18, 21, 77; legal grounds as in domain §3.5 (each body's officer
has to confirm them).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutpunkt.foundation.people.models import Regime
from knutpunkt.rooms.information.models import BodyContact, Occasion
from knutpunkt.rooms.intake.kinds import FileKind


@dataclass(frozen=True, slots=True)
class Kept:
    """How long something is kept: "5 år", counted from what, and the support for it."""

    years: int
    counted_from: str
    law: str
    age: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words are made of. ``unit`` and ``coordinator`` are told of a case alone."""

    body: str
    regime: str
    contact: BodyContact | None
    kept: Kept
    kinds: Collection[str] = ()
    sources: Collection[str] = ()
    looks_for: Collection[str] = ()
    unit: str = ""
    coordinator: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One heading with its paragraphs, and points if it lists something."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed, published and read together."""

    title: str
    lead: str
    parts: tuple[Part, ...]


TITLES: dict[str, Promise] = {
    Occasion.REGISTER: gettext_lazy("Uppgifter om elever i Knutpunkt"),
    Occasion.SCREENING: gettext_lazy("Så går vi igenom närvaro och betyg"),
    Occasion.CASE: gettext_lazy("När flera hjälps åt kring ett barn"),
}
_LEADS: dict[str, Promise] = {
    Occasion.REGISTER: gettext_lazy(
        "Till dig som är elev eller vårdnadshavare. %(body)s använder Knutpunkt för att ingen elev ska bli "
        "utan hjälp."
    ),
    Occasion.SCREENING: gettext_lazy(
        "Till dig som är elev eller vårdnadshavare. %(body)s går regelbundet igenom närvaro och betyg, för "
        "att någon i tid ska fråga hur det är."
    ),
    Occasion.CASE: gettext_lazy(
        "Till dig som får hjälp, och till dig som är vårdnadshavare. %(unit)s har börjat samarbeta för att "
        "hjälpen ska hänga ihop."
    ),
}
_OF_FILES: dict[str, Promise] = {
    FileKind.CHILD: gettext_lazy("namn, personnummer, kontaktuppgifter och om någon har skyddade uppgifter"),
    FileKind.GUARDIAN: gettext_lazy("vilka som är vårdnadshavare och hur vi når dem"),
    FileKind.ENROLMENT: gettext_lazy("skola, klass och årskurs"),
    FileKind.ATTENDANCE: gettext_lazy("närvaro och frånvaro, lektion för lektion"),
    FileKind.GRADE: gettext_lazy("betyg"),
}
_OF_A_CASE = (
    gettext_lazy("det barnet själv säger och vill"),
    gettext_lazy("vad som fungerar och vad som är svårt"),
    gettext_lazy("planen: mål, insatser, vem som gör vad och hur det går"),
    gettext_lazy("anteckningar från samtal och möten"),
    gettext_lazy("samtycken, och vad som har lämnats till vem"),
)
_PUBLIC_TASK = gettext_lazy(
    "Vi gör det för att utföra vårt uppdrag enligt skollagen (artikel 6.1 e i dataskyddsförordningen). "
    "Känsliga uppgifter, till exempel om hälsa, får vi använda när uppdraget kräver det (artikel 9.2 g, "
    "3 kap. 3 § dataskyddslagen)."
)
_CARE = gettext_lazy(
    "Vi gör det för att ge vård eller stöd (artikel 6.1 c och e samt 9.2 h i dataskyddsförordningen, "
    "3 kap. 5 § dataskyddslagen)."
)
_GROUNDS: dict[str, Promise] = {
    Regime.SCHOOL: _PUBLIC_TASK,
    Regime.INDEPENDENT_SCHOOL: gettext_lazy(
        "Vi gör det för att utföra vårt uppdrag enligt skollagen (artikel 6.1 e i dataskyddsförordningen). "
        "Känsliga uppgifter, till exempel om hälsa, får vi använda när uppdraget kräver det (artikel 9.2 g, "
        "26 a kap. skollagen)."
    ),
    Regime.MEDICAL_STUDENT_HEALTH: _CARE,
    Regime.HEALTH_CARE: _CARE,
    Regime.SOCIAL_SERVICES: _CARE,
    Regime.NONE: gettext_lazy(
        "Verksamheten är ingen myndighet. Fråga oss vilken rättslig grund vi har för just dina uppgifter."
    ),
}
_OTHER_GROUND = gettext_lazy(
    "Vi gör det för att utföra en uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen). "
    "Känsliga uppgifter får vi använda när uppgiften kräver det (artikel 9.2 g, 3 kap. 3 § dataskyddslagen)."
)


def sheet(occasion: Occasion, facts: Facts, on: date) -> Sheet:
    """The text of an occasion as it reads on the day."""
    about = {
        Occasion.REGISTER: _of_register,
        Occasion.SCREENING: _of_screening,
        Occasion.CASE: _of_case,
    }[occasion]
    parts = (*about(facts), _why(facts), _how_long(facts), *_rights(facts, occasion), _turn_to(facts))
    lead = str(_LEADS[occasion]) % {"body": facts.body, "unit": facts.unit}
    return Sheet(str(TITLES[occasion]), lead, parts)


def _of_register(facts: Facts) -> tuple[Part, ...]:
    points = tuple(str(words) for kind, words in _OF_FILES.items() if kind in facts.kinds or not facts.kinds)
    source = _("Uppgifterna kommer från skolans register.")
    if facts.sources:
        source = _("Uppgifterna kommer från: %(sources)s.") % {"sources": ", ".join(sorted(facts.sources))}
    return Part(_("Det här har vi"), (source,), points), _readers()


def _of_screening(facts: Facts) -> tuple[Part, ...]:
    what = _("Vi tittar på det här. Gränserna har %(body)s bestämt.") % {"body": facts.body}
    if not facts.looks_for:
        what = _("Just nu letar vi inte efter något.")
    after = _(
        "När något stämmer får mentorn en fråga. Mentorn känner eleven och svarar. Det är alltid människor "
        "som bestämmer vad som händer sedan. Ingen får en poäng, och datorn bestämmer ingenting."
    )
    return (
        Part(_("Det här tittar vi på"), (what,), tuple(facts.looks_for)),
        Part(_("Det här händer sedan"), (after,)),
        _readers(),
    )


def _of_case(facts: Facts) -> tuple[Part, ...]:
    who = _("%(who)s på %(unit)s samordnar.") % {"who": facts.coordinator, "unit": facts.unit}
    consent = _(
        "En annan verksamhet får läsa först när ni som bestämmer har sagt ja, eller när lagen säger att vi "
        "ska eller får berätta. Ni kan säga nej, ja till en del, eller ändra er. Hjälpen blir densamma."
    )
    child = _("Barnet får alltid säga vad det tycker, och kan välja vem som läser barnets egna ord.")
    readers = (who,) if facts.coordinator else ()
    return (
        Part(_("Det här skriver vi ner"), (), tuple(str(one) for one in _OF_A_CASE)),
        Part(_("Vem som får läsa"), (*readers, _own_people(), consent)),
        Part(_("Ni är med"), (child, _("Ni får veta vad som planeras, och vem som gör vad."))),
    )


def _own_people() -> str:
    return _("Hos oss läser bara de som arbetar med barnet. Varje gång någon läser sparas det.")


def _readers() -> Part:
    return Part(
        _("Vem som får läsa"),
        (_own_people(), _("Andra verksamheter får inget av oss utan samtycke eller stöd i lag.")),
    )


def _why(facts: Facts) -> Part:
    responsible = _(
        "%(body)s är personuppgiftsansvarig: det är vi som bestämmer hur uppgifterna används och ser till "
        "att det går rätt till."
    ) % {"body": facts.body}
    return Part(_("Vem som ansvarar, och varför vi får"), (responsible, _ground(facts.regime)))


def _ground(regime: str) -> str:
    return str(_GROUNDS.get(regime, _OTHER_GROUND))


def _how_long(facts: Facts) -> Part:
    kept = facts.kept
    told = _("Vi sparar i %(years)d år, räknat från %(start)s. Sedan tas det bort. Stöd: %(law)s.") % {
        "years": kept.years,
        "start": kept.counted_from,
        "law": kept.law,
    }
    never = _("Det tas inte bort före %(age)d års ålder.") % {"age": kept.age}
    return Part(_("Hur länge det finns kvar"), (told, never) if kept.age else (told,))


def _rights(facts: Facts, occasion: Occasion) -> tuple[Part, ...]:
    points = [
        _("få veta vad vi har om dig, på papper, utan kostnad (registerutdrag)"),
        _("få veta vem som har läst"),
        _("få det som är fel rättat"),
        _("invända mot att vi använder uppgifterna; då prövar en människa det och skriver ett beslut"),
        _("be oss vänta med att använda en uppgift medan det prövas"),
        _("överklaga ett beslut som går dig emot"),
        _("klaga hos Integritetsskyddsmyndigheten, imy.se"),
    ]
    if occasion is Occasion.CASE:
        points.insert(0, _("säga ja eller nej till att vi berättar för andra, och ta tillbaka ett ja"))
    return (Part(_("Det här har du rätt till"), (), tuple(points)),)


def _turn_to(facts: Facts) -> Part:
    heading = _("Hit vänder du dig")
    if facts.contact is None:
        return Part(heading, (_("Till skolan eller den verksamhet du har kontakt med."),))
    officer = _("Dataskyddsombud: %(who)s") % {"who": facts.contact.officer}
    return Part(heading, (facts.contact.turn_to, officer))
