"""Categories as three plain bundles first; the whole grid for who wants it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.casefile.models import Category


@dataclass(frozen=True, slots=True)
class Bundle:
    """Some categories under one name, and what a yes makes possible in plain words."""

    code: str
    label: Promise
    opens: Promise
    categories: tuple[Category, ...]


BUNDLES = (
    Bundle(
        "school",
        _("Skolgången"),
        _(
            "får läsa om närvaro, hur det går i ämnena och vilket stöd som finns i skolan, "
            "när vi lämnar ut det"
        ),
        (Category.ATTENDANCE, Category.RESULTS, Category.SUPPORT),
    ),
    Bundle(
        "plan",
        _("Planen"),
        _("får läsa planen, det vi har lagt märke till och hur det följs upp, när vi lämnar ut det"),
        (Category.PLAN, Category.OBSERVATION),
    ),
    Bundle(
        "wellbeing",
        _("Måendet och hemma"),
        _("får läsa om mående, hälsa och familj, när vi lämnar ut det"),
        (Category.WELLBEING, Category.HEALTH, Category.FAMILY),
    ),
)
# What a yes to each lets the receiver read: the same words on the page and on paper.
OPENS: dict[Category, Promise] = {
    Category.OBSERVATION: _("vad vi har lagt märke till"),
    Category.ATTENDANCE: _("närvaro i skolan, frånvaro och varför"),
    Category.RESULTS: _("hur det går i ämnena"),
    Category.SUPPORT: _("vilket stöd och vilka anpassningar som finns i skolan"),
    Category.PLAN: _("målen, vad alla har lovat att göra, och hur det följs upp"),
    Category.WELLBEING: _("hur barnet mår, och vad som har berättats om det"),
    Category.HEALTH: _("hälsa, vård och medicin"),
    Category.FAMILY: _("hur det är hemma och i familjen"),
    Category.VOICE: _("barnets egna ord"),
}
# The child's own words are the child's to show, one reader at a time; no bundle holds them.
IN_THE_GRID = tuple(category for category in Category if category != Category.VOICE)


def categories_of(codes: list[str]) -> set[Category]:
    """The categories of the bundles named; an unknown name gives none."""
    return {category for bundle in BUNDLES if bundle.code in codes for category in bundle.categories}
