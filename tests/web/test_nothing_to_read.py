"""Faults in requests that bring no body are answered at once: nothing is waited for that will not come."""

from __future__ import annotations

import errno
import io

import pytest
from flask import Flask

from citizen.web.access import open_to_all
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.once]


class _Waiting(io.RawIOBase):
    """A line that stays open and brings nothing."""

    def read(self, _size: int = -1) -> bytes:
        raise AssertionError("somebody waits here for ever")


def _full() -> str:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_while_a_page_is_looked_at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "home.help_page", open_to_all(_full))
    answer = Visitor(app).client.get("/help", environ_overrides={"wsgi.input": _Waiting()})
    assert answer.status_code == 507
    assert "请稍后再试" in answer.text
