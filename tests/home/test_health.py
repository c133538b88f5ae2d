"""Answers for the machines that watch over this one."""

from __future__ import annotations

import pytest
from flask import Flask

from citizen.home import health


def test_an_alive_process_says_so(app: Flask) -> None:
    response = app.test_client().get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "alive"})
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("at_head", [True, False])
def test_ready_only_at_the_newest_migration(app: Flask, monkeypatch: pytest.MonkeyPatch, at_head: bool) -> None:
    monkeypatch.setattr(health, "is_usable", lambda _engine: at_head)
    response = app.test_client().get("/readyz")
    assert response.status_code == (200 if at_head else 503)
    assert response.json is not None
    assert response.json["checks"] == {"database": True, "migrations": at_head, "catalogue": True}


def test_not_ready_without_a_catalogue(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ValueError("broken")

    monkeypatch.setattr(health, "is_usable", lambda _engine: True)
    monkeypatch.setattr(health.catalogue, "load", refuse)
    response = app.test_client().get("/readyz")
    assert response.status_code == 503


def test_not_ready_without_a_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError

    def fail(_engine: object) -> bool:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(health, "is_usable", fail)
    response = app.test_client().get("/readyz")
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["checks"]["database"] is False
