"""Fetches and trims what static/design/vendor holds. Run by hand when a version is raised.

    python src/knutpunkt/design/vendor.py     (needs node and npm; works in a temporary folder)

In: the versions and the list of parts below. Out: the files under vendor/ and the sizes, printed.
"""

import gzip
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

VENDOR = Path(__file__).parent / "static" / "design" / "vendor"
THEME = Path(__file__).parent / "theme.config.json"
CSS, TOKENS, HTMX = "1.22.0", "1.15.0", "2.0.10"
# Only what our templates use: the whole file is 147 kB, most of it search, suggestion and combobox.
PARTS = [
    "base",
    "button",
    "tag",
    "table",
    "fieldset",
    "label",
    "field",
    "input",
    "validation-message",
    "error-summary",
    "skip-link",
    "details",
    "heading",
    "link",
    "list",
    "alert",
    "badge",
    "pagination",
    "avatar",
]


def run(*command: str, cwd: Path) -> None:
    """Run a command in `cwd`; raises CalledProcessError when it fails."""
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def squeezed(css: str) -> str:
    """CSS without comments and needless white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css)).replace(";}", "}").strip()


def theme_for_screen_and_paper(css: str) -> str:
    """The built theme, dark on screen only (paper is always light), without what we never use."""
    css = _without_block(css, "@media (prefers-color-scheme: light)")
    css = _without_block(css, "@layer ds.theme.typography.secondary")
    start, end = _block(css, "@layer ds.theme.color-scheme.dark")
    return css[:start] + "@media screen{" + css[start:end] + "}" + css[end:]


def _block(css: str, head: str) -> tuple[int, int]:
    """Where the block that begins with `head` starts and ends."""
    start = css.index(head)
    depth, position = 1, css.index("{", start) + 1
    while depth:
        depth += {"{": 1, "}": -1}.get(css[position], 0)
        position += 1
    return start, position


def _without_block(css: str, head: str) -> str:
    start, end = _block(css, head)
    return css[:start] + css[end:]


def component_css(source: Path) -> str:
    """The chosen parts in Designsystemet's own order of layers."""
    parts = {part: (source / f"{part}.css").read_text() for part in PARTS}
    base = parts.pop("base")
    return (
        "@layer ds.theme,ds.base,ds.components;@layer ds.base{"
        + base
        + "}@layer ds.components{"
        + "".join(parts.values())
        + "}"
    )


def build(work: Path) -> None:
    """Fetch into `work`, build the theme, write the vendored files."""
    packages = (f"@digdir/designsystemet-css@{CSS}", f"@digdir/designsystemet@{TOKENS}", f"htmx.org@{HTMX}")
    run("npm", "init", "-y", cwd=work)
    run("npm", "install", "--no-fund", "--no-audit", *packages, cwd=work)
    shutil.copy(THEME, work / "theme.config.json")
    run("npx", "designsystemet", "tokens", "create", "--config", "theme.config.json", cwd=work)
    run("npx", "designsystemet", "tokens", "build", "-t", "tokens", "-o", "built", cwd=work)
    modules = work / "node_modules"
    source = modules / "@digdir" / "designsystemet-css"
    system, htmx = VENDOR / "designsystemet", VENDOR / "htmx"
    theme = squeezed(theme_for_screen_and_paper((work / "built" / "knutpunkt.css").read_text()))
    (system / "theme.css").write_text(theme + "\n")
    (system / "designsystemet.css").write_text(component_css(source / "dist" / "src") + "\n")
    shutil.copy(source / "LICENSE", system / "LICENSE")
    shutil.copy(modules / "htmx.org" / "dist" / "htmx.min.js", htmx / "htmx.min.js")
    shutil.copy(modules / "htmx.org" / "LICENSE", htmx / "LICENSE")


def main() -> None:
    """Build in a temporary folder and print the sizes."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder))
    for path in sorted(VENDOR.rglob("*.*s")):
        squeezed_size = len(gzip.compress(path.read_bytes()))
        print(f"{path.relative_to(VENDOR)}: {path.stat().st_size} bytes, {squeezed_size} gzip")


if __name__ == "__main__":
    main()
