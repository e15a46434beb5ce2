from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "knutpunkt.rooms.plans"
    label = "plans"
    verbose_name = _("Planer")

    def ready(self) -> None:
        # These read models, which exist only once every app is ready.
        from knutpunkt.rooms.cases.endings import ends_with_a_case
        from knutpunkt.rooms.plans.operations import end_plans_of

        ends_with_a_case(end_plans_of)
