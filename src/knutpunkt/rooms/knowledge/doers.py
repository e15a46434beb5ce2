"""Who usually does a measure, in words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Doer(models.TextChoices):
    SCHOOL = "school", _("Skolan")
    STUDENT_HEALTH = "student_health", _("Elevhälsan")
    COACH = "coach", _("Elevcoach eller koordinator")
    FAMILY_SUPPORT = "family_support", _("Familjestödjare")
    SOCIAL_SERVICES = "social_services", _("Socialtjänsten")
    HEALTH_CARE = "health_care", _("Hälso- och sjukvården")
    EMPLOYMENT = "employment", _("Arbetsmarknad")
    OUTREACH = "outreach", _("Aktivitetsansvaret (KAA)")
    LEISURE = "leisure", _("Fritid och förening")
    CHILD = "child", _("Barnet själv")
    GUARDIAN = "guardian", _("Vårdnadshavaren")
