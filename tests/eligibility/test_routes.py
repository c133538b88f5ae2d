"""The pages of the check, as a visitor without script meets them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager

import brotli
import pytest

from citizen.db.session import Database
from citizen.eligibility.catalogue import load
from citizen.eligibility.models import EligibilityCheck
from citizen.eligibility.service import all_questions
from tests.support.page import Page
from tests.support.visitor import Visitor

At = Callable[[dt.datetime], AbstractContextManager[None]]
NUMBER = "身份证号或残疾人证号"
WISHES = "您想了解什么？"
BIRTH = "您的出生日期是哪一天？"
NOTHING_SAID: Mapping[str, str] = {}
LIST = "下面哪些情况符合您？"
NOT_SURE = "不确定"
NAMED = "home-care-assistance-subsidy"
REFUSING = re.compile(r"不符合|不能申请|没有资格|拒绝|不予")
WIRE_LIMIT = 30_000


@pytest.fixture(autouse=True)
def _on_a_day(at: At) -> Iterator[None]:
    with at(dt.datetime(2026, 3, 7, 2, 0, tzinfo=dt.UTC)):
        yield


def begin(visitor: Visitor, relation: str = "我自己", name: str = "") -> None:
    visitor.open("/check")
    visitor.follow("从头再查一次" if visitor.page.has_text("接着上次的回答") else "开始")
    visitor.choose("您在为谁办理？", relation)
    if name:
        visitor.fill("怎么称呼这位？ （选填）", name)
    visitor.press("继续")
    visitor.tick("全部")
    visitor.press("继续")


def is_asked(visitor: Visitor) -> bool:
    return "/question/" in visitor.page.url


def say_not_sure(visitor: Visitor) -> None:
    """ "Not sure", in the way this page offers it."""
    page = visitor.page
    if "我不确定" in page.buttons:
        visitor.press("我不确定")
        return
    kinds = {control.get("type") for control in page.control_elements}
    if "checkbox" in kinds:
        visitor.tick(NOT_SURE)
    else:
        visitor.choose(page.h1, NOT_SURE)
    visitor.press("继续")


def answer(visitor: Visitor, said: Mapping[str, str | tuple[int, int, int]]) -> list[str]:
    """Answer to the end; questions nobody foresaw get "not sure". Returns the questions asked."""
    asked = []
    while is_asked(visitor):
        question = visitor.page.h1
        asked.append(question)
        assert len(asked) <= 15, f"too many questions: {asked}"
        wanted = said.get(question)
        if wanted is None:
            say_not_sure(visitor)
            continue
        if isinstance(wanted, tuple):
            visitor.fill_date(question, *wanted)
        elif question in ("您有哪些类别的残疾？", LIST):
            visitor.tick(wanted)
        else:
            visitor.choose(question, wanted)
        visitor.press("继续")
    return asked


CHILD_IN_TONGZHOU: dict[str, str | tuple[int, int, int]] = {
    "您属于哪个区？": "北京市通州区",
    BIRTH: (2020, 5, 1),
    "您有残疾人证吗？": "没有，也没有残疾",
}


SEVERE_WITHOUT_WORK: dict[str, str | tuple[int, int, int]] = {
    "您属于哪个区？": "北京市通州区",
    "您有残疾人证吗？": "有，没有过期",
    "您有哪些类别的残疾？": "肢体",
    "您被认定为重度残疾吗？": "是",
    "您现在的工作情况是哪一种？": "没有工作",
}


def test_the_start_page_stores_nothing_and_says_what_is_kept(visitor: Visitor, database: Database) -> None:
    page = visitor.open("/check")
    assert page.h1 == "查资格"
    assert page.has_text("最多14个问题")
    assert page.has_text("不用登录")
    assert page.has_text("过30天，我们就删掉")
    visitor.follow("开始")
    assert number_of_checks(database) == 0
    assert "visit" not in str(page.headers.getlist("Set-Cookie"))


def test_the_first_question_comes_right_after_for_whom(visitor: Visitor, database: Database) -> None:
    begin(visitor)
    assert visitor.page.h1 == "您属于哪个区？"
    assert visitor.page.has_text("第1题")
    assert number_of_checks(database) == 1


def test_nothing_chosen_is_told_and_nothing_is_stored(visitor: Visitor) -> None:
    begin(visitor)
    page = visitor.press("继续")
    assert page.status == 422
    assert page.errors == ["请选择一项。不知道就选“不确定”"]
    assert page.title.startswith("错误：")
    assert page.h1 == "您属于哪个区？"


def test_an_impossible_date_is_told_and_kept_as_typed(visitor: Visitor) -> None:
    begin(visitor)
    visitor.choose("您属于哪个区？", "北京市通州区")
    visitor.press("继续")
    visitor.fill_date(BIRTH, "1990", "2", "30")
    page = visitor.press("继续")
    assert (page.status, page.errors) == (422, ["没有这一天。请检查月和日。"])
    assert 'value="30"' in page.html
    visitor.fill_date(BIRTH, "2030", "1", "1")
    assert visitor.press("继续").errors == ["这一天还没有到。请检查年份。"]
    visitor.fill_date(BIRTH, "１９９０", "五月", "1")
    assert visitor.press("继续").status == 200


def test_none_of_these_cannot_stand_with_others(visitor: Visitor) -> None:
    begin(visitor)
    answer_until(visitor, "您有哪些类别的残疾？", {"您属于哪个区？": "北京市通州区"})
    visitor.tick("肢体")
    visitor.tick("以上类别都没有")
    page = visitor.press("继续")
    assert (page.status, page.errors) == (422, ["请只选最后一项，或者选其他一项或几项"])
    visitor.untick("肢体")
    assert visitor.press("继续").status == 200


def test_back_leads_to_the_question_before_with_its_answer(visitor: Visitor) -> None:
    begin(visitor)
    visitor.choose("您属于哪个区？", "北京市通州区")
    visitor.press("继续")
    page = visitor.follow("返回")
    assert page.h1 == "您属于哪个区？"
    assert re.search(r'value="tongzhou"[^>]* checked', page.html)
    assert visitor.follow("返回").h1 == WISHES
    assert visitor.follow("返回").h1 == "您在为谁办理？"
    visitor.choose("您在为谁办理？", "我自己")
    page = visitor.press("继续")
    assert re.search(r'value="all"[^>]* checked', page.html)
    assert visitor.press("继续").h1 == BIRTH, "The answers given before are still there."


def test_every_page_says_how_many_come_at_most(visitor: Visitor) -> None:
    begin(visitor)
    visitor.choose("您属于哪个区？", "北京市西城区")
    visitor.press("继续")
    left = []
    while is_asked(visitor):
        caption = re.search(r"第(\d+)题(?:，后面最多还有(\d+)题|，最后一题)", visitor.page.main)
        assert caption, visitor.page.main[:200]
        left.append(int(caption[2] or 0))
        say_not_sure(visitor)
    assert left == sorted(set(left), reverse=True)
    assert left[-1] == 0


def to_the_list(visitor: Visitor, said: Mapping[str, str] = NOTHING_SAID) -> None:
    begin(visitor)
    answer_until(visitor, LIST, {"您属于哪个区？": "北京市通州区", **said})


def test_what_is_not_ticked_is_a_no(visitor: Visitor) -> None:
    to_the_list(visitor)
    check = visitor.page.url.partition("/question/")[0]
    visitor.tick("有残疾人机动轮椅车")
    visitor.press("继续")
    page = visitor.open(f"{check}/answers")
    assert page.summary["机动轮椅车"] == "有"
    assert page.summary["参加职业培训"] == "没参加过"


def test_not_sure_leaves_open_what_is_not_ticked(visitor: Visitor) -> None:
    to_the_list(visitor)
    visitor.tick("有残疾人机动轮椅车")
    visitor.tick(NOT_SURE)
    visitor.press("继续")
    page = visitor.open(visitor.page.url.partition("/question/")[0] + "/answers")
    assert page.summary["机动轮椅车"] == "有"
    assert page.summary["参加职业培训"] == NOT_SURE
    page = visitor.follow("更改 参加职业培训")
    assert page.h1 == "您参加过残疾人职业培训吗？", "One answer is changed alone."
    visitor.choose(page.h1, "参加过")
    assert visitor.press("继续").summary["参加职业培训"] == "参加过"


def test_nothing_ticked_is_no_answer(visitor: Visitor) -> None:
    to_the_list(visitor)
    page = visitor.press("继续")
    assert (page.status, page.errors) == (422, ["请选符合的情况。都没有，就选“以上情况都没有”"])
    visitor.tick("有残疾人机动轮椅车")
    visitor.tick("以上情况都没有")
    page = visitor.press("继续")
    assert (page.status, page.errors) == (422, ["您选了“以上情况都没有”，又选了别的。请只选一样"])
    visitor.untick("有残疾人机动轮椅车")
    assert visitor.press("继续").status == 200


def test_the_list_shows_its_answers_again(visitor: Visitor) -> None:
    to_the_list(visitor)
    visitor.tick("有残疾人机动轮椅车")
    visitor.tick(NOT_SURE)
    here = visitor.page.url
    visitor.press("继续")
    page = visitor.open(here)
    for code in ("owns_motor_wheelchair", "unsure"):
        assert re.search(rf'value="{code}" checked', page.html), code
    visitor.untick("有残疾人机动轮椅车")
    visitor.untick(NOT_SURE)
    visitor.tick("以上情况都没有")
    visitor.press("继续")
    assert re.search(r'value="none-of-these" checked', visitor.open(here).html)


def test_what_another_window_made_appear_is_no_silent_no(visitor: Visitor) -> None:
    """The list in the older window did not show it, so leaving it unticked says nothing about it."""
    to_the_list(visitor, {"您家被认定为困难家庭吗？": "不是"})
    older = visitor.page
    assert not older.has_text("家在农村")
    check = older.url.partition("/question/")[0]
    visitor.open(f"{check}/question/household_hardship?return=answers")
    visitor.choose("您家被认定为困难家庭吗？", "是")
    visitor.press("继续")
    assert visitor.open(older.url).has_text("家在农村")
    visitor.show_again(older)
    visitor.tick("以上情况都没有")
    assert visitor.press("继续").h1 == LIST, "It is asked for what was not shown."
    page = visitor.open(f"{check}/answers")
    assert page.summary["机动轮椅车"] == "没有"
    assert "家在农村" not in page.summary


def test_on_behalf_the_list_names_the_person(visitor: Visitor) -> None:
    begin(visitor, "有人授权我办理", "王秀英")
    visitor.choose("王秀英属于哪个区？", "北京市通州区")
    visitor.press("继续")
    while is_asked(visitor) and visitor.page.h1 != "下面哪些情况符合王秀英？":
        say_not_sure(visitor)
    assert visitor.page.h1 == "下面哪些情况符合王秀英？"


def test_a_question_off_the_path_leads_to_the_right_one(visitor: Visitor) -> None:
    begin(visitor)
    check = visitor.page.url.partition("/question/")[0]
    for address in ("on_internship", "employer_kind", "age_years", "household_has_disabled_member", "nonsense"):
        assert visitor.open(f"{check}/question/{address}").h1 == "您属于哪个区？"
    assert visitor.open(check).h1 == "您属于哪个区？"


def test_another_visitor_finds_nothing(visitor: Visitor, other_visitor: Visitor) -> None:
    begin(visitor)
    check = visitor.page.url.partition("/question/")[0]
    other_visitor.open("/check")
    for strange in (check, f"{check}/answers", f"{check}/result", f"{check}/delete", visitor.page.url):
        assert other_visitor.open(strange).status == 404
    begin(other_visitor)
    assert other_visitor.open(f"{check}/answers").status == 404


def test_a_check_begun_for_somebody_else_is_not_shown_for_oneself(visitor: Visitor) -> None:
    begin(visitor, "有人授权我办理", "王秀英")
    check = visitor.page.url.partition("/question/")[0]
    begin(visitor)
    assert visitor.page.url.partition("/question/")[0] != check
    assert visitor.open(f"{check}/answers").status == 404


def test_everything_not_sure_still_leads_to_a_result(visitor: Visitor) -> None:
    begin(visitor)
    asked = answer(visitor, {"您属于哪个区？": "北京市朝阳区"})
    assert len(asked) < 15, "Nothing is cut off."
    page = visitor.page
    assert page.h1 == "您的结果"
    assert "很可能符合" not in page.headings
    assert "需要再确认" in page.headings
    assert page.has_text("您仍可以申请")
    assert page.has_text("请工作人员再看一看")


def test_an_open_answer_is_one_link_away_and_leads_back(visitor: Visitor) -> None:
    begin(visitor)
    answer(visitor, {"您属于哪个区？": "宁波市奉化区"})
    page = visitor.follow("回答：困难家庭")
    assert page.h1 == "您家被认定为困难家庭吗？"
    visitor.choose("您家被认定为困难家庭吗？", "是")
    page = visitor.press("继续")
    assert page.h1 == "您的结果"


def test_answers_can_be_changed_and_the_result_follows(visitor: Visitor) -> None:
    begin(visitor)
    answer(visitor, CHILD_IN_TONGZHOU)
    page = visitor.follow("查看或更改我的回答")
    assert page.summary["所属区"] == "北京市通州区"
    assert page.summary["出生日期"] == "2020年5月1日"
    visitor.follow("更改 所属区")
    visitor.choose("您属于哪个区？", "其他地方")
    page = visitor.press("继续")
    assert page.summary["所属区"] == "其他地方"
    assert page.summary["出生日期"] == "2020年5月1日", "An answer off the path is kept."
    page = visitor.follow("看结果")
    assert page.has_text("本站只有四个区的资料")


def test_without_a_district_the_result_asks_for_it(visitor: Visitor) -> None:
    begin(visitor)
    say_not_sure(visitor)
    assert visitor.page.has_text("请先告诉我们是哪个区")
    assert visitor.follow("回答或更改：所属区").h1 == "您属于哪个区？"


def test_a_no_by_report_is_never_worded_as_a_refusal(visitor: Visitor) -> None:
    """通州区 has news reports only: whatever the answers, its page says "please ask"."""
    begin(visitor)
    answer(visitor, CHILD_IN_TONGZHOU)
    page = visitor.page
    assert "请咨询" in page.headings
    assert "很可能不符合" not in page.headings
    assert page.has_text("报道不是规定，请问一问区残联")
    assert not REFUSING.search(page.main), REFUSING.search(page.main)


def test_a_no_by_rule_text_says_which_rule(visitor: Visitor) -> None:
    begin(visitor)
    answer(visitor, {**CHILD_IN_TONGZHOU, "您属于哪个区？": "北京市西城区"})
    page = visitor.page
    assert "很可能不符合" in page.headings
    assert page.has_text("规定要求：")
    assert page.has_text("您仍可以申请")


def test_every_programme_is_on_the_result_page_once(visitor: Visitor) -> None:
    begin(visitor)
    answer(visitor, CHILD_IN_TONGZHOU)
    page = visitor.page
    for programme in load().programmes.values():
        name = programme.text["zh-Hans"].name
        assert name in page.main, f"{name} is missing"


def test_the_result_is_light(visitor: Visitor) -> None:
    for district in ("北京市通州区", "北京市朝阳区", "北京市西城区", "宁波市奉化区"):
        begin(visitor)
        answer(visitor, {"您属于哪个区？": district})
        size = len(brotli.compress(visitor.page.data, quality=5))
        assert size <= WIRE_LIMIT, f"{district}: {size} bytes"


def test_on_behalf_the_questions_name_the_person(visitor: Visitor) -> None:
    begin(visitor, "我是监护人，为孩子或被监护人办理", "小明")
    assert visitor.page.h1 == "小明属于哪个区？"
    assert visitor.page.has_text("您正在为 小明 办理。")
    visitor.choose("小明属于哪个区？", "宁波市奉化区")
    page = visitor.press("继续")
    assert page.h1 == "小明的出生日期是哪一天？"
    assert 'autocomplete="bday' not in page.html, "The helper's own birthday must not be filled in."
    answer(visitor, {})
    assert visitor.page.h1 == "小明的结果"
    assert visitor.follow("查看或更改我的回答").h1 == "为小明填的回答"


def test_without_a_name_the_person_is_still_not_you(visitor: Visitor) -> None:
    begin(visitor, "有人授权我办理")
    assert visitor.page.h1 == "您帮助的人属于哪个区？"


def test_deleting_asks_once_more_and_leaves_nothing(visitor: Visitor, database: Database) -> None:
    begin(visitor)
    answer(visitor, CHILD_IN_TONGZHOU)
    result = visitor.page.url
    page = visitor.follow("删除我的回答")
    assert page.h1 == "要删除您的回答吗？"
    assert number_of_checks(database) == 1
    assert visitor.press("删除我的回答").h1 == "您的回答已经删除"
    assert number_of_checks(database) == 0
    assert visitor.open(result).status == 404


def test_on_a_terminal_end_and_clear_deletes_the_answers(visitor: Visitor, database: Database) -> None:
    visitor.open("/kiosk")
    begin(visitor)
    assert number_of_checks(database) == 1
    visitor.press("结束并清除")
    assert number_of_checks(database) == 0


def test_an_old_form_of_a_deleted_check_is_answered_with_not_found(visitor: Visitor) -> None:
    begin(visitor)
    old = visitor.page
    visitor.open(old.url.partition("/question/")[0] + "/delete")
    visitor.press("删除我的回答")
    visitor.show_again(old)
    visitor.choose("您属于哪个区？", "北京市通州区")
    assert visitor.press("继续").status == 404


def test_a_check_can_be_gone_on_with(visitor: Visitor) -> None:
    begin(visitor)
    visitor.choose("您属于哪个区？", "北京市通州区")
    visitor.press("继续")
    visitor.open("/check")
    assert visitor.follow("接着上次的回答").h1 == BIRTH


@pytest.mark.parametrize(
    ("language", "question", "result"),
    [("en", "Which district do you belong to?", "Your result"), ("zh-Hant", "您屬於哪個區？", "您的結果")],
)
def test_other_languages(visitor: Visitor, language: str, question: str, result: str) -> None:
    begin(visitor)
    here = visitor.page.url
    assert visitor.open(f"{here}?lang={language}").h1 == question
    check = here.partition("/question/")[0]
    visitor.choose(question, "Tongzhou, Beijing" if language == "en" else "北京市通州區")
    visitor.press("Continue" if language == "en" else "繼續")
    assert visitor.open(f"{check}/result").h1 == result
    assert visitor.open(f"{check}/answers").status == 200


def test_personal_pages_are_not_stored_by_browsers(visitor: Visitor) -> None:
    begin(visitor)
    assert visitor.page.headers["Cache-Control"] == "no-store"
    assert "tongzhou" not in visitor.page.url


def test_who_wants_one_thing_is_asked_less(visitor: Visitor) -> None:
    to_wishes(visitor)
    visitor.tick("辅助器具")
    visitor.press("继续")
    asked = answer(visitor, {"您属于哪个区？": "北京市朝阳区"})
    assert len(asked) < 15
    page = visitor.page
    assert page.has_text("看其他方面的")
    page = visitor.follow("更改想了解的内容")
    assert page.h1 == WISHES
    assert re.search(r'value="devices"[^>]* checked', page.html)
    visitor.untick("辅助器具")
    visitor.tick("全部")
    assert is_asked_or_result(visitor.press("继续"))


def test_nothing_chosen_of_the_wishes_is_told(visitor: Visitor) -> None:
    to_wishes(visitor)
    page = visitor.press("继续")
    assert (page.status, page.errors) == (422, ["请至少选一项。都想了解，就选“全部”"])


def test_one_named_programme_is_asked_about_alone_and_told_first(visitor: Visitor) -> None:
    named = load().programmes[NAMED]
    name = named.text["zh-Hans"].name
    page = visitor.open(f"/programmes/{NAMED}")
    page = visitor.follow("查这一项")
    assert page.has_text(f"您想了解：{name}")
    assert page.has_text("最多4个问题")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    asked = answer(visitor, {"您属于哪个区？": "北京市通州区"})
    assert 1 <= len(asked) <= 6
    page = visitor.page
    assert page.has_text(f"您问的是：{name}。结果：")
    assert name in page.main


def test_a_programme_nobody_knows_changes_nothing(visitor: Visitor) -> None:
    assert visitor.open("/check?programme=castle").h1 == "查资格"
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    assert visitor.press("继续").h1 == WISHES


@pytest.mark.parametrize("button", ["我代表用人单位", "我代表服务机构"])
def test_an_organisation_is_asked_about_itself(visitor: Visitor, button: str) -> None:
    to_wishes(visitor)
    page = visitor.press(button)
    assert page.h1 == load_question("employer_district")
    visitor.choose(page.h1, "北京市西城区")
    visitor.press("继续")
    answer(visitor, {})
    page = visitor.page
    assert page.h1 == "您的结果"
    assert page.has_text("看给个人或其他单位的")
    for programme in load().programmes.values():
        assert programme.text["zh-Hans"].name in page.main


def test_the_result_says_what_can_be_had_together_and_where_that_stands(visitor: Visitor) -> None:
    to_wishes(visitor)
    visitor.press("我代表用人单位")
    answer(visitor, {load_question("employer_district"): "北京市西城区"})
    page = visitor.page
    assert page.h1 == "您的结果"
    assert page.has_text("在北京市西城区，这两项可以一起享受：")
    assert page.has_text("在北京市超比例安置残疾人奖励政策的基础上，给予一次性奖励")


def test_who_helps_somebody_is_no_organisation(visitor: Visitor) -> None:
    to_wishes(visitor, "有人授权我办理")
    assert "我代表用人单位" not in visitor.page.buttons


def to_number(visitor: Visitor) -> None:
    begin(visitor)
    answer_until(visitor, BIRTH, {"您属于哪个区？": "北京市朝阳区"})
    visitor.follow("用身份证号或残疾人证号帮我填")


def test_a_certificate_number_answers_three_questions_and_is_not_kept(
    visitor: Visitor, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    to_number(visitor)
    visitor.fill(NUMBER, "１１０１０５ 19491231 002x 41")
    page = visitor.press("继续")
    assert page.h1 == "这样对吗？"
    assert page.summary == {"出生日期": "1949年12月31日", "残疾类别": "肢体", "残疾等级": "一级"}
    assert page.has_text("110*************2X41")
    assert "11010519491231" not in page.html
    visitor.press("对，就用这些")
    check = visitor.page.url.partition("/question/")[0]
    page = visitor.open(f"{check}/answers")
    assert page.summary["出生日期"] == "1949年12月31日"
    assert page.summary["残疾等级"] == "一级"
    assert "002X" not in page.html
    assert "11010519491231" not in caplog.text
    assert "number" not in visitor.page.url
    with database.reading() as reading:
        assert "002X" not in str(reading.query(EligibilityCheck).one().answers)


def test_an_identity_number_gives_the_date_of_birth_only(visitor: Visitor) -> None:
    to_number(visitor)
    visitor.fill(NUMBER, "11010519491231002X")
    assert visitor.press("继续").summary == {"出生日期": "1949年12月31日"}
    visitor.press("对，就用这些")
    assert visitor.page.h1 == "您有残疾人证吗？"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "请填写号码，或者返回，直接填出生日期"),
        ("1101051949123100", "身份证号是18位，残疾人证号是20位或22位。您填了16位。请对照证件看一看。"),
        ("11010519491331002X", "第7到14位是出生日期，但您填的不是一个日期。请对照证件看一看。"),
        ("110105194912310021", "这个号码对不上。可能填错了一位，或者两位填反了。请对照证件看一看。"),
        ("A1010519491231002X", "前17位要填数字，第18位是数字或X。请对照证件看一看。"),
        ("11010519491231002X85", "残疾人证号的第19位是类别（1到7），第20位是等级（1到4）。请对照证件看一看。"),
    ],
)
def test_a_wrong_number_is_told_in_plain_words(visitor: Visitor, typed: str, told: str) -> None:
    to_number(visitor)
    visitor.fill(NUMBER, typed)
    page = visitor.press("继续")
    assert (page.status, page.errors) == (422, [told])


def test_what_no_number_says_is_not_taken(visitor: Visitor) -> None:
    to_number(visitor)
    visitor.fill(NUMBER, "11010519491231002X")
    page = visitor.press("继续")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.html)
    assert token
    for born in ("2031-01-01", "1949-13-01", ""):
        sent = {"csrf_token": token[1], "birth_date": born, "disability_grade": "9"}
        response = visitor.client.post(f"{page.url}/use", data=sent)
        assert response.location.endswith("/number")
    assert visitor.open(page.url.replace("/number", "/answers")).summary == {"所属区": "北京市朝阳区"}


def test_a_shared_terminal_does_not_ask_for_numbers(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    begin(visitor)
    answer_until(visitor, BIRTH, {"您属于哪个区？": "北京市朝阳区"})
    assert not visitor.page.has_text("身份证号")
    check = visitor.page.url.partition("/question/")[0]
    assert visitor.open(f"{check}/number").h1 == BIRTH


def test_the_result_says_from_when_and_until_when_the_age_fits(visitor: Visitor) -> None:
    for born, told in (
        ((2011, 3, 10), "从2027年3月10日（满16周岁生日）起"),
        ((1970, 5, 1), "到2030年4月30日（满60周岁生日前一天）为止"),
    ):
        begin(visitor)
        answer(visitor, {**SEVERE_WITHOUT_WORK, BIRTH: born})
        assert visitor.page.has_text(told)


def test_why_something_is_not_in_the_list_can_be_asked(visitor: Visitor) -> None:
    begin(visitor)
    answer(visitor, CHILD_IN_TONGZHOU)
    visitor.fill("项目名称", "居家助残服务")
    page = visitor.press("查找")
    assert page.has_text("居家助残服务补贴：请咨询")
    assert not REFUSING.search(page.main)
    visitor.fill("项目名称", "宇宙飞船")
    assert visitor.press("查找").has_text("没有叫“宇宙飞船”的项目")


def to_wishes(visitor: Visitor, relation: str = "我自己") -> None:
    visitor.open("/check/for-whom")
    visitor.choose("您在为谁办理？", relation)
    assert visitor.press("继续").h1 == WISHES


def is_asked_or_result(page: Page) -> bool:
    return "/question/" in page.url or page.h1 == "您的结果"


def load_question(fact: str) -> str:
    return all_questions().get_question(fact).text("zh-Hans")


def answer_until(visitor: Visitor, question: str, said: Mapping[str, str]) -> None:
    while visitor.page.h1 != question:
        here = visitor.page.h1
        if here in said:
            visitor.choose(here, said[here])
            visitor.press("继续")
        else:
            say_not_sure(visitor)


def number_of_checks(database: Database) -> int:
    with database.reading() as session:
        return session.query(EligibilityCheck).count()


def test_the_result_says_what_would_change_a_no(visitor: Visitor) -> None:
    begin(visitor)
    answer(visitor, {**SEVERE_WITHOUT_WORK, LIST: "以上情况都没有"})
    page = visitor.page
    assert page.has_text("如果您参加了残疾人职业培训，这个项目可能适合您。")
    training = load().programmes["skills-training"].text["zh-Hans"].name
    assert page.has_text(f"怎样办：{training}")


def test_several_programmes_are_applied_for_at_once(visitor: Visitor) -> None:
    begin(visitor)
    answer(visitor, {**SEVERE_WITHOUT_WORK, BIRTH: (1985, 1, 1), "您家被认定为困难家庭吗？": "是"})
    assert visitor.page.has_text("一次申请几个项目")
    names = re.findall(r'<label class="choice__label" for="apply-[^"]+">([^<]+)<', visitor.page.html)
    assert len(names) >= 2
    for name in names[:2]:
        visitor.tick(name)
    page = visitor.press("申请选中的项目")
    assert page.url.startswith("/applications/new?check=")
    assert all(page.has_text(name) for name in names[:2])


def test_a_search_in_the_result_shows_every_find(visitor: Visitor) -> None:
    begin(visitor)
    check = visitor.page.url.partition("/question/")[0]
    page = visitor.open(f"{check}/result?find=残疾")
    count = re.search(r"有关的有(\d+)项", page.main)
    assert count
    assert int(count[1]) > 20
    shown = page.html.partition('id="find"')[2].partition("<h2")[0]
    assert shown.count("/programmes/") == int(count[1])


def test_who_answers_the_same_gets_the_same_cards_with_a_key_of_their_own(visitor: Visitor) -> None:
    results = []
    for relation, name in (("我自己", ""), ("有人在我身边，我帮他填", "小明"), ("我自己", "")):
        begin(visitor, relation, name)
        answer(visitor, {f"{name or '您'}属于哪个区？": "北京市通州区"})
        page = visitor.page
        key = page.url.split("/")[2]
        cards = "".join(re.findall(r"<article.*?</article>", page.html, re.DOTALL))
        assert f"check={key}" in cards
        assert f"/check/{key}/question/" in cards
        assert "%02" not in page.html
        results.append((key, cards.replace(key, "the key")))
    (first, cards), (_, of_another), (second, same_cards) = results
    assert first != second
    assert cards == same_cards
    assert "小明" in of_another
    assert "小明" not in same_cards
