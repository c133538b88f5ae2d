"""The person's own pages about helpers, and the helper's pages about whom they help."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from citizen.core import clock
from citizen.db.session import Database
from citizen.proxies import invitations, mandate_service, mandates, programme_areas
from citizen.proxies.authority import Act, MandateState, Relation, Subject, Who
from citizen.proxies.doings import LOOKS, note_doing
from citizen.proxies.models import ActRecord, MandateRow
from tests.support.people import act_for, make_mandate, make_person, sign_in, signed_in
from tests.support.visitor import Visitor

PARKING = "accessible-parking-space"


def allowed(database: Database, helper: uuid.UUID, person: uuid.UUID, **scope: object) -> str:
    """A mandate, as its reference."""
    with database.writing() as session:
        return make_mandate(session, helper, person, **scope).reference  # type: ignore[arg-type]  # see make_mandate


def row_of(database: Database, reference: str) -> MandateRow:
    with database.reading() as session:
        return mandates.get_mandate(session, reference=reference)


def person_and_helper(visitor: Visitor, database: Database, **scope: object) -> tuple[uuid.UUID, uuid.UUID, str]:
    """The visitor is the person; a helper of hers may do everything."""
    person = signed_in(visitor, name="李梅")
    with database.writing() as session:
        helper = make_person(session, name="王芳")
    return person, helper, allowed(database, helper, person, **scope)


def do(database: Database, doing: str, person: uuid.UUID, reference: str, about: str | None = None) -> None:
    row = row_of(database, reference)
    who = Who(
        subject=Subject(Relation.AUTHORISED, person_id=person), actor_id=row.actor_id, mandate=mandates.as_mandate(row)
    )
    with database.writing() as session:
        note_doing(session, who=who, doing=doing, about=about)


def test_the_person_sees_who_may_act_and_ends_it_with_two_presses(visitor: Visitor, database: Database) -> None:
    _person, _helper, reference = person_and_helper(visitor, database)
    visitor.open("/account/helpers")
    assert visitor.page.has_text("王芳")
    visitor.follow("王芳")
    assert visitor.page.has_text("有效")
    visitor.follow("马上结束")
    visitor.press("是，马上结束")
    assert visitor.page.has_text("已结束")
    assert row_of(database, reference).state is MandateState.ENDED
    visitor.open(f"/account/helpers/{reference}/end")
    assert visitor.page.h1 == "王芳可以做什么"


def test_limiting_takes_ticks_away_and_cannot_add_any(visitor: Visitor, database: Database) -> None:
    _person, _helper, reference = person_and_helper(visitor, database, acts={Act.FILL, Act.SEE})
    page = visitor.open(f"/account/helpers/{reference}/limit")
    assert not page.has_text("预约")
    visitor.untick("查看交了什么、办到哪一步")
    visitor.choose("授权多长时间？", "30天")
    visitor.press("马上减少")
    assert visitor.page.h1 == "王芳可以做什么"
    row = row_of(database, reference)
    assert row.acts == ["fill"]
    assert row.ends_at is not None
    assert timedelta(days=30) <= row.ends_at - clock.now() <= timedelta(days=31)


def test_a_limit_that_leaves_nothing_says_what_to_do(visitor: Visitor, database: Database) -> None:
    _person, _helper, reference = person_and_helper(visitor, database, acts={Act.SEE})
    visitor.open(f"/account/helpers/{reference}/limit")
    visitor.untick("查看交了什么、办到哪一步")
    visitor.press("马上减少")
    assert visitor.page.status == 422
    assert visitor.page.errors == ["请选择帮手至少可以做的一件事"]


def test_a_forged_limit_that_allows_more_is_refused(visitor: Visitor, database: Database) -> None:
    _person, _helper, reference = person_and_helper(visitor, database, acts={Act.SEE}, programmes=[PARKING])
    page = visitor.open(f"/account/helpers/{reference}/limit")
    hidden = {
        one.get("name"): one.get("value")
        for one in page.document.all("input")
        if one.get("name") in ("csrf_token", "acting_for", "seen")
    }
    forged = {**hidden, "acts": ["see", "manage"], "areas": "all", "until": "keep"}
    answer = visitor.client.post(f"/account/helpers/{reference}/limit", data=forged)
    assert answer.status_code == 422
    assert (row_of(database, reference).acts, row_of(database, reference).programmes) == (
        ["see"],
        ["accessible-parking-space"],
    )


def test_a_limit_on_what_changed_meanwhile_shows_how_it_stands(visitor: Visitor, database: Database) -> None:
    person, _helper, reference = person_and_helper(visitor, database)
    visitor.open(f"/account/helpers/{reference}/limit")
    with database.writing() as session:
        row = mandates.get_mandate(session, reference=reference)
        by = mandate_service.Doer(person_id=person)
        mandate_service.limit(session, row=row, by=by, acts=[Act.SEE], programmes=None, ends_at=None)
    visitor.press("马上减少")
    assert visitor.page.status == 409
    assert visitor.page.has_text("刚才没有保存")
    assert row_of(database, reference).acts == ["see"]
    with database.writing() as session:
        mandate_service.end(session, row=mandates.get_mandate(session, reference=reference), by=by)
    visitor.open(f"/account/helpers/{reference}/limit")
    assert visitor.page.h1 == "王芳可以做什么"


def test_a_helper_with_a_form_open_loses_everything_at_once(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    person, helper, reference = person_and_helper(visitor, database)
    sign_in(other_visitor, helper)
    act_for(other_visitor, person)
    other_visitor.open("/needs/new")
    visitor.open(f"/account/helpers/{reference}/end")
    visitor.press("是，马上结束")
    other_visitor.press("登记")
    assert other_visitor.page.status == 403
    assert other_visitor.page.h1 == "您不能再为这位办理"
    assert not other_visitor.page.has_text("李梅")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ActRecord)) == 0


def test_nobody_opens_the_pages_of_another_mandate(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    _person, helper, reference = person_and_helper(visitor, database)
    pages = [f"/account/helpers/{reference}{end}" for end in ("", "/limit", "/end", "/answer")]
    pages += [f"/account/helping/{reference}", f"/account/helping/{reference}/stop", f"/mandate/{reference}"]
    signed_in(other_visitor, name="陌生人")
    for page in pages:
        assert other_visitor.open(page).status == 404, page
    sign_in(other_visitor, helper)
    for page in pages[:4]:
        assert other_visitor.open(page).status == 404, page


@pytest.mark.parametrize("page", ["/account/helpers", "/account/activity", "/account/helping"])
def test_without_signing_in_one_is_asked_to(visitor: Visitor, page: str) -> None:
    visitor.open(page)
    assert visitor.page.url.startswith("/sign-in")


def test_a_helper_without_that_right_does_not_see_who_else_helps(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    person, helper, _reference = person_and_helper(visitor, database)
    sign_in(other_visitor, helper)
    act_for(other_visitor, person)
    for page in ("/account/helpers", "/account/activity"):
        assert other_visitor.open(page).status == 403


def test_a_guardian_sees_all_helpers_and_cannot_limit_their_own_right(visitor: Visitor, database: Database) -> None:
    guardian = signed_in(visitor, name="母亲")
    with database.writing() as session:
        child = make_person(session, name="小宝")
        aunt = make_person(session, name="姑姑")
        own = make_mandate(session, guardian, child, relation=Relation.GUARDIAN).reference
        other = make_mandate(session, aunt, child).reference
    act_for(visitor, child)
    visitor.open("/account/helpers")
    assert visitor.page.has_text("姑姑")
    visitor.open(f"/account/helpers/{other}/end")
    visitor.press("是，马上结束")
    assert row_of(database, other).state is MandateState.ENDED
    visitor.open(f"/account/helpers/{own}/limit")
    visitor.press("马上减少")
    assert visitor.page.status == 403
    assert row_of(database, own).state is MandateState.LIVE


@pytest.mark.parametrize(("press", "state"), [("是，我允许", MandateState.LIVE), ("不，我不要", MandateState.REFUSED)])
def test_the_person_answers_who_asked(visitor: Visitor, database: Database, press: str, state: MandateState) -> None:
    _person, _helper, reference = person_and_helper(visitor, database, state=MandateState.ASKED)
    visitor.open(f"/account/helpers/{reference}")
    visitor.follow("回答可以或不可以")
    visitor.press(press)
    assert row_of(database, reference).state is state


def test_what_was_done_stands_in_plain_words_newest_first(visitor: Visitor, database: Database) -> None:
    person, _helper, reference = person_and_helper(visitor, database)
    with clock.fixed(datetime.fromisoformat("2026-11-22T14:05+08:00")):
        do(database, "application_sent", person, reference, "A7K3M9QX4")
    with clock.fixed(datetime.fromisoformat("2026-11-22T15:00+08:00")):
        do(database, "decision_seen", person, reference, "A7K3M9QX4")
    visitor.open("/account/activity")
    text = visitor.page.text
    assert "王芳为您提交了申请。 A7K 3M9 QX4" in text
    assert "2026年11月22日" in text
    assert text.index("王芳查看了您的审批结果") < text.index("王芳为您提交了申请")


def test_the_list_is_read_by_helper_and_in_pages(visitor: Visitor, database: Database) -> None:
    person, _helper, reference = person_and_helper(visitor, database)
    with database.writing() as session:
        other = make_person(session, name="张强")
    second = allowed(database, other, person)
    for _number in range(21):
        do(database, "message_sent", person, reference, "A7K3M9QX4")
    do(database, "booked", person, second, "B7K3M9QX4")
    visitor.open("/account/activity")
    assert visitor.page.text.count("王芳为您给受理单位留了言") == 19
    visitor.follow("更早的")
    assert visitor.page.text.count("王芳为您给受理单位留了言") == 2
    visitor.open("/account/activity")
    visitor.choose("谁做的？", "张强")
    visitor.press("显示")
    assert visitor.page.has_text("张强为您预约")
    assert not visitor.page.has_text("王芳为您给")


def test_a_look_is_noted_once_a_day_and_not_told(visitor: Visitor, database: Database) -> None:
    person, _helper, reference = person_and_helper(visitor, database)
    for _twice in range(2):
        for look in LOOKS:
            do(database, look, person, reference, "A7K3M9QX4")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ActRecord)) == len(LOOKS)


def test_the_helper_sees_what_they_may_do_and_stops(visitor: Visitor, database: Database) -> None:
    helper = signed_in(visitor, name="王芳")
    with database.writing() as session:
        person = make_person(session, name="李梅")
    reference = allowed(database, helper, person, acts={Act.SEE})
    visitor.open("/account/helping")
    visitor.follow("李梅")
    assert visitor.page.has_text("查看交了什么")
    visitor.follow("不再帮忙")
    visitor.press("是，马上停止")
    assert row_of(database, reference).state is MandateState.ENDED
    assert not visitor.page.has_text("李梅")
    visitor.open("/account/helping")
    assert not visitor.page.has_text("李梅")


def test_as_long_as_nobody_said_yes_the_helper_learns_no_name(visitor: Visitor, database: Database) -> None:
    helper = signed_in(visitor, name="王芳")
    with database.writing() as session:
        person = make_person(session, name="李梅")
    reference = allowed(database, helper, person, state=MandateState.ASKED)
    for page in ("/account/helping", f"/account/helping/{reference}"):
        assert not visitor.open(page).has_text("李梅")


def test_with_number_and_code_it_is_ended_without_an_account(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        helper, person = make_person(session, name="王芳"), make_person(session, name="李梅")
        row = make_mandate(session, helper, person)
        reference, code = row.reference, mandate_service.give_access_code(session, row=row)
    visitor.open("/mandate")
    visitor.fill("办理编号", reference)
    visitor.fill("查询码", "22222222")
    visitor.press("继续")
    assert visitor.page.status == 422
    visitor.fill("查询码", code)
    visitor.press("继续")
    assert visitor.page.h1 == "王芳可以做什么"
    visitor.follow("减少能办的事")
    visitor.untick("预约服务、改时间、取消")
    visitor.press("马上减少")
    assert "book" not in row_of(database, reference).acts
    visitor.follow("马上结束")
    visitor.press("是，马上结束")
    assert row_of(database, reference).state is MandateState.ENDED


def test_guessing_the_code_is_slowed_down(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        helper, person = make_person(session, name="王芳"), make_person(session, name="李梅")
        row = make_mandate(session, helper, person)
        reference, code = row.reference, mandate_service.give_access_code(session, row=row)
    visitor.open("/mandate")
    for number in range(11):
        visitor.fill("办理编号", reference)
        visitor.fill("查询码", code if number == 10 else "22222222")
        visitor.press("继续")
        if visitor.page.status == 429:
            break
    assert visitor.page.status == 429
    assert row_of(database, reference).state is MandateState.LIVE


def test_allowing_somebody_gives_a_code_that_lets_one_helper_in(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    person = signed_in(visitor, name="李梅")
    visitor.open("/account/helpers")
    visitor.follow("授权一个人帮忙")
    visitor.press("允许，并得到邀请码")
    assert visitor.page.status == 422
    visitor.fill("您怎么称呼这位帮手？ （选填）", "女儿小芳")
    visitor.tick("查看交了什么、办到哪一步")
    visitor.tick("康复")
    visitor.choose("授权多长时间？", "30天")
    visitor.press("允许，并得到邀请码")
    assert visitor.page.h1 == "把邀请码交给帮手"
    code = visitor.page.summary["邀请码"]
    assert visitor.open("/account/helpers/code").summary["邀请码"] == code
    helper = signed_in(other_visitor, name="王芳")
    assert not other_visitor.open("/account/helpers/code").has_text(code)
    with database.writing() as session:
        row = invitations.accept(session, code=code, actor_id=helper)
        assert (row.subject_id, row.acts) == (person, ["see"])
        assert row.programmes == programme_areas.programmes_in(["rehabilitation"])
    visitor.open("/account/helpers")
    assert visitor.page.has_text("女儿小芳")
