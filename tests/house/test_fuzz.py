"""T14, T35: every form with what it was not made for: no fault, and nothing but the form's own."""

import json
import random
import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from tests.crawler import ID, SIGN_OUT, Form, ask, matched
from tests.everything import ADMINISTRATOR, ANONYMOUS, Everything
from tests.figures import figure
from tests.house.conftest import Walks
from tests.trust import ROOT

pytestmark = pytest.mark.django_db
SEED = secrets.randbelow(2**31)
SHARED = ROOT.parent / "shared" / "data" / "hardening" / "naughty-strings.json"
# Where the shared folder is not at hand, the ones that hurt most often.
FEW = [
    "",
    "\x00",
    "\U0001f600",
    "'",
    '"><script>',
    "{{7*7}}",
    "%s%n",
    "../../etc/passwd",
    "1e309",
    "-1",
    "٣",
]
NAUGHTY = [*(json.loads(SHARED.read_text()) if SHARED.exists() else []), *FEW, "9" * 5000, "å" * 70_000]


def forms_of(walks: Walks, role: str) -> list[Form]:
    """One of each form the role has met."""
    found: dict[str, Form] = {}
    for form in walks[role].forms:
        action = urlsplit(form.action or form.found_on).path
        for path, match in matched({action}):
            if form.method == "post" and path != SIGN_OUT:
                found.setdefault(match.view_name, Form(form.found_on, path, "post", form.fields))
    return list(found.values())


def sent(world: Everything, role: str, form: Form, data: dict[str, Any]) -> int:
    """The status of the answer; whatever it did is undone."""
    with world.undone(role) as browser:
        return ask(browser, form.action, "post", data).status


def fuzzed(form: Form, draw: random.Random, one: str | None = None) -> dict[str, str]:
    """The form with one field, or each, filled in with something naughty."""
    chosen = {one} if one else set(form.fields)
    return {name: draw.choice(NAUGHTY) if name in chosen else value for name, value in form.fields.items()}


BUSIEST = (ANONYMOUS, "coordinator of a case", "head teacher", ADMINISTRATOR)


def fuzz(world: Everything, walks: Walks, roles: Iterable[str], times: int) -> tuple[int, list[str]]:
    draw, tried, faults = random.Random(SEED), 0, []
    for role in roles:
        for form in forms_of(walks, role):
            for _ in range(times):
                one = draw.choice([*form.fields, None])
                data = fuzzed(form, draw, one)
                tried += 1
                try:
                    status = sent(world, role, form, data)
                except Exception as fault:  # the test client lets a fault through
                    status, data = 500, {"fault": repr(fault), **data}
                if status >= 500:
                    faults.append(f"{role} {form.action} {data!r:.500}")
    return tried, faults


def test_t14_no_form_falls_over_what_is_typed_into_it(world: Everything, walks: Walks):
    tried, faults = fuzz(world, walks, BUSIEST, 1)
    assert faults == [], f"seed {SEED}"
    assert tried > 50


@pytest.mark.deep
def test_t14_no_form_falls_over_whatever_is_typed_into_it(world: Everything, walks: Walks):
    tried, faults = fuzz(world, walks, world.everybody, 60)
    assert faults == [], f"seed {SEED}"
    figure("T14", f"{tried} ifyllda formulär, 0 fel")


def asked(walks: Walks, draw: random.Random, role: str, each: int) -> list[str]:
    """Addresses with parameters nobody thought of, and ids that are none."""
    paths = {urlsplit(path).path for path in walks[role].pages if not path.startswith("/static/")}
    names = {name for form in walks[role].forms if form.method == "get" for name in form.fields}
    names |= {"next", "page", "q", "sida", "period"}
    found = []
    for path in sorted(paths):
        for _ in range(each):
            chosen = {name: draw.choice(NAUGHTY)[:2000] for name in draw.sample(sorted(names), 3)}
            found.append(f"{path}?{urlencode(chosen, errors='replace')}")
        found.append(ID.sub(lambda _: draw.choice(["x", "0", str(uuid4())[:-1], "%00", "..%2f"]), path))
    return found


@pytest.mark.parametrize("role", BUSIEST)
def test_t14_no_address_falls_over_its_parameters(world: Everything, walks: Walks, role: str):
    browser, draw = world.client(role), random.Random(SEED)
    faults = [path for path in asked(walks, draw, role, 1) if ask(browser, path).status >= 500]
    assert faults == [], f"seed {SEED}"


@pytest.mark.deep
def test_t14_no_address_falls_over_any_parameters(world: Everything, walks: Walks):
    draw, tried = random.Random(SEED), 0
    for role in world.everybody:
        browser = world.client(role)
        for path in asked(walks, draw, role, 10):
            tried += 1
            assert ask(browser, path).status < 500, f"seed {SEED}: {path!r:.300}"
    figure("T14", f"{tried} adresser med elaka värden, 0 fel")


def everything_else() -> dict[str, Any]:
    """Every stored field of every model of ours, as somebody would send it who knows the source."""
    told = {"BooleanField": "true", "DateField": "2001-01-01", "UUIDField": str(uuid4())}
    found: dict[str, Any] = {}
    for model in apps.get_models():
        if model.__module__.startswith("knutpunkt."):
            for field in model._meta.concrete_fields:
                value = _somebody_elses(field) or told.get(field.get_internal_type(), "1")
                found |= {field.name: value, field.attname: value}
    return found


def _somebody_elses(field: Any) -> str:
    """A row that does exist: another unit, child or municipality than the form's own."""
    if not field.is_relation:
        return ""
    row = field.related_model._base_manager.order_by("-pk").first()
    return str(row.pk) if row else ""


def rows_after(
    world: Everything, role: str, form: Form, data: dict[str, Any]
) -> tuple[int, dict[str, list[str]]]:
    """The status, and what each table then holds but for ids, times and the trail."""
    status, held = 0, {}
    with world.undone(role) as browser:
        status = ask(browser, form.action, "post", data).status
        held = _held()
    return status, held


def _held() -> dict[str, list[str]]:
    told = {}
    for model in apps.get_models():
        if model.__module__.startswith("knutpunkt.") and model._meta.app_label != "audit":
            columns = [f for f in model._meta.local_concrete_fields if _stays(f)]
            if not columns:
                continue
            with connection.cursor() as cursor:
                names = ", ".join(connection.ops.quote_name(column.column) for column in columns)
                cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
                told[model._meta.label] = sorted(map(repr, cursor.fetchall()))
    return told


def _stays(field: Any) -> bool:
    """Whether the same act gives the same value twice: not ids made anew, times, or ciphertext."""
    return (
        field.name != "password"
        and not field.primary_key
        and field.get_internal_type() not in {"DateTimeField", "BinaryField", "UUIDField"}
        and not (field.is_relation and field.related_model._meta.app_label != "people")
    )


@pytest.mark.parametrize("role", BUSIEST[1:])
def test_t35_fields_that_are_not_the_forms_own_change_nothing(world: Everything, walks: Walks, role: str):
    extra = everything_else()
    faults = []
    for form in forms_of(walks, role):
        shown = set(form.fields)
        more = {name: value for name, value in extra.items() if name not in shown}
        plain = rows_after(world, role, form, form.fields)
        loaded = rows_after(world, role, form, form.fields | more)
        if plain != loaded:
            tables = [table for table in plain[1] if plain[1][table] != loaded[1].get(table)]
            faults.append(f"{form.action}: {plain[0]} and {loaded[0]}, {tables}")
    assert faults == []
