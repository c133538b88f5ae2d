"""How much may be asked for in ten minutes: counted for all processes together, and never in the way of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, request

from citizen import create_app
from citizen.cli import doctor_machine
from citizen.cli.findings import Health
from citizen.config import Settings, SettingsError, for_tests, from_environment
from citizen.core import clock
from citizen.core.errors import TooBusy
from citizen.db import counting
from citizen.db.models import RequestCount
from citizen.db.session import Database
from citizen.web import limits, where_from
from citizen.web.limits import Counter, Most
from tests.conftest import database_of
from tests.people import card_steps
from tests.support.visitor import Visitor

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
PUBLIC = "203.0.113.9"  # documentation only: not global
SOMEBODY = "8.8.4.4"


def taken(counter: Counter, whose: str = "browser:a", *, most: int = 100) -> int:
    """How many one process grants until it refuses."""
    for number in range(10 * most):
        try:
            counter.take("forms", whose, most=most)
        except TooBusy:
            return number
    raise AssertionError("never refused")


def rows(database: Database) -> list[RequestCount]:
    with database.reading() as session:
        return list(session.scalars(sa.select(RequestCount)))


@pytest.mark.database
def test_processes_count_together(database: Database) -> None:
    first, second = Counter(lambda: database), Counter(lambda: database)
    with clock.fixed(NOON):
        for _each in range(60):
            first.take("forms", "browser:a", most=100)
        assert 35 <= taken(second) <= 40
        assert taken(first) < 10, "It learns of it with its next portion."
        assert taken(second, "browser:b") == 100


@pytest.mark.database
def test_many_add_at_once_and_nothing_is_lost(database: Database) -> None:
    for _each in range(3):
        with database.writing() as session:
            total = counting.add(session, scope_hash="a" * 64, period=7, amount=5)
    assert total == 15
    assert [one.amount for one in rows(database)] == [15]


@pytest.mark.once
def test_ten_minutes_later_all_is_as_before(database: Database) -> None:
    counter = Counter(lambda: database)
    with clock.fixed(NOON + timedelta(minutes=3)):
        assert taken(counter) == 100
        with pytest.raises(TooBusy) as refused:
            counter.take("forms", "browser:a", most=100)
        assert refused.value.wait == 7 * 60
    with clock.fixed(NOON + timedelta(minutes=10)):
        counter.take("forms", "browser:a", most=100)
        with database.writing() as session:
            assert counting.forget_over(session) == 1
    assert rows(database) == []


@pytest.mark.once
def test_who_uses_the_site_as_people_do_causes_no_write_and_who_is_refused_none_more(database: Database) -> None:
    counter = Counter(lambda: database)
    with clock.fixed(NOON):
        for _each in range(29):
            counter.take("forms", "browser:a", most=Most().forms)
        assert rows(database) == []
        taken(counter)
        before = [one.amount for one in rows(database)]
        with pytest.raises(TooBusy):
            counter.take("forms", "browser:a", most=100)
        assert [one.amount for one in rows(database)] == before


@pytest.mark.once
def test_without_a_database_nobody_is_refused(caplog: pytest.LogCaptureFixture, tmp_path) -> None:
    away = Database(f"sqlite:///{tmp_path / 'no-tables.db'}")
    counter = Counter(lambda: away)
    for _each in range(300):
        counter.take("forms", "browser:a", most=100)
    assert "not being counted" in caplog.text
    away.dispose()


@pytest.mark.once
def test_the_table_names_nobody(database: Database) -> None:
    taken(Counter(lambda: database), f"address:{SOMEBODY}")
    [row] = rows(database)
    assert SOMEBODY not in repr(vars(row))
    assert len(row.scope_hash) == 64


@contextmanager
def counting_from_here(app: Flask, most: Most, halls: tuple[str, ...] = ()) -> Iterator[None]:
    """The application of the tests, with limits that are reached quickly."""
    before = app.extensions["limits"]
    networks = tuple(map(where_from.ip_network, halls))
    app.extensions["limits"] = replace(before, counter=Counter(lambda: database_of(app)), most=most, halls=networks)
    try:
        yield
    finally:
        app.extensions["limits"] = before


def statuses(visitor: Visitor, times: int, path: str = "/help") -> list[int]:
    return [visitor.open(path).status for _each in range(times)]


@pytest.mark.once
def test_a_connection_that_asks_without_end_is_told_what_to_do_in_its_language(app: Flask) -> None:
    visitor = Visitor(app, comes_from=SOMEBODY)
    with counting_from_here(app, Most(pages=5, browsers_per_address=1)):
        assert statuses(visitor, 6) == [200] * 5 + [429]
        page = visitor.open("/help?lang=en")
        assert page.h1 == "Too much was asked for at once"
        assert page.has_text("12345")
        assert 0 < int(page.headers["Retry-After"]) <= 600
        assert visitor.open("/help?lang=zh-Hans").h1 == "一下子请求太多了"
        assert Visitor(app).open("/help").status == 200
        assert app.test_client().get("/healthz").status_code == 200


@pytest.mark.once
def test_reading_is_not_counted_for_a_browser_but_for_its_address(app: Flask, visitor: Visitor) -> None:
    visitor.open("/for-whom")  # a form, so a key
    with counting_from_here(app, Most(pages=2)):
        assert statuses(visitor, 8) == [200] * 8


@pytest.mark.once
def test_a_form_that_came_too_soon_keeps_what_was_typed(app: Flask) -> None:
    visitor = Visitor(app, headers={"Sec-Fetch-Site": "same-origin"})
    visitor.open("/needs/find")
    with counting_from_here(app, Most(forms=1)):
        for _each in range(3):
            visitor.open("/for-whom")
            visitor.choose("您在为谁办理？", "我自己")
            page = visitor.press("继续")
    assert page.status == 429
    assert page.has_text("您刚才填的内容没有丢失")
    assert visitor.press("再次提交").status < 400


@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "halls", "is_counted"),
    [
        (SOMEBODY, (), True),
        ("2001:4860:4860::8888", (), True),
        (SOMEBODY, ("8.8.4.0/24",), False),
        ("127.0.0.1", (), False),
        ("10.1.2.3", (), False),
        ("100.64.0.9", (), False),
    ],
)
def test_an_address_is_counted_only_where_it_may_be_one_person(
    app: Flask, address: str, halls: tuple[str, ...], is_counted: bool
) -> None:
    """Behind the others are a hall, a proxy nobody named, the network of an office or of a carrier."""
    with counting_from_here(app, Most(pages=1, browsers_per_address=3), halls):
        answers = [Visitor(app, comes_from=address).open("/help").status for _each in range(5)]
    assert (429 in answers) == is_counted
    assert answers[:3] == [200] * 3


@pytest.mark.once
def test_letters_and_recordings_have_a_limit_of_their_own(app: Flask, visitor: Visitor) -> None:
    costly = [name for name, view in app.view_functions.items() if getattr(view, "is_costly", False)]
    assert {"listening.page_audio", "page_formats.file", "applications.letter_in_form"} <= set(costly)
    visitor.open("/for-whom")
    with counting_from_here(app, Most(made=2)):
        asked = [visitor.client.get("/formats/page.html?of=/help").status_code for _each in range(3)]
        assert asked[2] == 429
        assert 429 not in asked[:2]
        assert visitor.open("/help").status == 200


@pytest.mark.once
def test_an_account_is_counted_in_all_its_browsers(app: Flask, visitor: Visitor, other_visitor: Visitor) -> None:
    codes = card_steps.begin(visitor, card_steps.CODES)
    card_steps.type_code(other_visitor, codes[0])
    answers = []
    with counting_from_here(app, Most(forms=3)):
        for browser in (visitor, other_visitor, visitor, other_visitor):
            browser.open("/account/cards")
            browser.follow("做一张新卡")
            browser.choose("您要哪一种卡？", card_steps.SQUARE)
            answers.append(browser.press("做这张卡").status)
    assert answers == [200, 200, 200, 429], "Neither browser alone has sent more than two."


@pytest.mark.once
def test_limits_are_on_unless_switched_off_and_follow_the_setting(settings: Settings) -> None:
    assert limits.most_for(200).forms == 2 * Most().forms
    assert "limits" not in create_app(replace(settings, rate_limits=False)).extensions
    assert create_app(replace(settings, rate_limit_percent=50)).extensions["limits"].most.pages == Most().pages // 2


@pytest.mark.once
@pytest.mark.parametrize(
    ("proxies", "claimed", "believed"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),  # what the browser made up stands in front
        (2, "6.6.6.6, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
    ],
)
def test_only_proxies_of_the_deployment_are_believed(
    settings: Settings, proxies: int, claimed: str, believed: str
) -> None:
    app = create_app(replace(settings, trusted_proxies=proxies))
    seen: list[str] = []
    app.before_request(lambda: seen.append(where_from.neighbourhood()))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": claimed})
    assert seen == [believed]


@pytest.mark.parametrize(
    ("address", "neighbourhood"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_where_somebody_can_have_any_number_of_addresses_they_count_as_one(address: str, neighbourhood: str) -> None:
    assert where_from.neighbourhood(address) == neighbourhood


@pytest.mark.once
def test_slips_at_one_terminal_do_not_keep_the_next_waiting(app: Flask) -> None:
    """Both behind the same address; a phone beside them is counted by the address."""
    name: Callable[[], str | None] = lambda: request.headers.get("X-Test-Terminal")  # noqa: E731
    before = app.extensions["machine_asking"]
    app.extensions["machine_asking"] = name
    try:
        places = []
        for headers in ({"X-Test-Terminal": "one"}, {"X-Test-Terminal": "two"}, {}):
            with app.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": PUBLIC}):
                places.append(where_from.place())
    finally:
        app.extensions["machine_asking"] = before
    assert places == ["machine:one", "machine:two", f"address:{PUBLIC}"]


@pytest.mark.parametrize(("written", "proxies"), [("", 0), ("0", 0), ("2", 2)])
def test_no_proxy_at_all_can_be_said(written: str, proxies: int) -> None:
    keys = {"SECRET_KEY": "s" * 40, "DATA_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="}
    assert from_environment({**keys, "TRUSTED_PROXIES": written}).trusted_proxies == proxies
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        from_environment({**keys, "TRUSTED_PROXIES": "-1"})


def test_the_doctor_notices_that_everybody_comes_from_the_proxy() -> None:
    behind = replace(for_tests(), mode="production", https=True)
    found = {one.what: one.health for one in doctor_machine.settings_of(behind)}
    assert found["proxies"] is Health.BAD
    assert "proxies" not in {one.what for one in doctor_machine.settings_of(replace(behind, trusted_proxies=1))}
