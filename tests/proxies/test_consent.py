"""Consent on one device: the person's own turn, by somebody without script who may refuse."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, RuleBroken
from citizen.db.session import Database
from citizen.people.models import Person, Visit
from citizen.proxies import consent
from citizen.proxies.authority import Act, Basis, MandateState, acts_now
from citizen.proxies.consent import Answer, Asked, Period
from citizen.proxies.mandates import as_mandate
from citizen.proxies.models import MandateRow
from tests.people import card_steps
from tests.support.people import app_of, folder_of, make_person, signed_in, visit_of
from tests.support.visitor import Visitor

ASKED = Asked("王秀英", "女儿李娜", (Act.FILL, Act.SUBMIT, Act.BOOK), None, Period.HALF_YEAR)


def ask(visitor: Visitor, *, then: str = "/check/for-whom") -> uuid.UUID:
    """The helper asks and hands the device over."""
    helper = signed_in(visitor, name="李娜")
    visitor.open(then)
    visitor.choose("您在为谁办理？", "有人授权我办理")
    visitor.press("继续")
    visitor.choose("他怎样授权您？", "他现在就在我身边")
    visitor.press("继续")
    visitor.fill("他叫什么？", "王秀英")
    visitor.fill("他怎么称呼您？", "女儿李娜")
    visitor.tick("填表、交材料")
    visitor.tick("提交申请、答复办事机构")
    visitor.tick("预约服务、改时间、取消")
    visitor.tick("本网站的所有事项")
    visitor.choose("授权多长时间？", "半年")
    visitor.press("继续")
    assert visitor.page.h1 == "请把设备交给王秀英"
    return helper


def begin_turn(visitor: Visitor) -> None:
    visitor.follow("我是王秀英，开始")
    visitor.press("继续")
    assert visitor.page.h1 == "您同意女儿李娜替您办事吗？"


def reply(visitor: Visitor, answer: str) -> None:
    visitor.choose("您的回答是？", answer)
    visitor.press("这是我的回答")


def mandates_in(database: Database) -> list[MandateRow]:
    with database.reading() as session:
        return list(session.scalars(sa.select(MandateRow)))


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_yes_opens_what_was_asked_and_the_person_gets_a_receipt(visitor: Visitor, database: Database) -> None:
    ask(visitor)
    begin_turn(visitor)
    for line in ("由您决定。您可以同意，也可以不同意。", "不同意也没关系。", "您随时可以停止", "填表、交材料"):
        assert visitor.page.has_text(line)
    reply(visitor, "同意")
    assert visitor.page.h1 == "您同意了女儿李娜替您办事"
    assert visitor.page.has_text("查询码")
    visitor.press("我看完了，交还设备")
    assert visitor.page.h1 == "您可以为王秀英办理了"
    visitor.press("开始为王秀英办理")
    assert visitor.page.url.endswith("/check/for-whom")
    assert visitor.page.has_text("您正在为 王秀英 办理。")
    (row,) = mandates_in(database)
    assert (row.state, row.basis, row.subject_was_known) == (MandateState.LIVE, Basis.IN_PERSON, False)
    assert acts_now(as_mandate(row), clock.now()) == {Act.FILL, Act.SUBMIT, Act.SEE, Act.BOOK}
    assert row.actor_name == "女儿李娜"


def test_the_record_proves_which_text_was_shown_and_how(visitor: Visitor, database: Database) -> None:
    ask(visitor)
    visitor.follow("我是王秀英，开始")
    visitor.follow("特大字")
    visitor.press("继续")
    shown = visitor.page
    reply(visitor, "同意")
    (row,) = mandates_in(database)
    assert row.consent is not None
    assert row.consent["text_size"] == "largest"
    assert row.consent["language"] == "zh-Hans"
    assert row.consent["text_version"] == consent.text_version(row.consent["shown"])
    assert all(shown.has_text(line) for line in row.consent["shown"])
    assert row.consent["answer"] == "yes"
    assert row.consent["answered_at"]


def test_the_helper_s_look_comes_back_after_the_person_s_turn(visitor: Visitor) -> None:
    ask(visitor)
    visitor.follow("我是王秀英，开始")
    visitor.follow("特大字")
    visitor.press("继续")
    reply(visitor, "不同意")
    visitor.press("我看完了，交还设备")
    assert visitor.page.document.root.attrib["data-text"] == "standard"


def test_a_no_leaves_nothing_and_the_helper_learns_no_reason(visitor: Visitor, database: Database) -> None:
    ask(visitor)
    begin_turn(visitor)
    reply(visitor, "不同意")
    assert visitor.page.h1 == "您没有同意"
    assert visitor.page.has_text("我们没有保存您的任何资料。")
    visitor.press("我看完了，交还设备")
    assert visitor.page.h1 == "没有获得授权"
    assert not visitor.page.has_text("不同意")
    assert mandates_in(database) == []
    assert count(database, Person) == 1
    visitor.open("/for-whom")
    assert not visitor.page.has_text("王秀英")


def test_a_part_allows_less_and_never_more(visitor: Visitor, database: Database) -> None:
    ask(visitor)
    begin_turn(visitor)
    reply(visitor, "只同意一部分")
    assert not visitor.page.has_text("查看审批结果")
    assert not visitor.page.has_text("1年")
    visitor.tick("预约服务、改时间、取消")
    visitor.tick("出行")
    visitor.choose("授权多长时间？", "30天")
    visitor.press("这是我的回答")
    (row,) = mandates_in(database)
    assert row.acts == ["book"]
    assert row.programmes
    assert row.ends_at is not None
    assert row.ends_at < clock.now() + timedelta(days=32)
    assert row.consent is not None
    assert row.consent["answer"] == "part"


def test_nothing_ticked_says_what_to_do(visitor: Visitor) -> None:
    ask(visitor)
    begin_turn(visitor)
    visitor.press("这是我的回答")
    assert visitor.page.status == 422
    assert visitor.page.errors == ["请选一个回答。您可以不同意。"]
    reply(visitor, "只同意一部分")
    visitor.press("这是我的回答")
    assert visitor.page.status == 422


def test_thinking_first_opens_nothing_and_the_question_waits(visitor: Visitor, database: Database) -> None:
    ask(visitor)
    begin_turn(visitor)
    reply(visitor, "我想先问问别人")
    assert visitor.page.has_text("您同意以前，他什么都不能办。")
    visitor.press("我看完了，交还设备")
    assert visitor.page.h1 == "他还没有回答"
    assert mandates_in(database) == []
    visitor.follow("再把设备交给他")
    begin_turn(visitor)
    reply(visitor, "同意")
    assert [row.state for row in mandates_in(database)] == [MandateState.LIVE]


def test_after_the_device_is_handed_back_no_page_of_the_turn_opens_again(visitor: Visitor, database: Database) -> None:
    ask(visitor)
    begin_turn(visitor)
    question = visitor.page
    reply(visitor, "同意")
    receipt = visitor.page.url
    visitor.press("我看完了，交还设备")
    for path in (receipt, "/consent", "/consent/question", "/consent/part", "/consent/answered/pdf"):
        visitor.open(path)
        assert (visitor.page.status, visitor.page.h1) == (404, "这次询问已经结束"), path
        assert not visitor.page.has_text("查询码")
    assert question.status == 200
    assert len(mandates_in(database)) == 1


def test_an_answer_sent_twice_counts_once(visitor: Visitor, database: Database) -> None:
    ask(visitor)
    begin_turn(visitor)
    question = visitor.page
    reply(visitor, "不同意")
    visitor.back()
    assert visitor.page.h1 == "这次询问已经结束"
    visitor.show_again(question)
    reply(visitor, "同意")
    assert visitor.page.h1 == "这次询问已经结束"
    assert visitor.page.status == 404
    assert mandates_in(database) == []


def test_a_form_of_an_earlier_turn_answers_no_later_one(visitor: Visitor, database: Database) -> None:
    helper = ask(visitor)
    begin_turn(visitor)
    with database.writing() as session, app_of(visitor).test_request_context():
        key = visit_key(visitor)
        browser = consent.one_time_codes.browser_hash(key)
        consent.ask(session, browser=browser, actor_id=helper, asked=ASKED, look="", then="/")
    reply(visitor, "同意")
    assert visitor.page.h1 == "这次询问已经结束"
    assert mandates_in(database) == []


def visit_key(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie("visit")
    assert cookie is not None
    return cookie.value


def test_after_an_hour_the_question_is_closed(visitor: Visitor, database: Database, at) -> None:  # type: ignore[no-untyped-def]
    ask(visitor)
    begin_turn(visitor)
    with at(clock.now() + timedelta(minutes=61)):
        reply(visitor, "同意")
        assert visitor.page.h1 == "这次询问已经结束"
    assert mandates_in(database) == []


def test_another_browser_knows_nothing_of_the_turn(visitor: Visitor, other_visitor: Visitor) -> None:
    ask(visitor)
    signed_in(other_visitor, name="别人")
    for path in ("/consent", "/consent/question", "/consent/answered"):
        other_visitor.open(path)
        assert other_visitor.page.status == 404
        assert not other_visitor.page.has_text("王秀英")


def test_the_quiet_way_out_allows_nothing_and_tells_nothing(visitor: Visitor, database: Database) -> None:
    ask(visitor)
    begin_turn(visitor)
    visitor.press("安全离开")
    assert visitor.page.url.rstrip("/") in ("", "http://localhost") or visitor.page.url == "/"
    assert mandates_in(database) == []
    visitor.open("/consent/question")
    assert visitor.page.status == 404
    visitor.open("/for-whom/ask/answer")
    assert visitor.page.h1 == "没有获得授权"


def prove(visitor: Visitor, code: str) -> None:
    """With a code of a card, on the helper's device."""
    visitor.open("/consent")
    visitor.press("我有账户")
    assert visitor.page.has_text("这台设备上不会打开您的账户")
    card_steps.type_code(visitor, code)


