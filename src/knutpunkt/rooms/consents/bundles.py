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
# The child's own words are the child's to show, one reader at a time; no bundle holds them.
IN_THE_GRID = tuple(category for category in Category if category != Category.VOICE)


def categories_of(codes: list[str]) -> set[Category]:
    """The categories of the bundles named; an unknown name gives none."""
    return {category for bundle in BUNDLES if bundle.code in codes for category in bundle.categories}
