"""The test profile, with a data folder and keys made for the run. Set before the real settings are read."""

import os
import tempfile
from pathlib import Path

os.environ["KNUTPUNKT_PROFILE"] = "test"
os.environ.setdefault("DATA", tempfile.mkdtemp(prefix="knutpunkt-test-"))

from knutpunkt.foundation.sealing.keys import make_key_file
from knutpunkt.settings import *  # noqa: F403
from knutpunkt.settings import FILE_UPLOAD_TEMP_DIR, KEY_FILE, STATIC_ROOT

make_key_file(Path(KEY_FILE))
# Where collected files would lie: whitenoise warns when the folder is missing.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
# The same hash as in production, with less work per password.
PASSWORD_HASHERS = ["tests.quick_hash.QuickArgon2"]
