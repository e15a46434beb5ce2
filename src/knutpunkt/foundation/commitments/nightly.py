"""What is done for promises every night, by the command that runs at night."""

import logging
from datetime import date

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.commitments.models import Commitment
from knutpunkt.foundation.commitments.operations import make_explicit
from knutpunkt.foundation.commitments.queries import with_holder

alarm = logging.getLogger("knutpunkt.alarm")


def nightly(on: date) -> int:
    """Make explicit who holds each promise on the day; answers how many changed hands. Safe to repeat.

    A promise that nobody holds cannot come about through operations; should it, somebody is alarmed.
    """
    changed = make_explicit(on=on, actor=SYSTEM)
    open_now = with_holder(Commitment.objects.filter(state=Commitment.State.OPEN), on)
    for key in open_now.filter(holder_now_id__isnull=True).values_list("pk", flat=True):
        alarm.error("nobody holds commitment %s on %s", key, on)
    return changed
