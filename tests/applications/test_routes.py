from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.applications import steps
from tests.journeys.steps import TONGZHOU, begin_check
from tests.support.visitor import Visitor

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
WRONG = "没有找到。请核对办理编号和查询码。"


# -- starting --------------------------------------------------------------------------------------------------


def test_the_first_page_says_how_to_begin_and_how_to_come_back(visitor: Visitor) -> None:
    visitor.open("/applications")
    assert visitor.page.h1 == "办申请"
    assert visitor.page.has_text("手语：")
    visitor.follow("用办理编号查申请")
    assert visitor.page.h1 == "查找您的申请"


@pytest.mark.parametrize("address", ["new?programme=none", "for-whom", "for-whom?programme=none"])
def test_without_a_programme_there_is_nothing_to_start(visitor: Visitor, address: str) -> None:
    assert visitor.open(f"/applications/{address}").status == 404


def test_a_programme_without_applications_says_how_to_get_it(visitor: Visitor) -> None:
    page = visitor.open("/applications/new?programme=accident-insurance")
    assert page.h1 == "这个项目不能在本网站申请"
    assert any(link.href == "/programmes/accident-insurance" for link in page.links)


def test_a_programme_without_named_papers_says_who_publishes_them(visitor: Visitor) -> None:
    page = visitor.open("/applications/new?programme=assistive-device-fitting")
    assert page.has_text("公开资料没有写要哪些材料，以区残联公布为准。")


def test_pressing_back_and_start_again_finds_the_same_draft(visitor: Visitor) -> None:
    assert steps.start(visitor) == steps.start(visitor)


# -- answers ---------------------------------------------------------------------------------------------------


def check_begun_in_tongzhou(visitor: Visitor) -> str:
    """One question of the check answered; returns the key of its address."""
    begin_check(visitor)
    visitor.choose("您属于哪个区？", TONGZHOU)
    visitor.press("继续")
    return visitor.page.url.split("/")[2]


def test_answers_of_the_check_are_shown_with_their_origin_and_can_be_changed(visitor: Visitor, at) -> None:
    with at(NOON):
        key = check_begun_in_tongzhou(visitor)

        visitor.open(f"/applications/new?programme={steps.PROGRAMME}&check={key}")
        visitor.follow("开始申请")
        visitor.choose("您在为谁办理？", "我自己")
        visitor.press("继续")
        visitor.follow("项目要问的问题")
        assert visitor.page.summary["所属区"] == "北京市通州区 来自您2026年3月7日的资格检查"
        assert visitor.page.summary["出生日期"] == "还没回答"
        visitor.follow("更改 所属区")
        visitor.choose("您属于哪个区？", "北京市朝阳区")
        visitor.press("保存并继续")
        visitor.open(visitor.page.url.partition("/answers")[0] + "/answers")
        assert visitor.page.summary["所属区"] == "北京市朝阳区"


def test_a_check_about_somebody_else_is_not_taken_along(visitor: Visitor) -> None:
    key = check_begun_in_tongzhou(visitor)
    visitor.open(f"/applications/new?programme={steps.PROGRAMME}&check={key}")
    visitor.follow("开始申请")
    visitor.choose("您在为谁办理？", "我是监护人，为孩子或被监护人办理")
    visitor.press("继续")
    visitor.follow("项目要问的问题")
    assert visitor.page.summary["所属区"] == "还没回答"


