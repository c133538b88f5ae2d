"""Steps with sign-in cards, by the names on the Chinese pages."""

from __future__ import annotations

import re

from citizen.core.references import ALPHABET
from tests.support.visitor import Visitor

FIELD = "卡上的码"
CODES, SQUARE = "10 个码的卡", "二维码卡"
_GROUP = rf"[{ALPHABET}]{{4}}"
PRINTED_CODE = re.compile(rf"(?<=个码 ){_GROUP}(?: {_GROUP}){{2}}")
PRINTED_SQUARE = re.compile(rf"{_GROUP}(?: {_GROUP}){{5}}")


def begin(visitor: Visitor, kind: str, name: str = "王秀英") -> list[str]:
    """An account and a card from nothing; returns what stands on the card."""
    visitor.open("/sign-in/card")
    visitor.follow("我没有手机和邮箱：办一张登录卡")
    visitor.fill("怎么称呼您？ （选填）", name)
    visitor.choose("您要哪一种卡？", kind)
    visitor.press("开账户，做登录卡")
    return printed(visitor)


def printed(visitor: Visitor) -> list[str]:
    text = visitor.page.text
    return PRINTED_SQUARE.findall(text) or PRINTED_CODE.findall(text)


def type_code(visitor: Visitor, code: str) -> None:
    visitor.open("/sign-in/card")
    visitor.fill(FIELD, code)
    visitor.press("登录")


def make(visitor: Visitor, kind: str) -> list[str]:
    visitor.open("/account/cards")
    visitor.follow("做一张新卡")
    visitor.choose("您要哪一种卡？", kind)
    visitor.press("做这张卡")
    return printed(visitor)
