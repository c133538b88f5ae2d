"""A helper's browser fills nothing of the helper's into fields about somebody else: on every page there is.

Every address of the site is opened while acting for another person; those with a reference, with things of that person.
What may be completed is what asks about the helper, by the names below; everything else says "off".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from citizen.db.session import Database
from citizen.web.access import Access
from tests.applications import steps
from tests.support.document import Element
from tests.support.page import Page
from tests.support.people import act_for, make_mandate, make_person, signed_in
from tests.support.visitor import Visitor

#: Fields about the one who types (`of_the_typist`), and codes, which are made for this moment.
ABOUT_THE_HELPER = {"helper_name", "helper_phone"}
_NOT_TYPED = {"hidden", "radio", "checkbox", "file", "submit"}
#: Pages of staff are about staff themselves; files and machines have no fields; the first page of a terminal would make
#: this browser one.
_ELSEWHERE = ("/staff", "/api", "/static", "/development", "/kiosk")
#: So many fields there are at least on the pages that are opened: else the test would look at nothing.
_AT_LEAST = 25


def here(visitor: Visitor) -> str:
    """Not signed in: typing for somebody who is present."""
    return steps.start(visitor, for_whom="有人在我身边，我帮他填", called="老李")


def under_a_mandate(visitor: Visitor) -> str:
    """Signed in, with everything that can be allowed."""
    actor = signed_in(visitor, name="王秀英")
    database: Database = visitor.client.application.extensions["database"]
    with database.writing() as session:
        subject = make_person(session, name="老李")
        make_mandate(session, actor, subject)
    visitor.client.own_words.add("老李")
    act_for(visitor, subject)
    visitor.open(f"/applications/new?programme={steps.PROGRAMME}")
    visitor.follow("开始申请")
    visitor.press("继续")
    return visitor.page.url.rpartition("/")[2]


def addresses(app: Flask, reference: str) -> Iterator[str]:
    """Every page about a person that can be asked for: with nothing, with a reference, by one of the ways of a code.
    Public lists with a search are about nobody.
    """
    given = {"reference": reference, "way": "sms", "fact": "person_district", "field": "person_district"}
    for rule in app.url_map.iter_rules():
        is_about_somebody = getattr(app.view_functions[rule.endpoint], "access", None) is Access.OWN_THINGS
        if not is_about_somebody or "GET" not in (rule.methods or ()) or rule.rule.startswith(_ELSEWHERE):
            continue
        if rule.arguments <= set(given):
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda found: given[found[1]], rule.rule)


def completed(page: Page) -> list[str]:
    """The fields of a page that a browser might fill in from what it knows of its owner."""
    return [
        f"{page.url}: {one.attrib.get('name')} {one.attrib.get('autocomplete')!r}"
        for one in typed_fields(page)
        if one.attrib.get("autocomplete") not in ("off", "one-time-code")
        and one.attrib.get("name") not in ABOUT_THE_HELPER
    ]


def typed_fields(page: Page) -> list[Element]:
    found = page.document.root.iter("input", "textarea", "select")
    return [one for one in found if one.attrib.get("type") not in _NOT_TYPED]


@pytest.mark.parametrize("acting", [here, under_a_mandate])
def test_no_page_lets_a_browser_complete_what_is_about_another(
    app: Flask, visitor: Visitor, acting: Callable[[Visitor], str]
) -> None:
    reference, fields, wrong = acting(visitor), 0, list[str]()
    visitor.client.audits = False  # each page has tests of its own for that
    for address in addresses(app, reference):
        page = Page(visitor.client.get(address))
        if page.is_html and page.status < 400:
            fields += len(typed_fields(page))
            wrong += completed(page)
    assert wrong == [], "\n".join(wrong)
    assert fields >= _AT_LEAST


def test_for_oneself_the_same_fields_are_completed(visitor: Visitor) -> None:
    """So the test above can see it."""
    reference = steps.start(visitor)
    found = completed(visitor.open(f"/applications/{reference}/contact"))
    assert any("'name'" in one for one in found)
    assert any("'tel'" in one for one in found)
