"""Check, apply and book in easy-read, without script: the same pages and forms, in other words."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from citizen.booking.models import Booking
from citizen.notices.models import WrittenNotice
from tests.applications import steps as applying
from tests.applications.papers import jpeg
from tests.support.people import app_of
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]

#: By fact: in easy-read the questions have other words.
SAID: dict[str, str | tuple[int, int, int]] = {
    "person_district": "北京市通州区",
    "birth_date": (1990, 5, 1),
    "certificate_status": "有，没有过期",
    "disability_categories": "肢体",
    "severe": "是",
    "employment_status": "没有工作",
}
MADE_BY = "这份易读版由程序编写，还没有人审校。"


def test_checking(visitor: Visitor) -> None:
    visitor.open("/?easy=on")
    assert visitor.page.has_text("看看您能得到什么。")
    assert visitor.page.has_text(MADE_BY)
    visitor.follow("查资格")
    assert visitor.page.has_text("不用写名字。")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.tick("全部")
    visitor.press("继续")
    assert visitor.page.h1 == "您是哪个区的人？"
    while "/question/" in visitor.page.url:
        answer_one(visitor)
    assert visitor.page.h1 == "您的结果"
    assert visitor.page.has_text("这不是最后的结果。")
    assert visitor.page.has_text("居家助残服务补贴")
    assert 'class="easy-words"' in visitor.page.html
    assert 'class="easy-picture"' in visitor.page.html


def answer_one(visitor: Visitor, *, button: str = "继续") -> None:
    fact, question = visitor.page.url.rsplit("/", 1)[-1], visitor.page.h1
    said = SAID.get(fact, "不确定")
    if isinstance(said, tuple):
        visitor.fill_date(question, *said)
    elif fact == "disability_categories":
        visitor.tick(str(said))
    elif question == "下面哪些说的是您？":
        visitor.tick("上面的都没有")
    else:
        visitor.choose(question, said)
    visitor.press(button)


def test_an_error_is_said_in_easy_words_beside_the_field_and_above_the_page(visitor: Visitor) -> None:
    visitor.open("/check?easy=on")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.press("继续")
    assert visitor.page.status == 422
    assert visitor.page.errors == ["请选一个或几个。 都想知道？ 选“全部”"]


def test_applying(visitor: Visitor) -> None:
    visitor.open(f"/applications/new?programme={applying.PROGRAMME}&easy=on")
    assert visitor.page.has_text("没有手机，也可以申请。")
    applying.start(visitor)
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    while not visitor.page.url.endswith("/answers"):
        answer_one(visitor, button="保存并继续")
    visitor.press("都对，保存并继续")
    visitor.follow("联系方式")
    visitor.fill("您的姓名", "王小明")
    visitor.choose("有消息时，怎样告诉您？", "短信")
    visitor.fill("电话号码 （选填）", "13800001234")
    visitor.press("保存并继续")
    visitor.follow("材料")
    visitor.follow("加上残疾人证")
    visitor.attach("选择文件", "残疾人证.jpg", jpeg())
    visitor.press("添加")
    applying.finish_papers(visitor, "都有了，或者不用材料")
    visitor.follow("核对并提交")
    assert visitor.page.summary["您的姓名"] == "王小明"
    assert visitor.page.summary["通知用的语言"] == "简体中文，易读"
    visitor.tick("我知道的，我写的都是真的。")
    visitor.press("提交申请")
    assert visitor.page.h1 == "您的申请已提交"
    assert sent_as(visitor) == {("13800001234", "zh-Hans-simple")}
    visitor.open(visitor.page.url.replace("/receipt", "/letters/receipt"))
    assert visitor.page.has_text("这封信说什么")
    assert visitor.page.has_text("我们收到了您的申请。")


def sent_as(visitor: Visitor) -> set[tuple[str, str]]:
    """To whom something is on its way, and how they read it."""
    with app_of(visitor).extensions["database"].reading() as session:
        return {(row.address or "", row.language) for row in session.scalars(sa.select(WrittenNotice))}


def test_booking_and_cancelling(visitor: Visitor) -> None:
    visitor.open("/book?easy=on")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.choose("您想去哪个区？", "北京市通州区")
    visitor.press("继续")
    visitor.choose("您要哪种帮助？", "康复：评估、训练")
    visitor.press("继续")
    visitor.choose("您想约什么服务？", "康复评估与训练")
    visitor.press("继续")
    visitor.press("继续")
    visitor.follow("看示例通州康复中心的时间")
    visitor.press("选这个时间")
    assert visitor.page.has_text("现在还没有约好。")
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认预约")
    assert visitor.page.h1 == "已经约好了"
    with app_of(visitor).extensions["database"].reading() as session:
        assert session.scalars(sa.select(Booking.language)).all() == ["zh-Hans-simple"]
    visitor.follow("取消这个预约")
    assert visitor.page.has_text("取消了，时间马上给别人。")
    visitor.press("是，取消预约")
    assert visitor.page.has_text("已取消")


def test_english_says_that_there_is_no_easy_read_yet(visitor: Visitor) -> None:
    visitor.open("/?easy=on&lang=en")
    assert visitor.page.has_text("Easy-read exists in Chinese only so far.")
    assert "easy-picture" not in visitor.page.html
    visitor.follow("Read it in Chinese, in easy-read")
    assert visitor.page.has_text(MADE_BY)


def test_traditional_chinese_is_easy_too_and_it_ends_where_it_is_switched_off(visitor: Visitor) -> None:
    visitor.open("/?easy=on&lang=zh-Hant")
    assert visitor.page.has_text("看看您能得到什麼。")
    visitor.follow("看普通版")
    assert not visitor.page.has_text("看看您能得到什麼。")
    assert "easy-picture" not in visitor.page.html


def test_an_answer_given_in_easy_words_is_the_answer_to_the_ordinary_question(visitor: Visitor) -> None:
    """Nobody is told that a question was changed because they switched easy-read on or off."""
    visitor.open("/?easy=on")
    applying.start(visitor)
    task_list = visitor.page.url
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    while not visitor.page.url.endswith("/answers"):
        answer_one(visitor, button="保存并继续")
    visitor.open(f"{task_list}/answers?easy=off")
    assert visitor.page.summary["出生日期"] == "1990年5月1日"
    assert not visitor.page.has_text("这个问题改了")
