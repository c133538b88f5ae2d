"""A phone adds photos to a draft: it may do that and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import hand_over_service
from citizen.applications.hand_over_service import UsedAlready
from citizen.applications.lifecycle import NotPossibleNow
from citizen.applications.models import ApplicationEvent, HandOver, Paper
from citizen.db.session import Database
from citizen.people import service as people
from tests.applications import papers, steps
from tests.applications.builders import a_draft, a_sent_application, somebody
from tests.applications.phones import phone_address
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


def connect(visitor: Visitor) -> str:
    """A draft with the page for phones open; returns the reference."""
    reference = steps.start(visitor, for_whom="我是监护人，为孩子或被监护人办理", called="小红")
    visitor.open(f"/applications/{reference}/papers")
    visitor.press("用手机拍照添加")
    return reference


# -- pages -----------------------------------------------------------------------------------------------------


def test_a_phone_adds_photos_by_the_picture(visitor: Visitor, other_visitor: Visitor, database: Database) -> None:
    reference = connect(visitor)
    assert visitor.page.has_text("还有10分钟")
    other_visitor.open(phone_address(visitor))
    assert other_visitor.page.headers["Referrer-Policy"] == "no-referrer"
    other_visitor.press("开始")
    assert other_visitor.page.url.endswith("/phone/photos")
    page = other_visitor.page
    assert "小红" not in page.html
    assert reference not in page.html
    assert 'capture="environment"' in page.html
    other_visitor.press("添加")
    assert (
        other_visitor.page.errors == ["请选择纸上是什么", "请拍一张照片，或者选一个文件"]
        or other_visitor.page.status == 422
    )
    other_visitor.choose("这份材料是什么？" if page.has_text("这份材料是什么？") else _legend(other_visitor), "身份证")
    other_visitor.attach("现在拍照 （选填）", "IMG_1.jpg", papers.jpeg(colour="red"))
    other_visitor.attach("或者从手机里选照片、文件 （选填）", "IMG_2.jpg", papers.jpeg(colour="blue"))
    other_visitor.press("添加")
    assert other_visitor.page.has_text("已添加2个文件")
    visitor.follow("看看收到了什么")
    assert visitor.page.has_text("已添加2个文件。")
    visitor.follow("返回全部材料")
    assert visitor.page.has_text("打开 IMG_1.jpg")
    other_visitor.press("拍完了")
    assert other_visitor.page.h1 == "照片已添加到申请里"
    assert other_visitor.open("/phone/photos").status == 410
    with database.reading() as session:
        assert {paper.kind for paper in session.scalars(sa.select(Paper))} == {"identity"}
        events = list(session.scalars(sa.select(ApplicationEvent).where(ApplicationEvent.act == "add_paper")))
        assert [event.relation.value for event in events] == ["guardian", "guardian"]


def _legend(visitor: Visitor) -> str:
    return re.search(r"<legend[^>]*>\s*([^<]+?)\s*</legend>", visitor.page.html).group(1)  # type: ignore[union-attr]


def test_a_phone_reads_nothing_of_the_draft(visitor: Visitor, other_visitor: Visitor) -> None:
    reference = connect(visitor)
    other_visitor.open(phone_address(visitor))
    other_visitor.press("开始")
    for page in ("", "/papers", "/contact", "/answers", "/papers/phone", "/check"):
        assert other_visitor.open(f"/applications/{reference}{page}").status == 404


def test_opening_the_address_uses_nothing_up_but_beginning_does(visitor: Visitor, other_visitor: Visitor) -> None:
    connect(visitor)
    address = phone_address(visitor)
    third = Visitor(visitor.client.application)
    for looker in (other_visitor, third):
        assert looker.open(address).status == 200
    third.press("开始")
    other_visitor.press("开始")
    assert other_visitor.page.status == 410
    assert other_visitor.page.h1 == "这部手机没有连上"
    assert other_visitor.open("/phone/photos").status == 410
    assert third.open("/phone/photos").status == 200
    assert third.open(address).status in (200, 410)


def test_the_code_can_be_typed_and_wrong_ones_are_counted(visitor: Visitor, other_visitor: Visitor) -> None:
    connect(visitor)
    code = re.search(r">(\d{4} \d{4})<", visitor.page.html).group(1)  # type: ignore[union-attr]
    other_visitor.open("/phone")
    other_visitor.press("开始")
    assert other_visitor.page.errors == ["请输入8位数字"]
    other_visitor.fill("另一个屏幕上的8位数字", "1234 567")
    other_visitor.press("开始")
    assert other_visitor.page.errors == ["数字不对，或者已经过期。请看另一个屏幕上的数字。"]
    full_width = code.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    other_visitor.fill("另一个屏幕上的8位数字", full_width)
    other_visitor.press("开始")
    assert other_visitor.page.url.endswith("/phone/photos")
    stranger = Visitor(visitor.client.application, comes_from="10.0.0.9")
    stranger.open("/phone")
    for _ in range(people.SLIPS_IN_A_HALL):
        stranger.fill("另一个屏幕上的8位数字", "0000 0000")
        stranger.press("开始")
    stranger.press("开始")
    assert stranger.page.status == 429


def test_the_screen_can_disconnect_the_phone(visitor: Visitor, other_visitor: Visitor) -> None:
    connect(visitor)
    other_visitor.open(phone_address(visitor))
    other_visitor.press("开始")
    visitor.press("断开手机")
    assert visitor.page.has_text("手机没有添加文件。")
    assert other_visitor.open("/phone/photos").status == 410


def test_a_terminal_without_files_uses_the_phone(visitor: Visitor, other_visitor: Visitor) -> None:
    visitor.client.set_cookie("kiosk", "1")
    connect(visitor)
    other_visitor.open(phone_address(visitor))
    other_visitor.press("开始")
    assert other_visitor.page.status == 200


# -- service ---------------------------------------------------------------------------------------------------


def test_time_runs_out_but_not_while_photos_come(session: Session, at) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    with at(NOON):
        given = hand_over_service.start_hand_over(session, who=who, application=draft, minutes=10)
        token = given.token
    with at(NOON + timedelta(minutes=9)):
        found = hand_over_service.find_by_token(session, token=token or "")
        assert found is given
        hand_over_service.begin(session, hand_over=given, browser_key="phone", minutes=10)
        assert (given.token, given.code, given.code_hash) == (None, None, None)
        hand_over_service.count_photos(session, hand_over=given, photos=1, minutes=10)
    with at(NOON + timedelta(minutes=18)):
        assert hand_over_service.find_phone(session, browser_key="phone") is not None
        assert hand_over_service.find_phone(session, browser_key="other") is None
        hand_over_service.extend_hand_over(session, application=draft, minutes=10)
    with at(NOON + timedelta(minutes=27)):
        assert hand_over_service.find_phone(session, browser_key="phone") is not None
    with at(NOON + timedelta(minutes=28)):
        assert hand_over_service.find_phone(session, browser_key="phone") is None
        hand_over_service.extend_hand_over(session, application=draft, minutes=10)
        assert hand_over_service.find_phone(session, browser_key="phone") is None


def test_only_one_browser_is_bound(session: Session) -> None:
    who = somebody(session)
    given = hand_over_service.start_hand_over(session, who=who, application=a_draft(session, who), minutes=10)
    hand_over_service.begin(session, hand_over=given, browser_key="first", minutes=10)
    hand_over_service.begin(session, hand_over=given, browser_key="first", minutes=10)
    with pytest.raises(UsedAlready):
        hand_over_service.begin(session, hand_over=given, browser_key="second", minutes=10)


def test_a_new_picture_ends_the_one_before(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    first = hand_over_service.start_hand_over(session, who=who, application=draft, minutes=10)
    token, code = first.token or "", first.code or ""
    second = hand_over_service.start_hand_over(session, who=who, application=draft, minutes=10)
    assert hand_over_service.find_by_token(session, token=token) is None
    assert hand_over_service.find_by_typed_code(session, code=code) is None
    assert hand_over_service.find_by_typed_code(session, code=second.code or "") is second


def test_the_end_of_a_visit_ends_what_nobody_began(session: Session) -> None:
    who = somebody(session)
    begun = hand_over_service.start_hand_over(session, who=who, application=a_draft(session, who), minutes=10)
    hand_over_service.begin(session, hand_over=begun, browser_key="phone", minutes=10)
    stranger = somebody(session, "two")
    waiting = hand_over_service.start_hand_over(
        session, who=stranger, application=a_draft(session, stranger), minutes=10
    )
    assert who.visit_id is not None
    assert stranger.visit_id is not None
    for visit_id in (who.visit_id, stranger.visit_id):
        hand_over_service.stop_waiting_of_visit(session, visit_id)
    assert hand_over_service.is_open(begun)
    assert not hand_over_service.is_open(waiting)


def test_what_was_sent_takes_no_photos(session: Session) -> None:
    who = somebody(session)
    with pytest.raises(NotPossibleNow):
        hand_over_service.start_hand_over(session, who=who, application=a_sent_application(session, who), minutes=10)


def test_neither_address_nor_code_can_be_read_in_the_database(session: Session) -> None:
    who = somebody(session)
    given = hand_over_service.start_hand_over(session, who=who, application=a_draft(session, who), minutes=10)
    row = str(session.connection().execute(sa.select(sa.text("*")).select_from(HandOver.__table__)).mappings().one())
    assert given.token not in row
    assert given.code not in row
