"""Alva's mother and father, with custody, for tests."""

from datetime import date

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import Child, Guardian, Guardianship


def give_parents(child: Child) -> tuple[Guardian, Guardian]:
    with recorded(actor=SYSTEM, action="world.built"):
        mother = Guardian.objects.create(given_name="Maja", family_name="Nyström")
        father = Guardian.objects.create(given_name="Johan", family_name="Nyström")
        for guardian in (mother, father):
            Guardianship.objects.create(
                child=child, guardian=guardian, relation=Guardianship.Relation.CUSTODY, start=date(2012, 5, 9)
            )
    return mother, father
