"""No way in asks to remember, to solve, to recognise or to copy sign by sign (WCAG 3.3.8, 3.3.9)."""

from __future__ import annotations

import re

import pytest

from tests.support.document import Document
from tests.support.visitor import Visitor

WAYS = (
    "/sign-in/by-code",
    "/sign-in/code",
    "/sign-in/code/by/sms",
    "/sign-in/card",
    "/sign-in/passkey",
    "/staff",
)
_PUZZLE = re.compile("图形验证码|验证码图片|换一张|拼图|滑块|滑动|算一算|人脸|刷脸|眨眼|密保问题|记住的密码")


def shown(visitor: Visitor, path: str) -> Document:
    """A page of a way in, as it was sent."""
    page = visitor.open(path)
    assert page.status == 200
    return page.document


def puzzles(page: Document) -> list[str]:
    """What on a page somebody would have to remember, recognise or copy."""
    main = page.all("main")[0]
    found = [f"a picture: {one.get('src')}" for one in page.all("img", "canvas", "iframe")]
    found += [f"a password: {one.get('name')}" for one in page.all("input") if one.get("type") == "password"]
    found += [f"a split field: {one.get('name')}" for one in page.all("input") if one.get("maxlength") in ("1", "2")]
    found += [
        f"no help of the browser: {one.get('name')}" for one in page.all("form") if one.get("autocomplete") == "off"
    ]
    return found + [f"said: {words}" for words in _PUZZLE.findall(page.text(main))]


@pytest.mark.parametrize("path", WAYS)
def test_no_way_in_is_a_test_of_memory(visitor: Visitor, path: str) -> None:
    assert puzzles(shown(visitor, path)) == []
