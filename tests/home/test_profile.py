"""The profile by hand, without script: remembering only what was ticked, changing it, forgetting it, needs, reading."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from citizen.db.session import Database
from citizen.eligibility import service as checks
from citizen.people import profile
from citizen.people.needs import AccessNeed
from citizen.people.profile import FactOrigin
from citizen.proxies.authority import Act, Subject, Who
from tests.support.people import (
    EVERYTHING,
    act_for,
    end_mandate,
    folder_of,
    make_mandate,
    make_person,
    sign_in,
    sign_out,
    signed_in,
)
from tests.support.visitor import Visitor

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SAID = {
    "person_district": "tongzhou",
    "disability_categories": frozenset({"hearing"}),
    "household_hardship": True,
    "applicant_role": "self",
}


@pytest.fixture
def anna(visitor: Visitor) -> uuid.UUID:
    return signed_in(visitor, name="安娜")


def checked(database: Database, person_id: uuid.UUID) -> str:
    """A check of this person with some answers; returns its key."""
    with database.writing() as session:
        who = Who(folder_of(session, person_id), Subject(name="安娜", person_id=person_id), actor_id=person_id)
        key = checks.start_check(session, who=who).key
        checks.record_answers(session, who=who, key=key, answers={**SAID, "severe": None})
    return key


def facts(database: Database, person_id: uuid.UUID) -> dict[str, object]:
    with database.reading() as session:
        return {one.fact: one.value for one in profile.facts_of(session, person_id=person_id)}


def remember(database: Database, person_id: uuid.UUID, **values: object) -> None:
    with database.writing() as session:
        profile.remember_facts(session, person_id=person_id, facts=values, origin=FactOrigin.CHECK)


def test_whoever_is_not_signed_in_is_asked_to(visitor: Visitor) -> None:
    visitor.open("/account/profile")
    assert visitor.page.url.endswith("/sign-in")


def test_nothing_is_remembered_of_a_check_by_itself(visitor: Visitor, anna: uuid.UUID, database: Database) -> None:
    key = checked(database, anna)
    visitor.open(f"/check/{key}/result")
    assert facts(database, anna) == {}
    visitor.follow("选择要记住的回答")
    assert visitor.page.h1 == "要记住这些回答吗？"
    visitor.press("记住我勾选的")
    assert visitor.page.status == 422
    assert facts(database, anna) == {}


def test_only_what_was_ticked_is_remembered_and_shown_with_day_and_origin(
    visitor: Visitor, anna: uuid.UUID, database: Database, at
) -> None:
    with at(NOON):
        sign_in(visitor, anna)
        visitor.open(f"/account/profile/remember/check/{checked(database, anna)}")
        visitor.tick("残疾情况")
        visitor.press("记住我勾选的")
        assert visitor.page.h1 == "我的资料"
        assert visitor.page.has_text("2026年11月22日，来自资格自查")
        assert facts(database, anna) == {"disability_categories": ["hearing"]}


def test_who_typed_and_what_was_not_sure_is_never_offered(
    visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    visitor.open(f"/account/profile/remember/check/{checked(database, anna)}")
    for group in ("残疾情况", "基本情况", "家庭情况"):
        visitor.tick(group)
    visitor.press("记住我勾选的")
    assert set(facts(database, anna)) == SAID.keys() - {"applicant_role"}


def test_somebody_elses_check_cannot_be_remembered(
    visitor: Visitor, other_visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    key = checked(database, anna)
    signed_in(other_visitor, name="别人")
    other_visitor.open(f"/account/profile/remember/check/{key}")
    assert other_visitor.page.status == 404


def test_a_remembered_answer_is_changed_with_its_question(
    visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    remember(database, anna, person_district="tongzhou")
    visitor.open("/account/profile/facts/person_district")
    assert visitor.page.has_text("来自资格自查")
    visitor.choose(visitor.page.h1, "北京市朝阳区")
    visitor.press("保存")
    assert facts(database, anna) == {"person_district": "chaoyang"}
    assert visitor.page.has_text("在这里填写")


def test_not_sure_is_nothing_to_remember(visitor: Visitor, anna: uuid.UUID, database: Database) -> None:
    remember(database, anna, person_district="tongzhou")
    visitor.open("/account/profile/facts/person_district")
    visitor.choose(visitor.page.h1, "不确定")
    visitor.press("保存")
    assert facts(database, anna) == {}


@pytest.mark.parametrize(
    ("button", "left"),
    [
        ("不再记住：残疾情况", {"person_district"}),
        ("这些回答都不再记住", set()),
    ],
)
def test_one_press_forgets(visitor: Visitor, anna: uuid.UUID, database: Database, button: str, left: set[str]) -> None:
    remember(database, anna, person_district="tongzhou", disability_categories=["hearing"])
    visitor.open("/account/profile")
    visitor.press(button)
    assert visitor.page.has_text("已不再记住")
    assert facts(database, anna).keys() == left


def test_what_no_question_asks_any_more_is_shown_and_can_be_forgotten(
    visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    remember(database, anna, gone_from_the_catalogue="x")
    visitor.open("/account/profile")
    assert visitor.page.has_text("gone_from_the_catalogue")
    visitor.press("不再记住：现在不再问的回答")
    assert facts(database, anna) == {}


def test_needs_are_told_once_with_exceptions(visitor: Visitor, anna: uuid.UUID, database: Database) -> None:
    visitor.open("/account/needs")
    for need in ("手语翻译（国家通用手语）", "没有台阶的路线", "大字材料"):
        visitor.tick(need)
    visitor.fill("其他需要 （选填）", "请慢慢说")
    visitor.press("保存并继续")
    assert visitor.page.h1 == "谁可以知道这些需要？"
    with database.reading() as session:
        assert not any(need.may_tell for need in profile.needs_of(session, person_id=anna)), "not before it is allowed"
    visitor.choose("可以告诉办事处和服务机构吗？", "可以，但只告诉下面选的")
    visitor.press("保存")
    assert visitor.page.status == 422
    visitor.tick("手语翻译（国家通用手语）")
    visitor.tick("请慢慢说")
    visitor.press("保存")
    with database.reading() as session:
        told = profile.needs_to_tell(session, person_id=anna)
    assert [(need.code, need.detail) for need in told] == [
        (AccessNeed.SIGN_LANGUAGE, ""), (AccessNeed.OTHER, "请慢慢说"),
    ]  # fmt: skip
    assert visitor.page.has_text("没有台阶的路线：只在这里记住")


def test_changing_needs_keeps_who_may_know_them(visitor: Visitor, anna: uuid.UUID, database: Database) -> None:
    wanted = [profile.Wanted(AccessNeed.QUIET, True), profile.Wanted(AccessNeed.COMPANION, False)]
    with database.writing() as session:
        profile.replace_needs(session, person_id=anna, needs=wanted)
    visitor.open("/account/needs")
    visitor.tick("没有台阶的路线")
    visitor.press("保存并继续")
    with database.reading() as session:
        known = {need.code: need.may_tell for need in profile.needs_of(session, person_id=anna)}
    assert known == {AccessNeed.QUIET: True, AccessNeed.COMPANION: False, AccessNeed.STEP_FREE: False}


def test_how_somebody_reads_is_used_at_once_and_on_the_next_device(
    visitor: Visitor, other_visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    visitor.open("/account/profile/reading")
    visitor.choose("文字大小", "特大字")
    visitor.choose("颜色", "黑底黄字")
    visitor.choose("汉字上加拼音", "开")
    visitor.press("在所有设备上使用")
    assert 'data-text="largest"' in visitor.page.html
    assert visitor.page.document.root.get("data-contrast") == "yellow_on_black"
    assert visitor.page.has_text("汉字上加拼音：开")
    with database.reading() as session:
        kept = profile.reading_of(session, person_id=anna)
    assert kept.preferences is not None
    assert kept.preferences.text == "largest"
    assert kept.preferences.unusual() == {"text": "largest", "contrast": "yellow_on_black", "pinyin": "on"}
    visitor.open("/account/profile/reading")
    visitor.press("不再记住语言和显示方式")
    with database.reading() as session:
        assert profile.reading_of(session, person_id=anna) == profile.Reading()


def test_a_name_is_changed_and_a_birth_date_only_asked_where_there_is_one(
    visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    visitor.open("/account/profile/name")
    assert not visitor.page.has_text("出生日期")
    visitor.fill("怎么称呼您？ （选填）", "小安")
    visitor.press("保存")
    assert visitor.page.has_text("小安")


def test_a_helper_needs_to_be_allowed_to_manage(
    visitor: Visitor, other_visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    remember(database, anna, person_district="tongzhou")
    son = signed_in(other_visitor, name="儿子")
    with database.writing() as session:
        make_mandate(session, son, anna, acts=EVERYTHING - {Act.MANAGE})
    act_for(other_visitor, anna)
    for path in (
        "profile",
        "profile/name",
        "profile/facts/person_district",
        "needs",
        "needs/telling",
        "profile/reading",
    ):
        other_visitor.open(f"/account/{path}")
        assert other_visitor.page.status == 403, path
        assert not other_visitor.page.has_text("通州")


def test_what_a_helper_changes_is_noted_and_belongs_to_the_other_person(
    other_visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    son = signed_in(other_visitor, name="儿子")
    with database.writing() as session:
        make_mandate(session, son, anna)
    remember(database, anna, person_district="tongzhou")
    act_for(other_visitor, anna)
    other_visitor.open("/account/profile/facts/person_district")
    other_visitor.choose(other_visitor.page.h1, "北京市朝阳区")
    other_visitor.press("保存")
    with database.reading() as session:
        [one] = profile.facts_of(session, person_id=anna)
        assert (one.value, one.noted_by) == ("chaoyang", son)
        assert profile.facts_of(session, person_id=son) == ()
    with database.writing() as session:
        end_mandate(session, son, anna)
    other_visitor.open("/account/profile")
    assert not other_visitor.page.has_text("朝阳")


def test_helping_somebody_without_an_account_touches_no_profile(visitor: Visitor, anna: uuid.UUID) -> None:
    visitor.open("/for-whom")
    visitor.choose("您在为谁办理？", "有人在我身边，我帮他填")
    visitor.press("继续")
    visitor.open("/account/profile")
    assert visitor.page.status == 409


def test_after_signing_out_the_back_button_shows_nothing(visitor: Visitor, anna: uuid.UUID, database: Database) -> None:
    remember(database, anna, person_district="tongzhou")
    visitor.open("/account/profile")
    assert visitor.page.has_text("通州区")
    sign_out(visitor)
    visitor.open("/account/profile")
    assert not visitor.page.has_text("通州区")


def test_one_persons_profile_is_never_anothers(
    visitor: Visitor, other_visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    remember(database, anna, person_district="tongzhou")
    signed_in(other_visitor, name="别人")
    other_visitor.open("/account/profile")
    assert not other_visitor.page.has_text("通州")
    other_visitor.open("/account/profile/facts/person_district")
    assert other_visitor.page.status == 404


def test_make_person_is_not_reached_by_name(session: Session) -> None:
    first, second = make_person(session, name="同名"), make_person(session, name="同名")
    profile.remember_facts(session, person_id=first, facts={"severe": True}, origin=FactOrigin.CHECK)
    assert profile.facts_of(session, person_id=second) == ()
