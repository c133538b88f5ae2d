"""The commands of whoever runs the service: tokens, their records, webhooks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from citizen.config import SettingsError, from_environment
from citizen.core import clock
from tests.backoffice.case_system import CaseSystem
from tests.backoffice.servers import Receiver, receiving

pytestmark = pytest.mark.database

Run = Callable[..., Any]
RIGHT = (
    "--district",
    "tongzhou",
    "--scope",
    "read",
    "--scope",
    "write",
    "--name",
    "通州业务系统",
    "--expires",
    "2099-12-31",
)


@pytest.fixture
def run(app: Flask) -> Run:
    def invoke(*arguments: object) -> Any:
        return app.test_cli_runner().invoke(args=list(map(str, arguments)))

    return invoke


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def test_a_token_is_made_used_listed_and_revoked(app: Flask, run: Run, number: str) -> None:
    token = run("tokens", "new", *RIGHT).stdout.strip()
    system = CaseSystem(app, token)
    assert system.get("/cases").json["cases"][0]["number"] == number
    [listed] = json.loads(run("tokens", "list", "--json").stdout)
    assert (listed["state"], listed["expires_at"]) == ("valid", "2099-12-31T16:00:00Z")
    shown = run("tokens", "list").stdout
    assert "通州业务系统" in shown
    assert token.rpartition(".")[2] not in shown
    assert run("tokens", "revoke", listed["id"]).exit_code == 0
    assert system.get("/cases").status_code == 401
    assert "revoked" in run("tokens", "list").stdout


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (("--district", "nowhere"), "unknown_district"),
        (("--programme", "nothing"), "unknown_programme nothing"),
        (("--expires", "2001-01-01"), "expired_already"),
        (("--scope", "all"), "all"),
    ],
)
def test_a_wrong_token_is_not_made(run: Run, wrong: tuple[str, ...], named: str) -> None:
    result = run("tokens", "new", *RIGHT, *wrong)
    assert result.exit_code == 2
    assert named in result.stderr
    assert json.loads(run("tokens", "list", "--json").stdout) == []


def test_the_record_of_uses_says_who_did_what(app: Flask, run: Run, number: str) -> None:
    token = run("tokens", "new", *RIGHT).stdout.strip()
    CaseSystem(app, token).opened(number)
    rows = [json.loads(line) for line in run("tokens", "log", "--json").stdout.splitlines()]
    assert [(one["act"], one["status"]) for one in rows] == [("get_case", 200), ("open_case", 200)]
    assert {one["token"] for one in rows} == {token.split(".")[1]}
    of_case = run("tokens", "log", "--case", rows[0]["case_id"]).stdout
    assert len(of_case.splitlines()) == 2
    assert "王小明" not in of_case
    assert run("tokens", "log", "--token", "OTHER").stdout == ""


def test_answers_are_forgotten_after_a_while(app: Flask, run: Run, number: str, at) -> None:
    CaseSystem(app, run("tokens", "new", *RIGHT).stdout.strip()).opened(number)
    assert run("tokens", "tidy").stdout.startswith("0 answers")
    with at(clock.now() + timedelta(days=31)):
        assert run("tokens", "tidy").stdout.startswith("1 answers")


def test_webhooks_are_made_delivered_rotated_and_stopped(
    run: Run, receiver: Receiver, send_one: Callable[..., str]
) -> None:
    token_id = run("tokens", "new", *RIGHT).stdout.split(".")[1]
    webhook, secret = run("webhooks", "new", "--token", token_id, "--url", receiver.url).stdout.split()
    send_one()
    assert run("webhooks", "deliver").stdout == "1 delivered, 0 tried and waiting, 0 given up\n"
    assert len(receiver.came) == 1
    assert run("webhooks", "rotate", webhook).stdout.strip() != secret
    assert "two secrets" in run("webhooks", "list").stdout
    assert run("webhooks", "retire", webhook).exit_code == 0
    assert run("webhooks", "stop", webhook).exit_code == 0
    listed = run("webhooks", "list").stdout
    assert "stopped" in listed
    assert secret not in listed


def test_what_was_given_up_is_listed_and_retried(run: Run, receiver: Receiver, send_one: Callable[..., str]) -> None:
    token_id = run("tokens", "new", *RIGHT).stdout.split(".")[1]
    run("webhooks", "new", "--token", token_id, "--url", receiver.url, "--event", "case.submitted")
    receiver.statuses = [410, 200]
    send_one()
    assert run("webhooks", "deliver").stdout.endswith("1 given up\n")
    dead = run("webhooks", "dead").stdout
    assert "receiver_gone" in dead
    assert run("webhooks", "retry").exit_code == 2
    assert run("webhooks", "retry", dead.split()[0]).stdout == "1 queued again\n"
    assert run("webhooks", "deliver").stdout.startswith("1 delivered")
    assert run("webhooks", "retry", "--all").stdout == "0 queued again\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--token", "NOBODY", "--url", "https://example.gov.cn/"), "no such token"),
        (("--token", "{}", "--url", "http://example.gov.cn/"), "address_not_https"),
    ],
)
def test_a_wrong_webhook_is_not_made(run: Run, arguments: tuple[str, ...], named: str) -> None:
    token_id = run("tokens", "new", *RIGHT).stdout.split(".")[1]
    result = run("webhooks", "new", *(one.format(token_id) for one in arguments))
    assert result.exit_code != 0
    assert named in result.stderr
    assert run("webhooks", "list").stdout == ""


def test_networks_are_checked_at_the_start() -> None:
    keys = {"SECRET_KEY": "x" * 32, "DATA_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="}
    assert from_environment({**keys, "WEBHOOK_NETWORKS": "10.1.0.0/16, fd00::/8"}).webhook_networks == (
        "10.1.0.0/16",
        "fd00::/8",
    )
    with pytest.raises(SettingsError, match="WEBHOOK_NETWORKS"):
        from_environment({**keys, "WEBHOOK_NETWORKS": "10.1.0.0/99"})
