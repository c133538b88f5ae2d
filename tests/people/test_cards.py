"""Sign-in cards in the database: good once, or until they end; never for anybody else, never twice at the same time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core.errors import Conflict, NotFound
from citizen.core.references import ALPHABET, grouped
from citizen.db.session import Database
from citizen.people import card_sheets, cards
from citizen.people import service as people
from citizen.people.cards import CODES_ON_A_CARD, Admitted, Finding, code_in
from citizen.people.credential_models import CardCode, CardKind, SignInCard
from citizen.people.models import Person, Visit
from citizen.staff.models import StaffMember

pytestmark = pytest.mark.database
At = Callable[[dt.datetime], AbstractContextManager[None]]
MOMENT = dt.datetime(2026, 11, 22, 1, 0, tzinfo=dt.UTC)


def a_person(session: Session) -> uuid.UUID:
    return people.add_person(session, name="王秀英").id


def use(session: Session, code: str) -> Admitted:
    found = cards.find_code(session, code=code)
    assert found.code_id is not None
    return cards.use_code(session, code_id=found.code_id)


def finding(session: Session, code: str) -> Finding:
    return cards.find_code(session, code=code).finding


def test_each_of_ten_codes_lets_its_person_in_once(session: Session) -> None:
    person_id = a_person(session)
    card, codes = cards.make_card(session, person_id=person_id, kind=CardKind.CODES)
    assert len(set(codes)) == CODES_ON_A_CARD == 10
    for number, code in enumerate(codes, 1):
        assert use(session, code) == Admitted(person_id, CardKind.CODES, card.number, 10 - number)
        assert finding(session, code) is Finding.USED
        with pytest.raises(Conflict):
            use(session, code)


def test_a_square_is_good_again_and_again(session: Session) -> None:
    person_id = a_person(session)
    _card, [code] = cards.make_card(session, person_id=person_id, kind=CardKind.QR)
    for _ in range(3):
        assert use(session, code).person_id == person_id
        assert finding(session, code) is Finding.GOOD


def test_the_codes_themselves_are_nowhere_in_the_database(session: Session) -> None:
    _card, codes = cards.make_card(session, person_id=a_person(session), kind=CardKind.CODES)
    stored = session.scalars(sa.select(CardCode.code_hash)).all()
    assert len(stored) == 10
    assert not [code for code in codes for kept in stored if code in kept.upper()]
    for table in (SignInCard, CardCode, Person, Visit):
        for row in session.execute(sa.select(table.__table__)).all():
            assert not [code for code in codes if code in str(row)]


@pytest.mark.parametrize("kind", CardKind)
def test_a_lost_card_opens_nothing_at_once(session: Session, kind: CardKind) -> None:
    person_id = a_person(session)
    card, codes = cards.make_card(session, person_id=person_id, kind=kind)
    found = cards.find_code(session, code=codes[0])
    cards.report_lost(session, person_id=person_id, number=card.number)
    assert {finding(session, code) for code in codes} == {Finding.ENDED}
    with pytest.raises(Conflict):
        cards.use_code(session, code_id=found.code_id or uuid.uuid4())


def test_reporting_it_twice_changes_nothing(session: Session, at: At) -> None:
    person_id = a_person(session)
    card, _codes = cards.make_card(session, person_id=person_id, kind=CardKind.QR)
    with at(MOMENT):
        first = cards.report_lost(session, person_id=person_id, number=card.number)
    with at(MOMENT + dt.timedelta(hours=1)):
        assert cards.report_lost(session, person_id=person_id, number=card.number).ended_at == first.ended_at == MOMENT


def test_whoever_came_in_with_the_lost_card_is_out_and_others_stay(session: Session) -> None:
    person_id, other_id = a_person(session), a_person(session)

    def visit(way_in: str, owner: uuid.UUID = person_id) -> uuid.UUID:
        return people.sign_in_visit(
            session, key=uuid.uuid4().hex, person_id=owner, way_in=way_in, on_kiosk=False, device=None
        ).id

    thief, here, by_passkey, stranger = visit("card_qr"), visit("card_qr"), visit("passkey"), visit("card_qr", other_id)
    card, _codes = cards.make_card(session, person_id=person_id, kind=CardKind.QR)
    cards.report_lost(session, person_id=person_id, number=card.number, keep=here)
    session.expire_all()
    over = {one for one in (thief, here, by_passkey, stranger) if session.get_one(Visit, one).ended_at is not None}
    assert over == {thief}


def test_a_new_card_replaces_the_old_one_of_its_kind_only(session: Session) -> None:
    person_id = a_person(session)
    _old, old_codes = cards.make_card(session, person_id=person_id, kind=CardKind.CODES)
    _square, [square] = cards.make_card(session, person_id=person_id, kind=CardKind.QR)
    _other, other_codes = cards.make_card(session, person_id=a_person(session), kind=CardKind.CODES)
    _new, new_codes = cards.make_card(session, person_id=person_id, kind=CardKind.CODES)
    assert finding(session, old_codes[0]) is Finding.ENDED
    assert {finding(session, code) for code in (square, other_codes[0], new_codes[0])} == {Finding.GOOD}


def test_nobody_reports_or_sees_the_card_of_another(session: Session) -> None:
    person_id, other_id = a_person(session), a_person(session)
    card, [code] = cards.make_card(session, person_id=person_id, kind=CardKind.QR)
    with pytest.raises(NotFound):
        cards.report_lost(session, person_id=other_id, number=card.number)
    with pytest.raises(NotFound):
        cards.get_card(session, person_id=other_id, number=card.number)
    assert cards.list_cards(session, person_id=other_id) == []
    assert finding(session, code) is Finding.GOOD


def test_a_card_is_found_by_its_number_however_it_is_said(session: Session) -> None:
    card, _codes = cards.make_card(session, person_id=a_person(session), kind=CardKind.CODES)
    assert cards.find_by_number(session, number=f" {grouped(card.number).lower()} ") is card
    assert cards.find_by_number(session, number="K22222222") is None


def test_the_list_says_how_each_card_stands(session: Session, at: At) -> None:
    person_id = a_person(session)
    with at(MOMENT):
        old, _codes = cards.make_card(session, person_id=person_id, kind=CardKind.CODES)
    with at(MOMENT + dt.timedelta(days=1)):
        new, codes = cards.make_card(session, person_id=person_id, kind=CardKind.CODES)
    with at(MOMENT + dt.timedelta(days=2)):
        for code in codes[:8]:
            use(session, code)
    first, second = cards.list_cards(session, person_id=person_id)
    assert (first.number, first.left, first.runs_out, first.is_good) == (new.number, 2, True, True)
    assert first.last_used_at == MOMENT + dt.timedelta(days=2)
    assert (second.number, second.ended_at, second.is_good) == (old.number, MOMENT + dt.timedelta(days=1), False)


def test_a_card_from_the_counter_says_so(session: Session) -> None:
    member = StaffMember(code="T-1", name="刘敏", district="tongzhou", roles=["desk"], enrolled_at=MOMENT)
    session.add(member)
    session.flush()
    person_id = a_person(session)
    cards.make_card(session, person_id=person_id, kind=CardKind.CODES, made_by=member.id)
    assert [one.from_counter for one in cards.list_cards(session, person_id=person_id)] == [True]


def test_nobody_gets_a_card_for_nobody(session: Session) -> None:
    with pytest.raises(NotFound):
        cards.make_card(session, person_id=uuid.uuid4(), kind=CardKind.CODES)


def test_of_many_at_once_with_one_code_one_gets_in(database: Database) -> None:
    with database.writing() as opened:
        _card, codes = cards.make_card(opened, person_id=a_person(opened), kind=CardKind.CODES)
        code_id = cards.find_code(opened, code=codes[0]).code_id

    def try_it(_number: int) -> bool:
        with database.writing() as opened:
            assert code_id is not None
            try:
                cards.use_code(opened, code_id=code_id)
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(6) as crowd:
        assert sorted(crowd.map(try_it, range(6))) == [False] * 5 + [True]


def test_of_two_cards_made_at_once_one_stays_good(database: Database) -> None:
    with database.writing() as opened:
        person_id = a_person(opened)

    def make(_number: int) -> None:
        with database.writing() as opened:
            cards.make_card(opened, person_id=person_id, kind=CardKind.CODES)

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(make, range(4)))
    with database.reading() as opened:
        assert [one.is_good for one in cards.list_cards(opened, person_id=person_id)] == [True, False, False, False]


def test_a_sheet_is_shown_in_its_browser_and_for_its_time_only(session: Session, at: At) -> None:
    with at(MOMENT):
        card_sheets.keep_sheet(session, browser="home", number="K1", codes=["A", "B"])
        sheet = card_sheets.find_sheet(session, browser="home", number="K1")
        assert sheet is not None
        assert (sheet.codes, sheet.until) == (("A", "B"), MOMENT + card_sheets.SHEET_LIFETIME)
        assert card_sheets.find_sheet(session, browser="elsewhere", number="K1") is None
        assert card_sheets.find_sheet(session, browser="home", number="K2") is None
    with at(MOMENT + card_sheets.SHEET_LIFETIME):
        assert card_sheets.find_sheet(session, browser="home", number="K1") is None


def test_a_sheet_that_was_kept_is_gone(session: Session) -> None:
    card_sheets.keep_sheet(session, browser="home", number="K1", codes=["A"])
    card_sheets.forget_sheet(session, browser="home")
    assert card_sheets.find_sheet(session, browser="home", number="K1") is None


CODE, SQUARE = "ABCDEFGH2345", "ABCDEFGH23456789ABCDEFGH"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (CODE, CODE),
        ("abcd efgh 2345", CODE),
        (" ABCD-EFGH-2345\n", CODE),
        ("ＡＢＣＤ　ＥＦＧＨ　２３４５", CODE),
        (grouped(SQUARE), SQUARE),
        (f"https://example.gov.cn/sign-in/card/{SQUARE}", SQUARE),
        (f"https://example.gov.cn/sign-in/card/{SQUARE}/", SQUARE),
        ("ABCD EFGH 234", None),
        ("ABCD EFGH 234O", None),
        ("", None),
        ("我的卡", None),
    ],
)
def test_a_code_is_understood_however_it_comes(typed: str, meant: str | None) -> None:
    assert code_in(typed) == meant


def test_codes_are_of_characters_that_are_not_mixed_up(session: Session) -> None:
    person_id = a_person(session)
    codes = [code for kind in CardKind for code in cards.make_card(session, person_id=person_id, kind=kind)[1]]
    assert {len(code) for code in codes} == {cards.CODE_LENGTH, cards.SQUARE_LENGTH}
    assert all(set(code) <= set(ALPHABET) for code in codes)
    assert all(code_in(grouped(code)) == code for code in codes)
