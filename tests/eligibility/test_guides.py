"""Guides across programmes, the task table, and where documents contradict each other: all with their sources."""

from __future__ import annotations

import pytest

from citizen.accessibility.locales import LOCALES
from citizen.eligibility import catalogue
from citizen.eligibility.cautions import load_cautions, load_tasks
from citizen.eligibility.guides import child_rehabilitation, quiz
from tests.support.visitor import Visitor


def test_every_row_of_the_task_table_is_shown(visitor: Visitor) -> None:
    page = visitor.open("/guides/tasks-of-2017")
    tasks = load_tasks()
    assert [task.number for task in tasks] == list(range(1, 38))
    for task in tasks:
        assert page.has_text(task.source.quote)
        assert page.has_text(f"{task.lead}牵头。")
    assert page.has_text("这是部门的工作，不用申请。")


def test_a_programme_says_who_is_responsible_with_whom_and_until_when(visitor: Visitor) -> None:
    page = visitor.open("/programmes/mental-day-care-station")
    assert page.has_text("2017年任务表第36项")
    for words in ("区残联牵头。", "参与：区民政局、区卫生计生委、各街乡。", "时间：计划到2020年。"):
        assert page.has_text(words)
    assert page.has_text("探索引入社会组织提供专业化助残服务区残联区财政局")
    assert visitor.follow("2017年任务表全文").h1 == "2017年任务表"


def test_a_contradiction_stands_on_the_programme_and_with_its_sources_on_the_rules(visitor: Visitor) -> None:
    cautions = load_cautions()
    assert len(cautions) == 19
    for caution in cautions:
        assert all(catalogue.load().documents[source.document] for source in caution.sources)
        shown_on = caution.programmes or ("legal-aid",)
        rules = visitor.open(f"/programmes/{shown_on[0]}/rules")
        assert rules.has_text(caution.text["zh"])
        assert all(rules.has_text(source.quote) for source in caution.sources)
        for programme in caution.programmes:
            assert visitor.open(f"/programmes/{programme}").has_text(caution.title["zh"])


def test_what_people_have_changed_at_home_is_shown_by_kind_of_disability(visitor: Visitor) -> None:
    page = visitor.open("/programmes/home-accessibility-modification")
    assert page.summary["视力残疾"] == "燃气火灾报警器、烟感火灾报警器"
    assert page.has_text("家里装摄像头，要您同意。")


def test_a_childs_way_has_every_step_with_ages_papers_and_sources(visitor: Visitor) -> None:
    page = visitor.open("/guides/child-rehabilitation")
    steps = child_rehabilitation()
    assert [step.id for step in steps] == ["screening", "diagnosis", "assessment", "institution", "training", "review"]
    for step in steps:
        assert page.has_text(step.title["zh"])
        assert all(page.has_text(one.source.quote) for one in step.districts)
    assert page.has_text("0至15周岁")
    assert page.has_text("可以先准备：身份证、户口簿、医院的诊断或报告、监护人证明。")
    assert page.has_text("每一步要几天，文件都没有写")


def test_one_district_alone_says_where_it_is_silent(visitor: Visitor) -> None:
    visitor.open("/guides/child-rehabilitation")
    visitor.choose("区", "宁波市奉化区")
    page = visitor.press("显示")
    assert page.has_text("孤独症儿童可以得到康复救助")
    assert page.has_text("宁波市奉化区的文件没有写这一步")
    assert not page.has_text("通州区儿童康复中心。筛查")


def test_the_quiz_has_no_clock_and_no_points_and_says_why(visitor: Visitor) -> None:
    page = visitor.open("/guides/quiz")
    assert page.has_text("不计时，不打分，不保存")
    page = visitor.follow("从第1题开始")
    visitor.choose(quiz()[0].text["zh"], "不可以，必须先有证")
    page = visitor.press("看答案")
    assert page.has_text("文件写的是：可以问")
    assert page.has_text(quiz()[0].source.quote)
    assert "Refresh" not in page.headers
    assert visitor.follow("下一题").h1 == quiz()[1].text["zh"]


@pytest.mark.parametrize("language", LOCALES)
def test_every_question_is_answered_in_every_language(visitor: Visitor, language: str) -> None:
    for question in quiz():
        page = visitor.open(f"/guides/quiz/{question.number}?lang={language}&answer={question.right}")
        assert page.has_text(question.why[language])


@pytest.mark.parametrize("path", ["/guides/quiz/0", "/guides/quiz/99", "/guides/quiz/x"])
def test_there_is_no_other_question(visitor: Visitor, path: str) -> None:
    assert visitor.open(path).status == 404


@pytest.mark.parametrize("answer", ["", "9", "x"])
def test_an_answer_that_is_none_shows_the_question(visitor: Visitor, answer: str) -> None:
    page = visitor.open(f"/guides/quiz/1?answer={answer}")
    assert page.status == 200
    assert not page.has_text("文件写的是")
