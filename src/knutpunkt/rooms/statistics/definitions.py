"""How everything on the page is counted, in words."""

from django.utils.translation import gettext as _

from knutpunkt.rooms.statistics.figures import Report


def why_hidden(threshold: int) -> str:
    """The one reason given everywhere: it must not tell small figures from those that protect them."""
    return _("Färre än %(few)s barn, eller en siffra som skulle avslöja hur det är för så få.") % {
        "few": threshold
    }


def definitions(report: Report) -> list[tuple[str, str]]:
    """What each word on the page stands for, in the order they are met."""
    return [
        (
            _("Vilka"),
            _("Det som skolor, förskolor och elevhälsa har tagit emot: %(whose)s.") % {"whose": report.whose},
        ),
        (
            _("Period"),
            _(
                "Iakttagelser %(days)s. Perioder är alltid tolv hela månader och räknas till ett månadsslut, "
                "så att ingen kan räkna ut vad som hände en viss dag. De som kom sist har haft kortast tid."
            )
            % {"days": report.span.days},
        ),
        (_("Barn"), _("Ett barn räknas en gång per enhet, hur många iakttagelser det än gäller.")),
        (
            _("Iakttagelse"),
            _(
                "Det någon har berättat. Det som frånvaro och betyg visar räknas först när mentorn har sagt "
                "att det stämmer."
            ),
        ),
        (
            _("Steg"),
            _(
                "Ett barn finns med i ett steg bara om det har tagit alla steg före. Ett samarbete som "
                "avslutas utan plan räknas alltså inte längre än till samarbete."
            ),
        ),
        (_("Procent"), _("Andel av alla barn i första steget.")),
        (
            _("Tid"),
            _(
                "Mediantid i hela dagar från steget före, för de barn som har tagit steget: hälften väntade "
                "kortare, hälften längre. Ett steg som redan var taget räknas som 0 dagar."
            ),
        ),
        (
            _("Dolt"),
            why_hidden(report.threshold)
            + " "
            + _(
                "Därför döljs också ingen eller alla i en grupp, skillnader mellan två steg som är så små, "
                "och så mycket runt omkring att det dolda inte går att räkna ut. Procent och tid döljs "
                "tillsammans med sitt antal."
            ),
        ),
    ]