def with_an_account(visitor: Visitor, database: Database) -> tuple[uuid.UUID, list[str]]:
    """Somebody with an account and a card of ten codes, made in a browser of their own."""
    codes = card_steps.begin(visitor, card_steps.CODES, "王秀英的账户")
    with database.reading() as session:
        person = visit_of(session, visitor).person_id
    assert person is not None
    return person, codes


def test_somebody_with_an_account_proves_it_and_the_helper_stays_the_helper(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    person, codes = with_an_account(other_visitor, database)
    helper = ask(visitor)
    prove(visitor, codes[0])
    assert visitor.page.h1 == "您同意女儿李娜替您办事吗？"
    assert not visitor.page.has_text("王秀英的账户")
    with database.reading() as session:
        assert visit_of(session, visitor).person_id == helper
        assert session.scalar(sa.select(sa.func.count()).select_from(Visit).where(Visit.person_id == person)) == 1
    reply(visitor, "同意")
    (row,) = mandates_in(database)
    assert row.subject_id == person
    assert row.consent is not None
    assert row.consent["proved_by"] == "card_code"
    assert count(database, Person) == 2


def test_with_an_account_a_no_and_a_later_are_kept_there(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    _person, codes = with_an_account(other_visitor, database)
    for code, said, state in (
        (codes[0], "我想先问问别人", MandateState.ASKED),
        (codes[1], "不同意", MandateState.REFUSED),
    ):
        ask(visitor)
        prove(visitor, code)
        reply(visitor, said)
        visitor.press("我看完了，交还设备")
        assert visitor.page.h1 == "没有获得授权"
        assert state in {row.state for row in mandates_in(database)}


def test_the_helper_cannot_pass_off_their_own_account_as_the_person_s(visitor: Visitor, database: Database) -> None:
    ask(visitor)
    codes = card_steps.make(visitor, card_steps.CODES)
    prove(visitor, codes[0])
    assert visitor.page.has_text("这是对方的账户")
    visitor.press("继续")
    reply(visitor, "同意")
    (row,) = mandates_in(database)
    assert row.subject_id != row.actor_id


def test_a_proof_after_the_turn_signs_in_as_ever(visitor: Visitor, other_visitor: Visitor, database: Database) -> None:
    person, codes = with_an_account(other_visitor, database)
    ask(visitor)
    visitor.open("/consent")
    visitor.press("我有账户")
    visitor.press("安全离开")
    card_steps.type_code(visitor, codes[0])
    with database.reading() as session:
        assert visit_of(session, visitor).person_id == person


BROWSER = "b" * 64


def begin(session: Session, asked: Asked = ASKED) -> tuple[uuid.UUID, consent.Turn]:
    helper = make_person(session, name="李娜")
    consent.ask(session, browser=BROWSER, actor_id=helper, asked=asked, look="", then="/")
    turn = consent.find_turn(session, browser=BROWSER)
    assert turn is not None
    return helper, turn


@pytest.mark.parametrize(
    "wider",
    [
        Asked("王秀英", "女儿李娜", (*ASKED.acts, Act.MANAGE), None, Period.HALF_YEAR),
        Asked("王秀英", "女儿李娜", ASKED.acts, None, Period.YEAR),
        Asked("王秀英", "女儿李娜", (), None, Period.MONTH),
    ],
)
def test_an_answer_cannot_allow_more_than_was_asked_nor_nothing(session: Session, wider: Asked) -> None:
    _helper, turn = begin(session)
    with pytest.raises(RuleBroken):
        consent.answer(session, browser=BROWSER, turn=turn, given=Answer.PART, allowed=wider, record={})
    assert session.scalar(sa.select(sa.func.count()).select_from(MandateRow)) == 0


def test_programmes_that_were_not_asked_for_cannot_be_allowed(session: Session) -> None:
    asked = Asked("王秀英", "女儿李娜", (Act.FILL,), ("one",), Period.MONTH)
    _helper, turn = begin(session, asked)
    for programmes in (None, ("two",)):
        wider = Asked("王秀英", "女儿李娜", (Act.FILL,), programmes, Period.MONTH)
        with pytest.raises(RuleBroken):
            consent.answer(session, browser=BROWSER, turn=turn, given=Answer.YES, allowed=wider, record={})


def test_of_two_answers_at_once_one_counts(session: Session) -> None:
    _helper, turn = begin(session)
    consent.answer(session, browser=BROWSER, turn=turn, given=Answer.NO, allowed=ASKED, record={})
    with pytest.raises(Conflict):
        consent.answer(session, browser=BROWSER, turn=turn, given=Answer.YES, allowed=ASKED, record={})
    assert session.scalar(sa.select(sa.func.count()).select_from(MandateRow)) == 0


def test_a_person_without_an_account_gets_a_folder_of_their_own(session: Session) -> None:
    helper, turn = begin(session)
    consent.answer(session, browser=BROWSER, turn=turn, given=Answer.YES, allowed=ASKED, record={})
    row = session.scalars(sa.select(MandateRow)).one()
    assert folder_of(session, row.subject_id) != folder_of(session, helper)


def test_today_ends_at_midnight_in_the_districts(at) -> None:  # type: ignore[no-untyped-def]
    with at(datetime(2026, 11, 22, 15, 30, tzinfo=UTC)):  # 23:30 in Beijing
        assert consent.end_of(Period.TODAY) == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
