"""The shell around every page of a terminal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask, Response, render_template_string

from citizen.accessibility.locales import LOCALES
from citizen.db.session import Database
from citizen.kiosk.policy import may_be_offered, without_ways_out
from citizen.people.models import Visit
from citizen.proxies.guardian_forms import DocumentForm
from tests.support.visitor import Visitor

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
At = Callable[[datetime], AbstractContextManager[None]]
PAGES = ("/", "/help", "/programmes", "/programmes/living-allowance-hardship", "/places", "/accessibility", "/privacy",
         "/check", "/book", "/applications", "/preferences", "/no-such-page")  # fmt: skip


@pytest.fixture
def terminal(visitor: Visitor) -> Visitor:
    visitor.open("/kiosk")
    return visitor


def begin_for_mother(visitor: Visitor) -> None:
    """Leaves something personal on the terminal: a name in the banner of every page."""
    visitor.open("/check/for-whom")
    visitor.choose("您在为谁办理？", "有人授权我办理")
    visitor.fill("怎么称呼这位？ （选填）", "王奶奶")
    visitor.press("继续")
    assert visitor.page.has_text("王奶奶")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_ended_asks_who_is_there_and_keeps_nothing(terminal: Visitor, path: str) -> None:
    page = terminal.open(path)
    assert "结束并清除" in page.buttons
    assert page.headers["Refresh"] == "120; url=/kiosk/still-there?" + urlencode({"back": path})
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_no_link_leads_away(terminal: Visitor, path: str) -> None:
    assert [link.href for link in terminal.open(path).links if not may_be_offered(link.href)] == []


def test_at_home_no_page_goes_on_by_itself(visitor: Visitor) -> None:
    page = visitor.open("/help")
    assert "Refresh" not in page.headers
    assert "结束并清除" not in page.buttons


@pytest.mark.parametrize("language", LOCALES)
def test_its_own_pages_pass_the_audit_in_every_language(terminal: Visitor, language: str) -> None:
    for path in (f"/kiosk?lang={language}", "/kiosk/still-there?back=/help", "/kiosk/ended"):
        assert terminal.open(path).status == 200


def test_ending_clears_name_language_and_cookies(terminal: Visitor, database: Database) -> None:
    terminal.open("/kiosk?text=largest")
    begin_for_mother(terminal)
    page = terminal.press("结束并清除")
    assert page.url == "/kiosk?cleared=yes"
    assert page.has_text("已经清除")
    assert not page.has_text("王奶奶")
    assert page.document.root.get("data-text") == "standard"
    assert "data-kiosk" in page.document.root.attrib
    with database.reading() as session:
        visit = session.query(Visit).one()
        assert visit.ended_at is not None
        assert visit.subject_name is None


def test_ending_tells_the_browser_to_forget_but_to_stay_a_terminal(app: Flask, terminal: Visitor) -> None:
    begin_for_mother(terminal)
    token = next(one.get("value") for one in terminal.page.document.all("input") if one.get("name") == "csrf_token")
    response = terminal.client.post("/kiosk/end", data={"csrf_token": token})
    assert response.status_code == 303
    assert '"storage"' in response.headers["Clear-Site-Data"]
    dropped = {cookie.partition("=")[0] for cookie in response.headers.getlist("Set-Cookie") if "Max-Age=0" in cookie}
    assert dropped == {"visit", "preferences"}


def test_old_pages_show_nothing_to_the_next_person(terminal: Visitor) -> None:
    begin_for_mother(terminal)
    old = terminal.page.url
    terminal.press("结束并清除")
    page = terminal.open(old)
    assert not page.has_text("王奶奶")


def test_a_form_of_the_person_before_cannot_be_sent(terminal: Visitor) -> None:
    terminal.open("/check/for-whom")
    old = terminal.page
    terminal.press("结束并清除")
    terminal.show_again(old)
    terminal.choose("您在为谁办理？", "我自己")
    assert terminal.press("继续").status == 400


def test_a_forgotten_terminal_asks_then_clears_without_script(terminal: Visitor, database: Database) -> None:
    begin_for_mother(terminal)
    asked = terminal.page.headers["Refresh"].partition("url=")[2]
    page = terminal.open(asked)
    assert page.h1 == "您还在吗？"
    assert page.headers["Refresh"] == "60; url=/kiosk/ended"
    page = terminal.open("/kiosk/ended")
    assert page.h1 == "已经清除"
    assert not page.has_text("王奶奶")
    assert page.headers["Refresh"] == "30; url=/kiosk"
    with database.reading() as session:
        assert session.query(Visit).one().ended_at is not None


def test_going_on_leads_back_to_the_page_with_everything_kept(terminal: Visitor) -> None:
    begin_for_mother(terminal)
    here = terminal.page.url
    terminal.open(terminal.page.headers["Refresh"].partition("url=")[2])
    page = terminal.follow("我还需要时间")
    assert page.url == here
    assert page.has_text("王奶奶")


def test_going_on_never_leads_to_another_site(terminal: Visitor) -> None:
    terminal.open("/kiosk/still-there?back=https://example.org/")
    assert terminal.follow("我还需要时间").url == "/"


def test_after_the_idle_time_the_visit_is_over_whatever_the_page_did(terminal: Visitor, at: At) -> None:
    with at(NOON):
        begin_for_mother(terminal)
        old = terminal.page.url
    with at(NOON + timedelta(seconds=120 + 60 + 31)):
        assert not terminal.open(old).has_text("王奶奶")


@pytest.mark.parametrize(("cookie", "status"), [("kiosk=1", 403), ("", 200)])
def test_a_file_is_handed_out_at_home_only(app: Flask, cookie: str, status: int) -> None:
    with app.test_request_context("/help", headers={"Cookie": cookie}):
        app.preprocess_request()
        file = Response("BEGIN:VCALENDAR", headers={"Content-Disposition": "attachment; filename=a.ics"})
        answer = app.process_response(file)
        assert answer.status_code == status
        assert ("BEGIN" in answer.get_data(as_text=True)) is (status == 200)


def test_a_device_can_stop_being_a_terminal(terminal: Visitor) -> None:
    terminal.open("/kiosk")
    page = terminal.press("不再当作公用机器")
    assert page.url == "/"
    assert "结束并清除" not in page.buttons


def test_ending_at_home_leads_home(visitor: Visitor) -> None:
    for path in ("/kiosk/ended", "/kiosk/still-there"):
        assert visitor.open(path).url == "/"


@pytest.mark.parametrize(("cookie", "is_offered"), [("kiosk=1", False), ("", True)])
def test_the_files_of_a_terminal_are_shown_to_nobody(app: Flask, cookie: str, is_offered: bool) -> None:
    """Every field for a file is made by the one component."""
    field = '{% from "components/field.html" import field %}{{ field(form.paper) }}'
    with app.test_request_context("/help", headers={"Cookie": cookie}):
        app.preprocess_request()
        html = render_template_string(field, form=DocumentForm())
    assert ('type="file"' in html) is is_offered
    assert ("到手机上继续" in html) is not is_offered


def test_a_link_that_a_page_forgot_becomes_its_words() -> None:
    page = (
        '<p><a class="x" href="https://example.org/">外面</a> <a href="/help">里面</a> <a href="tel:1">打电话</a></p>'
    )
    assert without_ways_out(page) == '<p><a class="x">外面</a> <a href="/help">里面</a> <a>打电话</a></p>'
