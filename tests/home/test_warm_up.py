"""Pages are made once before workers are."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from citizen.home.warm_up import PAGES, warm_up
from citizen.web.transaction import database

pytestmark = pytest.mark.once


def test_the_pages_are_made_and_no_connection_is_left_open(app: Flask) -> None:
    seen: list[str] = []
    app.extensions["database"].reader.dispose()
    before = app.before_request_funcs.setdefault(None, [])
    note = lambda: seen.append(_address())  # noqa: E731  (taken out again below)
    before.append(note)
    try:
        warm_up(app)
    finally:
        before.remove(note)
    assert set(PAGES) <= set(seen)
    found = app.jinja_env._found  # type: ignore[attr-defined]  # what PageEnvironment has at hand
    assert set(app.jinja_env.list_templates()) <= set(found)
    with app.app_context():
        assert database().reader.pool.checkedin() == 0  # type: ignore[attr-defined]  # every pool of ours counts


def _address() -> str:
    from flask import request

    return request.path


def test_what_fails_keeps_no_server_from_starting(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def refuse() -> None:
        raise RuntimeError("no tables yet")

    before = app.before_request_funcs.setdefault(None, [])
    before.append(refuse)
    try:
        with caplog.at_level(logging.ERROR):
            warm_up(app)
    finally:
        before.remove(refuse)
    assert caplog.records
