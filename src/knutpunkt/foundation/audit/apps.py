from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "knutpunkt.foundation.audit"
    label = "audit"

    def ready(self) -> None:
        from knutpunkt.foundation.audit.guard import stand_at
        from knutpunkt.foundation.audit.triggers import stand_at_tables

        connection_created.connect(stand_at, dispatch_uid="audit.guard")
        post_migrate.connect(stand_at_tables, dispatch_uid="audit.triggers")
