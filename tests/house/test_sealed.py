"""What somebody writes about a child lies in the database as ciphertext only."""

import pytest
from django.apps import apps
from django.db import models

from knutpunkt.foundation.audit.classification import Privacy, Sensitivity
from knutpunkt.foundation.sealing.field import SealedTextField

# Text classed as sensitive that lies in the clear, each with the reason.
IN_THE_CLEAR = {
    "people.Account.password": "an Argon2 hash, made to be compared and not to be opened",
    "casefile.Case.outcome": "a code of rooms/cases/outcomes.py, counted in the statistics",
    "plans.Factor.code": "a code of the catalogue, no words of anybody",
    "plans.SupportMeasure.code": "a code of the catalogue, no words of anybody",
}
TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField)


def sensitive_text_in_the_clear() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if isinstance(privacy := getattr(model, "privacy", None), Privacy)
        for field in model._meta.local_concrete_fields
        if privacy.sensitivity(field.name) is Sensitivity.SENSITIVE
        and isinstance(field, TEXT)
        and not field.choices
    }


def test_t27_no_sensitive_text_lies_in_the_clear():
    assert sensitive_text_in_the_clear() == IN_THE_CLEAR.keys()


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_t27_what_is_sealed_is_classed_as_sensitive(model: type[models.Model]):
    sealed = {field.name for field in model._meta.local_concrete_fields if isinstance(field, SealedTextField)}
    privacy = getattr(model, "privacy", None)
    assert all(privacy.sensitivity(name) is Sensitivity.SENSITIVE for name in sealed)
