"""The walls of the house: who imports whom, what is named how, what is classified."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from knutpunkt.foundation.audit.classification import Privacy

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "knutpunkt"
NAMES_NEVER_USED = {"utils", "helpers", "common", "core", "services", "misc", "manager"}
LONGEST_FILE = 400


def product_files() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts and "tests" not in path.parts:
            yield path


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("knutpunkt.")]


def test_imports_flow_one_way():
    lint = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run(
        [lint, "--config", ROOT / ".importlinter", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout


def test_no_room_has_a_name_that_says_nothing():
    named = {
        path for path in SOURCE.rglob("*") if path.stem in NAMES_NEVER_USED and "vendor" not in path.parts
    }
    assert named == set()


def test_no_file_is_crowded():
    crowded = {
        str(path.relative_to(ROOT)): lines
        for path in product_files()
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert crowded == {}


def test_every_package_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("__init__.py")
        if not {"migrations", "tests", "management", "commands"} & set(path.parts)
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


# What takes long to load, and only some commands and pages need; every command and worker would wait for it.
SLOW = {
    *("duckdb", "holidays", "psycopg.conninfo", "pypdf", "pypdf.errors", "pypdf.generic"),
    "knutpunkt.insight.duckdb_engine",
    "knutpunkt.commands.building_demo",
    "knutpunkt.verifier.command",
}


def test_nothing_is_imported_late_but_what_is_slow_to_load():
    late = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in product_files()
        if path.name not in {"apps.py", "cli.py"}
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        and not {getattr(inner, "module", None), *(one.name for one in inner.names)} & SLOW
    ]
    assert late == []


def test_what_is_slow_to_load_is_not_loaded_by_a_command_that_does_without():
    loaded = "import sys; sys.argv = ['knutpunkt', 'keys', '--help']; from knutpunkt import cli\n"
    loaded += "try: cli.main()\nexcept SystemExit: pass\n"
    loaded += f"print(sorted({SLOW | {'sqlframe'}!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_every_field_is_classified_and_has_a_reason_to_be_kept(model: type[models.Model]):
    privacy = model.__dict__.get("privacy")
    assert isinstance(privacy, Privacy), f"{model._meta.label} has no privacy of its own"
    stored = {f.name for f in model._meta.local_fields} | {f.name for f in model._meta.local_many_to_many}
    assert stored - privacy.fields == set(), "not classified"
    assert privacy.fields - stored == set(), "classified but not stored"


DANGEROUS = {
    *("raw", "extra", "RawSQL", "mark_safe", "SafeString", "eval", "exec", "compile", "__import__"),
    *("pickle", "cPickle", "marshal", "shelve", "yaml", "system", "popen", "xmltodict", "csrf_exempt"),
}
_PIECES = ("child", "blocks", "forms", "inline")
# Each with the reason somebody has read it and found it harmless.
REVIEWED = {
    "design/icons.py:mark_safe": "drawings of our own, constant and without any text from a person",
    "design/paper.py:compile": "a template of ours; what people wrote goes in as data",
    **{f"design/pieces/{name}.py:SafeString": "the type of what format_html gives" for name in _PIECES},
}
OUR_OWN_MEANING = {("re", "compile")}


def dangerous_in(path: Path) -> Iterator[str]:
    """Calls and imports that can turn text into code, markup or a query."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import | ast.ImportFrom):
            told = [getattr(node, "module", "") or "", *(alias.name for alias in node.names)]
            yield from (name for name in told if name.partition(".")[0] in DANGEROUS)
        elif isinstance(node, ast.Call):
            owner = getattr(getattr(node.func, "value", None), "id", "")
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if (name in DANGEROUS or owner in DANGEROUS) and (owner, name) not in OUR_OWN_MEANING:
                yield name
            yield from (f"{name}(shell=)" for keyword in node.keywords if keyword.arg == "shell")


def test_t14_no_dangerous_call_without_review():
    found = {f"{path.relative_to(SOURCE)}:{name}" for path in product_files() for name in dangerous_in(path)}
    # Who imports the harmless one has it on the line of the import as well.
    assert found - REVIEWED.keys() == set()


def test_t14_no_template_turns_escaping_off():
    off = {
        str(path.relative_to(SOURCE))
        for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]
        if any(words in path.read_text() for words in ("autoescape off", "|safe ", "|safe}", "|safe|"))
    }
    assert off == set()


def test_t14_no_template_runs_a_script_or_a_style_of_its_own():
    inline = {
        f"{path.relative_to(SOURCE)}: {found}"
        for path in SOURCE.rglob("*.html")
        for found in re.findall(
            r"<script(?![^>]*src=)[^>]*>|<style|\son(?!e=)[a-z]+=|\sstyle=|javascript:", path.read_text()
        )
        if "hx-on" not in found
    }
    assert inline == set()


def test_the_guard_is_suspended_only_by_migrate_and_upkeep():
    users = {
        str(path.relative_to(SOURCE))
        for path in product_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "suspended" for alias in node.names)
    }
    assert users == {"foundation/audit/management/commands/migrate.py", "foundation/audit/upkeep.py"}