def test_not_sure_is_always_possible(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    visitor.choose("您属于哪个区？", "北京市通州区")
    visitor.press("保存并继续")
    visitor.press("我不确定")
    for _ in range(2):
        visitor.choose(visitor.page.h1, "不确定")
        visitor.press("保存并继续")
    assert [visitor.page.summary[name] for name in ("出生日期", "工作情况", "重度残疾")] == ["不确定"] * 3
    visitor.press("都对，保存并继续")
    assert visitor.page.has_text("已保存：项目要问的问题")


def test_without_a_district_it_is_explained_who_could_receive_it(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    visitor.choose("您属于哪个区？", "不确定")
    visitor.press("保存并继续")
    assert visitor.page.has_text("还不知道由哪个区办理")
    visitor.press("都对，保存并继续")
    assert visitor.page.status == 422
    assert visitor.page.has_text("北京市通州区、北京市朝阳区、北京市西城区")


def test_a_question_of_another_programme_is_not_found(visitor: Visitor) -> None:
    reference = steps.start(visitor)
    assert visitor.open(f"/applications/{reference}/answers/owns_motor_wheelchair").status == 404
    assert visitor.open(f"/applications/{reference}/answers/nonsense").status == 404


def test_a_wrong_date_is_kept_as_it_was_typed(visitor: Visitor) -> None:
    reference = steps.start(visitor)
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    visitor.choose("您属于哪个区？", "北京市通州区")
    visitor.press("保存并继续")
    visitor.fill_date("您的出生日期是哪一天？", "1990", "13", "1")
    visitor.press("保存并继续")
    assert (visitor.page.status, visitor.page.url) == (422, f"/applications/{reference}/answers/birth_date")
    assert 'value="13"' in visitor.page.html


def test_the_other_window_is_shown_and_nothing_is_lost(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("联系方式")
    old_window = visitor.page
    steps_fill(visitor, "王小明")
    visitor.press("保存并继续")
    visitor.show_again(old_window)
    steps_fill(visitor, "王大明")
    visitor.press("保存并继续")
    assert visitor.page.status == 409
    assert visitor.page.h1 == "这一部分在另一个窗口里改过"
    assert visitor.page.has_text("王小明")
    assert visitor.page.has_text("王大明")
    visitor.press("保存我刚才填的")
    visitor.follow("联系方式")
    assert 'value="王大明"' in visitor.page.html


def test_the_other_window_of_a_question_is_shown_too(visitor: Visitor) -> None:
    reference = steps.start(visitor)
    old_window = visitor.open(f"/applications/{reference}/answers/person_district")
    visitor.choose("您属于哪个区？", "北京市通州区")
    visitor.press("保存并继续")
    visitor.show_again(old_window)
    visitor.choose("您属于哪个区？", "不确定")
    visitor.press("保存并继续")
    assert visitor.page.status == 409
    visitor.follow("保留已保存的内容")
    visitor.follow("项目要问的问题")
    assert visitor.page.summary["所属区"] == "北京市通州区"


# -- contact ---------------------------------------------------------------------------------------------------


def steps_fill(visitor: Visitor, name: str, told: str = "短信", phone: str = "13800001234") -> None:
    visitor.fill("您的姓名", name)
    visitor.choose("有消息时，怎样通知？", told)
    visitor.fill("电话号码 （选填）", phone)


@pytest.mark.parametrize("name", ["𠮷野家", "㛃", "阿卜杜拉·买买提", "🦽小红", "欧" * 30, "名" * 50])
def test_names_of_every_kind_are_kept(visitor: Visitor, name: str) -> None:
    reference = steps.start(visitor)
    steps.give_contact(visitor, name=name)
    assert visitor.page.has_text("已保存：联系方式")
    visitor.open(f"/applications/{reference}/contact")
    assert f'value="{name}"' in visitor.page.html


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": "名" * 51}, "最多写50个字。您写了51个字。"),
        ({"name": "  "}, "请填写您的姓名"),
        ({"phone": "12345"}, "请填写电话号码，例如 010 12345678，也可以不填"),
        ({"phone": "没有"}, "请填写电话号码，例如 010 12345678，也可以不填"),
        ({"phone": "1" * 41}, "最多写40个字。您写了41个字。"),
        ({"phone": ""}, "这种方式需要电话号码。请填写，或者选别的方式"),
        ({"told": "邮寄信件"}, "寄信需要地址。请填写，或者选别的方式"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(
    visitor: Visitor, typed: dict[str, str], message: str
) -> None:
    steps.start(visitor)
    visitor.follow("联系方式")
    values = {"name": "王小明", "told": "短信", "phone": "13800001234", **typed}
    steps_fill(visitor, **values)
    visitor.press("保存并继续")
    assert visitor.page.status == 422
    assert visitor.page.errors == [message]
    if values["name"].strip():
        assert f'value="{values["name"]}"' in visitor.page.html
    if values["phone"]:
        assert f'value="{values["phone"]}"' in visitor.page.html


@pytest.mark.parametrize("phone", ["１３８ ００００ １２３４", "010-12345678", "+86 138 0000 1234", "(0574) 88888888"])
def test_telephone_numbers_are_taken_as_people_write_them(visitor: Visitor, phone: str) -> None:
    steps.start(visitor)
    steps.give_contact(visitor, phone=phone)
    assert visitor.page.has_text("已保存：联系方式")


def test_nobody_needs_a_phone_or_an_address(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("联系方式")
    steps_fill(visitor, "王小明", told="自己在本网站查看，或到服务大厅问", phone="")
    visitor.press("保存并继续")
    assert visitor.page.has_text("已保存：联系方式")


# -- sending and after -----------------------------------------------------------------------------------------


def test_sending_twice_shows_the_one_receipt(visitor: Visitor) -> None:
    steps.start(visitor)
    steps.answer(visitor)
    steps.give_contact(visitor)
    visitor.follow("材料")
    steps.finish_papers(visitor)
    visitor.follow("核对并提交")
    page_before_sending = visitor.page
    for _ in range(2):
        visitor.show_again(page_before_sending)
        visitor.tick("就我所知，我填写的内容是真实的。")
        visitor.press("提交申请")
        assert visitor.page.h1 == "您的申请已提交"
    visitor.open("/applications")
    assert len([heading for heading in visitor.page.headings if heading == steps.NAME]) == 1


def test_what_changed_in_another_window_is_shown_before_it_is_sent(visitor: Visitor) -> None:
    reference = steps.start(visitor)
    steps.answer(visitor)
    steps.give_contact(visitor)
    visitor.follow("材料")
    steps.finish_papers(visitor)
    visitor.follow("核对并提交")
    old_window = visitor.page
    visitor.open(f"/applications/{reference}/contact")
    steps_fill(visitor, "王大明")
    visitor.press("保存并继续")
    visitor.show_again(old_window)
    visitor.tick("就我所知，我填写的内容是真实的。")
    visitor.press("提交申请")
    assert visitor.page.status == 409
    assert visitor.page.has_text("还没有提交")
    assert visitor.page.summary["您的姓名"] == "王大明"
    visitor.press("提交申请")
    assert visitor.page.h1 == "您的申请已提交"


def test_before_all_parts_are_done_there_is_no_sending(visitor: Visitor) -> None:
    reference = steps.start(visitor)
    assert "核对并提交" not in [link.name for link in visitor.page.links]
    visitor.open(f"/applications/{reference}/check")
    assert visitor.page.h1 == "您的申请"
    visitor.open(f"/applications/{reference}/receipt")
    assert visitor.page.h1 == "您的申请"
    visitor.open(f"/applications/{reference}/status")
    assert visitor.page.h1 == "您的申请"


def test_a_draft_can_be_given_up(visitor: Visitor) -> None:
    reference = steps.start(visitor)
    steps.give_contact(visitor)
    visitor.follow("不办了，删除这份草稿")
    assert visitor.page.h1 == "删除这份草稿？"
    visitor.press("删除草稿")
    assert visitor.page.has_text("草稿和里面的内容都已删除。")
    for part in ("", "/contact", "/check"):
        visitor.open(f"/applications/{reference}{part}")
        assert not visitor.page.has_text("王小明") or part == "/contact"


# -- coming back -----------------------------------------------------------------------------------------------


def look_for(visitor: Visitor, reference: str, code: str) -> None:
    visitor.open("/applications/find")
    visitor.fill("办理编号", reference)
    visitor.fill("查询码", code)
    visitor.press("查找")


def test_a_draft_goes_on_in_another_browser(visitor: Visitor, other_visitor: Visitor) -> None:
    reference = steps.start(visitor)
    code = steps.access_code(visitor)
    look_for(other_visitor, reference, code)
    assert other_visitor.page.h1 == "您的申请"
    steps.give_contact(other_visitor)
    visitor.open(f"/applications/{reference}/contact")
    assert 'value="王小明"' in visitor.page.html
    other_visitor.open("/applications")
    other_visitor.follow(f"继续填写 {reference[:3]} {reference[3:6]} {reference[6:]}")
    assert other_visitor.page.h1 == "您的申请"


def test_unknown_and_wrong_get_the_same_answer(visitor: Visitor, other_visitor: Visitor) -> None:
    reference = steps.start(visitor)
    code = steps.access_code(visitor)
    other = "2222 2222" if code != "2222 2222" else "3333 3333"
    look_for(other_visitor, reference, other)
    assert (other_visitor.page.status, other_visitor.page.errors) == (422, [WRONG])
    look_for(other_visitor, "A222 2222 2", code)
    first = other_visitor.page.errors
    look_for(other_visitor, "AAAAAAAAA", code)
    assert {*first, *other_visitor.page.errors} <= {WRONG, "办理编号不完整，或者有写错的地方。请逐个核对。"}
    assert other_visitor.open(f"/applications/{reference}").status == 404


def test_guessing_stops_soon_and_goes_on_after_a_while(visitor: Visitor, other_visitor: Visitor, at) -> None:
    reference = steps.start(visitor)
    code = steps.access_code(visitor)
    with at(NOON):
        for _ in range(10):
            look_for(other_visitor, reference, "2345 6789")
            assert other_visitor.page.status == 422
        look_for(other_visitor, reference, code)
        assert other_visitor.page.status == 429
        assert other_visitor.page.has_text("10分钟")
    with at(NOON + timedelta(minutes=11)):
        look_for(other_visitor, reference, code)
        assert other_visitor.page.h1 == "您的申请"


@pytest.mark.parametrize(
    "page", ["", "/answers", "/answers/person_district", "/contact", "/papers", "/papers/add", "/check", "/receipt",
             "/status", "/withdraw"],
)  # fmt: skip
def test_other_peoples_pages_do_not_exist(visitor: Visitor, other_visitor: Visitor, page: str) -> None:
    reference = steps.start(visitor)
    assert other_visitor.open(f"/applications/{reference}{page}").status == 404
    steps.start(other_visitor)
    assert other_visitor.open(f"/applications/{reference}{page}").status == 404


# -- for somebody else -----------------------------------------------------------------------------------------


def test_for_a_child_everything_names_the_child(visitor: Visitor) -> None:
    steps.start(visitor, for_whom="我是监护人，为孩子或被监护人办理", called="小红")
    assert visitor.page.h1 == "为小红办的申请"
    steps.answer_for(visitor, "小红")
    visitor.follow("联系方式")
    assert 'autocomplete="tel"' in visitor.page.html.partition("您帮助的人的姓名")[0]
    assert 'autocomplete="tel"' not in visitor.page.html.partition("您帮助的人的姓名")[2]
    visitor.fill("您自己的姓名", "王芳")
    visitor.fill("您自己的电话号码 （选填）", "13800001234")
    visitor.fill("您帮助的人的姓名", "王小红")
    visitor.choose("有消息时，怎样通知？", "短信")
    visitor.press("保存并继续")
    visitor.follow("材料")
    steps.finish_papers(visitor)
    visitor.follow("核对并提交")
    visitor.tick("我已经把这份申请告诉对方。就我所知，填写的内容是真实的。")
    visitor.press("提交申请")
    assert visitor.page.h1 == "为小红办的申请已提交"
    assert visitor.page.summary["提交的人"] == "监护人"
    assert visitor.page.summary["为谁办理"] == "小红"
    assert visitor.page.summary["您帮助的人的姓名"] == "王小红"


def test_the_page_of_an_application_names_its_person_whatever_the_visit_does_now(visitor: Visitor) -> None:
    reference = steps.start(visitor, for_whom="我是监护人，为孩子或被监护人办理", called="小红")
    steps.start(visitor, programme="skills-training")
    assert visitor.page.h1 == "您的申请"
    visitor.open(f"/applications/{reference}")
    assert visitor.page.h1 == "为小红办的申请"
    assert visitor.page.has_text("您正在为 小红 办理")


# -- languages -------------------------------------------------------------------------------------------------


def test_the_journey_reads_in_english(visitor: Visitor) -> None:
    visitor.open(f"/applications/new?programme={steps.PROGRAMME}&lang=en")
    assert visitor.page.h1 == "Before you start"
    visitor.follow("Start the application")
    visitor.choose("Who are you doing this for?", "Myself")
    visitor.press("Continue")
    visitor.follow("Contact details")
    visitor.fill("Your name", "王小明")
    visitor.choose("How should we send news about this application?", "Letter by post")
    visitor.fill("Postal address (optional)", "通州区新华西街\n100号")
    visitor.press("Save and continue")
    assert visitor.page.has_text("Saved: contact details")


def test_the_journey_reads_in_traditional_chinese(visitor: Visitor) -> None:
    visitor.open("/applications?lang=zh-Hant")
    assert visitor.page.h1 == "辦申請"
    steps_page = visitor.open(f"/applications/new?programme={steps.PROGRAMME}")
    assert steps_page.h1 == "開始之前"
