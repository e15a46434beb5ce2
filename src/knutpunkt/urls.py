"""Every page, room by room. Paths are Swedish; names are ``room:page``."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"knutpunkt.rooms.{room}.urls"))
    for room in settings.ROOMS
    if find_spec(f"knutpunkt.rooms.{room}.urls")
]
