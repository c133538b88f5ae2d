"""Offices with their tokens, and cases that were sent to them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

import pytest
from flask import Flask

from citizen.backoffice.tokens import new_token
from citizen.backoffice.vocabulary import Scope
from citizen.core import clock
from citizen.db.session import Database
from tests.applications.builders import a_sent_application, somebody
from tests.backoffice.case_system import CaseSystem

MakeToken = Callable[..., str]


@pytest.fixture
def make_token(database: Database) -> MakeToken:
    def make(
        *, district: str = "tongzhou", programmes: Collection[str] = (), scopes: Collection[Scope] = tuple(Scope)
    ) -> str:
        with database.writing() as session:
            return new_token(
                session,
                name="测试系统",
                district=district,
                programmes=programmes,
                scopes=scopes,
                expires_at=clock.now() + timedelta(days=1),
            )

    return make


@pytest.fixture
def system(app: Flask, make_token: MakeToken) -> CaseSystem:
    """The case system of Tongzhou, with every scope."""
    return CaseSystem(app, make_token())


@pytest.fixture
def send_one(database: Database) -> Callable[..., str]:
    """Send an application; returns the number of its first case."""

    def send(key: str = "one", *programmes: str) -> str:
        with database.writing() as session:
            return f"{a_sent_application(session, somebody(session, key), *programmes).reference}-1"

    return send


@pytest.fixture
def number(send_one: Callable[..., str]) -> str:
    return send_one()
