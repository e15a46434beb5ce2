"""Two have written in the same form: what each changed, and what is left for a person to put together.

In: what the loser began from, what they sent, what is stored now. Out: what each field shows next, and the
fields that differ with both texts. Nothing is decided silently: the result is shown before it is saved.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

# Longer texts are shown whole, without marks: comparing takes the square of the length.
LONGEST_MARKED = 1500


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text, and whether the other text lacks it."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One field that stands in two ways."""

    label: str
    mine: list[Part]
    theirs: list[Part]
    both_changed: bool


def began_from(values: Mapping[str, Any]) -> str:
    """A short trace of each field as the author found it: tells later what the author changed."""
    return json.dumps({name: trace(value) for name, value in sorted(values.items())})


def changed_by_author(name: str, sent: Any, began: str) -> bool:
    """Whether the author changed a field; also when it cannot be known, for then a person must look."""
    try:
        traces = json.loads(began)
        return bool(traces[name] != trace(sent))
    except (ValueError, TypeError, KeyError):
        return True


def same(one: Any, other: Any) -> bool:
    """Whether two values of a field say the same."""
    return written(one) == written(other)


def written(value: Any) -> str:
    """A value as it is written in its field."""
    if isinstance(value, list | tuple | set):
        return ", ".join(sorted(written(one) for one in value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def marked(text: str, other: str) -> list[Part]:
    """``text`` in pieces, those marked that ``other`` does not have."""
    words, others = (re.findall(r"\s+|[^\s]+", one) for one in (text, other))
    if max(len(words), len(others)) > LONGEST_MARKED:
        return [Part(text, differs=text != other)]
    # Left to itself it leaves out of its index what is said very often, such as the spaces of a long text:
    # asked about each of them, it would work for as long as somebody liked.
    steps = SequenceMatcher(None, words, others).get_opcodes()
    return [Part("".join(words[a:b]), step != "equal") for step, a, b, _c, _d in steps if b > a]


def trace(value: Any) -> str:
    """A value in sixteen signs, that say nothing of it: whether it is still what somebody had before them."""
    return hashlib.sha256(written(value).encode()).hexdigest()[:16]
