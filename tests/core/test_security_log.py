"""What is written to logs holds codes only: planted identifiers are put wherever they could come from."""

from __future__ import annotations

import json
import logging

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from citizen.core import security_log
from citizen.db.models import RequestCount
from citizen.db.session import Database
from tests.support.visitor import Visitor

#: An ID number, a certificate number, a telephone, a name, an address, an access code: all invented.
PLANTED = ("110105194912310021", "11010519491231002143", "13800138000", "欧阳植入", "planted@example.cn", "PLNT2345")


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def leaked(text: str) -> list[str]:
    return [one for one in PLANTED if one in text or json.dumps(one).strip('"') in text]


@pytest.mark.parametrize("planted", PLANTED)
def test_a_fault_is_logged_by_kind_and_place_without_its_words(planted: str) -> None:
    with pytest.raises(KeyError, match=planted) as met:  # the control: the words of the fault do repeat it
        raise_from_another(planted)
    said = security_log.fault_lines(met.value)
    assert leaked(said) == []
    assert said.startswith("builtins.KeyError from builtins.ValueError\n")
    assert "in raise_from_another" in said


def raise_from_another(planted: str) -> None:
    try:
        int(planted + "x")
    except ValueError as fault:
        raise KeyError(planted) from fault


@pytest.mark.database
def test_an_engine_s_fault_does_not_repeat_the_row(database: Database) -> None:
    row = {"scope_hash": PLANTED[0], "period": 1, "amount": 1}
    with pytest.raises(IntegrityError) as met, database.writing() as session:
        session.execute(sa.insert(RequestCount), [row, row])
    said = security_log.fault_lines(met.value)
    assert leaked(said) == []
    assert "IntegrityError" in said
    assert "SQLITE_CONSTRAINT" in said or "23505" in said
    assert met.value.hide_parameters, "Nor do the words of the fault itself hold the row that was to be written."


def test_what_is_no_code_is_not_written(written: pytest.LogCaptureFixture) -> None:
    security_log.note("refused", why="attempts", page="people.sign_in")
    security_log.note("refused", why=PLANTED[3], page=f"x\nERROR {PLANTED[0]}")
    assert written.messages == ["refused why=attempts page=people.sign_in", "refused why=? page=?"]


@pytest.mark.once
def test_no_request_however_odd_brings_an_identifier_into_the_log(
    app: Flask, visitor: Visitor, written: pytest.LogCaptureFixture
) -> None:
    visitor.open("/for-whom")
    token = visitor.page.html.partition('name="csrf_token" value="')[2].partition('"')[0]
    for planted in PLANTED:
        headers = {"User-Agent": planted.encode("ascii", "ignore").decode(), "X-Forwarded-For": "203.0.113.5"}
        for path in (f"/{planted}", f"/applications/{planted}", f"/for-whom?name={planted}", f"/phone/{planted}"):
            visitor.client.get(path, headers=headers)
            visitor.client.post(path, data={"name": planted}, headers=headers)
            visitor.client.post(path, data={"name": planted, "csrf_token": token}, headers=headers)
        for path in ("/sign-in/receipt", "/needs/find", "/sign-in/card", "/staff", "/staff/enrol"):
            fields = {"reference": planted, "code": planted, "number": planted, "enrolment": planted}
            visitor.client.post(path, data={**fields, "csrf_token": token}, headers=headers)
        visitor.client.get("/api/v1/cases", headers={"Authorization": f"Bearer {planted}".encode().decode("latin-1")})
    ours = [one for one in written.records if one.name.startswith("citizen")]
    assert any(one.name == "citizen.security" for one in ours), "The control: something was logged."
    assert leaked(written.text) == []


@pytest.mark.once
def test_a_crash_with_an_identifier_in_its_words_is_logged_without(
    app: Flask, visitor: Visitor, written: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(**_values: str) -> None:
        raise RuntimeError(f"cannot show {PLANTED[3]} {PLANTED[0]}")

    monkeypatch.setitem(app.view_functions, "home.start", crash)
    assert app.test_client().get("/").status_code == 500
    assert "unexpected error in home.start: builtins.RuntimeError" in written.text
    assert leaked(written.text) == []
