"""Where a file lies while it is being received: inside ``DATA``, for the server alone, and gone afterwards.

Django removes each file when its request ends; what a killed process left is removed here.
"""

import time
from pathlib import Path

from django.conf import settings

LEFT_BEHIND = 3600


def prepare() -> Path:
    """Make the folder, close it to others and empty it of what no request can still be using."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < time.time() - LEFT_BEHIND:
            path.unlink(missing_ok=True)
    return folder
