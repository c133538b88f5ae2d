"""Addresses, headers and forms that nobody writes by mistake: each is a fault that was found by tests/fuzz."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask

from citizen.booking.arrival import reference_in
from citizen.booking.days_page import read_moment
from citizen.core import clock
from citizen.core.errors import RuleBroken
from citizen.db.session import Database
from citizen.kiosk import reader_protocol
from citizen.people.passkey_answers import _challenge_in, credential_id_in
from citizen.web.pages import local_path
from tests.booking.conftest import MORNING, PLACE, add_place
from tests.kiosk.operating_steps import at_a_terminal
from tests.support.people import signed_in
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.once]
_TOO_DEEP = "[" * 60_000


def links(html: str) -> Iterator[str]:
    yield from re.findall(r'<a\b[^>]*\bhref="([^"]*)"', html)


@pytest.mark.parametrize("name", ["endpoint", "self", "_scheme", "_external", "_anchor", "_method", "values"])
def test_no_name_in_an_address_means_anything_to_what_builds_links(visitor: Visitor, name: str) -> None:
    page = visitor.open(f"/help?{name}=javascript&on=1&_external=1")
    assert page.status == 200
    assert all(not urlsplit(one).scheme and not urlsplit(one).netloc for one in links(page.html) if "tel:" not in one)
    assert f'href="/help?{name}=javascript&amp;on=1&amp;' in page.html


def test_a_query_cannot_lead_the_menus_to_another_place(visitor: Visitor) -> None:
    page = visitor.open("/places/tongzhou-warm-home?place_id=elsewhere")
    assert "/places/elsewhere" not in page.html


@pytest.mark.parametrize("sent", [{"Referer": "http://["}, {"Referer": "http://a:b:c/"}])
def test_a_referer_that_is_no_address(app: Flask, sent: dict[str, str]) -> None:
    assert app.test_client().get("/preferences", headers=sent).status_code == 200


@pytest.mark.parametrize("host", ["a" * 300, "a..b", "[::1", "a b", "localhost:99999"])
def test_a_host_that_no_machine_can_have(app: Flask, host: str) -> None:
    answer = app.test_client().get("/help?lang=en", headers={"Host": host})
    assert answer.status_code in (200, 400)
    assert '<html lang="en"' in answer.text
    assert "</footer>" in answer.text


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [("/book//places", "/book/places"), ("//book//places?lang=en", "/book/places?lang=en")],
)
def test_slashes_too_many_never_lead_to_the_host_a_request_names(app: Flask, asked: str, led_to: str) -> None:
    """As any server hands an address on, whatever the client of the tests would make of it."""
    environ = {"PATH_INFO": asked.partition("?")[0], "HTTP_HOST": "elsewhere.example"}
    answer = app.test_client().get(asked, environ_overrides=environ)
    assert (answer.status_code, answer.headers.get("Location")) == (308, led_to)


def test_no_path_at_all_leads_to_the_first_page_here(app: Flask) -> None:
    answer = app.test_client().get("/", environ_overrides={"PATH_INFO": "", "HTTP_HOST": "elsewhere.example"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/")


@pytest.mark.parametrize("mark", ["*", '"x"', "W/"])
def test_a_condition_for_changing_does_not_keep_a_page_back(app: Flask, mark: str) -> None:
    answer = app.test_client().get("/help", headers={"If-Match": mark})
    assert answer.status_code == 200
    assert "</footer>" in answer.text


def test_a_way_back_that_is_no_address(visitor: Visitor) -> None:
    assert local_path("http://[", default="/home") == "/home"
    assert visitor.open("/preferences?back=http://[").status == 200


def test_an_old_form_from_nowhere(app: Flask) -> None:
    answer = app.test_client().post("/for-whom", data={"a": "b"}, headers={"Origin": "http://["})
    assert answer.status_code == 403


def test_a_square_that_is_no_address() -> None:
    assert reference_in("http://[") == "http://["


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"])
def test_moments_outside_of_time(text: str) -> None:
    assert read_moment(text) is None


def test_characters_in_the_mark_of_whom_a_form_is_about(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/check/for-whom")
    token = visitor.page.html.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {"csrf_token": token, "acting_for": "٣", "relation": "self"}
    assert (
        visitor.client.post("/check/for-whom", data=sent, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 409
    )


def test_the_board_of_a_hall_on_a_terminal(visitor: Visitor, database: Database) -> None:
    with clock.fixed(MORNING):
        with database.writing() as session:
            add_place(session, staff=1)
        assert at_a_terminal(visitor).open(f"/hall/{PLACE}/board").status == 200


def test_brackets_without_end_to_a_keyboard_on_the_screen(visitor: Visitor) -> None:
    at_a_terminal(visitor)
    token = visitor.page.html.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {"csrf_token": token, "kb": _TOO_DEEP}
    answer = visitor.client.post("/kiosk/keyboard", data=sent, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code < 500


def test_brackets_without_end_from_a_device() -> None:
    deep = "W1tb" * 4_000  # [[[ in the letters of a passkey
    with pytest.raises(RuleBroken):
        credential_id_in(_TOO_DEEP)
    with pytest.raises(RuleBroken):
        _challenge_in(f'{{"response": {{"clientDataJSON": "{deep}"}}}}')


@pytest.mark.parametrize("fields", [{"signature": "签"}, {"signature": "\ud800"}, {"fields": {"number": "\ud800"}}])
def test_a_card_reader_that_says_what_no_reader_says(fields: dict[str, object]) -> None:
    sent = {"request": "r", "fields": {"number": "1"}, "read_at": "2026-11-20T00:00:00+00:00", **fields}
    with pytest.raises(reader_protocol.AnswerRefused):
        reader_protocol.read_answer(sent, key="k", request="r", asked=("number",), now=MORNING)
