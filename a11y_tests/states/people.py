"""Ways in: all of them side by side, a code, a receipt, what was begun before, and the person's own addresses."""

from __future__ import annotations

from itertools import count

import sqlalchemy as sa

from a11y_tests.states.register import state
from citizen.people.models import ContactWay
from tests.concerns.test_needs import register
from tests.conftest import database_of
from tests.people import card_steps
from tests.people.codes import ask_for_code, sign_in_by_code, type_code
from tests.support.visitor import Visitor

#: Each browser has a number of its own: two codes to one number would have to wait for each other.
_numbers = (f"138{number:08d}" for number in count())


def _number() -> str:
    return next(_numbers)


@state()
def sign_in_all_ways(visitor: Visitor) -> None:
    visitor.open("/sign-in")


@state()
def sign_in_ways_explained(visitor: Visitor) -> None:
    visitor.open("/sign-in/ways")


@state(status=422)
def sign_in_by_receipt_with_errors(visitor: Visitor) -> None:
    visitor.open("/sign-in/by-code")
    visitor.press("打开")


@state()
def sign_in_code_channel(visitor: Visitor) -> None:
    visitor.open("/sign-in/code")


@state(status=422)
def sign_in_code_address_with_errors(visitor: Visitor) -> None:
    visitor.open("/sign-in/code/by/voice")
    visitor.fill("接电话的号码", "12")
    visitor.press("发送验证码")


@state(status=422)
def sign_in_code_with_errors(visitor: Visitor) -> None:
    ask_for_code(visitor, "13899990000")  # the end of it is in the transcript of the page
    type_code(visitor, "12")


@state()
def sign_in_code_more_time(visitor: Visitor) -> None:
    ask_for_code(visitor, _number())
    visitor.press("再给我10分钟")


@state(status=429)
def sign_in_code_too_soon(visitor: Visitor) -> None:
    ask_for_code(visitor, _number())
    visitor.press("重新发送")


@state()
def sign_in_begun_here(visitor: Visitor) -> None:
    register(visitor)
    sign_in_by_code(visitor, _number())


@state()
def contacts_of_a_person(visitor: Visitor) -> None:
    sign_in_by_code(visitor, _number())
    visitor.open("/account/contacts")


@state()
def contacts_add(visitor: Visitor) -> None:
    sign_in_by_code(visitor, _number())
    visitor.open("/account/contacts/add/email")


@state()
def contacts_confirm(visitor: Visitor) -> None:
    contacts_add(visitor)
    visitor.fill("收验证码的邮箱", f"name{_number()}@example.com")
    visitor.press("发送验证码")


@state()
def contacts_change(visitor: Visitor) -> None:
    visitor.open(_own_way(visitor))


@state()
def contacts_remove(visitor: Visitor) -> None:
    way = _own_way(visitor)
    card_steps.make(visitor, card_steps.CODES)
    visitor.open(f"{way}/remove")


@state()
def last_way(visitor: Visitor) -> None:
    """The only way to sign in is to be removed: another one is offered first."""
    visitor.open(f"{_own_way(visitor)}/remove")


@state(status=422)
def last_way_sure_with_an_error(visitor: Visitor) -> None:
    last_way(visitor)
    visitor.follow("还是不要它了")
    visitor.press("确定不要了")


def _own_way(visitor: Visitor) -> str:
    number = _number()
    sign_in_by_code(visitor, number)
    with database_of(visitor.client.application).reading() as session:
        ways = session.scalars(sa.select(ContactWay)).all()
    return f"/account/contacts/{next(way.id for way in ways if way.address == number)}"
