"""The way to a device, and a plan: beginning, the steps with the next one, and the pages of the place."""

from __future__ import annotations

import itertools

from a11y_tests.states.register import state
from citizen.core import clock
from citizen.pathways import service, steps
from citizen.pathways.steps import Doer, Record
from citizen.pathways.terms import Attended, PathwayKind, StepKind
from citizen.proxies.authority import Subject, Who
from tests.conftest import database_of
from tests.pathways.ways import apply_for_device, approve
from tests.staff.hall import at_the_desk
from tests.support.people import folder_of, signed_in
from tests.support.visitor import Visitor

_numbers = itertools.count(3000)
_PLACE = Doer("staff:1")
_SAID = "坐宽 42 厘米，扶手可以拆下。\n请先在平地上练习。"


def _begin(visitor: Visitor, device: str = "手动轮椅") -> str:
    visitor.open("/pathways/for-whom/aid")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.choose("在哪个区办？", "北京市通州区")
    visitor.choose("要配哪一类辅具？", device)
    visitor.press("看看有哪些步骤")
    return visitor.page.url.rsplit("/", 1)[-1]


def _at_the_place(visitor: Visitor) -> None:
    at_the_desk(visitor, f"P{next(_numbers)}", roles="place")


def _plan(visitor: Visitor) -> str:
    """A plan of somebody signed in, with a session behind it."""
    person = signed_in(visitor)
    with visitor.client.application.extensions["database"].writing() as session:
        who = Who(folder_of(session, person), Subject(person_id=person), actor_id=person)
        opening = service.Opening(PathwayKind.CHILD_REHAB, "tongzhou", None, "child-rehab-subsidy")
        plan = service.open_pathway(session, who=who, opening=opening)
        rows = {one.kind: one for one in service.steps_of(session, pathway=plan)}
        steps.finish_step(session, pathway=plan, step=rows[StepKind.ASSESSMENT], by=_PLACE, report=_SAID)
        record = Record(Attended.PRESENT, 12050)
        steps.record_session(session, pathway=plan, step=rows[StepKind.SESSION], by=_PLACE, record=record)
        return plan.public_ref


def _device_in_use(visitor: Visitor) -> str:
    """A wheelchair that was handed over, with what the place wrote."""
    person = signed_in(visitor)
    with visitor.client.application.extensions["database"].writing() as session:
        who = Who(folder_of(session, person), Subject(person_id=person), actor_id=person)
        opening = service.Opening(PathwayKind.DEVICE, "tongzhou", "wheelchair", "assistive-device-subsidy")
        chair = service.open_pathway(session, who=who, opening=opening)
        for row in service.steps_of(session, pathway=chair)[:-1]:
            said = _SAID if row.kind is StepKind.PRESCRIPTION else None
            steps.finish_step(session, pathway=chair, step=row, by=_PLACE, report=said)
        follow_up = service.steps_of(session, pathway=chair)[-1]
        follow_up.due_on = clock.today()
        return chair.public_ref


@state()
def pathways_overview(visitor: Visitor) -> None:
    _begin(visitor)
    visitor.open("/pathways")


@state()
def pathways_for_whom(visitor: Visitor) -> None:
    visitor.open("/pathways/for-whom/aid")


@state()
def pathways_new(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/pathways/new/aid")


@state()
def pathways_from_decision(visitor: Visitor) -> None:
    reference = apply_for_device(visitor)
    approve(database_of(visitor.client.application), reference)
    visitor.open(f"/applications/{reference}/status")
    visitor.follow("开始适配")


@state(status=422)
def pathways_new_with_an_error(visitor: Visitor) -> None:
    pathways_new(visitor)
    visitor.press("看看有哪些步骤")


@state()
def pathways_begun(visitor: Visitor) -> None:
    _begin(visitor, "助听器")


@state()
def pathways_in_use(visitor: Visitor) -> None:
    visitor.open(f"/pathways/{_device_in_use(visitor)}")


@state()
def pathways_plan(visitor: Visitor) -> None:
    visitor.open(f"/pathways/{_plan(visitor)}")


@state()
def pathways_end(visitor: Visitor) -> None:
    _begin(visitor)
    visitor.follow("我不再需要了")


@state()
def staff_pathways(visitor: Visitor) -> None:
    _at_the_place(visitor)
    visitor.open("/staff/pathways")


@state()
def staff_pathway_new(visitor: Visitor) -> None:
    _at_the_place(visitor)
    visitor.open("/staff/pathways/new")


@state()
def staff_pathway(visitor: Visitor) -> None:
    reference = _plan(visitor)
    visitor.client.delete_cookie("visit")
    _at_the_place(visitor)
    visitor.open(f"/staff/pathways/{reference}")


@state(status=422)
def staff_pathway_step_with_an_error(visitor: Visitor) -> None:
    reference = _device_in_use(visitor)
    visitor.client.delete_cookie("visit")
    _at_the_place(visitor)
    visitor.open(f"/staff/pathways/{reference}")
    visitor.follow("记录：回访")
    visitor.press("保存记录")
