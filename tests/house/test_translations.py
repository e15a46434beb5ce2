"""Every text of the pages exists in English, and what is compiled is what is written."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src" / "knutpunkt"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
# The demo's texts are a Swedish municipality's own, and the commands speak to Swedish administrators.
NOT_PAGES = {"demo", "commands", "insight", "tests", "migrations"}
SAYING = {"_", "gettext", "gettext_lazy", "gettext_noop", "say", "ngettext", "ngettext_lazy"}
IN_A_TEMPLATE = re.compile(r"""gettext\(u?((?:"(?:[^"\\]|\\.)*")|(?:'(?:[^'\\]|\\.)*'))""")


def texts_in_python() -> Iterator[tuple[str, str]]:
    for path in SOURCE.rglob("*.py"):
        if NOT_PAGES & set(path.relative_to(SOURCE).parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                    yield first.value, str(path.relative_to(SOURCE))


def texts_in_templates() -> Iterator[tuple[str, str]]:
    for path in SOURCE.rglob("*.html"):
        for found in IN_A_TEMPLATE.finditer(templatize(path.read_text(), origin=str(path))):
            text = ast.literal_eval(found[1])
            if text:
                yield text, str(path.relative_to(SOURCE))


def translated() -> dict[str, str]:
    """What each text is in English; of a text with a plural, the singular."""
    with CATALOGUE.open("rb") as file:
        return {
            _one(message.id): _one(message.string)
            for message in read_po(file)
            if message.id and not message.fuzzy
        }


def _one(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def test_every_text_has_its_english():
    known = translated()
    missing = {
        f"{where}: {text}"
        for text, where in [*texts_in_python(), *texts_in_templates()]
        if not known.get(text)
    }
    assert missing == set()


def test_what_is_compiled_is_what_is_written():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    written = translated()
    assert {text: compiled.gettext(text) for text in written} == written


def test_placeholders_survive_translation():
    marks = re.compile(r"%\(\w+\)[sd]")
    bent = {
        text
        for text, said in translated().items()
        if sorted(marks.findall(text)) != sorted(marks.findall(said))
    }
    assert bent == set()
