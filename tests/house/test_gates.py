"""Every address × kind of visitor × method: what nobody classified is closed, what is closed says nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter
from django.utils import timezone

from knutpunkt.rooms.entrance.gate import Gate, gate_of
from knutpunkt.rooms.entrance.tests.people_at_work import build_kim
from tests.signed_in import sign_in, sign_in_administrator

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
SAMPLES = {
    UUIDConverter: "00000000-0000-4000-8000-000000000000",
    IntConverter: 1,
    SlugConverter: "x",
    StringConverter: "x",
}
# Addresses whose parts come from a closed list of words.
WORDS = {"organisation:rename": {"kind": "kommun"}}
PRIVATE = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')


@dataclass(frozen=True)
class Address:
    """One page of the site."""

    name: str
    path: str
    gate: Gate | None


def addresses() -> list[Address]:
    return [
        Address(name, reverse(name, kwargs=_sample(name, pattern)), gate_of(pattern.callback))
        for name, pattern in _patterns(get_resolver().url_patterns, "")
    ]


def _patterns(patterns, space: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern.url_patterns, inside)
        else:
            yield f"{space}{pattern.name}", pattern


def _sample(name: str, pattern: URLPattern) -> dict[str, object]:
    given = {key: SAMPLES.get(type(one), "x") for key, one in pattern.pattern.converters.items()}
    named = {key: SAMPLES[UUIDConverter] for key in pattern.pattern.regex.groupindex if key not in given}
    return given | named | WORDS.get(name, {})


def with_gate(*gates: Gate) -> list[Address]:
    return [address for address in addresses() if address.gate in gates]


def alike(response, path: str) -> bytes:
    return PRIVATE.sub(b"", response.content).replace(path.encode(), b"")


def test_t03_every_view_says_whom_it_is_for():
    assert [address.name for address in addresses() if address.gate is None] == []


def test_t03_nobody_signed_in_gets_nothing_but_the_way_to_the_sign_in():
    visitor = Client()
    for address in with_gate(Gate.SIGNED_IN, Gate.PROFESSIONAL, Gate.ADMINISTRATOR):
        for method in METHODS:
            answer = getattr(visitor, method)(address.path)
            assert answer.status_code == 302, (address.name, method)
            assert answer.url.startswith("/logga-in/?next="), (address.name, method)
            assert answer.content == b"", (address.name, method)


# A page says when it was printed, so the clock stands still while pages are compared.
@time_machine.travel(timezone.now(), tick=False)
@pytest.mark.parametrize("gate", [Gate.PROFESSIONAL, Gate.ADMINISTRATOR])
def test_t04_the_wrong_kind_of_visitor_sees_what_does_not_exist(gate):
    visitor = Client()
    if gate is Gate.PROFESSIONAL:
        sign_in_administrator(visitor)
    else:
        sign_in(visitor, build_kim().assignment)
    methods = ("get", "post")
    missing = {method: getattr(visitor, method)("/finns-inte/") for method in methods}
    for address in with_gate(gate):
        for method in methods:
            answer = getattr(visitor, method)(address.path)
            assert answer.status_code == 404, (address.name, method)
            assert alike(answer, address.path) == alike(missing[method], "/finns-inte/"), address.name
            assert answer.headers.keys() == missing[method].headers.keys(), address.name


def test_t36_no_act_passes_without_its_token():
    visitor = Client(enforce_csrf_checks=True)
    for address in addresses():
        for method in ("post", "put", "patch", "delete"):
            assert getattr(visitor, method)(address.path).status_code == 403, (address.name, method)


def test_t14_an_id_that_does_not_exist_is_not_found_and_never_an_error():
    kim, boss = Client(), Client()
    sign_in(kim, build_kim().assignment)
    sign_in_administrator(boss)
    visitors = {Gate.PROFESSIONAL: kim, Gate.ADMINISTRATOR: boss}
    for address in with_gate(*visitors):
        if SAMPLES[UUIDConverter] in address.path:
            for method in ("get", "post"):
                answer = getattr(visitors[address.gate], method)(address.path)
                assert answer.status_code in {404, 405}, (address.name, method)
