"""Templates say what plain Jinja says, and addresses are those that Flask builds."""

from __future__ import annotations

import pytest
from flask import Flask, url_for
from jinja2 import Environment
from markupsafe import Markup

from citizen.web import site
from citizen.web.catalogues import catalogue

pytestmark = pytest.mark.once

_TEMPLATES = [
    "{{ _('Continue') }}|{{ _(word) }}|{{ gettext('Back') }}",
    "{{ _('Answer: %(fact)s', fact=typed) }}{{ _('Answer: %(fact)s', fact=marked) }}",
    "{{ _('Answer: %(fact)s', fact=7) }}",
    "{{ _('100 %% of it') }}",
    "{% for n in [0, 1, 2] %}{{ ngettext('%(num)s programme found', '%(num)s programmes found', n) }}{% endfor %}",
    "{{ ngettext('%(num)s programme with “%(query)s”', '%(num)s programmes with “%(query)s”', 3, query=typed) }}",
    "{{ typed }}{{ marked }}{{ 1.5 }}{{ None }}{{ ['<'] }}",
    "{% macro m(a, b='<i>', c=None) %}{{ a }}{{ b }}{{ c }}{% endmacro %}"
    "{% macro around(a) %}{{ a }}{{ caller() }}{% endmacro %}"
    "{{ m(typed) }}{{ m(marked, c=2) }}{% call around('<') %}{{ typed }}{% endcall %}",
    "{% for a in [1, 2] %}{{ loop.index }}{{ dict(b=a).b }}{% endfor %}{{ typed|upper }}{{ range(3)|join(', ') }}",
]


@pytest.mark.parametrize("template", _TEMPLATES)
@pytest.mark.parametrize("language", ["en", "zh_Hans"])
@pytest.mark.parametrize("name", ["page.html", "message.txt"])
def test_a_template_says_what_plain_jinja_says(app: Flask, template: str, language: str, name: str) -> None:
    values = {"word": "Continue", "typed": "<b>%(x)s</b> & 'co'", "marked": Markup("<b>ok</b>")}
    plain = Environment(autoescape=name.endswith("html"), extensions=["jinja2.ext.i18n"])
    words = catalogue(language)
    plain.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    ours = app.jinja_env.overlay()
    with app.test_request_context("/", headers={"Accept-Language": language.split("_")[0]}):
        app.preprocess_request()
        code = ours.compile(template, name=name)
        shown = ours.template_class.from_code(ours, code, ours.make_globals(None)).render(**values)
    assert shown == plain.from_string(template).render(**values)


@pytest.mark.parametrize("prefix", ["", "/district"])
def test_addresses_are_those_that_flask_builds(app: Flask, prefix: str) -> None:
    wanted: list[tuple[str, dict[str, object]]] = [
        ("home.start", {}),
        (".start", {}),
        ("home.start", {"text": "large", "n": 1}),
        ("home.start", {"n": "1"}),
        ("home.start", {"n": True}),
        ("home.start", {"n": None}),
        ("home.start", {"_anchor": "help"}),
        ("directory.programme", {"programme_id": "a/b c"}),
        ("directory.programme", {"programme_id": "ü", "q": "a&b"}),
        ("eligibility.result", {"key": "abc"}),
    ]
    for _again in range(2):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": prefix}):
            for endpoint, values in wanted:
                assert url_for(endpoint, **values) == Flask.url_for(app, endpoint, **values)  # type: ignore[arg-type]


def test_an_address_that_code_asks_for_is_kept_as_well_as_one_of_a_template(app: Flask) -> None:
    with app.test_request_context("/"):
        url_for("directory.programme", programme_id="kept-by-code")
        app._addresses.clear()  # type: ignore[attr-defined]  # what is looked at
        address = url_for("directory.programme", programme_id="kept-by-code")
        assert list(app._addresses.values()) == [address]  # type: ignore[attr-defined]
        url_for("home.start", _anchor="help")
        assert len(app._addresses) == 1, "an address with an anchor was kept without it"  # type: ignore[attr-defined]


def test_addresses_of_what_is_somebodys_own_take_little_room_and_push_out_nothing(app: Flask) -> None:
    """Thousands of people come in an hour, and nobody opens what is another's."""
    with app.test_request_context("/"):
        for_all = url_for("directory.programme", programme_id="for-all")
        for number in range(2 * site._MOST_OWN):
            address = url_for("eligibility.result", key=f"k{number}", back="here")
            assert address == Flask.url_for(app, "eligibility.result", key=f"k{number}", back="here")
        assert len(app._own_addresses) <= site._MOST_OWN  # type: ignore[attr-defined]  # what is looked at
        assert for_all in app._addresses.values()  # type: ignore[attr-defined]
        assert not any("/k1" in one for one in app._addresses.values())  # type: ignore[attr-defined]


def test_every_argument_of_an_address_that_names_somebodys_own_thing_is_known(app: Flask) -> None:
    """A new one belongs into `site._NAMES_OF_OWN`, or here when it names the same for all who may open it."""
    of_all = {"programme_id", "place_id", "site_code", "resource_code", "name", "ending", "kind", "fact", "need", "way"}
    of_all |= {"anchor", "hundredths", "where", "day", "state", "what", "position"}
    ids = {"call_id", "paper_id", "passkey_id", "way_id", "hand_off_id", "connection_id", "exception_id"}
    arguments = {name for rule in app.url_map.iter_rules() for name in rule.arguments}
    assert arguments - of_all - ids == site._NAMES_OF_OWN
