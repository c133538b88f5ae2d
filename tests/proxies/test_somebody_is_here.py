"""Pages of one's own account while one types for somebody present: they say so, and one press goes back to oneself."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask

from citizen.people import service as people
from citizen.web.access import Access
from tests.conftest import database_of
from tests.support.people import app_of, signed_in, visit_of
from tests.support.visitor import Visitor

PAGES = (
    *("/account/contacts", "/account/contacts/add/sms", "/account/profile", "/account/profile/name", "/account/needs"),
    *("/account/helpers", "/account/helpers/allow", "/account/activity"),
)


def help_somebody_here(visitor: Visitor, name: str = "老李") -> uuid.UUID:
    """Signed in, and typing for somebody who sits next to one."""
    person_id = signed_in(visitor, name="王秀英")
    visitor.client.own_words.add(name)
    with database_of(app_of(visitor)).writing() as session:
        visit = visit_of(session, visitor)
        people.set_subject(session, visit_id=visit.id, relation="helping_present", name=name)
    return person_id


@pytest.mark.parametrize("path", PAGES)
def test_the_page_says_for_whom_one_acts_and_leads_back_to_oneself(visitor: Visitor, path: str) -> None:
    help_somebody_here(visitor)
    page = visitor.open(path)
    assert (page.status, page.h1) == (409, "这一页是您自己的账户")
    assert page.has_text("您现在在帮身边的老李办事。")
    page = visitor.press("为自己办，打开这一页")
    assert (page.status, page.url) == (200, path)
    assert not page.has_text("老李")


def test_no_page_of_the_account_is_lost_meanwhile(visitor: Visitor, app: Flask) -> None:
    """Every page that is reached without choosing anything: shown, or this page, but never "not found"."""
    help_somebody_here(visitor)
    lost = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/account")
        and "GET" in (rule.methods or ())
        and not rule.arguments
        and getattr(app.view_functions[rule.endpoint], "access", None) is Access.OWN_THINGS
        and visitor.client.get(rule.rule).status_code == 404
    ]
    assert lost == []


def test_going_on_for_the_other_changes_nothing(visitor: Visitor) -> None:
    help_somebody_here(visitor)
    visitor.open("/account/contacts")
    assert visitor.follow("继续帮老李办").has_text("您正在为 老李 办理")


def test_going_back_leads_to_no_other_site(visitor: Visitor) -> None:
    help_somebody_here(visitor)
    token = visitor.open("/account/contacts").html.partition('name="csrf_token" value="')[2].partition('"')[0]
    data = {"csrf_token": token, "next": "//example.org/"}
    answer = visitor.client.post("/for-whom/myself", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
