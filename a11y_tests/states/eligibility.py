"""The check: each kind of question, its errors, the answers, the result."""

from __future__ import annotations

from a11y_tests.states.register import state
from citizen.people import profile
from citizen.people.profile import FactOrigin
from tests.journeys import steps
from tests.support.people import app_of, signed_in
from tests.support.visitor import Visitor


def _answer_until(visitor: Visitor, question: str) -> None:
    steps.begin_check(visitor)
    while visitor.page.h1 != question:
        assert "/question/" in visitor.page.url, f"The check never asked “{question}”."
        steps.answer_one(visitor)


@state()
def check_start(visitor: Visitor) -> None:
    visitor.open("/check")


@state()
def check_for_whom(visitor: Visitor) -> None:
    visitor.open("/check/for-whom")


@state(status=422)
def check_wishes_with_an_error(visitor: Visitor) -> None:
    steps.begin_check(visitor)
    visitor.open(visitor.page.url.split("/question/")[0] + "/wishes")
    visitor.tick("康复")
    visitor.tick("全部")
    visitor.press("继续")


@state()
def check_choice(visitor: Visitor) -> None:
    _answer_until(visitor, "您现在的工作情况是哪一种？")


@state(key=True, status=422)
def check_date_with_an_error(visitor: Visitor) -> None:
    _answer_until(visitor, "您的出生日期是哪一天？")
    visitor.fill_date("您的出生日期是哪一天？", 1990, 13, 41)
    visitor.press("继续")


@state(status=422)
def check_number_with_an_error(visitor: Visitor) -> None:
    _answer_until(visitor, "您的出生日期是哪一天？")
    visitor.follow("用身份证号或残疾人证号帮我填")
    visitor.fill("身份证号或残疾人证号", "1101051949")
    visitor.press("继续")


@state()
def check_number_read(visitor: Visitor) -> None:
    _answer_until(visitor, "您的出生日期是哪一天？")
    visitor.follow("用身份证号或残疾人证号帮我填")
    visitor.fill("身份证号或残疾人证号", "11010519491231002X41")
    visitor.press("继续")


@state()
def check_several(visitor: Visitor) -> None:
    _answer_until(visitor, "您有哪些类别的残疾？")


@state()
def check_list(visitor: Visitor) -> None:
    _answer_until(visitor, "下面哪些情况符合您？")


@state()
def check_for_somebody(visitor: Visitor) -> None:
    steps.begin_check(visitor, for_whom="有人授权我办理", called="王秀英")


@state()
def check_answers(visitor: Visitor) -> None:
    steps.check(visitor)
    visitor.open(visitor.page.url.replace("/result", "/answers"))


@state(key=True)
def check_result(visitor: Visitor) -> None:
    steps.check(visitor)


@state()
def check_result_with_a_search(visitor: Visitor) -> None:
    steps.check(visitor)
    visitor.fill("项目名称", "康复")
    visitor.press("查找")


@state()
def check_result_of_nothing(visitor: Visitor) -> None:
    steps.begin_check(visitor)
    visitor.open(visitor.page.url.partition("/question/")[0] + "/result")


@state()
def check_delete(visitor: Visitor) -> None:
    steps.begin_check(visitor)
    visitor.open(visitor.page.url.partition("/question/")[0] + "/delete")


@state()
def check_deleted(visitor: Visitor) -> None:
    check_delete(visitor)
    visitor.press("删除我的回答")


@state()
def check_remembered(visitor: Visitor) -> None:
    person = signed_in(visitor)
    with app_of(visitor).extensions["database"].writing() as session:
        facts = {"person_district": "tongzhou", "disability_categories": ["hearing"]}
        profile.remember_facts(session, person_id=person, facts=facts, origin=FactOrigin.APPLICATION)
    visitor.open("/check/for-whom")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
