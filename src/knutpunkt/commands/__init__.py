"""The ``knutpunkt`` command: what is run from a terminal rather than a page.

Takes in files and days; hands on the same operations as the pages use, with progress and a short summary.
"""

from knutpunkt.commands.application import app
from knutpunkt.commands.demo import demo
from knutpunkt.commands.disposing import dispose
from knutpunkt.commands.importing import import_files
from knutpunkt.commands.keeping import administrator, migrate, nightly
from knutpunkt.commands.keys import commands as keys
from knutpunkt.commands.screening import screen
from knutpunkt.commands.serving import serve
from knutpunkt.commands.trail import audit

__all__ = [
    "administrator",
    "app",
    "audit",
    "demo",
    "dispose",
    "import_files",
    "keys",
    "migrate",
    "nightly",
    "screen",
    "serve",
]
