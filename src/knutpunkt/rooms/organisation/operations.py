"""Acts on the organisation that the foundation does not have: names, regimes, closing, accounts.

Starting and ending assignments, founding bodies and naming who answers are ``foundation/people/operations``.
"""

from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db.models import Q, QuerySet

from knutpunkt.foundation.audit.actor import SYSTEM, Actor
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.models import (
    Account,
    Agency,
    AreaRegime,
    Assignment,
    Municipality,
    Professional,
    Regime,
    SecrecyArea,
    Unit,
)
from knutpunkt.rooms.entrance import second_factor
from knutpunkt.rooms.organisation.refusals import (
    AdministratorExists,
    LastAdministrator,
    RegimeStartsTooEarly,
    UnitInUse,
)

ONE_DAY = timedelta(days=1)


def create_first_administrator(*, username: str, password: str) -> Account:
    """The account that can make all others, from the command line; its phone is paired at its first sign-in.

    Raises ``AdministratorExists`` when there is one already, ``ValidationError`` for a weak password or a
    name that cannot be used.
    """
    with recorded(actor=SYSTEM, action="account.opened", channel="command") as act:
        if _administrators().exists():
            raise AdministratorExists()
        account = Account(username=username, administers=True)
        validate_password(password, account)
        account.set_password(password)
        account.full_clean()
        account.save()
        act.about(account)
    return account


def add_municipality(*, actor: Actor, on: date, code: str, name: str) -> Municipality:
    """A municipality, by its four digits."""
    with recorded(actor=actor, action="municipality.added") as act:
        municipality = Municipality.objects.create(code=code, name=name)
        act.about(municipality)
    return municipality


def rename(*, actor: Actor, on: date, what: Municipality | Agency | SecrecyArea, name: str) -> None:
    """Give a municipality, an agency or a secrecy area another name."""
    with recorded(actor=actor, action=f"{what._meta.model_name}.renamed", about=[what]):
        what.name = name
        what.save(update_fields=["name"])


def change_regime(*, actor: Actor, on: date, area: SecrecyArea, regime: Regime, start: date) -> AreaRegime:
    """Let another secrecy law hold in the area from ``start``; the former holds to the day before.

    Raises ``RegimeStartsTooEarly`` when that would leave the former without a single day.
    """
    with recorded(actor=actor, action="area.regime_changed", about=[area]) as act:
        latest = AreaRegime.objects.select_for_update().filter(area=area).order_by("-start").first()
        if latest is not None:
            _end_regime(latest, start)
        new = AreaRegime.objects.create(area=area, regime=regime, start=start)
        act.about(new)
    return new


def change_unit(
    *, actor: Actor, on: date, unit: Unit, name: str, kind: Unit.Kind, school_unit_code: str
) -> None:
    """Change what a unit is called, its kind and its school unit code. Its secrecy area never changes."""
    with recorded(actor=actor, action="unit.changed", about=[unit]):
        unit.name, unit.kind, unit.school_unit_code = name, kind, school_unit_code
        unit.save(update_fields=["name", "kind", "school_unit_code"])


def close_unit(*, actor: Actor, on: date, unit: Unit, last_day: date) -> Unit:
    """The unit's last day. Raises ``UnitInUse`` while an assignment runs after it: they are ended first."""
    with recorded(actor=actor, action="unit.closed", about=[unit]):
        later = Assignment.objects.filter(unit=unit).filter(
            Q(last_day__isnull=True) | Q(last_day__gt=last_day)
        )
        if later.exists():
            raise UnitInUse(count=later.count(), unit=unit)
        unit.closed_on = last_day
        unit.save(update_fields=["closed_on"])
    return unit


def reopen_unit(*, actor: Actor, on: date, unit: Unit) -> None:
    """The unit is in use again."""
    with recorded(actor=actor, action="unit.reopened", about=[unit]):
        unit.closed_on = None
        unit.save(update_fields=["closed_on"])


def change_professional(
    *,
    actor: Actor,
    on: date,
    professional: Professional,
    given_name: str,
    family_name: str,
    email: str,
    phone: str,
    protected_identity: bool,
) -> None:
    """Change a colleague's name, contact and whether their own whereabouts are kept apart."""
    with recorded(actor=actor, action="professional.changed", about=[professional]):
        professional.given_name, professional.family_name = given_name, family_name
        professional.email, professional.phone = email, phone
        professional.protected_identity = protected_identity
        professional.save()


def open_account(*, actor: Actor, on: date, professional: Professional, username: str) -> Account:
    """An account that cannot be used until its one-time link is (``entrance.invitation.invite``)."""
    with recorded(actor=actor, action="account.opened") as act:
        account = Account(username=username, professional=professional)
        account.set_unusable_password()
        account.save()
        act.about(account, professional)
    return account


def disable_account(*, actor: Actor, on: date, account: Account) -> None:
    """Stop an account; whoever is inside is out at the next click. Raises ``LastAdministrator``."""
    with recorded(actor=actor, action="account.disabled", about=[account]):
        _keep_one_administrator(account)
        account.is_active = False
        account.save(update_fields=["is_active"])


def enable_account(*, actor: Actor, on: date, account: Account) -> None:
    """Let an account be used again. Its phone is paired anew."""
    with recorded(actor=actor, action="account.enabled", about=[account]):
        account.is_active = True
        account.save(update_fields=["is_active"])
        second_factor.forget(account)


def let_administer(*, actor: Actor, on: date, account: Account, administers: bool) -> None:
    """Give or take the right to administer. Raises ``LastAdministrator``."""
    action = "account.made_administrator" if administers else "account.unmade_administrator"
    with recorded(actor=actor, action=action, about=[account]):
        if not administers:
            _keep_one_administrator(account)
        account.administers = administers
        account.save(update_fields=["administers"])


def _administrators() -> QuerySet[Account]:
    return Account.objects.select_for_update().filter(administers=True, is_active=True)


def _keep_one_administrator(leaving: Account) -> None:
    # Locked, so that two administrators cannot take the right from each other at the same time.
    keys = {account.pk for account in _administrators()}
    if keys == {leaving.pk}:
        raise LastAdministrator()


def _end_regime(latest: AreaRegime, start: date) -> None:
    if start <= latest.start:
        raise RegimeStartsTooEarly(first=latest.start + ONE_DAY)
    latest.last_day = start - ONE_DAY
    latest.save(update_fields=["last_day"])
