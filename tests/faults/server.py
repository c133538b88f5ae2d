"""The site as it runs: gunicorn in a process of its own, with workers that can be killed and connections that break."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask

from citizen import create_app
from citizen.config import ROOT, Settings

_SECONDS_TO_START = 90.0


class Server:
    """A running site; the settings are those of the tests, so that they read the same rows and files."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
        self.process = process
        self.port = port
        self.access_log = folder / "access.log"
        self.error_log = folder / "error.log"

    @property
    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(one) for one in children.read_text().split()]

    def kill_worker(self) -> None:
        """The only worker dies at once, as after a power cut or when memory runs out; a new one starts."""
        (worker,) = self.workers
        os.kill(worker, 9)
        wait_for(lambda: self.workers not in ([], [worker]))

    def peak_memory(self) -> int:
        """The most the worker ever held, in kilobytes."""
        (worker,) = self.workers
        lines = Path(f"/proc/{worker}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

    def connection(self, *, seconds: float = 60) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)

    def log(self) -> str:
        return self.error_log.read_text(encoding="utf-8", errors="replace")


def wait_for(is_so: Callable[[], Any], *, seconds: float = _SECONDS_TO_START) -> None:
    """Until it is so; fails when it never is."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@contextmanager
def running(
    settings: Settings, folder: Path, *, entry: str = "app:app", workers: int = 1, **environment: str
) -> Iterator[Server]:
    """One worker (or more) with four threads, started as the guide for operators says, and stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server_options = ["--workers", str(workers), "--threads", "4", "--no-control-socket"]
    logs = ["--access-logfile", str(folder / "access.log"), "--error-logfile", str(folder / "error.log")]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", entry, "--bind", f"127.0.0.1:{port}", *server_options, *logs],
        cwd=ROOT,
        env={**_environment(settings), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(process, port, folder)
    try:
        wait_for(lambda: process.poll() is not None or _answers(server))
        assert process.poll() is None, server.log()
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)


def _environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "CITIZEN_MODE": settings.mode,
        "SECRET_KEY": settings.secret_key,
        "DATA_KEYS": ",".join(settings.data_keys),
        "DATABASE_URL": settings.database_url,
        "PAPERS_FOLDER": str(settings.papers_folder),
        "CITIZEN_SAMPLE_DATA": "0",
    }


def _answers(server: Server) -> bool:
    connection = server.connection(seconds=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def over_the_wire(settings: Settings, server: Server) -> Flask:
    """An application for visitors that passes every request on to the running site, and its answer back."""
    app = create_app(settings)

    def pass_on(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        connection = server.connection()
        try:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            query = environ.get("QUERY_STRING", "")
            path = environ["PATH_INFO"].encode("latin-1")
            address = quote(path) + (f"?{query}" if query else "")
            connection.request(environ["REQUEST_METHOD"], address, body or None, _headers(environ))
            answer = connection.getresponse()
            start_response(f"{answer.status} {answer.reason}", answer.getheaders())
            return [answer.read()]
        finally:
            connection.close()

    app.wsgi_app = pass_on  # type: ignore[method-assign]
    return app


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    sent = {name[5:].replace("_", "-").title(): value for name, value in environ.items() if name.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        sent["Content-Type"] = environ["CONTENT_TYPE"]
    return sent
