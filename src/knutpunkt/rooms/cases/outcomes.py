"""How a collaboration can end, as a closed list."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    GOALS_REACHED = "goals_reached", _("målen är nådda")
    GOALS_PARTLY = "goals_partly", _("målen är delvis nådda")
    OTHER_SUPPORT = "other_support", _("stödet fortsätter i en annan verksamhet")
    MOVED = "moved", _("har flyttat eller bytt skola")
    DECLINED = "declined", _("barnet eller vårdnadshavarna har tackat nej")
    OF_AGE = "of_age", _("har gått ut skolan eller fyllt 20")
    OTHER = "other", _("annat")
