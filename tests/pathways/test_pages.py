"""A fitting followed from the approved subsidy to the follow-up, without script; plans; who sees what."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from citizen.applications.models import Application
from citizen.booking.models import Booking
from citizen.core import clock
from citizen.db.session import Database
from citizen.pathways.models import Pathway
from citizen.proxies.authority import Act
from citizen.proxies.models import ActRecord
from tests.applications import steps as applying
from tests.applications.office import at_the_office, bring_to_review
from tests.pathways.ways import apply_for_device, approve
from tests.staff.hall import at_the_desk
from tests.support.people import act_for, folder_of, make_mandate, make_person, signed_in
from tests.support.sample import MORNING
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]


def begin(visitor: Visitor, device: str = "手动轮椅", *, for_whom: str = "我自己", called: str = "") -> str:
    """In Tongzhou; returns the reference."""
    visitor.open("/pathways")
    visitor.follow("配辅助器具")
    visitor.choose("您在为谁办理？", for_whom)
    if called:
        visitor.fill("怎么称呼这位？ （选填）", called)
    visitor.press("继续")
    return choose(visitor, device, district="北京市通州区")


def choose(visitor: Visitor, device: str, *, district: str | None = None) -> str:
    if district:
        visitor.choose("在哪个区办？", district)
    visitor.choose("要配哪一类辅具？", device)
    visitor.press("看看有哪些步骤")
    return visitor.page.url.rsplit("/", 1)[-1]


def book_next(visitor: Visitor, step: str) -> None:
    """From the one button of the way to a confirmed appointment."""
    visitor.press(f"约时间：{step}")
    assert visitor.page.h1 == "当天需要什么？"
    visitor.press("继续")
    place = next(link.name for link in visitor.page.links if link.name.startswith("看示例通州"))
    visitor.follow(place)
    visitor.press("选这个时间")
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认预约")
    assert visitor.page.h1 == "已经约好了"


def write_down(visitor: Visitor, reference: str, step: str, said: str = "") -> None:
    visitor.open(f"/staff/pathways/{reference}")
    visitor.follow(f"记录：{step}")
    visitor.choose("这一步怎么样了？", "做完了")
    if said:
        visitor.fill("写给本人看的话 （选填）", said)
    visitor.press("保存记录")
    assert visitor.page.has_text("记好了")


def test_a_fitting_is_followed_from_the_approved_subsidy_to_the_follow_up(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    application = apply_for_device(visitor)
    visitor.open(f"/applications/{application}/status")
    assert not visitor.page.has_text("开始适配")
    approve(database, application)
    visitor.open(f"/applications/{application}/status")
    visitor.follow("开始适配")
    visitor.press("看看有哪些步骤")
    assert visitor.page.errors == ["请选择要配哪一类辅具"]
    reference = choose(visitor, "助听器")
    assert visitor.page.h1 == "辅具：助听器"
    assert visitor.page.has_text("下一步：评估")
    assert visitor.page.has_text("用满几年可以再申请，以区残联公布为准。")

    book_next(visitor, "评估")
    visitor.open(f"/pathways/{reference}")
    assert visitor.page.has_text("已约好时间")
    at_the_desk(other_visitor, roles="place")
    other_visitor.follow("辅具适配和康复计划")
    other_visitor.fill("辅具适配或康复计划的办理编号", reference)
    other_visitor.press("打开")
    write_down(other_visitor, reference, "评估")
    write_down(other_visitor, reference, "适配建议书", "右耳用耳背式。\n音量从低到高慢慢适应。")

    visitor.open(f"/pathways/{reference}")
    assert visitor.page.has_text("下一步：试用")
    assert visitor.page.has_text("音量从低到高慢慢适应。")
    for step in ("试用", "适配和调试", "领取，学会使用"):
        visitor.open(f"/pathways/{reference}")
        book_next(visitor, step)
        write_down(other_visitor, reference, step)
    visitor.open(f"/pathways/{reference}")
    assert visitor.page.has_text("下一步：回访")
    assert visitor.page.has_text("什么时候回访，以区残联公布为准。")
    book_next(visitor, "回访")
    write_down(other_visitor, reference, "回访", "听得清楚。")
    visitor.open(f"/pathways/{reference}")
    assert visitor.page.has_text("每一步都完成了。")
    visitor.press("维修")
    book_next(visitor, "维修")
    visitor.open(f"/applications/{application}/status")
    visitor.follow("看辅具办到哪一步")
    assert visitor.page.url.endswith(reference)


def test_cancelling_a_step_opens_it_again_and_flags_the_later_one(visitor: Visitor, database: Database) -> None:
    reference = begin(visitor, "手杖、拐杖")
    book_next(visitor, "评估")
    first = visitor.page.url
    visitor.open(f"/pathways/{reference}")
    assert visitor.page.has_text("下一步：评估")
    with database.writing() as session:
        pathway = session.scalars(sa.select(Pathway)).one()
        assert pathway.public_ref == reference
    visitor.open(first)
    visitor.follow("取消这个预约")
    visitor.press("是，取消预约")
    visitor.open(f"/pathways/{reference}")
    assert visitor.page.has_text("取消了一个预约。这一步要重新约。")
    book_next(visitor, "评估")


def test_it_is_opened_with_reference_and_code_and_by_nothing_else(visitor: Visitor, other_visitor: Visitor) -> None:
    reference = begin(visitor)
    code = visitor.page.summary["查询码"]
    assert other_visitor.open(f"/pathways/{reference}").status == 404
    other_visitor.open("/pathways")
    other_visitor.follow("用办理编号和查询码打开")
    other_visitor.fill("办理编号", reference)
    other_visitor.fill("查询码", code)
    other_visitor.press("打开")
    assert other_visitor.page.h1 == "辅具：手动轮椅"
    book_next(other_visitor, "评估")
    other_visitor.open(f"/pathways/{reference}")
    assert other_visitor.page.has_text("已约好时间")


def test_what_is_booked_from_a_way_is_for_its_person(visitor: Visitor, database: Database) -> None:
    """Also when the browser has turned to somebody else meanwhile."""
    reference = begin(visitor, for_whom="有人在我身边，我帮他填", called="奶奶")
    begin(visitor, "助听器")
    visitor.open(f"/pathways/{reference}")
    assert visitor.page.has_text("奶奶的")
    book_next(visitor, "评估")
    with database.reading() as session:
        assert session.scalars(sa.select(Booking.person_name)).all() == ["奶奶"]


def test_what_nobody_worked_on_is_deleted_at_once(visitor: Visitor) -> None:
    reference = begin(visitor)
    visitor.follow("我不再需要了")
    visitor.press("删除")
    assert visitor.page.h1 == "我的辅具和康复"
    assert visitor.open(f"/pathways/{reference}").status == 404


def test_what_was_booked_is_ended_and_stays_readable(visitor: Visitor) -> None:
    reference = begin(visitor)
    book_next(visitor, "评估")
    visitor.open(f"/pathways/{reference}")
    visitor.follow("我不再需要了")
    assert visitor.page.has_text("已有的预约不会因此取消")
    visitor.press("是，结束")
    assert visitor.page.has_text("这件事已经结束。您仍然可以看全部内容。")
    visitor.open("/pathways")
    assert visitor.page.has_text("已经结束")


def test_a_plan_shows_who_was_there_as_a_sentence_and_a_table(visitor: Visitor, other_visitor: Visitor) -> None:
    visitor.open("/pathways")
    visitor.follow("孩子做康复")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.choose("在哪个区办？", "北京市通州区")
    visitor.press("看看有哪些步骤")
    reference = visitor.page.url.rsplit("/", 1)[-1]
    assert visitor.page.has_text("补贴多少，以区残联公布为准。")
    at_the_desk(other_visitor, roles="officer")
    write_down(other_visitor, reference, "评估")
    other_visitor.follow("记录：康复训练")
    other_visitor.choose("本人到了吗？", "到了")
    other_visitor.fill("这次用了多少补贴（元） （选填）", "很多")
    other_visitor.press("保存记录")
    assert other_visitor.page.errors == ["请填写金额，例如 120 或 120.50"]
    other_visitor.fill("这次用了多少补贴（元） （选填）", "120.5")
    other_visitor.press("保存记录")
    visitor.open(f"/pathways/{reference}")
    assert visitor.page.has_text("到了 1 次，请假 0 次，没有到 0 次。")
    assert visitor.page.has_text("120.50元")
    assert visitor.page.has_text("下一步：第 2 次康复训练")


def test_a_place_of_another_district_finds_nothing(visitor: Visitor, other_visitor: Visitor) -> None:
    reference = begin(visitor)
    at_the_desk(other_visitor, "H1", district="xicheng", roles="place")
    assert other_visitor.open(f"/staff/pathways/{reference}").status == 404
    other_visitor.open("/staff/pathways")
    other_visitor.fill("辅具适配或康复计划的办理编号", reference)
    other_visitor.press("打开")
    assert other_visitor.page.errors == ["在本区没有找到这个办理编号。"]
    at_the_desk(other_visitor, "H2", roles="desk")
    assert other_visitor.open("/staff/pathways").status == 403


def test_every_look_and_every_step_that_is_refused_is_said(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    signed_in(visitor)
    visitor.open("/pathways/new/aid")
    reference = choose(visitor, "手动轮椅", district="北京市通州区")
    at_the_desk(other_visitor, roles="place")
    other_visitor.open(f"/staff/pathways/{reference}")
    other_visitor.follow("记录：试用")
    other_visitor.choose("这一步怎么样了？", "做完了")
    other_visitor.press("保存记录")
    assert other_visitor.page.errors == ["前面还有一步没完成。请先办那一步。"]
    other_visitor.choose("这一步怎么样了？", "不需要做")
    other_visitor.press("保存记录")
    assert other_visitor.page.errors == ["请选择为什么不需要"]
    with database.reading() as session:
        noted = sa.select(ActRecord.doing).where(ActRecord.about == reference, ActRecord.staff_id.is_not(None))
        assert set(session.scalars(noted)) == {"pathway_viewed"}


def test_the_place_begins_the_steps_for_whoever_has_an_appointment(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    signed_in(visitor)
    begin(visitor, "助行器", for_whom="我自己")
    book_next(visitor, "评估")
    at_the_desk(other_visitor, roles="place")
    other_visitor.open("/staff/pathways/new")
    other_visitor.press("开始")
    assert len(other_visitor.page.errors) == 2
    with database.reading() as session:
        booking = session.scalars(sa.select(Booking.public_ref)).one()
    other_visitor.fill("预约的办理编号", booking)
    other_visitor.choose("要配哪一类辅具？", "助行器")
    other_visitor.press("开始")
    assert other_visitor.page.h1 == "辅具：助行器"
    with database.reading() as session:
        assert len(session.scalars(sa.select(Pathway)).all()) == 1


def test_whoever_applies_again_reads_what_is_in_use(visitor: Visitor) -> None:
    begin(visitor)
    applying.start(visitor, programme="assistive-device-subsidy")
    assert visitor.page.has_text("已经在办或在用：辅具：手动轮椅。")
    applying.start(visitor)
    assert not visitor.page.has_text("已经在办或在用")


def test_a_helper_sees_it_within_the_mandate_only(visitor: Visitor, database: Database) -> None:
    anna = signed_in(visitor, name="安娜")
    with database.writing() as session:
        grandmother = make_person(session, name="奶奶")
        make_mandate(session, anna, grandmother, acts={Act.BOOK}, programmes={"assistive-device-subsidy"})
        assert folder_of(session, grandmother)
    act_for(visitor, grandmother)
    visitor.open("/pathways/new/aid")
    reference = choose(visitor, "手动轮椅", district="北京市通州区")
    assert "查询码" not in visitor.page.summary
    visitor.open("/pathways/new/child")
    visitor.choose("在哪个区办？", "北京市通州区")
    visitor.press("看看有哪些步骤")
    assert visitor.page.status == 403
    with database.reading() as session:
        done = set(session.scalars(sa.select(ActRecord.doing).where(ActRecord.about == reference)))
    assert done == {"pathway_opened", "pathway_viewed"}


def test_without_the_decision_nothing_is_opened(visitor: Visitor, database: Database) -> None:
    application = apply_for_device(visitor)
    assert visitor.open(f"/pathways/from/{application}/1").status == 404
    with at_the_office(database, application) as (session, case):
        bring_to_review(session, case)
        assert session.scalars(sa.select(Application)).one().reference == application
    assert visitor.open(f"/pathways/from/{application}/1").status == 404
    assert clock.now() - MORNING < timedelta(days=1)
