"""The bodies, agencies, secrecy areas, units and classes of the demo. Every name is made up."""

from dataclasses import dataclass

LINDHAMRA, ASNAS, VASTERSTAD = "9901", "9902", "9903"
# What the words are in the file: the Swedish names the product itself uses.
SCHOOL = "skola och elevhälsa (OSL 23 kap.)"
MEDICAL = "elevhälsans medicinska insats (OSL 25:1)"
CARE = "hälso- och sjukvård (OSL 25:1)"
SOCIAL = "socialtjänst (OSL 26:1)"
EMPLOYMENT = "arbetsmarknad (OSL 28:11)"
MUNICIPAL = "annan kommunal verksamhet (OSL 21 kap.)"
INDEPENDENT = "fristående skola (tystnadsplikt, skollagen 29:14)"
NO_LAW = "förening utan sekretesslag"


@dataclass(frozen=True, slots=True)
class Body:
    name: str
    kind: str
    municipality: str


KOMMUNEN = Body("Lindhamra kommun", "kommunal", LINDHAMRA)
EKDUNGEN = Body("Ekdungens skolförening", "enskild", LINDHAMRA)
REGIONEN = Body("Region Sjöbygden", "kommunal", LINDHAMRA)
STATEN = Body("Arbetsförmedlingen", "kommunal", LINDHAMRA)
FORENINGEN = Body("Unga i Hamra", "enskild", LINDHAMRA)
GRANNEN = Body("Åsnäs kommun", "kommunal", ASNAS)
STORSTADEN = Body("Västerstad kommun", "kommunal", VASTERSTAD)


@dataclass(frozen=True, slots=True)
class Area:
    agency: str
    name: str
    regime: str
    body: Body


SKOLAN = Area("Barn och utbildning Lindhamra", "Skola och elevhälsa, Lindhamra", SCHOOL, KOMMUNEN)
EMI = Area("Barn och utbildning Lindhamra", "Elevhälsans medicinska insats, Lindhamra", MEDICAL, KOMMUNEN)
SOCIALTJANSTEN = Area("Socialtjänsten Lindhamra", "Individ och familj, Lindhamra", SOCIAL, KOMMUNEN)
ARBETSMARKNAD = Area("Arbetsmarknad Lindhamra", "Arbetsmarknad, Lindhamra", EMPLOYMENT, KOMMUNEN)
FRITID = Area("Kultur och fritid Lindhamra", "Kultur och fritid, Lindhamra", MUNICIPAL, KOMMUNEN)
BUP = Area("Barn- och ungdomspsykiatrin", "BUP, Region Sjöbygden", CARE, REGIONEN)
HAB = Area("Habiliteringen", "Habiliteringen, Region Sjöbygden", CARE, REGIONEN)
VARDCENTRAL = Area("Vårdcentralen Kvarntorget", "Primärvård, Region Sjöbygden", CARE, REGIONEN)
AF = Area("Arbetsförmedlingen", "Arbetsförmedlingen", EMPLOYMENT, STATEN)
UNGA = Area("Unga i Hamra", "Unga i Hamra", NO_LAW, FORENINGEN)
FRISKOLAN = Area("Ekdungens friskola", "Ekdungens friskola", INDEPENDENT, EKDUNGEN)
ASNAS_SKOLA = Area("Skola Åsnäs", "Skola och elevhälsa, Åsnäs", SCHOOL, GRANNEN)
GYMNASIER = Area("Utbildning Västerstad", "Gymnasieskolor, Västerstad", SCHOOL, STORSTADEN)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit: its source id, name, kind in the file's words, area and (a school) its eight-digit code."""

    code: str
    name: str
    kind: str
    area: Area
    school_code: str = ""


