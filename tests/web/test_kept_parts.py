"""Parts of pages that are kept for everybody: the same words as without, and nothing of one person in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, render_template_string
from werkzeug.exceptions import NotFound

from citizen.proxies.acting import current_who
from citizen.web import browser_key, csrf, kept_parts
from citizen.web.kept_parts import NotForEverybody
from citizen.web.transaction import session

pytestmark = pytest.mark.once


def _rendered(app: Flask, address: str, template: str, **values: object) -> str:
    with app.test_request_context(address):
        app.preprocess_request()
        return render_template_string(template, **values)


def _names(app: Flask) -> set[object]:
    return {key[0] for key in app.extensions["kept_parts"].made}


def test_a_part_is_made_once_for_what_it_depends_on(app: Flask) -> None:
    made: list[str] = []
    template = "{% call same_for_all('a-part', of) %}{{ make(of) }}{% endcall %}"

    def make(of: str) -> str:
        made.append(of)
        return of

    shown = [_rendered(app, "/", template, of=of, make=make) for of in ("x", "y", "x", "x")]
    assert (shown, made) == (["x", "y", "x", "x"], ["x", "y"])


def test_each_language_and_look_has_its_own(app: Flask) -> None:
    template = "{% call same_for_all('words') %}{{ _('Continue') }}{{ ui.preferences.text }}{% endcall %}"
    client_says = [{"Accept-Language": "en"}, {"Accept-Language": "zh"}, {"Cookie": "preferences=lang=en&text=large"}]
    shown = []
    for headers in (*client_says, *client_says):
        with app.test_request_context("/", headers=headers):
            app.preprocess_request()
            shown.append(render_template_string(template))
    assert shown == ["Continuestandard", "继续standard", "Continuelarge"] * 2


def test_the_address_of_the_page_is_put_in_and_escaped(app: Flask) -> None:
    template = "{% call same_for_all('links') %}<a href=\"{{ this_page_with(text='large') }}\">{% endcall %}"
    addresses = ["/help", "/programmes?q=%22%3E%3Cb%3E&need=work", "/help"]
    kept = [_rendered(app, address, template) for address in addresses]
    assert kept[0] == kept[2] == '<a href="/help?text=large">'
    assert kept[1] == '<a href="/programmes?q=%22%3E%3Cb%3E&amp;need=work&amp;text=large">'


def test_a_page_whose_address_says_how_it_looks_keeps_nothing(app: Flask) -> None:
    template = "{% call same_for_all('look') %}{{ this_page_with(text='large') }}{% endcall %}"
    assert _rendered(app, "/help?text=huge", template) == "/help?text=large"
    assert "look" not in _names(app)


def test_what_is_typed_is_not_kept(app: Flask) -> None:
    template = "{% call same_for_all('typed', when=False) %}{{ typed }}{% endcall %}"
    assert [_rendered(app, "/", template, typed=typed) for typed in ("<a>", "b")] == ["&lt;a&gt;", "b"]
    assert "typed" not in _names(app)


@pytest.mark.parametrize("asks", [csrf.csrf_token, browser_key.find_key, session, current_who])
def test_nothing_of_a_person_gets_into_a_part(app: Flask, asks: Callable[[], object]) -> None:
    template = "{% call same_for_all('personal') %}{{ ask() }}{% endcall %}"
    with pytest.raises(NotForEverybody):
        _rendered(app, "/", template, ask=asks)
    assert "personal" not in _names(app)
    assert _rendered(app, "/", "{{ 'asked' if ask() else 'asked' }}", ask=asks) == "asked"  # outside it is no fault


def test_it_makes_no_difference_that_the_page_asked_before(app: Flask) -> None:
    template = "{% set before = ask() %}{% call same_for_all('asked-before') %}{{ ask() }}{% endcall %}"
    for asks in (browser_key.find_key, session, current_who):
        with pytest.raises(NotForEverybody):
            _rendered(app, "/", template, ask=asks)


def test_the_table_begins_anew_when_it_is_full(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_parts, "_MOST_LETTERS", 50)
    template = "{% call same_for_all('long', n) %}{{ 'x' * 30 }}{% endcall %}"
    for n in range(10):
        assert _rendered(app, "/", template, n=n) == "x" * 30
    assert len(app.extensions["kept_parts"].made) <= 3


def test_a_value_is_made_once_per_language(app: Flask) -> None:
    made: list[str] = []
    for language in ("en", "zh", "en"):
        with app.test_request_context("/", headers={"Accept-Language": language}):
            app.preprocess_request()
            kept_parts.made_once("a-value", make=lambda language=language: made.append(language))  # type: ignore[misc]
    assert made == ["en", "zh"]


def test_a_part_that_fails_leaves_nothing_behind(app: Flask) -> None:
    def fail() -> None:
        raise NotFound

    with app.test_request_context("/"):
        app.preprocess_request()
        with pytest.raises(NotFound):
            render_template_string("{% call same_for_all('fails') %}{{ fail() }}{% endcall %}", fail=fail)
        assert len(csrf.csrf_token()) > 40
