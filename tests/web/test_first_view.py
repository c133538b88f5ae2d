"""The first view brings its style along, named by its hash; who was here before gets the page alone."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient

from citizen.web import assets, first_view, security, style_rules
from citizen.web.access import open_to_all

pytestmark = pytest.mark.once

SHEET = (
    ":root{--ink:#000}p,.a{color:red}.a .b{color:blue}.c,.b>.a{margin:0}:is(.x,.y){top:0}.a:not(.gone){left:0}"
    '[data-text="large"]{font-size:150%}@media (min-width:1px){.a{right:0}.missing{right:1px}}@media print{.a{top:1px}}'
)
HEAD = '<html data-text="standard"><link rel="stylesheet" href="/s.css">'
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def needed(page: str) -> str:
    return style_rules.needed(style_rules.rules_of(SHEET), style_rules.said_by(page.encode()))


def test_rules_that_nothing_on_the_page_can_match_stay_behind() -> None:
    assert needed('<html data-text="standard"><p class="a">') == (
        ":root{--ink:#000}p,.a{color:red}:is(.x,.y){top:0}.a:not(.gone){left:0}@media (min-width:1px){.a{right:0}}"
    )


def test_rules_of_a_chosen_look_come_with_it() -> None:
    assert "font-size:150%" in needed('<html lang="zh" data-text="large"><p>')


def test_of_several_selectors_the_needed_ones_come() -> None:
    assert ".b>.a{margin:0}" in needed('<html><p class="b"><b class="a">')


def test_what_people_typed_is_no_class() -> None:
    assert ".c" not in needed("<html><p>class=&#34;c&#34;</p>")


def test_the_real_sheet_is_read_to_the_last_rule() -> None:
    """Put together again with everything needed, it is the sheet without what is for paper."""
    sheet = assets.small_sheet(assets.style_sheet()).decode()
    rules = style_rules.rules_of(sheet)
    everything = frozenset(name.encode() for rule in rules for one in rule.selectors for name in one.needs)
    on_paper = sheet.index("@media print")
    assert style_rules.needed(rules, everything) == sheet[:on_paper]


@pytest.fixture
def small() -> FlaskClient:
    app = Flask("first view")
    app.config["HTTPS"] = False
    security.install(app)
    first_view.install(app, address="/s.css", sheet=SHEET)

    def show() -> Response:
        more = '<link rel="stylesheet" href="/more.css">' if "more" in request.args else ""
        return Response(HEAD + more + '<body><p class="a">1</p></body></html>')

    app.add_url_rule("/", view_func=open_to_all(show))
    return app.test_client()


def test_the_first_view_needs_no_sheet_to_be_seen_and_asks_for_it_last(small: FlaskClient) -> None:
    answer = small.get("/", headers={"Sec-Fetch-Site": "none"})
    (style,) = STYLE.findall(answer.text)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}';" in answer.headers["Content-Security-Policy"]
    assert ".a{color:red}" in style
    head, _, end = answer.text.partition("</p>")
    assert "stylesheet" not in head
    assert end == '<link rel="stylesheet" href="/s.css">\n</body></html>'


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "same-origin"}, {"Referer": "http://localhost/check"}, {"Referer": "http://localhost"}],
)
def test_whoever_was_here_gets_the_page_alone(small: FlaskClient, headers: dict[str, str]) -> None:
    answer = small.get("/", headers=headers)
    assert answer.text == HEAD + '<body><p class="a">1</p></body></html>'
    assert "sha256" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Referer": "http://other.example/"},
        {"Referer": "http://["},
    ],
)
def test_whoever_comes_from_elsewhere_is_here_for_the_first_time(small: FlaskClient, headers: dict[str, str]) -> None:
    assert "<style>" in small.get("/", headers=headers).text


def test_further_sheets_come_after_the_first(small: FlaskClient) -> None:
    """So a page that has them links all of them, in their order."""
    answer = small.get("/?more=1")
    assert "<style>" not in answer.text
    assert answer.text.index("/s.css") < answer.text.index("/more.css")
