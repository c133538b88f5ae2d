"""Lines of the log: for programs and for people, with nothing of anybody in them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from citizen.core import clock
from citizen.web import log_lines, measuring
from tests.booking.conftest import MORNING
from tests.conftest import database_of
from tests.journeys import steps
from tests.support.sample import load_sample
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.once]

NUMBER = "13912345678"


@pytest.fixture
def written(app: Flask) -> Iterator[io.StringIO]:
    """What a deployment with LOG_LINES=json writes."""
    before, stream = app.wsgi_app, io.StringIO()
    log_lines.install(log_lines.JSON, stream)
    app.wsgi_app = measuring._Meter(app.wsgi_app, (log_lines.write_answer,))  # type: ignore[method-assign]
    yield stream
    app.wsgi_app = before  # type: ignore[method-assign]
    log_lines.install(log_lines.NONE)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(one) for one in stream.getvalue().splitlines()]


def test_an_answer_is_one_line(app: Flask, written: io.StringIO) -> None:
    app.test_client().get("/help?q=王秀英")
    [line] = [one for one in lines(written) if one["log"] == "citizen.requests"]
    assert {"page": "home.help_page", "method": "GET", "status": 200, "level": "INFO"}.items() <= line.items()
    assert isinstance(line["ms"], float)
    assert str(line["at"]).endswith("+00:00")


def test_a_fault_is_one_line_without_its_words_and_is_found_again(
    app: Flask, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ValueError(f"{NUMBER}\nsecond line")

    fail.access = app.view_functions["home.help_page"].access  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "home.help_page", fail)
    app.test_client().get("/help")
    fault = next(one for one in lines(written) if one["log"] == "citizen.errors")
    answered = next(one for one in lines(written) if one["log"] == "citizen.requests")
    assert "ValueError" in json.dumps(fault)
    assert NUMBER not in written.getvalue()
    assert answered["status"] == 500
    assert fault["request"]


def test_exceptions_of_any_logger_lose_their_words(written: io.StringIO) -> None:
    try:
        raise ValueError(NUMBER)
    except ValueError:
        logging.getLogger("citizen.anything").exception("it failed")
    [line] = lines(written)
    assert "builtins.ValueError" in str(line["fault"])
    assert NUMBER not in written.getvalue()


def test_a_whole_booking_leaves_nothing_of_the_person(app: Flask, written: io.StringIO) -> None:
    visitor = Visitor(app)
    with clock.fixed(MORNING):
        with database_of(app).writing() as session:
            load_sample(session)
        reference, code = steps.book(visitor)
        plain = reference.replace(" ", "")
        visitor.open(f"/book/bookings/{plain}")
        visitor.open(f"/nowhere/{plain}?name=王秀英")
    assert len(lines(written)) > 10
    key = visitor.client.get_cookie("visit")
    assert key is not None
    for word in (reference, plain, code, "王秀英", "\\u738b", key.value, "127.0.0.1"):
        assert word not in written.getvalue()


def test_for_people_the_same_as_a_line_of_text(app: Flask, written: io.StringIO) -> None:
    stream = io.StringIO()
    log_lines.install(log_lines.TEXT, stream)
    app.test_client().get("/help")
    assert "INFO citizen.requests: answered page=home.help_page method=GET status=200 ms=" in stream.getvalue()
    assert written.getvalue() == "", "one form at a time"


def test_by_default_a_test_writes_nothing(app: Flask) -> None:
    assert not [one for one in logging.getLogger("citizen").handlers if isinstance(one, log_lines._Lines)]
