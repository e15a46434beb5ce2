"""No number in the repository may belong to a living person: only official test numbers pass the check."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = ROOT / "src" / "knutpunkt" / "demo" / "data"
NUMBER = re.compile(
    r"(?<![\dA-Fa-f.])((?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]?\d{4})(?![\dA-Fa-f.])"
)
WITHOUT_TEXT = {".png", ".mo", ".parquet", ".gz"}


def luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def official_numbers() -> set[str]:
    return {number for file in OFFICIAL.rglob("*.txt") for number in re.findall(r"\d{12}", file.read_text())}


def test_only_official_test_numbers_pass_as_a_personnummer():
    known, found = official_numbers(), set()
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in tracked.splitlines():
        path = ROOT / name
        if path.suffix in WITHOUT_TEXT or not path.is_file() or name.startswith("requirements/"):
            continue
        for match in NUMBER.finditer(path.read_text("utf-8", "replace")):
            digits = re.sub(r"\D", "", match[1])
            if luhn(digits[2:]) and digits not in known:
                found.add(f"{name}: {digits[:8]}")
    assert known
    assert found == set()
