from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AccessConfig(AppConfig):
    name = "knutpunkt.foundation.access"
    label = "access"

    def ready(self) -> None:
        from knutpunkt.foundation.access import border_rows

        pre_migrate.connect(border_rows.step_aside, dispatch_uid="access.border_aside")
        post_migrate.connect(border_rows.stand, dispatch_uid="access.border")
