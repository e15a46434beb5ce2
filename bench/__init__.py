"""Measurements: what the product does per second, beside the best known way to do the same."""

import os
import tempfile

import django

# The rooms' own code is measured, with a data folder of the run.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knutpunkt.settings")
os.environ.setdefault("KNUTPUNKT_PROFILE", "test")
os.environ.setdefault("DATA", tempfile.mkdtemp(prefix="knutpunkt-bench-"))
django.setup()
