"""A real PostgreSQL for the tests: the one at TEST_DATABASE_URL, else a server started here without root rights."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa


@contextmanager
def fresh_database() -> Iterator[str]:
    """The URL of a new empty database; it is dropped at the end."""
    with _server_url() as server:
        name = f"citizen_{uuid.uuid4().hex[:12]}"
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with admin.connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        try:
            yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            with admin.connect() as connection:
                connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


@contextmanager
def _server_url() -> Iterator[str]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield "postgresql+psycopg://" + given.split("://", 1)[1]
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing XDG_RUNTIME_DIR, which we do not use
        import pgserver

    # A short path: the server's socket lies in it, and socket paths are limited to about 100 characters.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(Path(folder), cleanup_mode="stop")
        try:
            yield "postgresql+psycopg://" + server.get_uri().split("://", 1)[1]
        finally:
            server.cleanup()
