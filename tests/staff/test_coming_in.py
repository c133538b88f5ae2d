"""How staff come in and go out, without script."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask

from citizen.core import clock
from citizen.web.access import Access
from tests.staff.hall import at_the_desk, enrol, use_enrolment
from tests.support.people import signed_in
from tests.support.visitor import Visitor

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
#: Pages of the room that somebody opens who is not signed in as staff.
BEFORE = {
    *("staff.sign_in", "staff.enter_code", "staff.enrol", "staff.end_assisting"),
    *("staff.by_passkey", "staff.passkey_options"),
}


def test_every_page_of_the_room_is_for_staff_only(app: Flask) -> None:
    views = {name: view for name, view in app.view_functions.items() if name.startswith("staff.")}
    assert {name for name, view in views.items() if view.access is not Access.STAFF} == BEFORE


def test_nobody_else_gets_in(app: Flask, visitor: Visitor) -> None:
    signed_in(visitor, name="王秀英")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("staff.") and rule.endpoint not in BEFORE and "GET" in (rule.methods or ()):
            path = (
                rule.rule.replace("<reference>", "M23456789")
                .replace("<number>", "K23456789")
                .replace("<int:position>", "1")
            )
            visitor.open(path)
            assert visitor.page.url == "/staff", path
    assert visitor.page.h1 == "工作人员登录"


def test_enrolment_leads_to_the_desk_and_is_good_once(app: Flask, visitor: Visitor, other_visitor: Visitor) -> None:
    enrolment = enrol(app)
    use_enrolment(visitor, "g1024", enrolment.lower())
    visitor.follow("进入工作台")
    assert visitor.page.has_text("张三 · 工号：G1024 · 北京市通州区")
    assert visitor.page.headers["Cache-Control"] == "no-store"
    assert "noindex" in visitor.page.headers["X-Robots-Tag"]
    use_enrolment(other_visitor, "G1024", enrolment)
    assert other_visitor.page.status == 422
    assert other_visitor.page.errors == ["工号和登记码对不上，或登记码已用过、已过期。"]


def test_an_enrolment_code_of_last_week_is_too_old(app: Flask, visitor: Visitor, at) -> None:
    with at(NOON):
        enrolment = enrol(app)
    with at(NOON + timedelta(days=7)):
        use_enrolment(visitor, "G1024", enrolment)
        assert visitor.page.status == 422


def test_guessing_enrolment_codes_ends_soon_and_locks_nobody_out_for_long(app: Flask, visitor: Visitor, at) -> None:
    with at(NOON):
        enrolment = enrol(app)
        for _guess in range(10):
            use_enrolment(visitor, "G1024", "2345 6789 ABCD EFGH")
        use_enrolment(visitor, "G1024", enrolment)
        assert visitor.page.status == 429
    with at(NOON + timedelta(minutes=11)):
        use_enrolment(visitor, "G1024", enrolment)
        assert visitor.page.url == "/staff/ways"


def test_signing_out_leaves_nothing_behind(visitor: Visitor) -> None:
    at_the_desk(visitor)
    visitor.press("退出登录")
    assert visitor.page.url == "/staff"
    visitor.open("/staff/desk")
    assert visitor.page.url == "/staff"


def test_half_an_hour_without_use_ends_a_session_and_use_prolongs_it(visitor: Visitor, at) -> None:
    with at(NOON):
        at_the_desk(visitor)
    for minutes in (20, 40, 60):
        with at(NOON + timedelta(minutes=minutes)):
            assert visitor.open("/staff/desk").url == "/staff/desk"
    with at(NOON + timedelta(minutes=90)):
        visitor.open("/")
        assert visitor.open("/staff/desk").url == "/staff"


def test_after_twelve_hours_of_use_a_fresh_sign_in_is_asked_for(visitor: Visitor, at) -> None:
    with at(NOON):
        at_the_desk(visitor)
    for quarter in range(1, 12 * 4):
        with at(NOON + timedelta(minutes=15 * quarter)):
            assert visitor.open("/staff/desk").url == "/staff/desk"
    with at(NOON + timedelta(hours=12)):
        assert visitor.open("/staff/desk").url == "/staff"


def test_whoever_is_revoked_opens_nothing_from_that_moment_on(app: Flask, visitor: Visitor) -> None:
    at_the_desk(visitor)
    assert app.test_cli_runner().invoke(args=["staff", "revoke", "G1024"]).exit_code == 0
    assert visitor.open("/staff/desk").url == "/staff"


def test_a_visit_of_staff_holds_nothing_of_a_person(visitor: Visitor) -> None:
    """Whoever begins something for a person in that browser does so in a visit of its own, without the staff."""
    at_the_desk(visitor)
    visitor.open("/needs/for-whom")
    visitor.choose("您在为谁办理？", visitor.page.document.root.xpath("string(//label[contains(., '我自己')])").strip())
    visitor.press("继续")
    assert visitor.page.url == "/needs/new"
    assert visitor.open("/staff/desk").url == "/staff"


def test_signing_in_as_staff_signs_a_person_out(visitor: Visitor) -> None:
    signed_in(visitor, name="王秀英")
    at_the_desk(visitor)
    assert not visitor.open("/").has_text("王秀英")
    assert clock.now()  # the desk is open all the same
    assert visitor.open("/staff/desk").url == "/staff/desk"
