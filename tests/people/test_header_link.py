"""The way to the account, on every page but the first one of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from tests.staff.hall import at_the_desk
from tests.support.people import signed_in
from tests.support.visitor import Visitor

PUBLIC = ["/", "/programmes", "/places", "/help", "/sign-in/ways"]


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that goes to a database inside."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_lead_to_signing_in_and_ask_no_database(visitor: Visitor, path: str) -> None:
    with counted() as said:
        visitor.open(path)
    assert said == []
    assert visitor.follow("登录").h1 == "您想怎样登录？"


def test_who_is_signed_in_is_led_to_the_account(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/programmes")
    assert visitor.follow("我的账户").h1 == "我的账户"


def test_the_first_page_of_a_terminal_is_left_alone(app: Flask) -> None:
    terminal = Visitor(app)
    assert not terminal.open("/kiosk").has_text("登录")
    assert terminal.open("/").has_text("登录")


def leads_to(visitor: Visitor, path: str) -> set[str]:
    return {link.href for link in visitor.open(path).links}


def test_staff_are_led_to_their_desk_and_never_to_signing_in_as_a_citizen(visitor: Visitor) -> None:
    assert "/sign-in" not in leads_to(visitor, "/staff")
    at_the_desk(visitor)
    for path in ("/staff/desk", "/staff/person"):
        assert "/sign-in" not in leads_to(visitor, path)
    assert visitor.follow("工作台").h1 == "工作台"
