"""What travels small, and what does not travel again."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from citizen.web import compression, security, unchanged
from citizen.web.access import open_to_all

pytestmark = pytest.mark.once

PAGE = "<p>" + "words " * 500


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


PUBLIC = ["/", "/programmes", "/help", "/places", "/accessibility", "/privacy", "/?lang=en"]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_that_did_not_change_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    mark = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_a_page_that_changed_is_sent(client: FlaskClient) -> None:
    mark = client.get("/?lang=en").headers["ETag"]
    answer = client.get("/?lang=zh-Hans", headers={"If-None-Match": mark})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != mark


@pytest.mark.parametrize("path", ["/for-whom", "/account", "/nothing-here"])
def test_what_may_be_about_somebody_carries_no_mark(client: FlaskClient, path: str) -> None:
    assert "ETag" not in client.get(path).headers


@pytest.fixture
def small() -> FlaskClient:
    app = Flask("small answers")
    app.config["HTTPS"] = False
    security.install(app)
    compression.install(app)
    unchanged.install(app)
    app.add_url_rule("/page", view_func=open_to_all(lambda: PAGE), endpoint="page")
    app.add_url_rule("/refused", view_func=open_to_all(lambda: (PAGE, 422)), endpoint="refused")
    app.add_url_rule("/short", view_func=open_to_all(lambda: "<p>1"), endpoint="short")
    return app.test_client()


@pytest.mark.parametrize("path", ["/page", "/refused"])
@pytest.mark.parametrize(("accepted", "sent"), [("br, gzip", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")])
def test_pages_travel_as_small_as_the_browser_takes_them(
    small: FlaskClient, path: str, accepted: str, sent: str
) -> None:
    answer = small.get(path, headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == sent
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert {"br": brotli.decompress, "gzip": gzip.decompress}[sent](answer.data) == PAGE.encode()
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(PAGE) / 10


@pytest.mark.parametrize(("path", "accepted"), [("/page", "identity"), ("/page", ""), ("/short", "br")])
def test_what_would_not_be_understood_or_not_be_smaller_goes_plain(
    small: FlaskClient, path: str, accepted: str
) -> None:
    answer = small.get(path, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert answer.text.startswith("<p>")


def test_the_mark_is_the_same_compressed_or_not(small: FlaskClient) -> None:
    mark = small.get("/page", headers={"Accept-Encoding": "br"}).headers["ETag"]
    assert mark == small.get("/page").headers["ETag"]
    again = small.get("/page", headers={"Accept-Encoding": "gzip", "If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")
    assert "Content-Encoding" not in again.headers
