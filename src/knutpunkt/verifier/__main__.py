"""``python -m knutpunkt.verifier``: the verifier alone, on a machine that has nothing else of Knutpunkt."""

import sys

from knutpunkt.verifier.command import main

sys.exit(main(sys.argv[1:]))
