"""Reporting a problem with a place: without a name, without obstacles, for the office of its district only."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from citizen.concerns import service
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.eligibility.directory import load_directory
from citizen.people import service as people
from citizen.proxies.authority import Who
from tests.support.visitor import Visitor

PLACE = "tongzhou-warm-home"
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


def report(visitor: Visitor) -> None:
    visitor.open(f"/places/{PLACE}")
    visitor.follow("反映这里的问题")
    visitor.tick("没开门，或者没有人")
    visitor.tick("不安全")
    visitor.fill("请写写经过 （选填）", "门口台阶坏了")
    visitor.press("发出")


def test_from_the_place_to_the_receipt_without_a_name(visitor: Visitor) -> None:
    report(visitor)
    assert visitor.page.h1 == "您反映的问题已发出"
    assert visitor.page.has_text("没开门，或者没有人、不安全")
    assert visitor.page.has_text("门口台阶坏了")
    assert visitor.page.has_text("您没有留电话和地址")


def test_only_what_happened_is_needed_and_a_day_to_come_is_a_slip(visitor: Visitor) -> None:
    visitor.open(f"/reports/new?place={PLACE}")
    page = visitor.press("发出")
    assert page.status == 422
    assert page.has_text("请选发生了什么")
    visitor.tick("其他问题")
    visitor.fill_date("什么时候的事？ （选填）", 2999, 1, 1)
    assert visitor.press("发出").has_text("请检查年份")


def test_the_receipt_is_nobody_elses(visitor: Visitor, other_visitor: Visitor) -> None:
    report(visitor)
    assert other_visitor.open(visitor.page.url).status == 404


def test_only_places_of_the_directory_can_be_reported(visitor: Visitor) -> None:
    assert visitor.open("/reports/new?place=nowhere").status == 404
    assert visitor.open("/reports/new").status == 404


def test_the_office_reads_its_own_list(app: Flask, visitor: Visitor) -> None:
    with clock.fixed(NOON):
        report(visitor)
    printed = app.test_cli_runner().invoke(args=["reports", "list", "--district", "tongzhou", "--json"])
    (one,) = json.loads(printed.stdout)
    assert one["facility"] == PLACE
    assert one["problems"] == ["closed", "safety"]
    assert one["story"] == "门口台阶坏了"
    assert one["made_at"] == NOON.isoformat()
    assert "contact" not in one
    lines = app.test_cli_runner().invoke(args=["reports", "list", "--district", "fenghua"])
    assert lines.stdout == "0 in all\n"
    assert app.test_cli_runner().invoke(args=["reports", "list", "--district", "nowhere"]).exit_code == 2


@pytest.mark.database
def test_a_report_does_not_know_who_sent_it(session: Session) -> None:
    visit = people.start_visit(session, key="one", on_kiosk=False)
    place = load_directory().facilities[PLACE]
    made = service.report_problem(session, visit_id=visit.id, place=place, told={"problems": ["closed"], "story": ""})
    assert made.told == {"problems": ["closed"]}
    assert made.reference[0] == "P"
    assert not any(value == visit.id for value in vars(made).values())
    assert service.get_report(session, who=Who(visit_id=visit.id), reference=made.reference) is made
    people.end_visit(session, visit_id=visit.id)
    with pytest.raises(NotFound):
        service.get_report(session, who=Who(visit_id=visit.id), reference=made.reference)
    assert service.list_reports(session, district="tongzhou") == [made]
