"""The site is exchanged under the hands of people who use it: reloaded, restarted behind its door, and by a second
master. Nobody is refused and nothing that was sent is lost. As deploy/systemd and docs/deploy.md do it, with the
project's own gunicorn.conf.py; only the application is a small one, so that it starts at once.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from citizen.config import ROOT
from tests.faults.server import wait_for

pytestmark = pytest.mark.once
GUNICORN = Path(sys.executable).with_name("gunicorn")


class People:
    """Some who send something again and again, each time by a connection of their own, and expect it to arrive."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.lost: list[str] = []
        self.answered_by: list[int] = []
        self.are_there = True
        self.threads = [threading.Thread(target=self._go_on) for _ in range(4)]
        for thread in self.threads:
            thread.start()

    def leave(self) -> None:
        self.are_there = False
        for thread in self.threads:
            thread.join()

    def served_anew(self) -> None:
        """Waits until somebody who came after this moment was served."""
        before = len(self.answered_by)
        wait_for(lambda: len(self.answered_by) > before + 8 or self.lost)

    def _go_on(self) -> None:
        while self.are_there:
            try:
                self.answered_by.append(self._send())
            except (OSError, http.client.HTTPException, AssertionError) as fault:
                self.lost.append(repr(fault))
                threading.Event().wait(0.05)

    def _send(self) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("POST", "/", body=b"application")
        answer = line.getresponse()
        process, _, sent = answer.read().partition(b" ")
        line.close()
        assert (answer.status, sent) == (200, b"application")
        return int(process)


class Machine:
    """Starts masters, each with its workers in a group of its own, and leaves none behind."""

    def __init__(self) -> None:
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, bind: str, *doors: socket.socket) -> subprocess.Popen[bytes]:
        options = ["--bind", bind, "--workers", "2", "--threads", "4", "--no-control-socket"]
        process = subprocess.Popen(
            [sys.executable, str(GUNICORN), "tests.faults.exchange_app:app", *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            pass_fds=[door.fileno() for door in doors],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def switch_off(self) -> None:
        for process in self.started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=60)


@pytest.fixture
def machine() -> Iterator[Machine]:
    switched_on = Machine()
    yield switched_on
    switched_on.switch_off()


@contextmanager
def visited(port: int) -> Iterator[People]:
    people = People(port)
    try:
        yield people
    finally:
        people.leave()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def children(process: int) -> set[int]:
    listed = Path(f"/proc/{process}/task/{process}/children")
    return {int(one) for one in listed.read_text().split()} if listed.exists() else set()


def test_reloading_and_restarting_behind_the_door_lose_nobody(machine: Machine) -> None:
    """`systemctl reload citizen`, and `restart`: citizen.socket holds the door open meanwhile."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as door, visited(door.getsockname()[1]) as people:
        old = machine.start(f"fd://{door.fileno()}", door)
        people.served_anew()
        first = children(old.pid)
        old.send_signal(signal.SIGHUP)
        wait_for(lambda: children(old.pid) and not children(old.pid) & first)
        people.served_anew()
        old.send_signal(signal.SIGTERM)
        assert old.wait(timeout=60) == 0
        new = machine.start(f"fd://{door.fileno()}", door)
        people.served_anew()
        assert people.lost == []
        assert set(people.answered_by[-4:]) <= children(new.pid)
        # The same people notice at once when somebody dies with what they sent in hand.
        for worker in children(new.pid):
            os.kill(worker, signal.SIGKILL)
        wait_for(lambda: people.lost)


def test_a_second_master_takes_over_without_losing_anybody(machine: Machine) -> None:
    """Without systemd: USR2, and TERM for the one before."""
    old = machine.start(f"127.0.0.1:{(port := free_port())}")
    wait_for(lambda: _is_open(port))
    with visited(port) as people:
        people.served_anew()
        before = children(old.pid)
        old.send_signal(signal.SIGUSR2)
        wait_for(lambda: children(old.pid) - before)
        (second,) = children(old.pid) - before
        wait_for(lambda: children(second))
        old.send_signal(signal.SIGTERM)
        assert old.wait(timeout=60) == 0
        people.served_anew()
        assert people.lost == []
        assert set(people.answered_by[-4:]) <= children(second)


def _is_open(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0
