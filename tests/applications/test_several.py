"""Several programmes in one application, as a person meets them on the pages."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from citizen.applications import choosing
from citizen.applications.service import ChangedMeanwhile
from citizen.eligibility import catalogue
from tests.applications import steps
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
SKILLS, SKILLS_NAME = "skills-training", "残疾人职业技能培训"
STUDENTS = "student-aid"
EMPLOYERS = "employer-social-insurance-subsidy"


def start_with(visitor: Visitor, *programmes: str) -> str:
    visitor.open("/applications/new?" + "&".join(f"programme={one}" for one in programmes))
    visitor.follow("开始申请")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    return visitor.page.url.rpartition("/")[2]


def answer_all(visitor: Visitor) -> list[str]:
    """Every question with “not sure”, but the district; returns the questions as they were asked."""
    asked = []
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    while not visitor.page.url.endswith("/answers"):
        asked.append(visitor.page.h1)
        if "哪个区" in visitor.page.h1:
            visitor.choose(visitor.page.h1, "北京市通州区")
            visitor.press("保存并继续")
        elif "我不确定" in visitor.page.buttons:
            visitor.press("我不确定")
        else:
            visitor.choose(visitor.page.h1, "不确定")
            visitor.press("保存并继续")
    visitor.press("都对，保存并继续")
    return asked


def finish(visitor: Visitor, *, name: str = "王小明") -> None:
    steps.give_contact(visitor, name=name)
    visitor.follow("材料")
    steps.finish_papers(visitor, "我把材料带到服务大厅")
    visitor.follow("核对并提交")
    visitor.tick("就我所知，我填写的内容是真实的。")


# -- choosing ----------------------------------------------------------------------------------------------------


def test_from_nothing_programmes_are_looked_for_ticked_and_kept_from_search_to_search(visitor: Visitor) -> None:
    visitor.open("/applications/new")
    assert visitor.page.h1 == "选择项目"
    visitor.fill("您想找什么？", "jineng")
    visitor.press("查找")
    visitor.tick(SKILLS_NAME)
    visitor.fill("您想找什么？", "居家助残")
    visitor.press("查找")
    visitor.tick(steps.NAME)
    visitor.press("继续")
    assert visitor.page.h1 == "开始之前"
    assert visitor.page.url.count("programme=") == 2
    assert visitor.page.has_text("每个项目分开办理")
    visitor.follow("更改项目")
    visitor.untick(SKILLS_NAME)
    visitor.press("继续")
    assert visitor.page.url.count("programme=") == 1


def test_going_on_without_a_choice_says_what_to_do(visitor: Visitor) -> None:
    visitor.open("/applications/choose?go=on")
    assert visitor.page.status == 422
    assert visitor.page.errors == ["请至少选一个项目"]
    visitor.open("/applications/choose?need=school")
    visitor.press("继续")
    assert visitor.page.errors == ["请至少选一个项目"]


def test_persons_and_employers_apply_apart(visitor: Visitor) -> None:
    visitor.open(f"/applications/new?programme={SKILLS}&programme={EMPLOYERS}")
    assert visitor.page.status == 422
    (error,) = visitor.page.errors
    assert "分开办两份" in error


def test_before_the_start_everything_is_said_once_for_all(visitor: Visitor) -> None:
    page = visitor.open(f"/applications/new?programme={steps.PROGRAMME}&programme={STUDENTS}")
    assert page.has_text("所有项目一共最多")
    assert page.text.count("身份证") >= 1
    assert page.has_text("用于：")


def test_a_nonsense_search_is_no_fault(visitor: Visitor) -> None:
    for query in ("%00%00", "x" * 3000, "%F0%A0%AE%B7", "'; DROP TABLE", "%3Cscript%3E"):
        assert visitor.open(f"/applications/choose?q={query}&need=nonsense").status == 200


# -- one application ---------------------------------------------------------------------------------------------


def test_two_programmes_ask_every_question_once_and_give_one_receipt_with_two_numbers(visitor: Visitor, at) -> None:
    with at(NOON):
        reference = start_with(visitor, steps.PROGRAMME, STUDENTS)
        asked = answer_all(visitor)
        assert len(asked) == len(set(asked)) > 4
        finish(visitor)
        assert visitor.page.summary[steps.NAME].startswith("由北京市通州区受理")
        visitor.press("提交申请")
    assert visitor.page.h1 == "您的申请已提交"
    grouped = f"{reference[:3]} {reference[3:6]} {reference[6:]}"
    assert visitor.page.has_text(f"{grouped}-1")
    assert visitor.page.has_text(f"{grouped}-2")


def test_programmes_are_added_and_taken_out_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    reference = start_with(visitor, SKILLS)
    steps.give_contact(visitor)
    visitor.follow("申请的项目")
    visitor.fill("您想找什么？", "居家助残")
    visitor.press("查找")
    visitor.tick(steps.NAME)
    visitor.press("加到这份申请")
    assert visitor.page.has_text("已保存：申请的项目")
    visitor.press(f"去掉：{SKILLS_NAME}")
    assert visitor.page.has_text("已保存：申请的项目")
    assert not visitor.page.has_text(f"去掉：{steps.NAME}")
    visitor.open(f"/applications/{reference}/contact")
    assert 'value="王小明"' in visitor.page.html


def test_the_second_window_may_take_out_what_is_gone_but_not_the_last(visitor: Visitor) -> None:
    reference = start_with(visitor, SKILLS, STUDENTS)
    old_window = visitor.open(f"/applications/{reference}/programmes")
    visitor.press(f"去掉：{SKILLS_NAME}")
    visitor.show_again(old_window)
    visitor.press(f"去掉：{SKILLS_NAME}")
    assert visitor.page.status == 200
    visitor.show_again(old_window)
    visitor.press(next(name for name in visitor.page.buttons if name.startswith("去掉：") and SKILLS_NAME not in name))
    assert visitor.page.status == 422
    (error,) = visitor.page.errors
    assert "至少要有一个项目" in error


def test_what_is_known_is_shown_with_its_origin_and_the_contact_to_look_at(visitor: Visitor, at) -> None:
    with at(NOON):
        reference = steps.apply(visitor)
    with at(NOON + timedelta(days=3)):
        start_with(visitor, STUDENTS)
        visitor.follow("项目要问的问题")
        grouped = f"{reference[:3]} {reference[3:6]} {reference[6:]}"
        assert visitor.page.summary["所属区"] == f"北京市通州区 来自您2026年3月7日的申请 {grouped}"
        visitor.follow("更改 所属区")
        assert visitor.page.has_text("这个回答是带过来的")
        visitor.open(visitor.page.url.partition("/answers")[0] + "/contact")
        assert visitor.page.has_text("下面的内容是带过来的")
        assert 'value="王小明"' in visitor.page.html
        visitor.press("保存并继续")
        assert visitor.page.has_text("已保存：联系方式")


def test_the_same_again_is_said_before_it_is_sent(visitor: Visitor, other_visitor: Visitor) -> None:
    start_with(visitor, SKILLS)
    answer_all(visitor)
    finish(visitor)
    visitor.press("提交申请")
    visitor.open("/applications")
    start_with(visitor, SKILLS)
    answer_again(visitor)
    finish(visitor)
    assert visitor.page.has_text("以前提交过")
    visitor.press("提交申请")
    assert visitor.page.errors == ["如果确实要再申请一次，请勾选；不然请把这个项目去掉"]
    visitor.tick("我知道。我要再申请一次。")
    visitor.press("提交申请")
    assert visitor.page.h1 == "您的申请已提交"
    start_with(other_visitor, SKILLS)
    answer_all(other_visitor)
    finish(other_visitor)
    assert not other_visitor.page.has_text("以前提交过")


def answer_again(visitor: Visitor) -> None:
    """Everything was brought along: only to be confirmed."""
    visitor.follow("项目要问的问题")
    visitor.press("都对，保存并继续")


# -- two windows, forged and reordered posts ---------------------------------------------------------------------


def test_the_plan_for_papers_is_not_overwritten_silently(visitor: Visitor) -> None:
    reference = start_with(visitor, SKILLS)
    old_window = visitor.open(f"/applications/{reference}/papers")
    steps.finish_papers(visitor, "我把材料带到服务大厅")
    visitor.show_again(old_window)
    steps.finish_papers(visitor)
    assert visitor.page.status == 409
    assert visitor.page.h1 == "这一部分在另一个窗口里改过"
    visitor.press("保存我刚才填的")
    assert visitor.page.has_text("已保存：材料")


def test_posts_out_of_order_save_their_part_and_send_nothing(visitor: Visitor) -> None:
    reference = start_with(visitor, SKILLS)
    visitor.follow("联系方式")
    form = visitor.page
    visitor.open(f"/applications/{reference}/check")
    assert visitor.page.h1 == "您的申请"
    visitor.show_again(form)
    steps_token = form.html.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = visitor.client.post(
        f"/applications/{reference}/check", data={"csrf_token": steps_token, "declared": "yes", "seen": "x"}
    )
    assert answer.status_code in (303, 409)
    assert visitor.open(f"/applications/{reference}/receipt").h1 == "您的申请"


@pytest.mark.parametrize(
    "path",
    ["", "/answers", "/answers/person_district", "/contact", "/check", "/programmes", f"/programmes/{SKILLS}/remove"],
)
def test_a_forged_post_to_somebody_elses_application_finds_nothing(
    visitor: Visitor, other_visitor: Visitor, path: str
) -> None:
    reference = start_with(visitor, SKILLS)
    start_with(other_visitor, SKILLS)
    other_visitor.follow("联系方式")
    token = other_visitor.page.html.partition('name="csrf_token" value="')[2].partition('"')[0]
    data = {"csrf_token": token, "name": "伪造者", "told": "self", "declared": "yes", "programme": STUDENTS}
    answer = other_visitor.client.post(f"/applications/{reference}{path}", data=data)
    assert answer.status_code == (405 if path == "" else 404)
    assert not visitor.open(f"/applications/{reference}/contact").has_text("伪造者")


def test_a_window_that_was_faster_by_a_moment_does_not_stop_adding(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = start_with(visitor, SKILLS)
    add, tries = choosing.add_programmes, []

    def late_once(*given: Any, **named: Any) -> object:
        tries.append(1)
        if len(tries) == 1:
            raise ChangedMeanwhile("stale")
        return add(*given, **named)

    monkeypatch.setattr(choosing, "add_programmes", late_once)
    visitor.open(f"/applications/{reference}/programmes?need=care")
    visitor.tick(steps.NAME)
    visitor.press("加到这份申请")
    assert visitor.page.has_text(f"去掉：{steps.NAME}")
    assert len(tries) == 2


# -- a draft that outlives its programme -------------------------------------------------------------------------


def test_a_new_question_is_said_on_the_first_page_and_at_the_question(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = catalogue.load()
    programme = full.programmes[steps.PROGRAMME]
    fewer = dataclasses.replace(programme, criteria=tuple(c for c in programme.criteria if "severe" not in c.facts))
    before = dataclasses.replace(full, programmes={**full.programmes, programme.id: fewer})
    with monkeypatch.context() as earlier:
        earlier.setattr(catalogue, "load", lambda: before)
        reference = start_with(visitor, steps.PROGRAMME)
        assert len(answer_all(visitor)) == 3
    visitor.open(f"/applications/{reference}")
    assert visitor.page.has_text("您上次填写之后有改动")
    assert visitor.page.has_text(f"“{steps.NAME}”的规定有更新")
    assert visitor.page.has_text("新增加了1个问题")
    assert visitor.page.has_text("有改动，请再看一遍")
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    assert visitor.page.has_text("这是新增加的问题。")
    visitor.choose(visitor.page.h1, "不确定")
    visitor.press("保存并继续")
    assert visitor.page.summary["出生日期"] == "不确定"
    visitor.press("都对，保存并继续")
    assert not visitor.page.has_text("您上次填写之后有改动")
