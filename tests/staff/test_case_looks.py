"""Whoever has the reference reads which staff looked, when and why: with an account or without."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from citizen.applications.audit import verify_events
from citizen.db.session import Database
from citizen.proxies.models import ActRecord
from tests.applications import steps
from tests.staff.hall import at_the_desk
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database


def look(visitor: Visitor, reference: str, why: str = "本人来问，或打电话问") -> None:
    visitor.open("/staff/cases")
    visitor.fill("办理编号", reference)
    visitor.choose("为什么查看？", why)
    visitor.press("查询")


def test_somebody_without_an_account_reads_who_looked(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    reference = steps.apply(other_visitor)
    status = f"/applications/{reference}/status"
    assert not other_visitor.open(status).has_text("哪些工作人员看过")
    at_the_desk(visitor, roles="officer")
    look(visitor, reference)
    assert visitor.page.status == 200
    page = other_visitor.open(status)
    assert page.has_text("哪些工作人员看过")
    assert page.has_text("通州区服务大厅的张三（工号 G1024）")
    assert other_visitor.open(f"/applications/{reference}/history").has_text("查看了办到哪一步")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ActRecord)) == 0
        assert verify_events(session).breaks == []


def test_an_officer_sees_the_stage_and_nothing_else(visitor: Visitor, other_visitor: Visitor) -> None:
    reference = steps.apply(other_visitor)
    at_the_desk(visitor, roles="officer")
    look(visitor, reference)
    assert visitor.page.has_text("待乡镇街道审批") or visitor.page.has_text("已提交")
    for secret in ("王小明", "13800001234", "1990"):
        assert not visitor.page.has_text(secret)


def test_another_district_finds_nothing_and_leaves_no_look(visitor: Visitor, other_visitor: Visitor) -> None:
    reference = steps.apply(other_visitor)
    at_the_desk(visitor, "H1", district="xicheng", roles="officer")
    look(visitor, reference)
    assert visitor.page.status == 422
    assert visitor.page.errors == ["在本区没有找到这个办理编号。请核对。"]
    assert not other_visitor.open(f"/applications/{reference}/status").has_text("哪些工作人员看过")


def test_a_draft_is_found_by_nobody(visitor: Visitor, other_visitor: Visitor) -> None:
    reference = steps.start(other_visitor)
    at_the_desk(visitor, roles="officer")
    look(visitor, reference)
    assert visitor.page.status == 422


def test_whoever_is_no_officer_looks_at_no_case(visitor: Visitor) -> None:
    at_the_desk(visitor)
    assert visitor.open("/staff/cases").status == 403
