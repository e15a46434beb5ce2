"""Argon2 with as little work as it takes, so that tests that sign in are quick."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Never used outside the tests."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
