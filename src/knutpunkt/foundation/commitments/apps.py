from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CommitmentsConfig(AppConfig):
    name = "knutpunkt.foundation.commitments"
    label = "commitments"

    def ready(self) -> None:
        from knutpunkt.foundation.commitments.triggers import stand, step_aside

        pre_migrate.connect(step_aside, sender=self, dispatch_uid="commitments.step_aside")
        post_migrate.connect(stand, sender=self, dispatch_uid="commitments.stand")
