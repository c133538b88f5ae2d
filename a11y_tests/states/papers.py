"""Papers: how each comes, papers sent before, and the phone that adds photos."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.applications import steps
from tests.applications.phones import phone_address
from tests.support.visitor import Visitor


def _papers(visitor: Visitor) -> str:
    reference = steps.start(visitor)
    visitor.open(f"/applications/{reference}/papers")
    return reference


def _phone(visitor: Visitor) -> None:
    """The same browser plays the phone."""
    _papers(visitor)
    visitor.press("用手机拍照添加")
    visitor.open(phone_address(visitor))


@state()
def paper_instead(visitor: Visitor) -> None:
    _papers(visitor)
    visitor.follow("带来、寄来或没有身份证")


@state()
def papers_used_again(visitor: Visitor) -> None:
    steps.apply(visitor)
    reference = steps.start(visitor, programme="skills-training")
    visitor.open(f"/applications/{reference}/papers/again")


@state()
def hand_over_to_a_phone(visitor: Visitor) -> None:
    _papers(visitor)
    visitor.press("用手机拍照添加")


@state()
def phone_code(visitor: Visitor) -> None:
    visitor.open("/phone")


@state()
def phone_begins(visitor: Visitor) -> None:
    _phone(visitor)


@state(status=422)
def phone_without_a_photo(visitor: Visitor) -> None:
    _phone(visitor)
    visitor.press("开始")
    visitor.press("添加")


@state()
def phone_is_done(visitor: Visitor) -> None:
    _phone(visitor)
    visitor.press("开始")
    visitor.press("拍完了")


@state(status=410)
def phone_not_connected(visitor: Visitor) -> None:
    visitor.open("/phone/photos")