PLACES = (
    Place("LIND", "Lindskolan", "grundskola", SKOLAN, "99010001"),
    Place("HAMR", "Hamraskolan", "grundskola", SKOLAN, "99010002"),
    Place("TALL", "Tallhöjdens skola", "grundskola", SKOLAN, "99010003"),
    Place("SKOG", "Skogsbrynets skola", "grundskola", SKOLAN, "99010004"),
    Place("ANGS", "Ängsskolan", "grundskola", SKOLAN, "99010005"),
    Place("BJOR", "Björkbackens skola", "grundskola", SKOLAN, "99010006"),
    Place("KVAR", "Kvarnskolan", "grundskola", SKOLAN, "99010007"),
    Place("STRA", "Strandskolan", "grundskola", SKOLAN, "99010008"),
    Place("VIDE", "Videskolan", "grundskola", SKOLAN, "99010009"),
    Place("GYMN", "Lindhamra gymnasium", "gymnasieskola", SKOLAN, "99010010"),
    Place("GLAN", "Förskolan Gläntan", "förskola", SKOLAN, "99010011"),
    Place("CEH", "Centrala elevhälsan", "elevhälsa", SKOLAN),
    Place("BUK", "Barn- och utbildningskontoret", "annan", SKOLAN),
    Place("EMIL", "Elevhälsans medicinska insats", "elevhälsa", EMI),
    Place("SOCB", "Barn och unga, Socialtjänsten", "socialtjänst", SOCIALTJANSTEN),
    Place("SOCF", "Familjestödet", "socialtjänst", SOCIALTJANSTEN),
    Place("AME", "Arbetsmarknadsenheten", "arbetsmarknad", ARBETSMARKNAD),
    Place("BRYG", "Bryggan", "aktivitetsansvar (KAA)", ARBETSMARKNAD),
    Place("NAVE", "Fritidsgården Navet", "fritid", FRITID),
    Place("FALT", "Fältgruppen", "fritid", FRITID),
    Place("BUPL", "BUP Lindhamra", "hälso- och sjukvård", BUP),
    Place("HABL", "Habiliteringen Lindhamra", "hälso- och sjukvård", HAB),
    Place("VCKT", "Vårdcentralen Kvarntorget", "hälso- och sjukvård", VARDCENTRAL),
    Place("AFLI", "Arbetsförmedlingen Lindhamra", "arbetsmarknad", AF),
    Place("UNGA", "Unga i Hamra", "förening", UNGA),
    Place("EKDU", "Ekdungens friskola", "grundskola", FRISKOLAN, "99010012"),
    Place("ASNS", "Åsnäs skola", "grundskola", ASNAS_SKOLA, "99020001"),
    Place("VGYM", "Västerstads gymnasium", "gymnasieskola", GYMNASIER, "99030001"),
)
PLACE = {place.code: place for place in PLACES}

# How many parallel classes each school has per school year (0 is förskoleklass).
PARALLELS: dict[str, tuple[int, range]] = {
    "LIND": (7, range(7, 10)),
    "SKOG": (5, range(7, 10)),
    "HAMR": (2, range(10)),
    "TALL": (2, range(10)),
    "ANGS": (3, range(7)),
    "BJOR": (3, range(7)),
    "KVAR": (2, range(7)),
    "STRA": (2, range(7)),
    "VIDE": (2, range(7)),
    "EKDU": (1, range(10)),
}
# Where a school's pupils go on to year 7 when it has none itself.
GOES_ON_TO = {"ANGS": "LIND", "KVAR": "LIND", "VIDE": "LIND", "BJOR": "SKOG", "STRA": "SKOG"}
# The upper secondary school's groups: letters and the programme they follow.
PROGRAMMES = (("BF", "BF25"), ("EE", "EE25"), ("SA", "SA25"), ("IM", "IMV"))
# The small school teaches in four groups: school years per group.
SMALL_SCHOOL = (("F–3", range(4)), ("4–6", range(4, 7)), ("7–9", range(7, 10)))

PUPILS_PER_YEAR = 420
PUPILS_AT_EKDUNGEN_PER_YEAR = 25
PUPILS_AT_GYMNASIUM = 300
CHILDREN_AT_PRESCHOOL = 54
CHILDREN_IN_ASNAS = 38
YOUTHS_PER_YEAR = 420
# Youths of upper-secondary age without a known enrolment: whom the KAA team looks for.
YOUTHS_NOWHERE = 64
