"""Said once, used wherever it matters: remembered answers in an application, needs in a booking, an application and the
case an office reads; each only as far as the person allowed it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from citizen.backoffice.tokens import new_token
from citizen.backoffice.vocabulary import Scope
from citizen.core import clock
from citizen.db.session import Database
from citizen.people import profile
from citizen.people.needs import AccessNeed
from citizen.people.profile import FactOrigin, Wanted
from citizen.proxies.authority import Act
from tests.applications import steps
from tests.backoffice.case_system import CaseSystem
from tests.support.people import EVERYTHING, act_for, make_mandate, make_person, sign_in, signed_in
from tests.support.sample import load_sample
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

#: Friday 20 November 2026, 8:00 in Beijing.
MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
SIGN, STEP_FREE, QUIET = "手语翻译（国家通用手语）", "没有台阶的路线", "安静的房间"


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.fixed(MORNING):
        yield


@pytest.fixture
def anna(visitor: Visitor, database: Database) -> uuid.UUID:
    """Remembered: where she lives. Told to offices: an interpreter; not told: a quiet room."""
    anna = signed_in(visitor, name="安娜")
    with database.writing() as session:
        profile.remember_facts(
            session, person_id=anna, facts={"person_district": "tongzhou", "severe": True}, origin=FactOrigin.CHECK
        )
        needs = [Wanted(AccessNeed.SIGN_LANGUAGE, True), Wanted(AccessNeed.QUIET, False)]
        more = Wanted(AccessNeed.OTHER, True, "请慢慢说")
        profile.replace_needs(session, person_id=anna, needs=[*needs, more])
    return anna


def start(visitor: Visitor, whom: str = "我自己") -> str:
    visitor.open(f"/applications/for-whom?programme={steps.PROGRAMME}")
    visitor.choose("您在为谁办理？", whom)
    visitor.press("继续")
    return visitor.page.url.rpartition("/")[2]


def test_a_remembered_answer_comes_along_with_its_day_and_waits_for_confirmation(
    visitor: Visitor, anna: uuid.UUID
) -> None:
    reference = start(visitor)
    visitor.open(f"/applications/{reference}/answers")
    assert visitor.page.has_text("来自资料，2026年11月20日记住的")
    visitor.open(f"/applications/{reference}/answers/severe")
    assert visitor.page.has_text("这个回答是带过来的")


def test_what_is_older_than_a_year_is_asked_again(visitor: Visitor, anna: uuid.UUID) -> None:
    with clock.fixed(MORNING + timedelta(days=366)):
        sign_in(visitor, anna)
        reference = start(visitor)
        visitor.open(f"/applications/{reference}/answers")
        assert not visitor.page.has_text("来自资料")


def test_needs_are_ticked_beforehand_and_reach_the_office_as_they_were_sent(
    app: Flask, visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    reference = start(visitor)
    steps.answer(visitor)
    visitor.follow("联系方式")
    assert visitor.page.has_text("来自资料，可以在这里改")
    visitor.tick(STEP_FREE)
    visitor.open(f"/applications/{reference}")
    steps.give_contact(visitor)
    visitor.follow("材料")
    steps.finish_papers(visitor)
    steps.send(visitor)
    assert visitor.page.has_text(SIGN)
    with database.writing() as session:
        token = new_token(
            session, name="测试系统", district="tongzhou", programmes=(), scopes=tuple(Scope),
            expires_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    contact = CaseSystem(app, token).opened(f"{reference}-1")["contact"]
    assert contact["needs"] == [{"code": "sign_language", "words": SIGN}]
    assert contact["needs_more"] == "请慢慢说"


def test_what_was_changed_in_an_application_stays_out_of_the_profile(
    visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    reference = start(visitor)
    visitor.open(f"/applications/{reference}/contact")
    visitor.fill("您的姓名", "安娜")
    visitor.choose("有消息时，怎样通知？", "短信")
    visitor.fill("电话号码 （选填）", "13800001234")
    visitor.tick(STEP_FREE)
    visitor.press("保存并继续")
    with database.reading() as session:
        known = {need.code for need in profile.needs_of(session, person_id=anna)}
    assert AccessNeed.STEP_FREE not in known


def test_needs_are_ticked_beforehand_in_a_booking_and_can_be_changed(
    visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    with database.writing() as session:
        load_sample(session)
    to_the_needs(visitor)
    assert visitor.page.has_text("已勾选的来自资料")
    visitor.untick(SIGN)
    visitor.tick(STEP_FREE)
    visitor.press("继续")
    visitor.open("/book/needs")
    assert not visitor.page.has_text("已勾选的来自资料")
    with database.reading() as session:
        told = profile.needs_to_tell(session, person_id=anna)
    assert AccessNeed.SIGN_LANGUAGE in {need.code for need in told}, "the profile stays as it is"


def test_a_helper_who_may_only_fill_in_gets_no_remembered_answer(
    other_visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    son = signed_in(other_visitor, name="儿子")
    with database.writing() as session:
        make_mandate(session, son, anna, acts=EVERYTHING - {Act.MANAGE})
    act_for(other_visitor, anna)
    reference = start(other_visitor, "安娜")
    other_visitor.open(f"/applications/{reference}/answers")
    assert not other_visitor.page.has_text("来自资料")


def test_a_helper_who_may_manage_brings_them_into_that_persons_folder_only(
    other_visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    son = signed_in(other_visitor, name="儿子")
    with database.writing() as session:
        make_mandate(session, son, anna)
        make_mandate(session, son, make_person(session, name="奶奶"))
    reference = start(other_visitor, "安娜")
    other_visitor.open(f"/applications/{reference}/answers")
    assert other_visitor.page.has_text("来自资料")
    for whom in ("奶奶", "我自己"):
        reference = start(other_visitor, whom)
        other_visitor.open(f"/applications/{reference}/answers")
        assert not other_visitor.page.has_text("来自资料"), whom


def to_the_needs(visitor: Visitor) -> None:
    visitor.open("/book")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.choose("您想去哪个区？", "北京市通州区")
    visitor.press("继续")
    visitor.choose("您在哪方面需要帮助？", "康复：评估、训练")
    visitor.press("继续")
    visitor.choose("您想约什么服务？", "康复评估与训练")
    visitor.press("继续")
