"""The people one can try the demo as, and their accounts. Only the demo profile lets anybody choose one."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ImproperlyConfigured

from knutpunkt.foundation.audit.actor import SYSTEM
from knutpunkt.foundation.audit.recording import recorded
from knutpunkt.foundation.people.acting import actor_for
from knutpunkt.foundation.people.models import Account, Assignment, Professional
from knutpunkt.rooms.cases.queries import how_many

# In the order they are shown. The first ones follow one child from concern to follow-up.
TO_TRY = (
    *("Kim Lind", "Sanna Öberg", "Rojin Karimi", "Anders Dahlberg", "Elin Norén", "Amira Mansour"),
    *("Tesfay Haile", "Petra Wallin", "Samir Haddad", "Viktor Ekdahl", "Mika Järvinen", "Rasha Issa"),
    *("Hodan Farah", "Margareta Lidén", "Gunilla Ekström", "Jonas Falk", "Eva Löfgren"),
)
ADMINISTRATOR = "administrator"
ADMINISTRATORS_NAME = ("Ada", "Sundin")
PASSWORD = "Lindhamra-provar-2026"  # noqa: S105 — the demo's, refused outside it below


@dataclass(frozen=True, slots=True)
class PersonToTry:
    """One line of the list: "Kim Lind", "elevcoach, Lindskolan — 14 barn"."""

    name: str
    line: str
    username: str


class NotInTheDemo(ImproperlyConfigured):
    """Accounts with a known password are for the demo profile and the tests alone."""


def make_accounts() -> int:
    """Make the accounts that are missing. Raises ``NotInTheDemo`` in production."""
    if settings.PRODUCTION:
        raise NotInTheDemo("demo accounts")
    wanted = [person for person in _people() if not Account.objects.filter(professional=person).exists()]
    # One hash for all: hashing is slow on purpose, and the password is printed on the terminal anyway.
    password = make_password(PASSWORD)
    with recorded(actor=SYSTEM, action="demo.accounts_made"):
        for person in wanted:
            _make(_username(person), password, professional=person)
        if not Account.objects.filter(username=ADMINISTRATOR).exists():
            _make(ADMINISTRATOR, password, administers=True)
    return len(wanted)


def people_to_try(on: date) -> list[PersonToTry]:
    """Those with an account, as the terminal and the sign-in list show them."""
    people = [PersonToTry(str(person), _line(person, on), _username(person)) for person in _people()]
    return [
        *people,
        PersonToTry(" ".join(ADMINISTRATORS_NAME), "administratör, ser inga ärenden", ADMINISTRATOR),
    ]


def _people() -> list[Professional]:
    by_name = {str(one): one for one in Professional.objects.filter(source_id__startswith="P")}
    return [by_name[name] for name in TO_TRY if name in by_name]


def _make(
    username: str, password: str, *, professional: Professional | None = None, administers: bool = False
) -> None:
    Account.objects.create(
        username=username,
        password=password,
        first_name=professional.given_name if professional else ADMINISTRATORS_NAME[0],
        last_name=professional.family_name if professional else ADMINISTRATORS_NAME[1],
        professional=professional,
        administers=administers,
    )


def _username(person: Professional) -> str:
    plain = str(person).lower().translate(str.maketrans("åäöéüí ", "aaoeui."))
    return plain.replace("..", ".")


def _line(person: Professional, on: date) -> str:
    running = Assignment.objects.running(on).filter(professional=person)
    post = running.select_related("unit__area__agency").first()
    if post is None:
        return "inget uppdrag i dag"
    # Counted through the door, so that the terminal says what the page will.
    children = how_many(actor_for(post), on)
    work = f"{post.get_profession_display()}, {post.unit}"
    return f"{work} — {children}" if children else work
