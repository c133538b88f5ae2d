"""Codes as people get them: read where a development machine keeps what it would have sent."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from flask import Flask

from citizen.notices.models import WrittenNotice
from tests.support.people import app_of
from tests.support.visitor import Visitor

PHONE = "138 0000 1234"


def last_code(app: Flask, address: str | None = None) -> str:
    """The six digits that were sent last, or last to this address: a clock that stands still tells no two apart."""
    with app.extensions["database"].reading() as session:
        newest = sa.select(WrittenNotice).order_by(WrittenNotice.written_at.desc(), WrittenNotice.key)
        found = next(
            row.values["code"]
            for row in session.scalars(newest)
            if "code" in row.values and (address is None or _core(address) == _core(row.address or ""))
        )
    return str(found)


def _core(address: str) -> str:
    """What two ways of writing one address have in common: its last letters and digits."""
    return "".join(one for one in unicodedata.normalize("NFKC", address).lower() if one.isalnum())[-11:]


def count_sent(app: Flask) -> int:
    with app.extensions["database"].reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(WrittenNotice)) or 0


def ask_for_code(visitor: Visitor, address: str = PHONE, *, way: str = "发短信") -> None:
    """From the page of all ways to the page with the one field."""
    visitor.open("/sign-in")
    visitor.follow("短信、电话或邮件验证码")
    visitor.follow(way)
    label = {"发短信": "收短信的手机号码", "打电话": "接电话的号码", "发邮件": "收验证码的邮箱"}[way]
    visitor.fill(label, address)
    visitor.press("发送验证码")


def type_code(visitor: Visitor, code: str) -> None:
    visitor.fill("6位验证码", code)
    visitor.press("登录")


def sign_in_by_code(visitor: Visitor, address: str = PHONE, *, way: str = "发短信") -> None:
    ask_for_code(visitor, address, way=way)
    type_code(visitor, last_code(app_of(visitor), address))
