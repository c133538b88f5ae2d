"""Sign-in cards and passkeys: coming in, making one, having one, and what happens when it is lost."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import sqlalchemy as sa

from a11y_tests.states.register import state
from citizen.core import clock
from citizen.people import contacts
from citizen.people.contacts import Use
from citizen.people.credential_models import CodeChannel
from citizen.people.models import Visit
from citizen.proxies.authority import Basis, Relation
from tests.conftest import database_of
from tests.people import card_steps, passkey_steps
from tests.support.authenticator import Authenticator
from tests.support.people import act_for, make_mandate, make_person, signed_in
from tests.support.visitor import Visitor


@state(status=422)
def card_sign_in_with_an_error(visitor: Visitor) -> None:
    card_steps.type_code(visitor, "ABCD EFGH JKM")


@state(status=422)
def card_begin_with_an_error(visitor: Visitor) -> None:
    visitor.open("/sign-in/card/new")
    visitor.press("开账户，做登录卡")


@state()
def card_lost(visitor: Visitor) -> None:
    visitor.open("/sign-in/card/lost")


@state()
def card_with_codes(visitor: Visitor) -> None:
    card_steps.begin(visitor, card_steps.CODES)


@state()
def card_with_a_square(visitor: Visitor) -> None:
    card_steps.begin(visitor, card_steps.SQUARE)


@state()
def card_opened(visitor: Visitor) -> None:
    [square] = card_steps.begin(visitor, card_steps.SQUARE)
    visitor.open(f"/sign-in/card/{square.replace(' ', '')}")


@state()
def card_few_left(visitor: Visitor) -> None:
    codes = card_steps.begin(visitor, card_steps.CODES)
    for code in codes[:8]:
        card_steps.type_code(visitor, code)


@state()
def cards(visitor: Visitor) -> None:
    card_steps.begin(visitor, card_steps.CODES)
    visitor.press("卡已经留好了，继续")
    card_steps.make(visitor, card_steps.SQUARE)
    visitor.press("卡已经留好了，继续")


@state(status=422)
def card_make_with_an_error(visitor: Visitor) -> None:
    card_steps.begin(visitor, card_steps.CODES)
    visitor.open("/account/cards/new")
    visitor.press("做这张卡")


@state()
def card_report(visitor: Visitor) -> None:
    cards(visitor)
    visitor.follow("登录卡（二维码）")


@state()
def ward_cards(visitor: Visitor) -> None:
    """A guardian looks at the cards of a child."""
    _guardian(visitor)
    _order(visitor, card_steps.SQUARE)
    visitor.press("卡已经打印好了，继续")


@state()
def ward_card_paper(visitor: Visitor) -> None:
    _guardian(visitor)
    _order(visitor, card_steps.CODES)


@state(status=422)
def ward_card_of_an_adult_with_an_error(visitor: Visitor) -> None:
    _guardian(visitor, born="1980-01-01")
    for _each in range(2):
        _order(visitor, card_steps.CODES)


@state()
def ward_card_report(visitor: Visitor) -> None:
    ward_cards(visitor)
    visitor.follow("登录卡（二维码）")


@state()
def ward_contacts(visitor: Visitor) -> None:
    """The own telephone of an adult stays with them."""
    _guardian(visitor, born="1980-01-01")
    visitor.open("/account/contacts")


@state()
def ward_account(visitor: Visitor) -> None:
    _guardian(visitor)
    visitor.open("/account")


_numbers = (f"139{number:08d}" for number in count())


def _guardian(visitor: Visitor, born: str = "2016-01-01") -> None:
    """Signed in, and acting for somebody who has a telephone of their own."""
    actor = signed_in(visitor, name=None)
    with database_of(visitor.client.application).writing() as session:
        ward = make_person(session, name="小明", birth_date=born)
        use = Use(signs_in=True, gets_notices=True)
        contacts.add_way(session, person_id=ward, channel=CodeChannel.SMS, address=next(_numbers), use=use)
        make_mandate(session, actor, ward, relation=Relation.GUARDIAN, basis=Basis.GUARDIAN_DOCUMENT)
    visitor.client.own_words.add("小明")
    act_for(visitor, ward)


def _order(visitor: Visitor, kind: str) -> None:
    visitor.open("/account/ward/cards/new")
    visitor.choose("您要哪一种卡？", kind)
    visitor.press("做这张卡")


@state()
def passkey_sign_in(visitor: Visitor) -> None:
    visitor.open("/sign-in/passkey")


@state()
def passkeys(visitor: Visitor) -> None:
    signed_in(visitor)
    passkey_steps.add(visitor, Authenticator())
    visitor.open("/account/passkeys")


@state()
def passkey_remove(visitor: Visitor) -> None:
    passkeys(visitor)
    card_steps.make(visitor, card_steps.CODES)
    passkey_steps.open_removal(visitor)


@state()
def sign_in_once_more(visitor: Visitor) -> None:
    """With something typed that waits for the proof."""
    person_id = signed_in(visitor)
    visitor.open("/account/contacts/add/sms")
    visitor.fill("收短信的手机号码", "13800001234")
    with database_of(visitor.client.application).writing() as session:
        visit = session.scalars(sa.select(Visit).where(Visit.person_id == person_id)).one()
        visit.signed_in_at = clock.now() - timedelta(hours=1, minutes=1)
    visitor.press("发送验证码")
