"""The commands of operators, with real gateways on this machine; and what happens when a sender is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from citizen.config import ROOT, Settings
from citizen.core import clock
from citizen.db.session import Database
from citizen.notices.channels import Channel, Recipient
from citizen.notices.delivery import LEASE, State
from citizen.notices.models import WrittenNotice
from tests.notices.builders import write
from tests.notices.sms_server import SECRET, SmsServer

pytestmark = pytest.mark.database

PHONE = Recipient(Channel.SMS, "13800000000", name="王秀英")


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=["notices", *args])


def put(database: Database, *keys: str, to: Recipient = PHONE) -> None:
    with database.writing() as session:
        for key in keys:
            write(session, key=key, to=to)


def rows(database: Database) -> list[WrittenNotice]:
    with database.reading() as session:
        return list(session.scalars(sa.select(WrittenNotice).order_by(WrittenNotice.key)))


@pytest.fixture
def connected(app: Flask, settings: Settings, sms_server: SmsServer) -> Flask:
    """The application as deployed: with the gateway, and without a local outbox."""
    changed = {"sms_gateway_url": sms_server.url, "sms_gateway_secret": SECRET, "local_outbox": False}
    before = app.extensions["settings"]
    app.extensions["settings"] = _with(before, changed)
    yield app
    app.extensions["settings"] = before


def _with(settings: Settings, changes: dict[str, object]) -> Settings:
    import dataclasses

    return dataclasses.replace(settings, **changes)  # type: ignore[arg-type]


def test_without_gateways_messages_stay_on_a_development_machine(app: Flask, database: Database) -> None:
    put(database, "a")
    put(database, "b", to=Recipient(Channel.EMAIL, "a@example.org"))
    put(database, "c", to=Recipient(Channel.POST, "某小区"))
    result = run(app, "deliver")
    assert result.output.splitlines()[-2:] == [
        "2 delivered, 0 tried and waiting, 0 given up",
        "1 wait for post: flask notices print-batch FILE.pdf",
    ]
    assert [row.receipt for row in rows(database)] == ["local-outbox", "local-outbox", None]


def test_through_the_gateway(connected: Flask, database: Database, sms_server: SmsServer) -> None:
    put(database, "a", "b", "c")
    put(database, "mail", to=Recipient(Channel.EMAIL, "a@example.org"))
    assert "2 delivered" in run(connected, "deliver", "--batch", "2").output
    output = run(connected, "deliver", "--once").output
    assert "1 delivered" in output
    assert "1 wait for email: no gateway is connected" in output
    assert len(sms_server.kept) == 3


def test_the_dead_and_their_return(connected: Flask, database: Database, sms_server: SmsServer) -> None:
    put(database, "a", "b")
    sms_server.statuses = [422]
    assert "2 given up" in run(connected, "deliver").output
    listed = json.loads(run(connected, "dead", "--json").stdout)
    assert [(one["key"], one["problem"], one["channel"]) for one in listed] == [
        ("a", "refused_by_gateway", "sms"),
        ("b", "refused_by_gateway", "sms"),
    ]
    told = run(connected, "dead").output
    assert told.endswith("2 given up\n")
    assert "13800000000" not in told
    assert "王秀英" not in told
    sms_server.statuses = [202]
    assert run(connected, "retry", "a").output.endswith("1 queued again\n")
    assert run(connected, "retry", "--all").output.endswith("1 queued again\n")
    assert "2 delivered" in run(connected, "deliver").output


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["retry"], "give a key, or --all"),
        (["retry", "k", "--all"], "give a key, or --all"),
        (["retry", "unknown"], "no notice with this key was given up"),
        (["deliver", "--once", "--every", "5"], "exclude each other"),
        (["test", "screen", "x"], "'screen' is not one of"),
    ],
)
def test_wrong_use_is_told(app: Flask, args: list[str], message: str) -> None:
    result = run(app, *args)
    assert result.exit_code != 0
    assert message in result.output


def test_a_test_message(connected: Flask, database: Database, sms_server: SmsServer) -> None:
    assert run(connected, "test", "sms", "13900000000", "--language", "en").exit_code == 0
    run(connected, "deliver")
    (kept,) = sms_server.kept.values()
    assert kept["to"] == "13900000000"
    assert kept["text"].startswith("Messages of this service reach you.")
    assert kept["language"] == "en"


def test_print_batch(app: Flask, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "letters.pdf"
    assert "no letters wait" in run(app, "print-batch", str(file)).output
    put(database, "c", to=Recipient(Channel.POST, "某小区"))
    assert f"1 letters in {file}" in run(app, "print-batch", str(file)).output
    assert file.read_bytes().startswith(b"%PDF")
    refused = run(app, "print-batch", str(file))
    assert refused.exit_code == 1
    assert "exists" in refused.output


def test_a_folder_that_is_closed_to_the_site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator's home is; whoever is root here gets in everywhere, so the system's answer is given for it."""

    def closed(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", closed)
    refused = run(app, "print-batch", "letters.pdf")
    assert refused.exit_code == 1
    assert "may not go there" in refused.output
    assert "Traceback" not in refused.output


def test_tidy(connected: Flask, database: Database) -> None:
    put(database, "a")
    run(connected, "deliver")
    assert "0 addresses erased" in run(connected, "tidy").output
    with clock.fixed(clock.now() + timedelta(days=31)):
        put(database, "b")
        assert "1 addresses erased, 0 old notices given up" in run(connected, "tidy").output
    with clock.fixed(clock.now() + timedelta(days=46)):
        assert "0 addresses erased, 1 old notices given up" in run(connected, "tidy").output
    assert [(row.address, row.state) for row in rows(database)] == [
        (None, State.DELIVERED),
        ("13800000000", State.DEAD),
    ]


def start_sender(settings: Settings, server: SmsServer, *args: str) -> subprocess.Popen[str]:
    """`flask notices deliver` as a process of its own, on the same database."""
    env = {
        **os.environ,
        "SECRET_KEY": settings.secret_key,
        "DATA_KEYS": ",".join(settings.data_keys),
        "DATABASE_URL": settings.database_url,
        "SMS_GATEWAY_URL": server.url,
        "SMS_GATEWAY_SECRET": SECRET,
        "LOCAL_OUTBOX": "no",
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "notices", "deliver", *args]
    return subprocess.Popen(
        command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )


def is_running(sender: subprocess.Popen[str]) -> bool:
    """Whether it has come as far as to end in its own way when it is told to; the other one may have sent everything
    before this one has begun.
    """
    status = Path(f"/proc/{sender.pid}/status").read_text(encoding="utf-8")
    caught = int(status.partition("SigCgt:")[2].split()[0], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


@pytest.mark.slow
def test_a_sender_killed_between_sending_and_writing_down(
    connected: Flask, database: Database, settings: Settings, sms_server: SmsServer
) -> None:
    put(database, "a")
    sms_server.answering.clear()  # the gateway has the message, its answer does not come
    process = start_sender(settings, sms_server)
    try:
        assert sms_server.came.wait(timeout=60)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.communicate(timeout=30)
    sms_server.answering.set()
    assert [row.state for row in rows(database)] == [State.SENDING]
    assert "0 delivered" in run(connected, "deliver").output, "another sender waits for the lease"
    with clock.fixed(clock.now() + LEASE + timedelta(seconds=1)):
        assert "1 delivered" in run(connected, "deliver").output
    assert list(sms_server.asked.values()) == [2], "at least once, with the same key"
    assert len(sms_server.kept) == 1
    assert [(row.state, row.attempts) for row in rows(database)] == [(State.DELIVERED, 2)]


@pytest.mark.slow
def test_two_senders_run_until_they_are_stopped(
    app: Flask, database: Database, settings: Settings, sms_server: SmsServer
) -> None:
    put(database, *(f"k{number}" for number in range(12)))
    sms_server.delay = 0.05
    processes = [start_sender(settings, sms_server, "--every", "1") for _number in range(2)]
    try:
        until = time.monotonic() + 60
        while any(row.state is not State.DELIVERED for row in rows(database)) or not all(map(is_running, processes)):
            assert time.monotonic() < until
            time.sleep(0.2)
        for process in processes:
            process.send_signal(signal.SIGTERM)
        outputs = [process.communicate(timeout=30)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert set(sms_server.asked.values()) == {1}
    assert not [output for output in outputs if "13800000000" in output or "A7K" in output]
