"""One believable municipality for the journeys: Lindskolan, its student health, BUP and the social services.

Run as ``python -m tests.world`` with the demo profile and ``DATA`` set: makes the database and fills it.
"""

import os
from datetime import date, timedelta
from pathlib import Path

import django


def build(today: date) -> None:
    """Fill an empty database; everything is dated relative to ``today``."""
    from knutpunkt.foundation.audit.actor import SYSTEM
    from knutpunkt.foundation.audit.recording import recorded
    from knutpunkt.foundation.people.models import (
        Account,
        Child,
        Guardian,
        Guardianship,
        Profession,
        Regime,
        Unit,
    )
    from knutpunkt.rooms.concerns.tests import place as school

    place = school.build()
    with recorded(actor=SYSTEM, action="world.built"):
        elin = school.work("Elin", "Hed", place.school, Profession.STUDENT_COACH)
        area = school._area("Socialtjänsten", place.body, place.town, Regime.SOCIAL_SERVICES)
        office = Unit.objects.create(name="Barn och unga", kind=Unit.Kind.SOCIAL_SERVICES, area=area)
        siv = school.work("Siv", "Ros", office, Profession.SOCIAL_WORKER)
        Child.objects.filter(pk=place.alva.pk).update(birth_date=today - timedelta(days=14 * 365))
        for given in ("Maja", "Johan"):
            guardian = Guardian.objects.create(given_name=given, family_name="Nyström")
            Guardianship.objects.create(
                child=place.alva,
                guardian=guardian,
                relation=Guardianship.Relation.CUSTODY,
                start=today - timedelta(days=14 * 365),
            )
        for one in (place.mia, place.sam, place.rut, place.kim, place.kai, place.bo, elin, siv):
            account = Account(username=str(one.pk), professional=one.professional)
            account.set_unusable_password()
            account.save()
        ada = Account(username="administrator", administers=True, first_name="Ada", last_name="Min")
        ada.set_unusable_password()
        ada.save()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutpunkt.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from knutpunkt.foundation.sealing.keys import make_key_file

    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    make_key_file(Path(settings.KEY_FILE))
    call_command("migrate", verbosity=0, interactive=False)
    build(timezone.localdate())


if __name__ == "__main__":
    main()
