from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InformationConfig(AppConfig):
    name = "knutpunkt.rooms.information"
    label = "information"
    verbose_name = _("Information till den det gäller")

    def ready(self) -> None:
        # These read models, which exist only once every app is ready.
        from knutpunkt.foundation.access.handing_out import keep_from
        from knutpunkt.rooms.cases.next_steps import register_steps
        from knutpunkt.rooms.information.queries import about_others, steps_left

        keep_from(about_others)
        register_steps(steps_left)
