"""A receipt opens one thing, from one page for all kinds, and never an account."""

from __future__ import annotations

import pytest
from flask import Flask

from citizen.core.references import grouped, new_reference
from tests.applications import steps
from tests.concerns.test_needs import codes, register
from tests.people.codes import sign_in_by_code
from tests.support.visitor import Visitor


def open_by_code(visitor: Visitor, reference: str, code: str) -> None:
    visitor.open("/sign-in")
    visitor.follow("办理编号和查询码")
    visitor.fill("办理编号", reference)
    visitor.fill("查询码", code)
    visitor.press("打开")


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@pytest.mark.parametrize("written", [str, str.lower, wide, lambda text: "-".join(text.replace(" ", ""))])
def test_however_it_is_written(visitor: Visitor, other_visitor: Visitor, written: object) -> None:
    register(visitor)
    reference, code = codes(visitor)
    assert callable(written)
    open_by_code(other_visitor, written(reference), written(code))
    assert other_visitor.page.status == 200
    assert other_visitor.page.has_text("门口要坡道")


def test_a_receipt_of_a_signed_in_person_opens_this_one_thing_only(visitor: Visitor, other_visitor: Visitor) -> None:
    sign_in_by_code(visitor)
    reference = steps.apply(visitor)
    code = steps.access_code(visitor)
    register(visitor)
    open_by_code(other_visitor, reference, code)
    assert other_visitor.page.status == 200
    assert reference in other_visitor.page.url
    assert other_visitor.open("/").has_text("登录")
    assert other_visitor.open("/account/contacts").h1 == "您想怎样登录？"
    assert not other_visitor.open("/needs").has_text("在这个浏览器里登记的")


def test_a_wrong_pair_gets_one_answer_whatever_is_wrong(visitor: Visitor, other_visitor: Visitor) -> None:
    register(visitor)
    reference, code = codes(visitor)
    for pair in ((reference, "ABCD EFGH"), (grouped(new_reference("N")), code), (grouped(new_reference("P")), code)):
        open_by_code(other_visitor, *pair)
        assert other_visitor.page.status == 422
        assert other_visitor.page.has_text("用这个办理编号和查询码没有找到")


def test_guessing_is_stopped_on_this_page_too(visitor: Visitor, app: Flask) -> None:
    register(visitor)
    reference, code = codes(visitor)
    for number in range(10):
        open_by_code(Visitor(app, comes_from=f"10.1.0.{number}"), reference, "ABCD EFGH")
    last = Visitor(app, comes_from="10.1.0.99")
    open_by_code(last, reference, code)
    assert last.page.status == 429
