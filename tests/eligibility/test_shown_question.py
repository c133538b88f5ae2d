"""Pages of questions that are kept for everybody say, word for word, what a page made for one person says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from flask import Flask

from citizen.eligibility.shown_question import ShownQuestion
from citizen.proxies.acting import current_who
from citizen.web.at_hand import this_request
from citizen.web.kept_pages import kept_page
from citizen.web.kept_parts import NotForEverybody
from tests.eligibility.test_routes import answer, begin, is_asked, say_not_sure
from tests.support.visitor import Visitor

pytestmark = pytest.mark.once

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def _kept(app: Flask) -> int:
    return len(app.extensions["kept_pages"].made)


def _both(visitor: Visitor, address: str) -> Iterator[str]:
    """The page from the table, and the one made for this person alone; the token of the form is new on each."""
    visitor.open(address)
    yield _TOKEN.sub("", visitor.page.html)
    with patch.object(ShownQuestion, "show_kept", lambda _self: None):
        visitor.open(address)
        yield _TOKEN.sub("", visitor.page.html)


def _same(visitor: Visitor, address: str) -> bool:
    kept, made = _both(visitor, address)
    return kept == made


@pytest.mark.parametrize("look", ["", "preferences=lang=en&text=large", "preferences=lang=zh-Hans&easy=on&sign=on"])
def test_each_question_reads_the_same_unanswered_answered_and_from_the_answers(
    visitor: Visitor, app: Flask, look: str
) -> None:
    begin(visitor)
    addresses = []
    while is_asked(visitor):
        addresses.append(visitor.page.url)
        assert _same(visitor, visitor.page.url)
        say_not_sure(visitor)
    before = _kept(app)
    assert before >= len(addresses) - 1  # all but the date of birth, which is typed
    for name, value in [one.split("=", 1) for one in look.split("; ") if one]:
        visitor.client.set_cookie(name, value)
    for address in addresses:
        assert _same(visitor, address)
        assert _same(visitor, f"{address}?return=answers")
    assert _kept(app) > before


def test_another_check_finds_its_own_addresses_and_token(visitor: Visitor, other_visitor: Visitor, app: Flask) -> None:
    begin(visitor)
    said = _kept(app)
    begin(other_visitor)
    assert _kept(app) == said > 0
    mine, theirs = visitor.page, other_visitor.page
    assert mine.url != theirs.url
    assert theirs.url in theirs.html
    assert mine.url not in theirs.html
    assert _TOKEN.findall(mine.html) != _TOKEN.findall(theirs.html)
    assert "~" not in re.sub(r"<!--.*?-->", "", theirs.html)


def test_nothing_is_kept_where_the_page_names_a_person(visitor: Visitor, app: Flask) -> None:
    before = _kept(app)
    begin(visitor, "有人授权我办理", "王秀英")
    answer(visitor, {})
    assert _kept(app) == before


@pytest.mark.parametrize("says", ["path", "who"])
def test_a_page_that_says_whose_it_is_is_refused(app: Flask, says: str) -> None:
    def render(_template: str, **_context: object) -> str:
        return this_request().path if says == "path" else str(current_who())

    before = _kept(app)
    with app.test_request_context("/check/somebodys-own-key/answers"):
        app.preprocess_request()
        with patch("citizen.web.kept_pages.render_template", render), pytest.raises(NotForEverybody):
            kept_page("a-page", own={"key": "somebodys-own-key"}, address="", context=dict)
    assert _kept(app) == before
