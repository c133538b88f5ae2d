"""After sending, as the person meets it; the office acts through its services."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from citizen.applications import cases
from citizen.applications.lifecycle import Act
from citizen.applications.office_acts import Asked, Decision, Per
from citizen.db.session import Database
from tests.applications import steps
from tests.applications.builders import somebody
from tests.applications.office import OFFICER, REFUSAL, ask, at_the_office, bring_to_review
from tests.applications.papers import jpeg
from tests.applications.test_after_sending import for_two
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database


@pytest.fixture
def reference(visitor: Visitor) -> str:
    """Of an application that was sent; the visitor stands on its status page."""
    reference = steps.apply(visitor)
    visitor.open(f"/applications/{reference}/status")
    return reference


def again(visitor: Visitor, reference: str) -> None:
    visitor.open(f"/applications/{reference}/status")


def test_the_whole_path_stands_there_before_anything_happened(visitor: Visitor, reference: str) -> None:
    page = visitor.page
    assert page.h1 == "您的申请到哪一步了"
    for words in ("街道办事处或乡镇政府", "区残联审核", "结果", "以区残联公布为准"):
        assert page.has_text(words)


def test_the_page_says_where_it_is_as_the_office_moves_it(visitor: Visitor, reference: str, database: Database) -> None:
    with at_the_office(database, reference) as (session, case):
        bring_to_review(session, case)
    again(visitor, reference)
    assert visitor.page.has_text("现在在区残联")
    visitor.follow("看全部经过")
    assert visitor.page.has_text("已转给区残联")
    assert visitor.page.has_text("已提交申请")


def test_a_request_is_answered_in_one_piece(visitor: Visitor, reference: str, database: Database) -> None:
    with at_the_office(database, reference) as (session, case):
        ask(session, case, Asked(facts=["birth_date"], contact=True), until=date(2099, 1, 1))
    again(visitor, reference)
    assert visitor.page.has_text("需要您补充")
    assert visitor.page.has_text("身份证上看不清楚")
    assert visitor.page.has_text("2099年1月1日")
    visitor.follow("现在就答复")
    assert not visitor.page.has_text("全部交给受理单位")
    visitor.follow("出生日期")
    visitor.fill_date(visitor.page.h1, 1991, 5, 1)
    visitor.press("保存并继续")
    visitor.follow("联系方式")
    visitor.fill("电话号码 （选填）", "13700009999")
    visitor.press("保存并继续")
    with at_the_office(database, reference) as (session, case):
        assert "1991" not in str(case.application.answers)
    visitor.press("全部交给受理单位")
    assert visitor.page.has_text("受理单位已收到您的答复")
    with at_the_office(database, reference) as (session, case):
        assert case.application.answers["facts"]["birth_date"] == "1991-05-01"
        assert case.application.contact["phone"] == "13700009999"


def test_a_part_that_was_not_asked_stays_closed(visitor: Visitor, reference: str, database: Database) -> None:
    with at_the_office(database, reference) as (session, case):
        ask(session, case)
    assert visitor.open(f"/applications/{reference}/cases/1/correct/severe").status == 404
    assert visitor.open(f"/applications/{reference}/cases/2/correct").status == 404


def test_a_wrong_answer_to_a_request_says_what_is_wrong(visitor: Visitor, reference: str, database: Database) -> None:
    with at_the_office(database, reference) as (session, case):
        ask(session, case)
    visitor.open(f"/applications/{reference}/cases/1/correct/birth_date")
    visitor.fill_date(visitor.page.h1, 1991, 13, 1)
    assert visitor.press("保存并继续").status == 422


def test_a_request_that_was_cancelled_meanwhile_leads_back(
    visitor: Visitor, reference: str, database: Database
) -> None:
    with at_the_office(database, reference) as (session, case):
        ask(session, case)
    visitor.open(f"/applications/{reference}/cases/1/correct")
    with at_the_office(database, reference) as (session, case):
        cases.cancel_correction(session, case=case, by=OFFICER)
    assert visitor.open(f"/applications/{reference}/cases/1/correct").url.endswith("/status")


def test_messages_go_back_and_forth(visitor: Visitor, reference: str, database: Database) -> None:
    visitor.follow("和受理单位的消息")
    visitor.press("发送消息")
    assert visitor.page.status == 422
    visitor.fill("给受理单位的消息", "什么时候有结果？")
    visitor.press("发送消息")
    assert visitor.page.has_text("消息已发送")
    with at_the_office(database, reference) as (session, case):
        cases.send_message(session, case=case, by=OFFICER, body="下周。\n请等电话。")
    again(visitor, reference)
    visitor.follow("和受理单位的消息（1条新消息）")
    assert visitor.page.has_text("请等电话。")
    visitor.press("我都看过了")
    again(visitor, reference)
    visitor.follow("和受理单位的消息")


def test_withdrawing_before_it_is_opened_says_that_all_is_deleted(visitor: Visitor, reference: str) -> None:
    visitor.follow("撤回申请")
    assert visitor.page.has_text("全部删除")
    visitor.press("确认撤回")
    assert visitor.page.has_text("已全部删除")
    assert visitor.page.has_text("已撤回")


def test_withdrawing_after_it_is_opened_says_that_the_office_keeps_it(
    visitor: Visitor, reference: str, database: Database
) -> None:
    with at_the_office(database, reference) as (session, case):
        cases.open_case(session, case=case, by=OFFICER)
    again(visitor, reference)
    visitor.follow("撤回申请")
    assert visitor.page.has_text("受理单位已经打开过")
    visitor.press("确认撤回")
    assert visitor.page.has_text("已撤回")
    assert not visitor.page.has_text("已全部删除")
    visitor.follow("查看回执和提交的全部内容")


def test_an_objection_is_sent_and_answered(visitor: Visitor, reference: str, database: Database) -> None:
    with at_the_office(database, reference) as (session, case):
        cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    again(visitor, reference)
    assert visitor.page.has_text(REFUSAL.reason)
    visitor.follow("我不同意这个决定")
    assert visitor.page.has_text("第二十条")
    assert visitor.page.has_text("60日内")
    visitor.press("提交异议")
    assert visitor.page.status == 422
    visitor.fill("您为什么不同意？", "年龄写错了。")
    visitor.press("提交异议")
    assert visitor.page.has_text("异议已提交")
    with at_the_office(database, reference) as (session, case):
        cases.answer_objection(session, case=case, by=OFFICER, answer="您说得对。", reopen=True)
    again(visitor, reference)
    assert visitor.page.has_text("您说得对。")
    assert visitor.page.has_text("重新作决定")


def approve(database: Database, reference: str) -> None:
    given = Decision(Act.APPROVE, amount=Decimal(100), per=Per.MONTH, valid_until=date(2027, 12, 31))
    with at_the_office(database, reference) as (session, case):
        bring_to_review(session, case)
        cases.decide(session, case=case, by=OFFICER, decision=given)


def test_next_year_only_what_changed_is_asked(visitor: Visitor, reference: str, database: Database) -> None:
    approve(database, reference)
    again(visitor, reference)
    assert visitor.page.has_text("每月100.00元")
    visitor.follow("用同样的回答再申请一次")
    visitor.press("继续")
    assert visitor.page.status == 422
    visitor.tick("没有变化")
    visitor.press("继续")
    assert visitor.page.h1 != ""
    draft = re.search(r"/applications/([A-Z0-9]{9})$", visitor.page.url)
    assert draft is not None
    assert draft.group(1) != reference


def test_somebody_else_opens_nothing(visitor: Visitor, other_visitor: Visitor, reference: str) -> None:
    for path in ("status", "history", "messages", "renew", "withdraw", "cases/1", "cases/1/correct", "cases/1/object"):
        assert other_visitor.open(f"/applications/{reference}/{path}").status == 404


def test_a_draft_has_none_of_these_pages(visitor: Visitor) -> None:
    draft = steps.start(visitor)
    for path in ("cases/1", "cases/1/correct", "cases/1/object", "messages"):
        assert visitor.open(f"/applications/{draft}/{path}").status == 404


def test_several_programmes_are_seen_together_first(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        both = for_two(session, somebody(session))
        reference, code = both.reference, both.access_code
    visitor.open("/applications/find")
    visitor.fill("办理编号", reference)
    visitor.fill("查询码", code)
    visitor.press("查找")
    with at_the_office(database, reference, 2) as (session, case):
        ask(session, case, Asked(contact=True))
    again(visitor, reference)
    assert visitor.page.has_text("每个项目分别办理")
    assert visitor.page.has_text("需要您补充")
    visitor.follow("居家助残服务补贴")
    assert visitor.page.has_text("街道或乡镇受理")
    assert not visitor.page.has_text("需要您补充")
    visitor.open(f"/applications/{reference}/withdraw")
    visitor.untick("居家助残服务补贴")
    visitor.press("确认撤回")
    visitor.follow("居家助残服务补贴")
    assert visitor.page.has_text("街道或乡镇受理")


def test_a_paper_that_was_asked_for_is_added_and_sent(visitor: Visitor, reference: str, database: Database) -> None:
    with at_the_office(database, reference) as (session, case):
        ask(session, case, Asked(papers=["identity"]))
        before = len(cases.papers_of_case(session, case=case))
    visitor.open(f"/applications/{reference}/cases/1/correct")
    visitor.follow("身份证")
    visitor.attach("选择文件", "身份证.jpg", jpeg())
    visitor.press("添加")
    assert visitor.page.has_text("已添加1个文件")
    visitor.follow("继续")
    assert visitor.page.url.partition("?")[0].endswith("/cases/1/correct")
    with at_the_office(database, reference) as (session, case):
        assert len(cases.papers_of_case(session, case=case)) == before
    visitor.press("全部交给受理单位")
    with at_the_office(database, reference) as (session, case):
        assert len(cases.papers_of_case(session, case=case)) == before + 1


@pytest.mark.parametrize("kind", ["identity", "other"])
def test_on_a_terminal_a_paper_that_was_asked_for_can_be_promised(
    visitor: Visitor, reference: str, database: Database, kind: str
) -> None:
    with at_the_office(database, reference) as (session, case):
        ask(session, case, Asked(papers=[kind]))
    visitor.client.set_cookie("kiosk", "1")
    visitor.open(f"/applications/{reference}/cases/1/correct")
    visitor.follow("身份证" if kind == "identity" else "其他材料")
    visitor.follow("带来、寄来或没有身份证" if kind == "identity" else "带来、寄来或没有其他材料")
    visitor.choose(visitor.page.h1, "我会带来")
    visitor.press("保存并继续")
    visitor.open(f"/applications/{reference}/cases/1/correct")
    visitor.press("全部交给受理单位")
    assert visitor.page.has_text("受理单位已收到您的答复")
