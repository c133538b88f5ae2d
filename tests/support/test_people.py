"""The support itself: persons, browsers and mandates as the pages see them."""

from __future__ import annotations

from citizen.db.session import Database
from citizen.proxies.authority import Act
from tests.support.people import (
    act_for,
    act_for_oneself,
    end_mandate,
    make_mandate,
    make_person,
    sign_out,
    signed_in,
)
from tests.support.visitor import Visitor


def test_one_browser_helps_two_people_and_then_nobody(visitor: Visitor, database: Database) -> None:
    anna = signed_in(visitor, name="安娜")
    with database.writing() as session:
        li, wang = make_person(session, name="李家奶奶"), make_person(session, name="王家爷爷")
        make_mandate(session, anna, li, acts={Act.FILL})
        make_mandate(session, anna, wang)
    act_for(visitor, li)
    assert visitor.open("/applications").has_text("李家奶奶")
    act_for(visitor, wang)
    assert visitor.open("/applications").has_text("王家爷爷")
    act_for_oneself(visitor)
    assert visitor.open("/applications").status == 200
    sign_out(visitor)
    assert not visitor.open("/applications").has_text("安娜")


def test_a_mandate_that_ended_opens_nothing(visitor: Visitor, database: Database) -> None:
    anna = signed_in(visitor, name="安娜")
    with database.writing() as session:
        li = make_person(session, name="李家奶奶")
        make_mandate(session, anna, li)
    act_for(visitor, li)
    with database.writing() as session:
        end_mandate(session, anna, li)
    assert visitor.open("/applications").status == 403
    assert not visitor.open("/applications").has_text("李家奶奶")
