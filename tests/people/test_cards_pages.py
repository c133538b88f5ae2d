"""Sign-in cards by the pages, without script: from nothing to a card, in with it, out of codes, lost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.core import clock
from citizen.core.references import ALPHABET
from citizen.db.sealing import keyed_hash
from citizen.db.session import Database
from citizen.people import cards
from citizen.people.credential_models import CardKind, OneTimeCode
from citizen.people.models import Attempt, Person, Visit
from tests.people.card_steps import CODES, FIELD, SQUARE, begin, make, printed, type_code
from tests.support.people import sign_out, signed_in
from tests.support.visitor import Visitor

At = Callable[[dt.datetime], AbstractContextManager[None]]


def person_of(visitor: Visitor, database: Database) -> object:
    """Who is signed in with this browser."""
    cookie = visitor.client.get_cookie("visit")
    assert cookie is not None
    with database.reading() as session:
        return session.scalar(
            sa.select(Visit.person_id).where(
                Visit.key_hash == keyed_hash("visit", cookie.value), Visit.ended_at.is_(None)
            )
        )


# -- from nothing ----------------------------------------------------------------------------------------------


def test_somebody_with_nothing_gets_an_account_and_a_card(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    codes = begin(visitor, CODES)
    assert len(codes) == 10
    assert visitor.page.h1 == "登录卡（10 个码）"
    visitor.press("卡已经留好了，继续")
    assert visitor.page.has_text("您的卡做好了")
    type_code(other_visitor, codes[3].lower().replace(" ", ""))
    assert person_of(other_visitor, database) == person_of(visitor, database) is not None


def test_it_is_said_before_that_the_card_is_the_only_way_in(visitor: Visitor) -> None:
    visitor.open("/sign-in/card/new")
    assert visitor.page.has_text("现在这张卡是您唯一的登录方式")


def test_the_kind_has_to_be_chosen_and_the_name_does_not(visitor: Visitor, database: Database) -> None:
    visitor.open("/sign-in/card/new")
    visitor.press("开账户，做登录卡")
    assert visitor.page.status == 422
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0
    visitor.choose("您要哪一种卡？", SQUARE)
    visitor.press("开账户，做登录卡")
    assert len(printed(visitor)) == 1


def test_accounts_cannot_be_made_without_end(app: Flask) -> None:
    for _ in range(10):
        begin(Visitor(app), SQUARE)
    late = Visitor(app)
    late.open("/sign-in/card/new")
    late.choose("您要哪一种卡？", SQUARE)
    late.press("开账户，做登录卡")
    assert late.page.status == 429
    elsewhere = Visitor(app, comes_from="10.0.0.9")
    assert begin(elsewhere, SQUARE)


# -- coming in -------------------------------------------------------------------------------------------------


def test_a_used_code_says_so_and_the_next_one_works(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    codes = begin(visitor, CODES)
    type_code(other_visitor, codes[0])
    sign_out(other_visitor)
    type_code(other_visitor, codes[0])
    assert other_visitor.page.status == 422
    assert other_visitor.page.has_text("这个码已经用过了")
    other_visitor.fill(FIELD, codes[1])
    other_visitor.press("登录")
    assert person_of(other_visitor, database) is not None


def test_a_guessed_code_and_a_slip_get_an_answer_and_nothing_else(visitor: Visitor, database: Database) -> None:
    type_code(visitor, "ABCD EFGH JKMN")
    assert visitor.page.status == 422
    assert visitor.page.has_text("这个码不对")
    type_code(visitor, "ABCD EFGH JKM")
    assert visitor.page.has_text("一个码有 12 个字母和数字")
    assert 'value="ABCD EFGH JKM"' in visitor.page.html, "What was typed is given back."
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 1, "A slip is no attempt."


def test_guessing_is_slowed_down_for_ten_minutes_and_a_square_still_opens(
    app: Flask, visitor: Visitor, database: Database, at: At
) -> None:
    [square] = begin(visitor, SQUARE)
    codes = begin(Visitor(app, comes_from="10.0.0.7"), CODES, "李奶奶")
    guesser = Visitor(app)
    now = clock.now()
    with at(now):
        for _ in range(10):
            type_code(guesser, "ABCD EFGH JKMN")
        type_code(guesser, codes[0])
        assert guesser.page.status == 429
        type_code(guesser, square)
        assert person_of(guesser, database) is not None
    with at(now + dt.timedelta(minutes=10, seconds=1)):
        late = Visitor(app)
        type_code(late, codes[0])
        assert person_of(late, database) is not None


def test_all_addresses_of_one_network_count_together(app: Flask) -> None:
    """Whoever has one network of the new kind has any number of addresses in it."""
    for number in range(10):
        type_code(Visitor(app, comes_from=f"2001:db8:1:2::{number + 1:x}"), "ABCD EFGH JKMN")
    blocked, free = (Visitor(app, comes_from=one) for one in ("2001:db8:1:2:ffff::1", "2001:db8:1:3::1"))
    for visitor, status in ((blocked, 429), (free, 422)):
        type_code(visitor, "ABCD EFGH JKMN")
        assert visitor.page.status == status


def test_when_codes_run_out_a_new_card_is_offered_and_the_way_goes_on(app: Flask, visitor: Visitor) -> None:
    codes = begin(visitor, CODES)
    for number, code in enumerate(codes):
        one = Visitor(app)
        one.open("/account/cards")
        one.open("/sign-in/card")
        one.fill(FIELD, code)
        one.press("登录")
        left = 9 - number
        assert one.page.url == ("/account/cards/few-left" if left <= 2 else "/account/cards")
        if left in (1, 2):
            assert one.page.has_text(f"还剩 {left} 个码")
        if left == 0:
            assert one.page.has_text("最后一个码")
        if left <= 2:
            one.follow("以后再做，继续")
            assert one.page.url == "/account/cards"


def test_a_square_opened_signs_nobody_in_until_the_button_is_pressed(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    [square] = begin(visitor, SQUARE)
    code = square.replace(" ", "")
    other_visitor.open(f"/sign-in/card/{code}")
    assert other_visitor.page.url == "/sign-in/card/opened", "The code is in no address that stays."
    assert code not in other_visitor.page.html
    assert "王秀英" not in other_visitor.page.html
    assert person_of(other_visitor, database) is None
    other_visitor.press("登录")
    assert person_of(other_visitor, database) == person_of(visitor, database)
    third = Visitor(visitor.client.application)
    assert third.open("/sign-in/card/opened").status == 410, "It was opened in another browser."


def test_the_reader_of_a_terminal_may_type_the_whole_address(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    [square] = begin(visitor, SQUARE)
    type_code(other_visitor, f"http://localhost/sign-in/card/{square.replace(' ', '')}")
    assert person_of(other_visitor, database) is not None


def test_a_square_is_good_for_ten_minutes_after_it_was_opened(visitor: Visitor, other_visitor: Visitor, at: At) -> None:
    [square] = begin(visitor, SQUARE)
    now = clock.now()
    with at(now):
        other_visitor.open(f"/sign-in/card/{square.replace(' ', '')}")
    with at(now + dt.timedelta(minutes=11)):
        other_visitor.press("登录")
        assert other_visitor.page.status == 410


def test_an_unknown_square_does_not_show_the_one_opened_before(visitor: Visitor, other_visitor: Visitor) -> None:
    [square] = begin(visitor, SQUARE)
    other_visitor.open(f"/sign-in/card/{square.replace(' ', '')}")
    assert other_visitor.open(f"/sign-in/card/{ALPHABET[:24]}").status == 410


@pytest.mark.parametrize("path", ["/sign-in/card/x", "/sign-in/card/ABCDEFGHJKMN", f"/sign-in/card/{ALPHABET[:24]}"])
def test_other_addresses_open_nothing(visitor: Visitor, path: str) -> None:
    assert visitor.open(path).status == 410


# -- making, printing, keeping ---------------------------------------------------------------------------------


def test_the_new_card_replaces_the_old_one_and_says_so_before(visitor: Visitor, other_visitor: Visitor) -> None:
    signed_in(visitor)
    old = make(visitor, CODES)
    visitor.open("/account/cards/new")
    assert visitor.page.has_text("新卡会代替同一种旧卡")
    make(visitor, CODES)
    type_code(other_visitor, old[0])
    assert other_visitor.page.has_text("这张卡已经挂失或换新")


def test_a_card_is_shown_to_its_maker_only_and_only_until_it_is_kept(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    signed_in(visitor)
    codes = make(visitor, CODES)
    paper = visitor.page.url
    signed_in(other_visitor)
    assert other_visitor.open(paper).status == 404
    assert printed(visitor) == codes
    visitor.press("卡已经留好了，继续")
    assert visitor.open(paper).status == 410
    assert printed(visitor) == []
    with database.reading() as session:
        kept = session.scalars(sa.select(OneTimeCode.remembered).where(OneTimeCode.purpose == "card_sheet")).all()
    assert kept == [None]


def test_another_browser_of_the_same_person_does_not_see_the_codes(visitor: Visitor, other_visitor: Visitor) -> None:
    codes = begin(visitor, CODES)
    paper = visitor.page.url
    type_code(other_visitor, codes[0])
    assert other_visitor.open(paper).status == 410


def test_the_card_comes_in_every_form(visitor: Visitor) -> None:
    signed_in(visitor)
    codes = make(visitor, CODES)
    pdf = visitor.download("PDF，可以打印")
    assert pdf.data.startswith(b"%PDF-")
    assert visitor.download("PDF，大字版").data.startswith(b"%PDF-")
    assert re.fullmatch(r"card-K[0-9A-Z]{8}\.pdf", pdf.filename)
    assert len(codes) == 10


def test_without_signing_in_no_card_is_shown_and_afterwards_the_page_comes(visitor: Visitor) -> None:
    for path in ("/account/cards", "/account/cards/new", "/account/cards/few-left", "/account/cards/K22222222/lost"):
        assert visitor.open(path).url == "/sign-in"


# -- lost ------------------------------------------------------------------------------------------------------


def test_a_lost_card_is_blocked_and_a_new_one_made(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    [square] = begin(visitor, SQUARE)
    visitor.press("卡已经留好了，继续")
    make(visitor, CODES)
    visitor.press("卡已经留好了，继续")
    type_code(other_visitor, square)
    visitor.follow("登录卡（二维码）")
    assert visitor.page.h1 == "挂失登录卡"
    visitor.press("挂失这张卡")
    assert visitor.page.h1 == "这张卡已经挂失"
    assert person_of(other_visitor, database) is None, "Whoever had it is out."
    assert person_of(visitor, database) is not None
    type_code(other_visitor, square)
    assert other_visitor.page.has_text("这张卡已经挂失或换新")
    other_visitor.open(f"/sign-in/card/{square.replace(' ', '')}")
    assert other_visitor.page.status == 410
    visitor.follow("做一张新卡")
    visitor.choose("您要哪一种卡？", SQUARE)
    visitor.press("做这张卡")
    assert printed(visitor) not in ([], [square])


def test_a_card_blocked_while_its_page_was_open_opens_nothing(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    [square] = begin(visitor, SQUARE)
    other_visitor.open(f"/sign-in/card/{square.replace(' ', '')}")
    visitor.press("卡已经留好了，继续")
    make(visitor, CODES)
    visitor.press("卡已经留好了，继续")
    visitor.follow("登录卡（二维码）")
    visitor.press("挂失这张卡")
    other_visitor.press("登录")
    assert other_visitor.page.status == 410
    assert person_of(other_visitor, database) is None


def test_nobody_blocks_the_card_of_another(visitor: Visitor, other_visitor: Visitor, database: Database) -> None:
    person_id = signed_in(other_visitor)
    with database.writing() as session:
        number = cards.make_card(session, person_id=person_id, kind=CardKind.QR)[0].number
    signed_in(visitor)
    assert visitor.open(f"/account/cards/{number}/lost").status == 404
    assert visitor.open(f"/account/cards/{number}/paper").status == 404
    assert visitor.open("/account/cards").has_text("您还没有登录卡")


def test_what_to_do_when_it_is_lost_is_there_for_everybody(visitor: Visitor) -> None:
    visitor.open("/sign-in/card")
    visitor.follow("我的卡丢了")
    assert visitor.page.has_text("您登录不了")
