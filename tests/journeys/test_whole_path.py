"""The whole path of an application, from the first question to the year after, with nothing but pages; the office acts
through what a case system calls.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from citizen.applications import cases
from citizen.applications.lifecycle import Act
from citizen.applications.office_acts import Asked, Decision, Per
from citizen.db.session import Database
from tests.applications import papers
from tests.applications.office import OFFICER, REASON, REFUSAL, ask, at_the_office, bring_to_review
from tests.applications.phones import phone_address
from tests.applications.steps import NAME
from tests.journeys import steps
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
MARCH = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
A_DAY, A_YEAR = timedelta(days=1), timedelta(days=355)
REHAB = "成年残疾人康复服务补贴"
LETTERS = "信件和通知：阅读、打印、盲文或朗读"
TOLD = ("已收到您的申请", "需要您补充", "已收到您的答复", "有决定了")
APPROVAL = Decision(Act.APPROVE, amount=Decimal(100), per=Per.MONTH, valid_until=date(2027, 3, 31))


def test_from_the_first_question_to_the_year_after(
    visitor: Visitor, other_visitor: Visitor, database: Database, at
) -> None:
    with at(MARCH):
        steps.check(visitor)
        reference = choose_two(visitor)
        answer_the_rest(visitor)
        give_contact(visitor)
        add_paper_with_a_phone(visitor, other_visitor)
        code = send(visitor)
    with at(MARCH + A_DAY):
        the_office_asks(database, reference)
        answer_the_office(visitor, reference)
    with at(MARCH + 5 * A_DAY):
        the_office_decides(database, reference)
        read_the_letters(visitor, reference)
    with at(MARCH + A_YEAR):
        come_back(visitor, reference, code)
        renew(visitor, reference)


def choose_two(visitor: Visitor) -> str:
    """From the result of the check to the task list; returns the reference."""
    visitor.tick(REHAB)
    visitor.tick(NAME)
    visitor.press("申请选中的项目")
    assert visitor.page.h1 == "开始之前"
    visitor.follow("开始申请")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    assert visitor.page.h1 == "您的申请"
    return visitor.page.url.rpartition("/")[2]


def answer_the_rest(visitor: Visitor) -> None:
    """What the check knows is shown with its origin, and not asked again."""
    visitor.follow("项目要问的问题")
    assert visitor.page.summary["出生日期"] == "1990年5月1日 来自您2026年3月7日的资格检查"
    if "回答下一个问题" in visitor.page.buttons:
        visitor.press("回答下一个问题")
    while not visitor.page.url.endswith("/answers"):
        assert visitor.page.h1 not in steps.SAID
        visitor.choose(visitor.page.h1, "不确定")
        visitor.press("保存并继续")
    visitor.press("都对，保存并继续")


def give_contact(visitor: Visitor) -> None:
    visitor.follow("联系方式")
    visitor.fill("您的姓名", "王秀英")
    visitor.choose("有消息时，怎样通知？", "邮寄信件")
    visitor.fill("通信地址 （选填）", "示例路1号")
    visitor.choose("信件用多大的字打印？", "大字")
    visitor.press("保存并继续")


def add_paper_with_a_phone(visitor: Visitor, phone: Visitor) -> None:
    visitor.follow("材料")
    visitor.press("用手机拍照添加")
    phone.open(phone_address(visitor))
    phone.press("开始")
    phone.choose("这是什么材料？", "身份证")
    phone.attach("现在拍照 （选填）", "照片.jpg", papers.jpeg())
    phone.press("添加")
    phone.press("拍完了")
    visitor.follow("看看收到了什么")
    visitor.follow("返回全部材料")
    visitor.choose("材料齐了吗？", "齐了，或者不需要材料")
    visitor.press("保存并继续")


def send(visitor: Visitor) -> str:
    """Check, declare, send; returns the access code."""
    visitor.follow("核对并提交")
    assert visitor.page.summary["身份证"] == "照片.jpg"
    visitor.tick("就我所知，我填写的内容是真实的。")
    visitor.press("提交申请")
    assert visitor.page.h1 == "您的申请已提交"
    return visitor.page.summary["查询码"]


def the_office_asks(database: Database, reference: str) -> None:
    with at_the_office(database, reference, 2) as (session, case):
        assert cases.papers_of_case(session, case=case)
        bring_to_review(session, case)
        ask(session, case, Asked(facts=["birth_date"], contact=True), until=date(2026, 4, 1))


def answer_the_office(visitor: Visitor, reference: str) -> None:
    visitor.open(f"/applications/{reference}")
    assert visitor.page.has_text("需要您补充")
    visitor.follow(NAME)
    visitor.follow("现在就答复")
    visitor.follow("出生日期")
    visitor.fill_date(visitor.page.h1, 1990, 5, 2)
    visitor.press("保存并继续")
    visitor.follow("联系方式")
    visitor.press("保存并继续")
    visitor.press("全部交给受理单位")
    assert visitor.page.has_text("受理单位已收到您的答复")


def the_office_decides(database: Database, reference: str) -> None:
    with at_the_office(database, reference, 1) as (session, case):
        cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    with at_the_office(database, reference, 2) as (session, case):
        assert case.application.answers["facts"]["birth_date"] == "1990-05-02"
        cases.decide(session, case=case, by=OFFICER, decision=APPROVAL)


def read_the_letters(visitor: Visitor, reference: str) -> None:
    """Receipt, request and decisions as letters; below them everything that was told."""
    visitor.open(f"/applications/{reference}")
    visitor.follow(LETTERS)
    for told in TOLD:
        assert visitor.page.has_text(told), told
    for letter, words in (
        ("申请回执", "1990年5月"),
        ("请补充您的申请材料", REASON),
        (f"申请结果通知：{NAME}，2026年3月12日 下午12:00", "每月100.00元"),
        (f"申请结果通知：{REHAB}，2026年3月12日 下午12:00", REFUSAL.reason),
    ):
        visitor.follow(letter)
        assert visitor.page.has_text(words), letter
        assert visitor.download("PDF，大字版").data.startswith(b"%PDF")
        visitor.open(f"/applications/{reference}/letters")


def come_back(visitor: Visitor, reference: str, code: str) -> None:
    """A year later, in the browser that has long forgotten."""
    assert visitor.open(f"/applications/{reference}").status == 404
    visitor.open("/applications/find")
    visitor.fill("办理编号", reference)
    visitor.fill("查询码", code)
    visitor.press("查找")
    assert visitor.page.has_text("已批准")


def renew(visitor: Visitor, reference: str) -> None:
    """Only what was approved, nothing is asked again, and a receipt of its own."""
    visitor.follow("用同样的回答再申请一次")
    visitor.tick("没有变化")
    visitor.press("继续")
    assert visitor.page.h1 == "您的申请"
    assert not visitor.page.has_text(REHAB)
    visitor.follow("材料")
    visitor.choose("材料齐了吗？", "我把材料带到服务大厅")
    visitor.press("保存并继续")
    visitor.follow("核对并提交")
    assert visitor.page.summary["您的姓名"] == "王秀英"
    assert visitor.page.summary["出生日期"].startswith("1990年5月2日")
    visitor.tick("就我所知，我填写的内容是真实的。")
    if visitor.page.has_text("以前提交过"):
        visitor.tick("我知道。我要再申请一次。")
    visitor.press("提交申请")
    assert visitor.page.h1 == "您的申请已提交"
    assert reference not in visitor.page.url
