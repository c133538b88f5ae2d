"""Keep a result, find it on another device, compare, change, be told, delete: by the visitor without script."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.core.references import new_reference
from citizen.db.session import Database
from citizen.eligibility.models import ChangeNotice, EligibilityCheck, SavedCheck
from tests.support.page import Page
from tests.support.visitor import Visitor

At = Callable[[dt.datetime], AbstractContextManager[None]]
MOMENT = dt.datetime(2026, 3, 7, 2, 0, tzinfo=dt.UTC)
SUBSIDY = "居家助残服务补贴"
NEWS = "有变化时告诉我"
NOT_FOUND = "没有找到用这个办理编号和查询码保存的结果。请两个都核对一下"


@pytest.fixture(autouse=True)
def _on_a_day(at: At) -> Iterator[None]:
    with at(MOMENT):
        yield


#: 35 years old, a severe physical disability, no work, 通州区.
SAID = {
    "person_district": "tongzhou",
    "birth_date": "1990-05-01",
    "certificate_status": "valid",
    "disability_categories": ["physical"],
    "severe": True,
    "employment_status": "unemployed",
}


@pytest.fixture
def check(database: Database) -> Callable[..., None]:
    """A visitor with all questions answered, at the result."""

    def answer(visitor: Visitor, for_whom: str = "我自己", called: str = "") -> None:
        visitor.open("/check")
        visitor.follow("开始")
        visitor.choose("您在为谁办理？", for_whom)
        if called:
            visitor.fill("怎么称呼这位？ （选填）", called)
        visitor.press("继续")
        key = visitor.page.url.split("/check/")[1].split("/")[0]
        with database.writing() as session:
            begun = session.scalars(sa.select(EligibilityCheck).where(EligibilityCheck.key == key)).one()
            begun.answers = {"facts": SAID, "unsure": ["school_stage"]}
        visitor.open(f"/check/{key}/result")

    return answer


@pytest.fixture
def save(check: Callable[..., None]) -> Callable[..., tuple[str, str]]:
    """The same, and the result kept; gives reference and access code."""

    def keep(visitor: Visitor, for_whom: str = "我自己", called: str = "") -> tuple[str, str]:
        check(visitor, for_whom, called)
        return press_save(visitor)

    return keep


Check, Save = Callable[..., None], Callable[..., tuple[str, str]]


def press_save(visitor: Visitor) -> tuple[str, str]:
    visitor.press("保存这次结果")
    assert visitor.page.h1 == "结果已保存"
    return visitor.page.summary["办理编号"], visitor.page.summary["查询码"]


def find(visitor: Visitor, reference: str, code: str) -> Page:
    visitor.open("/check/find")
    visitor.fill("办理编号", reference)
    visitor.fill("查询码", code)
    return visitor.press("查找")


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_nothing_is_kept_until_the_person_asks(visitor: Visitor, database: Database, check: Check) -> None:
    check(visitor)
    assert count(database, SavedCheck) == 0
    visitor.press("保存这次结果")
    assert count(database, SavedCheck) == 1


def test_the_codes_are_shown_large_spoken_and_without_a_code_in_any_address(visitor: Visitor, save: Save) -> None:
    reference, code = save(visitor)
    page = visitor.page
    assert re.fullmatch(r"C\w\w \w\w\w \w\w\w", reference)
    assert re.fullmatch(r"\w{4} \w{4}", code)
    said = "；".join("、".join(group) for group in code.split())
    assert page.has_text(f"查询码：{said}。")
    assert "/check/find" in page.text
    assert code.replace(" ", "") not in page.html.replace(code, "")
    assert code.replace(" ", "") not in page.url


def test_saved_here_and_opened_on_another_device(visitor: Visitor, other_visitor: Visitor, save: Save) -> None:
    reference, code = save(visitor)
    page = find(other_visitor, f" {reference.lower()} ", code.replace(" ", "-"))
    assert page.h1 == "您保存的结果"
    assert page.has_text("没有变化")
    assert page.has_text(SUBSIDY)
    assert page.has_text("35") or page.has_text("1990年5月1日")
    other_visitor.press("看今天的全部结果和理由")
    assert other_visitor.page.h1 == "您的结果"
    assert other_visitor.page.has_text("为全区16至59周岁无工作重残2369人次发放居家助残服务补贴金额268.6万元")


def test_what_time_changed_stands_first_with_then_now_and_why(
    visitor: Visitor, other_visitor: Visitor, at: At, save: Save
) -> None:
    reference, code = save(visitor)
    with at(dt.datetime(2050, 6, 1, 2, 0, tzinfo=dt.UTC)):
        # Kept as long as somebody opens it; here nobody ran the command that deletes.
        page = find(other_visitor, reference, code)
        changed = next(heading for heading in page.headings if "变了" in heading)
        assert page.headings.index(changed) < page.headings.index(SUBSIDY) < page.headings.index("回答")
        assert page.has_text("那时：很可能符合。")
        assert page.has_text("原因：时间过去了，年龄、日期或期限变了。")


def test_changed_answers_are_kept_only_by_choice_and_under_the_same_codes(
    visitor: Visitor, other_visitor: Visitor, database: Database, save: Save
) -> None:
    reference, code = save(visitor)
    find(other_visitor, reference, code)
    other_visitor.press("更改回答")
    assert other_visitor.page.h1 == "您的回答"
    other_visitor.follow("更改 工作情况")
    other_visitor.choose("您现在的工作情况是哪一种？", "在单位上班")
    other_visitor.press("继续")
    visitor.open(f"/check/saved/{reference.replace(' ', '')}")
    assert visitor.page.has_text("没有工作")
    other_visitor.open(other_visitor.page.url.replace("/answers", "/result"))
    other_visitor.press("再保存一次")
    assert other_visitor.page.h1 == "您保存的结果"
    assert other_visitor.page.has_text("在单位上班")
    assert count(database, SavedCheck) == 1
    assert find(other_visitor, reference, code).h1 == "您保存的结果"


def test_deleting_leaves_no_row_anywhere(
    visitor: Visitor, other_visitor: Visitor, database: Database, save: Save
) -> None:
    reference, code = save(visitor)
    find(other_visitor, reference, code)
    ask_for_news(other_visitor)
    other_visitor.press("更改回答")
    other_visitor.open(f"/check/saved/{reference.replace(' ', '')}")
    other_visitor.follow("删除保存的结果")
    other_visitor.press("删除保存的结果")
    assert other_visitor.page.h1 == "保存的结果已删除"
    assert [count(database, table) for table in (SavedCheck, ChangeNotice, EligibilityCheck)] == [0, 0, 0]
    assert find(visitor, reference, code).status == 422


def ask_for_news(visitor: Visitor, way: str = "短信", **typed: str) -> Page:
    visitor.follow(NEWS)
    visitor.choose("用什么方式告诉您？", way)
    visitor.fill("收短信的手机号 （选填）", typed.get("phone", "138 0000 0000"))
    visitor.tick("规定变了，或者我的年龄到了，请用我保存的回答再对照一次。有变化就告诉我。")
    return visitor.press(NEWS)


def test_news_are_sent_to_nobody_who_did_not_agree(visitor: Visitor, database: Database, save: Save) -> None:
    save(visitor)
    visitor.follow(NEWS)
    visitor.choose("用什么方式告诉您？", "短信")
    page = visitor.press(NEWS)
    assert page.status == 422
    assert page.errors == [
        "请填写手机号，例如 138 0000 0000，或者换一种方式",
        "同意请勾选。不勾选，我们就不发消息",
    ]
    assert count(database, ChangeNotice) == 0


def test_news_can_be_asked_for_and_stopped_with_both_codes_alone(
    visitor: Visitor, other_visitor: Visitor, database: Database, save: Save
) -> None:
    reference, code = save(visitor)
    page = ask_for_news(visitor)
    assert page.has_text("有变化时，我们这样告诉您：发短信。")
    with database.reading() as session:
        kept = session.scalars(sa.select(ChangeNotice)).one()
        assert (kept.channel, kept.address, kept.language) == ("sms", "13800000000", "zh-Hans")
        assert "138" not in session.execute(sa.text("SELECT address FROM change_notice")).scalar_one()
    find(other_visitor, reference, code)
    other_visitor.press("不再告诉我")
    assert other_visitor.page.has_text("您愿意的话")
    assert count(database, ChangeNotice) == 0


def test_news_come_in_easy_read_to_whoever_reads_so_when_they_ask(
    visitor: Visitor, database: Database, save: Save
) -> None:
    save(visitor)
    visitor.follow(NEWS)
    visitor.choose("用什么方式告诉您？", "短信")
    visitor.fill("收短信的手机号 （选填）", "138 0000 0000")
    visitor.tick("规定变了，或者我的年龄到了，请用我保存的回答再对照一次。有变化就告诉我。")
    visitor.client.get("/?easy=on")  # in another window
    visitor.press(NEWS)
    with database.reading() as session:
        assert session.scalars(sa.select(ChangeNotice.language)).one() == "zh-Hans-simple"


def test_who_comes_back_by_themselves_gives_no_address(visitor: Visitor, database: Database, save: Save) -> None:
    save(visitor)
    ask_for_news(visitor, "不发消息，我自己回来看")
    with database.reading() as session:
        kept = session.scalars(sa.select(ChangeNotice)).one()
    assert (kept.channel, kept.address) == ("screen", "")


def test_a_wrong_code_and_an_unknown_reference_get_the_same_answer(
    visitor: Visitor, other_visitor: Visitor, save: Save
) -> None:
    reference, _ = save(visitor)
    wrong = find(other_visitor, reference, "2222 2222")
    unknown = find(other_visitor, new_reference("C"), "2222 2222")
    assert (unknown.status, unknown.errors) == (wrong.status, wrong.errors) == (422, [NOT_FOUND])


def test_somebody_who_tries_codes_is_stopped(visitor: Visitor, other_visitor: Visitor, save: Save) -> None:
    reference, code = save(visitor)
    for _ in range(10):
        assert find(other_visitor, reference, "2222 2222").status == 422
    assert find(other_visitor, reference, code).status == 429


def test_nobody_else_opens_it(visitor: Visitor, other_visitor: Visitor, save: Save, check: Check) -> None:
    reference, _ = save(visitor)
    check(other_visitor)
    for path in ("", "/codes", "/news", "/delete"):
        assert other_visitor.open(f"/check/saved/{reference.replace(' ', '')}{path}").status == 404


def test_the_code_is_shown_only_in_the_visit_that_saved_it(
    visitor: Visitor, other_visitor: Visitor, save: Save
) -> None:
    reference, code = save(visitor)
    address = visitor.page.url
    find(other_visitor, reference, code)
    other_visitor.open(address)
    assert other_visitor.page.h1 == "您保存的结果"
    assert code not in other_visitor.page.text


def test_a_check_about_somebody_else_opens_as_one(visitor: Visitor, other_visitor: Visitor, save: Save) -> None:
    reference, code = save(visitor, "有人授权我办理", "王秀英")
    page = find(other_visitor, reference, code)
    assert page.h1 == "王秀英保存的结果"
    other_visitor.press("更改回答")
    assert "王秀英" in other_visitor.page.h1


def test_a_text_of_ones_own_says_everything(visitor: Visitor, check: Check) -> None:
    check(visitor)
    file = visitor.download("下载结果（文字文件）")
    text = file.data.decode("utf-8-sig")
    assert file.filename == "check-result.txt"
    assert SUBSIDY in text
    assert "为全区16至59周岁无工作重残2369人次发放居家助残服务补贴金额268.6万元" in text
    assert "这不是审批结果，由主管部门决定。" in text
    assert "1990年5月1日" in text


def test_the_case_in_the_file_gets_the_same_decision_from_the_command(
    visitor: Visitor, app: Flask, tmp_path: Path, check: Check
) -> None:
    check(visitor)
    document = json.loads(visitor.download("下载回答，给其他程序用（JSON文件）").data)
    assert (document["format"], document["version"]) == ("eligibility-check", 1)
    case = tmp_path / "case.json"
    case.write_text(json.dumps(document["case"]), encoding="utf-8")
    answered = app.test_cli_runner().invoke(args=["eligibility", "check", str(case), "--json"])
    assert answered.exit_code == 0, answered.output
    assert json.loads(answered.output) == document["decision"]


def test_a_terminal_offers_no_file_but_the_codes(visitor: Visitor, check: Check) -> None:
    visitor.open("/kiosk")
    check(visitor)
    assert not visitor.page.has_text("下载")
    key = visitor.page.url.split("/check/")[1].split("/")[0]
    assert press_save(visitor)[0].startswith("C")
    assert visitor.page.has_text("结束并清除")
    assert visitor.open(f"/check/{key}/result.txt").status == 403
