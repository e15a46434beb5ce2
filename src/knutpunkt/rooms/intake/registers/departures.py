"""What a complete file no longer names: enrolments end on the file's day, and nothing is deleted.

Only what lies inside the file's declared scope, and is not known from a newer file, can end. More than 5 % of
the children in scope is not believed without being asked about.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.people.models import Enrolment
from knutpunkt.rooms.intake.incoming import Fate, Incoming
from knutpunkt.rooms.intake.ledger import Ledger
from knutpunkt.rooms.intake.registers.rows import Heard
from knutpunkt.rooms.intake.world import World

MOST_GONE = 0.05
_UNREADABLE = _(
    "Filen säger sig vara fullständig, men på någon rad går det inte att läsa vem den gäller. "
    "Ingen avslutas därför med den här filen."
)


def end_missing_children(file: Incoming, world: World, ledger: Ledger, heard: Heard) -> None:
    """End the enrolments in scope of children whom a complete file of children does not name."""
    named = _children_of(file, world, heard)
    _end(file, world, ledger, heard, lambda enrolment: enrolment.child_id in named)


def end_missing_enrolments(
    file: Incoming, world: World, ledger: Ledger, heard: Heard, kept: set[UUID], refused: set[UUID]
) -> None:
    """End the enrolments in scope that a complete file of enrolments does not name.

    ``kept``: enrolments a row told of. ``refused``: children with a row that was refused; they keep theirs.
    """
    _end(
        file,
        world,
        ledger,
        heard,
        lambda enrolment: enrolment.pk in kept or enrolment.child_id in refused,
    )


def children_in_scope(file: Incoming, world: World) -> set[UUID]:
    """The children with an enrolment that ran in the file's scope on its day, as stored before the import."""
    return {enrolment.child_id for enrolment in _in_scope(file, world)}


def _end(
    file: Incoming, world: World, ledger: Ledger, heard: Heard, stays: Callable[[Enrolment], bool]
) -> None:
    in_scope = list(_in_scope(file, world))
    gone = [enrolment for enrolment in in_scope if not stays(enrolment)]
    if gone and heard.unreadable:
        file.note(_UNREADABLE)
        return
    still = {enrolment.child_id for enrolment in in_scope if stays(enrolment)}
    left = {enrolment.child_id for enrolment in gone} - still
    too_many(file, len(left), len(still | left))
    for enrolment in gone:
        end(enrolment, file, world, ledger)


def too_many(file: Incoming, gone: int, before: int) -> None:
    """Say how many children a file would remove, and stop it when they are too many to be believed."""
    if before and gone / before > MOST_GONE:
        file.removes_too_many = True
        file.note(
            _("Filen skulle ta bort %(gone)d av %(before)d elever. Så många måste du bekräfta."),
            gone=gone,
            before=before,
        )


def end(enrolment: Enrolment, file: Incoming, world: World, ledger: Ledger) -> None:
    """The enrolment's last day is the file's day; so is that of the mentor group at the same unit."""
    as_of = file.scope.as_of
    if ledger.change(enrolment, last_day=as_of):
        file.fates[Fate.GONE] += 1
        ledger.children.add(enrolment.child_id)
        for membership in world.memberships.get(enrolment.child_id, []):
            if membership.runs(as_of) and world.unit_of_group[membership.group_id] == enrolment.unit_id:
                ledger.change(membership, last_day=as_of)
    ledger.change(enrolment, as_of=as_of)


def _in_scope(file: Incoming, world: World) -> Iterable[Enrolment]:
    codes, scope = world.unit_codes(file.scope.municipality), file.scope
    units = {unit.pk for code, unit in codes.items() if scope.holds(code)}
    for child in set(world.children_by_key(scope.key_spaces).values()):
        for one in world.enrolments.get(child, []):
            known_from_newer = one.as_of is not None and one.as_of > scope.as_of
            # One that already ends on this day has been ended by this very file, or ends by itself.
            runs_on = one.runs(scope.as_of) and one.last_day != scope.as_of
            form = scope.school_form in {"", one.school_form}
            if runs_on and form and one.unit_id in units and not known_from_newer:
                yield one


def _children_of(file: Incoming, world: World, heard: Heard) -> set[UUID]:
    keys = world.children_by_key(file.scope.key_spaces)
    return {keys[key] for key in heard.keys if key in keys}
