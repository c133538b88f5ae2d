"""A real PostgreSQL for tests and benchmarks: the one an environment variable names, else a server started here without
root rights.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa


class NoServer(Exception):
    """There is no PostgreSQL here, or none that answers; says in a few words what was looked for."""


@contextmanager
def fresh_database(*, named_in: str = "TEST_DATABASE_URL") -> Iterator[str]:
    """The URL of a new empty database; it is dropped at the end.

    :raises NoServer: the environment variable names none, or one that does not answer, and none can be started.
    """
    with _server_url(named_in) as server:
        name = f"citizen_{uuid.uuid4().hex[:12]}"
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        try:
            with admin.connect() as connection:
                connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        except sa.exc.OperationalError as fault:
            raise NoServer("PostgreSQL does not answer") from fault
        try:
            yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            with admin.connect() as connection:
                connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def tools() -> Path | None:
    """Where the client programs of the server's own version lie, when it is one that a package carries."""
    found = None if os.environ.get("TEST_DATABASE_URL") else find_spec("pgserver")
    return Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else None


@contextmanager
def stopped(url: str) -> Iterator[None]:
    """The server started here is stopped as an operator stops it, and started again at the end. Never that of
    TEST_DATABASE_URL: somebody else may use it.
    """
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        data = Path(connection.scalar(sa.text("SHOW data_directory")))
    _program, *options = shlex.split((data / "postmaster.opts").read_text())
    of_the_server = options[options.index(str(data)) + 1 :] if str(data) in options else options
    run_as = {"user": data.owner()} if os.geteuid() == 0 else {}
    control = [(tools() or _system_programs()) / "pg_ctl", "-D", data, "-s", "-w"]
    subprocess.run([*control, "stop", "-m", "fast"], check=True, cwd=data, **run_as)
    try:
        yield
    finally:
        again = ["start", "-l", data / "log", "-o", shlex.join(of_the_server)]
        subprocess.run([*control, *again], check=True, cwd=data, **run_as)


@contextmanager
def _server_url(named_in: str) -> Iterator[str]:
    if given := os.environ.get(named_in):
        yield "postgresql+psycopg://" + given.split("://", 1)[1]
        return
    # A short path: the server's socket lies in it, and socket paths are limited to about 100 characters.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        start = _packaged_server if find_spec("pgserver") else _system_server
        with start(Path(folder)) as url:
            yield url


@contextmanager
def _packaged_server(folder: Path) -> Iterator[str]:
    """The server that the package pgserver carries (up to Python 3.12)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing XDG_RUNTIME_DIR, which we do not use
        import pgserver

    server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield "postgresql+psycopg://" + server.get_uri().split("://", 1)[1]
    finally:
        server.ensure_postgres_running()  # it may be another process by now: see `stopped`
        server.cleanup()


@contextmanager
def _system_server(folder: Path) -> Iterator[str]:
    """A server of the machine's own programs; they refuse to run as root, so root lends them the user `postgres`."""
    programs = _system_programs()
    run_as = {"user": "postgres"} if os.geteuid() == 0 else {}
    if run_as:
        shutil.chown(folder, "postgres")
    data = folder / "data"

    def control(*arguments: str) -> None:
        subprocess.run([programs / "pg_ctl", "-D", data, "-s", "-w", *arguments], check=True, cwd=folder, **run_as)

    control("initdb", "-o", "-A trust -E UTF8 --locale=C -U postgres")
    control("start", "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses=''")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        control("stop", "-m", "immediate")


def _system_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise NoServer("no PostgreSQL here: type sudo apt-get install -y postgresql, or name a server")
    return found[-1].parent if found else Path(str(on_path)).resolve().parent
