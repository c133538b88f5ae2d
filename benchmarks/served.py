"""gunicorn as operators start it: two workers with four threads each, production settings, a database of its own."""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa
from cryptography.fernet import Fernet

from citizen.db import migrate

ROOT = Path(__file__).resolve().parent.parent
#: As in docs/deploy.md; everything else is in gunicorn.conf.py.
OPTIONS = ("--workers", "2", "--worker-class", "gthread", "--threads", "4", "--reuse-port", "--no-control-socket")
ENGINES = ("postgresql", "sqlite")
_PATIENCE = 300.0


class DidNotStart(Exception):
    """The server gave no answer in time."""


class NoServer(Exception):
    """There is no PostgreSQL here, or none that answers; says in a few words what was looked for."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(one) for one in children.read_text().split()]

    def memory(self) -> dict[str, int]:
        """kB of all workers together: `Rss` with what they share counted in each, `Pss` shared fairly, `Private`."""
        found = {"Rss": 0, "Pss": 0, "Private": 0}
        for worker in self.workers:
            for line in Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines():
                name, _, rest = line.partition(":")
                name = "Private" if name.startswith("Private_") else name
                if name in found:
                    found[name] += int(rest.split()[0])
        return found

    def cpu_seconds(self) -> float:
        """What all workers have used so far."""
        ticks = 0
        for worker in self.workers:
            fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(
    entry: str, folder: Path, environment: dict[str, str], options: tuple[str, ...] = OPTIONS
) -> Iterator[Served]:
    """Runs until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / f"gunicorn-{port}.log"
    command = [sys.executable, "-m", "gunicorn", entry, "--bind", f"127.0.0.1:{port}", *options]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--log-level", "warning"], cwd=ROOT, env=environment, stdout=out, stderr=out
        )
    try:
        server = Served(process, port, log)
        _wait_for(server, workers=int(options[options.index("--workers") + 1]))
        yield server
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def production(folder: Path, database_url: str) -> dict[str, str]:
    """Production but for HTTPS, which a proxy in front would end."""
    return {
        **os.environ,
        "CITIZEN_MODE": "production",
        "CITIZEN_HTTPS": "no",
        "CITIZEN_SAMPLE_DATA": "no",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATA_KEYS": Fernet.generate_key().decode(),
        "DATABASE_URL": database_url,
        "PAPERS_FOLDER": str(folder / "papers"),
    }


@contextmanager
def fresh_database(engine: str, folder: Path) -> Iterator[str]:
    """The URL of a database with all tables, on "sqlite" or "postgresql"; both write durably.

    :raises NoServer: PostgreSQL was asked for, and is neither found nor can be started.
    """
    if engine == "sqlite":
        url = f"sqlite:///{folder / 'benchmark.db'}"
        migrate.upgrade(url)
        yield url
        return
    with _postgresql() as server:
        name = f"benchmark_{uuid.uuid4().hex[:12]}"
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        try:
            with admin.connect() as connection:
                connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        except sa.exc.OperationalError as fault:
            raise NoServer("PostgreSQL does not answer") from fault
        url = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        try:
            migrate.upgrade(url)
            yield url
        finally:
            with admin.connect() as connection:
                connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


@contextmanager
def _postgresql() -> Iterator[str]:
    """The server at BENCH_DATABASE_URL; else one of our own, started without root rights, with fsync as it comes."""
    if given := os.environ.get("BENCH_DATABASE_URL"):
        yield "postgresql+psycopg://" + given.split("://", 1)[1]
        return
    # A short path: the server's socket lies in it, and socket paths are limited to about 100 characters.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        start = _packaged_server if find_spec("pgserver") else _system_server
        with start(Path(folder)) as url:
            yield url


@contextmanager
def _packaged_server(folder: Path) -> Iterator[str]:
    import pgserver

    server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield "postgresql+psycopg://" + server.get_uri().split("://", 1)[1]
    finally:
        server.cleanup()


@contextmanager
def _system_server(folder: Path) -> Iterator[str]:
    """The machine's own programs refuse to run as root: root lends them the user `postgres`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    on_path = shutil.which("pg_ctl")
    if not found and on_path is None:
        raise NoServer("no PostgreSQL here and no BENCH_DATABASE_URL")
    programs = found[-1] if found else Path(str(on_path))
    run_as = {"user": "postgres"} if os.geteuid() == 0 else {}
    if run_as:
        shutil.chown(folder, "postgres")

    def control(*arguments: str) -> None:
        subprocess.run([programs, "-D", folder / "data", "-s", "-w", *arguments], check=True, cwd=folder, **run_as)

    control("initdb", "-o", "-A trust -E UTF8 --locale=C -U postgres")
    control("start", "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses=''")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        control("stop", "-m", "immediate")


def _wait_for(server: Served, *, workers: int) -> None:
    """Until it answers and all its workers are there: the first one answers a moment before the last one is made."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and server.process.poll() is None:
        if _answers(server.port) and len(server.workers) == workers:
            return
        time.sleep(0.2)
    raise DidNotStart(f"port {server.port}: {server.log.read_text()[-2000:]}")


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status < 500  # a bare page has no such address
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
