"""More browsers that stop in the middle of a form than the server has hands: each is told so, and the next one is
answered. And a scanner that answers drop by drop.
"""

from __future__ import annotations

import http.client
import socket
import threading
import time
from pathlib import Path

import pytest
from flask import Flask

from citizen.applications.paper_scanning import ClamAv, ScanState
from citizen.config import Settings
from tests.conftest import database_of
from tests.faults.conftest import BROWSER
from tests.faults.server import Server, over_the_wire, running
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.once]
THREADS = 4


def half_a_form(server: Server, path: str, cookie: str) -> http.client.HTTPConnection:
    """A browser that announces a form and sends only its beginning."""
    connection = server.connection(seconds=60)
    connection.putrequest("POST", path)
    for name, value in (
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", "1000"),
        ("Cookie", f"visit={cookie}"),
        *BROWSER.items(),
    ):
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(b"relation=self")
    return connection


def test_who_stops_in_the_middle_keeps_nobody_out(settings: Settings, app: Flask, tmp_path: Path) -> None:
    with running(settings, tmp_path, entry="tests.faults.impatient_app:app") as server:
        wire = over_the_wire(settings, server)
        person = Visitor(wire, headers=BROWSER)
        person.open("/for-whom")
        cookie = person.client.get_cookie("visit")
        assert cookie
        waiting = [half_a_form(server, "/for-whom", cookie.value) for _ in range(2 * THREADS)]
        told = []
        for connection in waiting:
            with connection.getresponse() as answer:
                told.append((answer.status, "表单没有传完" in answer.read().decode()))
            connection.close()
        assert told == [(408, True)] * len(waiting)
        assert person.open("/for-whom").status == 200
        database_of(wire).dispose()


def test_a_scanner_that_answers_drop_by_drop_is_not_waited_for() -> None:
    """Each drop comes in time; the answer never ends."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            line, _ = listening.accept()
            with line:
                line.settimeout(0.05)
                while not stop.is_set():
                    try:
                        line.sendall(b"x")
                    except OSError:
                        return
                    time.sleep(0.05)

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            scanner = ClamAv(f"127.0.0.1:{listening.getsockname()[1]}", in_all=0.3)
            assert scanner.scan([b"a paper"]) is ScanState.FAILED
            # It would have said much more: 4096 drops are what ends it otherwise.
            assert not stop.is_set()
        finally:
            stop.set()
            thread.join()
