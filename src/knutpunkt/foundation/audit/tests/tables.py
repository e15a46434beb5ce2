"""A program: makes the tables of an empty database in one of two ways, and tells what stands there as JSON.

``at_once``: as the models say; ``steps``: one migration after the other.
"""

import json
import os
import re
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
ON_POSTGRESQL = (
    "SELECT table_name || '.' || column_name, concat_ws(' ', udt_name, character_maximum_length, is_nullable,"
    " column_default, is_identity, collation_name) FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename || '.' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal",
    "SELECT tablename || '.' || policyname, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies",
)


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from knutpunkt.foundation.audit.management.commands import migrate

    if sys.argv[1] == "steps":
        migrate.is_empty = lambda _: False  # type: ignore[assignment]
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        told: dict[str, object] = {}
        if connection.vendor == "postgresql":
            for question in ON_POSTGRESQL:
                cursor.execute(question)
                told |= dict(cursor.fetchall())
        else:
            cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            told |= {f"{kind} {name}": sorted(pieces(sql)) for kind, name, sql in cursor.fetchall()}
        cursor.execute("SELECT app, name FROM django_migrations")
        told["migrations"] = sorted(map(list, cursor.fetchall()))
    print(json.dumps(told))


def pieces(sql: str) -> list[str]:
    """What stands between the outermost parentheses, and around them; the order of columns is no matter."""
    found, piece, depth = [], "", 0
    for sign in re.sub(r"\s+", " ", sql):
        depth += (sign == "(") - (sign == ")")
        if (depth == 1 and sign in "(,") or (depth == 0 and sign == ")"):
            found.append(piece.strip())
            piece = ""
        else:
            piece += sign
    return [*found, piece.strip()]


if __name__ == "__main__":
    main()
