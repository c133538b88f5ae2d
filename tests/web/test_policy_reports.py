"""Reports of what the content security policy stopped: off at first, and without anything that stands in an address."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask import Flask

from citizen import create_app
from citizen.config import Settings

PLANTED = "110105199001011234"
OLD = {
    "csp-report": {
        "document-uri": f"http://localhost/help?name={PLANTED}",
        "violated-directive": "script-src 'self'",
        "blocked-uri": f"https://evil.example/{PLANTED}.js",
    }
}
NEW = [
    {
        "type": "csp-violation",
        "body": {
            "documentURL": f"http://localhost/applications/{PLANTED}",
            "effectiveDirective": "script-src-elem",
            "blockedURL": "inline",
        },
    }
]


@pytest.fixture(scope="module")
def reporting(settings: Settings) -> Flask:
    return create_app(replace(settings, csp_reports=True))


def test_nobody_is_asked_for_reports_unless_the_deployment_wants_them(settings: Settings) -> None:
    quiet = create_app(settings).test_client()
    assert "report" not in quiet.get("/healthz").headers["Content-Security-Policy"]
    assert quiet.post("/policy-reports", json=OLD).status_code == 404


def test_every_answer_says_where_reports_go(reporting: Flask) -> None:
    headers = reporting.test_client().get("/healthz").headers
    assert headers["Content-Security-Policy"].endswith("; report-uri /policy-reports; report-to policy")
    assert headers["Reporting-Endpoints"] == 'policy="/policy-reports"'


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (OLD, "stopped by policy: script-src, another site, on home.help_page"),
        (NEW, "stopped by policy: script-src-elem, inline, on applications.task_list"),
    ],
)
def test_the_log_says_what_was_stopped_and_nothing_of_an_address(
    reporting: Flask, caplog: pytest.LogCaptureFixture, sent: object, said: str
) -> None:
    answer = reporting.test_client().post(
        "/policy-reports", data=json.dumps(sent), content_type="application/csp-report"
    )
    assert answer.status_code == 204
    assert caplog.messages == [said]
    assert PLANTED not in caplog.text


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"[1, null]", b'{"csp-report": 7}', b"\xff\xfe", b"[" * 5000, b'{"csp-report": {}}' * 2000],
)
def test_anything_at_all_may_be_sent(reporting: Flask, caplog: pytest.LogCaptureFixture, body: bytes) -> None:
    assert reporting.test_client().post("/policy-reports", data=body).status_code == 204
    assert caplog.messages == []


def test_a_line_break_does_not_make_a_second_line(reporting: Flask, caplog: pytest.LogCaptureFixture) -> None:
    forged = {"csp-report": {"violated-directive": "script-src\nERROR forged", "blocked-uri": "a\nb"}}
    reporting.test_client().post("/policy-reports", json=forged)
    assert caplog.messages == ["stopped by policy: script-src, another site, on home.start"]
