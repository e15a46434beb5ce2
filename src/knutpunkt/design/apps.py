"""The design as a Django app: templates, static files and template tags, no models."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Gives templates, static files and tags to all rooms."""

    name = "knutpunkt.design"
    label = "design"
