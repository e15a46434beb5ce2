"""Words on paper: a template and what it is told, as tagged PDF."""

import json
from collections.abc import Mapping
from typing import Any
from unicodedata import category

import typst

NEVER_SHOWN = {"Cc", "Cs", "Co", "Cn"}


def tagged_pdf(template: bytes, told: Mapping[str, Any]) -> bytes:
    """The paper; the same bytes for the same words. The template reads JSON in ``sys.inputs.told``.

    PDF/UA wherever the font has every letter. It refuses letters the font lacks; then the same tagged paper
    is made without that promise, so that nobody's name stops it.
    """
    inputs = {"told": json.dumps(_printable(told), ensure_ascii=False)}
    try:
        return bytes(typst.compile(template, sys_inputs=inputs, pdf_standards=["ua-1"]))
    except typst.TypstError:
        return bytes(typst.compile(template, sys_inputs=inputs))


def _printable(told: Any) -> Any:
    """The same, with a space for what no paper can show: control characters and undefined letters."""
    if isinstance(told, Mapping):
        return {key: _printable(one) for key, one in told.items()}
    if isinstance(told, list | tuple):
        return [_printable(one) for one in told]
    if not isinstance(told, str):
        return told
    return "".join(" " if category(one) in NEVER_SHOWN and one != "\n" else one for one in told)
