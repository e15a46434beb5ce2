"""What is held of a child: each model, the way from its rows to the child, and to the unit that owns them."""

import pytest
from django.db import models

from knutpunkt.foundation.access.holdings import holdings, way_to_child
from knutpunkt.foundation.audit.classification import Privacy
from knutpunkt.foundation.people.models import Guardian, Municipality

# Read by a person before a line is changed: register extract and disposal follow these ways.
WAYS = """
people.child pk -
casefile.case child unit
casefile.consent child sender
casefile.consentanswer consent__child consent__sender
casefile.consentrequest case__child case__unit
casefile.consentshortened consent__child consent__sender
casefile.disclosure child sender
casefile.disclosureitem disclosure__child disclosure__sender
casefile.emergencyopening child -
casefile.guardiannotasked request__case__child request__case__unit
casefile.participation case__child case__unit
casefile.record child unit
cases.attachment child unit
cases.childsview child unit
cases.note child unit
cases.notecorrection note__child note__unit
commitments.commitment matter__child matter__unit
commitments.commitmentchange commitment__matter__child commitment__matter__unit
commitments.matter child unit
commitments.notice commitment__matter__child commitment__matter__unit
concerns.absenceinvestigation child unit
concerns.concern child unit
concerns.reportofconcern child unit
entrance.unsavedtext child unit
followup.followup child unit
followup.goalprogress follow_up__child follow_up__unit
information.informed child unit
oversight.handout child unit
oversight.legalhold child -
people.conflictofinterest child -
people.contacthold child -
people.enrolment child unit
people.guardianship child -
people.mentorgroupmember child -
people.nationalid child -
plans.assessment child unit
plans.factor assessment__child assessment__unit
plans.goal plan__child plan__unit
plans.plan child unit
plans.supportmeasure goal__plan__child goal__plan__unit
safeguards.formalrequest child -
safeguards.holdreview hold__child -
safeguards.openingreview opening__child -
"""


def test_each_holding_has_the_way_that_somebody_has_read():
    found = [f"{one.label} {one.child} {one.owner or '-'}" for one in holdings()]
    assert found == WAYS.split("\n")[1:-1]
    assert all(type(one.owner) is str for one in holdings())


@pytest.mark.parametrize("model", [Guardian, Municipality])
def test_what_tells_of_no_one_child_has_no_way(model: type[models.Model]):
    assert way_to_child(model) == ""


def test_every_model_that_tells_of_a_child_is_held_and_no_other():
    held = {one.model for one in holdings()}
    for model in {one.model for one in holdings()} | {Guardian, Municipality}:
        privacy = model.__dict__.get("privacy")
        assert (model in held) == (
            isinstance(privacy, Privacy) and privacy.of_a_child and model is not Guardian
        )
