"""The rules every request keeps: transactions, forgery, headers, error pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask, Response
from flask.testing import FlaskClient

from citizen import create_app
from citizen.config import Settings
from citizen.core import clock
from citizen.core.errors import Conflict, NotAllowed, NotFound, RuleBroken, TooMany
from citizen.people.models import Attempt
from citizen.web.access import open_to_all
from citizen.web.transaction import session
from tests.conftest import database_of, empty_tables

REFUSALS = {"missing": NotFound, "forbidden": NotAllowed, "changed": Conflict, "broken": RuleBroken, "many": TooMany}


@pytest.fixture(scope="module")
def small_app(settings: Settings, whole_app: Flask) -> Iterator[Flask]:
    """The real application with a few views that do what no real view should."""
    app = create_app(settings)

    @app.route("/try/<answer>", methods=["GET", "POST"])
    @open_to_all
    def write_and_answer(answer: str) -> Response:
        session().add(Attempt(scope_hash=answer, at=clock.now()))
        session().flush()
        if answer in REFUSALS:
            raise REFUSALS[answer]("code")
        if answer == "crash":
            raise ZeroDivisionError
        return Response(status=int(answer), headers={"Location": "/"} if answer == "303" else {})

    yield app
    database_of(app).dispose()


@pytest.fixture
def client(small_app: Flask) -> Iterator[FlaskClient]:
    yield small_app.test_client()
    empty_tables(database_of(small_app))


def token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/for-whom").text)
    assert found
    return found.group(1)


def rows(app: Flask) -> int:
    with database_of(app).reading() as reading:
        return reading.scalar(sa.select(sa.func.count()).select_from(Attempt)) or 0


@pytest.mark.parametrize(
    ("answer", "status", "kept"),
    [
        ("200", 200, 1),
        ("303", 303, 1),
        ("422", 422, 0),
        ("missing", 404, 0),
        ("forbidden", 403, 0),
        ("changed", 409, 0),
        ("broken", 422, 0),
        ("many", 429, 0),
        ("crash", 500, 0),
    ],
)
def test_a_post_is_kept_only_with_a_good_answer(
    client: FlaskClient, small_app: Flask, answer: str, status: int, kept: int
) -> None:
    response = client.post(f"/try/{answer}", data={"csrf_token": token(client)})
    assert response.status_code == status
    assert rows(small_app) == kept


def test_a_get_that_writes_is_refused_by_the_engine(client: FlaskClient, small_app: Flask) -> None:
    assert client.get("/try/200").status_code == 500
    assert rows(small_app) == 0
    assert client.post("/try/200", data={"csrf_token": token(client)}).status_code == 200


def test_a_post_without_our_token_is_refused_and_says_what_to_do(client: FlaskClient, small_app: Flask) -> None:
    token(client)
    for data in ({}, {"csrf_token": ""}, {"csrf_token": "A" * 86}, {"csrf_token": "坏"}):
        response = client.post("/try/200", data=data)
        assert response.status_code == 400
        assert "打开太久" in response.text
    assert rows(small_app) == 0


def test_the_token_of_another_browser_is_refused(client: FlaskClient, small_app: Flask) -> None:
    stranger = small_app.test_client()
    token(stranger)
    assert stranger.post("/try/200", data={"csrf_token": token(client)}).status_code == 400


def test_a_post_that_another_site_started_is_refused(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/try/200", data={"csrf_token": token(client)}, headers=headers).status_code == 403


def test_tokens_differ_on_each_page_but_stay_valid(client: FlaskClient) -> None:
    first, second = token(client), token(client)
    assert first != second
    assert client.post("/try/200", data={"csrf_token": first}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/for-whom", "/nothing-here"])
def test_every_answer_carries_the_protecting_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_personal_pages_are_never_stored(client: FlaskClient) -> None:
    assert client.get("/for-whom").headers["Cache-Control"] == "no-store"
    assert "no-store" not in client.get("/").headers["Cache-Control"]


def test_a_public_page_sets_no_cookie(client: FlaskClient) -> None:
    assert client.get("/").headers.getlist("Set-Cookie") == []


def test_the_cookie_holds_a_random_key_only_and_is_guarded(client: FlaskClient) -> None:
    (cookie,) = client.get("/for-whom").headers.getlist("Set-Cookie")
    assert re.match(r"visit=[\w-]{43};", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_behind_https_cookies_are_bound_to_the_host(settings: Settings) -> None:
    from dataclasses import replace

    app = create_app(replace(settings, https=True))
    response = app.test_client().get("/for-whom?lang=en")
    names = {cookie.split("=")[0] for cookie in response.headers.getlist("Set-Cookie")}
    assert names == {"__Host-visit", "__Host-preferences"}
    assert all("Secure" in cookie for cookie in response.headers.getlist("Set-Cookie"))
    assert "max-age" in response.headers["Strict-Transport-Security"]
    database_of(app).dispose()


@pytest.mark.parametrize(
    ("method", "path", "status"), [("get", "/nothing", 404), ("delete", "/", 405), ("get", "/static/../app.py", 404)]
)
def test_errors_are_pages_with_a_next_step(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = getattr(client, method)(path)
    assert response.status_code == status
    assert '<main class="main" id="main"' in response.text
    assert 'href="/"' in response.text


def test_error_pages_speak_the_persons_language(client: FlaskClient) -> None:
    assert "We cannot find this page" in client.get("/nothing?lang=en").text
    assert "找不到" in client.get("/nothing?lang=zh-Hans").text


def test_a_body_that_is_too_large_is_an_understandable_413(client: FlaskClient, small_app: Flask) -> None:
    body = b"x" * (small_app.config["MAX_CONTENT_LENGTH"] + 1)
    token(client)
    response = client.post("/try/200", data=body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    assert "10" in response.text


def test_logs_hold_no_values(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    client.post("/try/crash", data={"csrf_token": token(client), "name": "张三丰"})
    assert "张三丰" not in caplog.text
    assert "write_and_answer" in caplog.text


def test_an_address_with_a_nul_in_it_is_not_found_on_either_database(app: Flask) -> None:
    """PostgreSQL refuses such a text, which was answered with a fault."""
    assert app.test_client().get("/check/%FE%FF%00a").status_code == 404
