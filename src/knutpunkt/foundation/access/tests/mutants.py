"""Mutants of this package: every small change that mutmut would make to a function, one at a time.

mutmut's own way, the tests once for each, takes hours here. So its changes are taken and judged in process
(``judging``). They are made inside decorated functions too, which mutmut leaves alone: every question of
``asked`` and every property of ``own`` is one.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import (
    NEVER_MUTATE_FUNCTION_NAMES,
    MutationVisitor,
    deep_replace,
)
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

PACKAGE = "knutpunkt.foundation.access"
FOLDER = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Mutant:
    """``function`` of ``module`` with one ``change``; ``source`` is its whole text, without decorators."""

    module: str
    function: str
    line: int
    change: str
    source: str

    @property
    def name(self) -> str:
        return f"{self.module}.{self.function}: {self.change}"


class _Everywhere(MutationVisitor):
    """mutmut's own choice of places, and decorated functions as well (never the decorator itself)."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef) and node.name.value not in NEVER_MUTATE_FUNCTION_NAMES:
            return False
        return super()._skip_node_and_children(node)


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every mutant of one module, in the order of its text; none that is no Python."""
    wrapper = MetadataWrapper(cst.parse_module((FOLDER / f"{module}.py").read_text()))
    visitor = _Everywhere(mutation_operators, IgnoredCode(set(), set(), set()))
    wrapper.visit(visitor)
    names = dict(_functions(wrapper.module.body))
    places = wrapper.resolve(PositionProvider)
    for one in visitor.mutations:
        within = one.contained_by_top_level_function
        if within in names:
            found = Mutant(
                module,
                names[within],
                places[one.original_node].start.line,
                _change(wrapper.module, one.original_node, one.mutated_node),
                _changed(within, one.original_node, one.mutated_node),
            )
            if _compiles(found.source):
                yield found


def _functions(body: Any, within: str = "") -> Iterator[tuple[cst.FunctionDef, str]]:
    for one in body:
        if isinstance(one, cst.FunctionDef):
            yield one, f"{within}{one.name.value}"
        elif isinstance(one, cst.ClassDef):
            yield from _functions(one.body.body, f"{within}{one.name.value}.")


def _change(module: cst.Module, old: cst.CSTNode, new: cst.CSTNode) -> str:
    """What became what, on one line."""
    before, after = (" ".join(module.code_for_node(one).split()) for one in (old, new))
    return f"{before} → {after}"


def _changed(function: cst.FunctionDef, old: cst.CSTNode, new: cst.CSTNode) -> str:
    plain = function.with_changes(decorators=[], leading_lines=[])
    return cst.Module([cst.ensure_type(deep_replace(plain, old, new), cst.FunctionDef)]).code


def _compiles(source: str) -> bool:
    try:
        compile(source, "a mutant", "exec")
    except SyntaxError:
        return False
    return True


def function_of(module: str, name: str) -> FunctionType:
    """The function itself, whatever its decorators have made of it."""
    found: Any = import_module(f"{PACKAGE}.{module}")
    for step in name.split("."):
        found = vars(found)[step]
    while not inspect.isfunction(found) or hasattr(found, "__wrapped__"):
        ways = ("write", "func", "fget", "__func__", "__wrapped__")
        found = next(getattr(found, way) for way in ways if getattr(found, way, None) is not None)
    return found


@contextmanager
def in_place(mutant: Mutant) -> Iterator[None]:
    """Run the block with the mutant in place: by its code, since tables hold the function itself."""
    function = function_of(mutant.module, mutant.function)
    made: dict[str, Any] = {}
    exec(mutant.source, function.__globals__, made)
    changed = made[mutant.function.rpartition(".")[2]]
    parts = ("__code__", "__defaults__", "__kwdefaults__")
    right = [getattr(function, part) for part in parts]
    try:
        for part in parts:
            setattr(function, part, getattr(changed, part))
        yield
    finally:
        for part, kept in zip(parts, right, strict=True):
            setattr(function, part, kept)
