"""gunicorn as operators start it: two workers with four threads each, production settings, a database of its own."""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from citizen.db import migrate
from tests.support import postgres

ROOT = Path(__file__).resolve().parent.parent
#: As in docs/deploy.md; everything else is in gunicorn.conf.py.
OPTIONS = ("--workers", "2", "--worker-class", "gthread", "--threads", "4", "--reuse-port", "--no-control-socket")
ENGINES = ("postgresql", "sqlite")
_PATIENCE = 300.0


class DidNotStart(Exception):
    """The server gave no answer in time."""


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

    :raises tests.support.postgres.NoServer: PostgreSQL was asked for, and is neither found nor can be started.
    """
    if engine == "sqlite":
        url = f"sqlite:///{folder / 'benchmark.db'}"
        migrate.upgrade(url)
        yield url
        return
    with postgres.fresh_database(named_in="BENCH_DATABASE_URL") as url:
        migrate.upgrade(url)
        yield url


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
