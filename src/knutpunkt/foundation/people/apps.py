from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "knutpunkt.foundation.people"
    label = "people"
