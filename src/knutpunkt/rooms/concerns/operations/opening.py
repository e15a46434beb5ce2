"""Opening the matter of a record that nobody has yet answered, with whoever is to hold it first."""

from datetime import date

from django.utils.translation import gettext_noop as _

from knutpunkt.foundation.audit.actor import Actor
from knutpunkt.foundation.commitments import operations as commitments
from knutpunkt.foundation.commitments.models import Commitment, Matter
from knutpunkt.foundation.people.models import Child, Unit
from knutpunkt.rooms.concerns.receivers import Post, Receivers


def open_matter_with(
    *,
    actor: Actor,
    on: date,
    child: Child,
    kind: Matter.Kind,
    unit: Unit,
    post: Post,
    what: str,
    due: date,
    source: str,
    receivers: Receivers,
) -> Matter:
    """A matter owned by ``unit`` whose first promise is held by ``post``, who may work at another unit.

    A matter opens at its own unit; when the post is elsewhere (a school counsellor in the student health
    takes in for the school), who answers for the unit opens it and hands it over at once.
    """
    at_home = receivers.responsible(unit)
    direct = post.unit == unit or at_home is None
    matter = commitments.open_matter(
        actor=actor,
        on=on,
        child=child,
        kind=kind,
        unit=post.unit if direct else unit,
        what=what,
        holder=post.holder if direct or at_home is None else at_home,
        due=due,
        backup=post.backup if direct else None,
        source=source,
    )
    if not direct:
        commitment = Commitment.objects.get(matter=matter)
        commitments.hand_over(
            actor=actor,
            on=on,
            commitment=commitment,
            to=post.holder,
            unit=post.unit,
            backup=post.backup,
            reason=_("Tar emot iakttagelser för %(unit)s") % {"unit": unit},
            version=commitment.version,
        )
    return matter
