"""The register of addresses: who may open each, and which of them other programs and people rely on."""

from __future__ import annotations

import pytest
from flask import Flask

from citizen.accessibility.locales import LOCALES
from citizen.web.access import Access
from tests.support.visitor import Visitor

#: Printed on leaflets, saved as bookmarks: one of them may go only when a redirect stays.
ENTRIES = (
    *("/", "/check", "/applications", "/book", "/programmes", "/places", "/help", "/preferences", "/kiosk"),
    *("/accessibility", "/privacy"),
)
FOR_MACHINES = ("/healthz", "/readyz")


def test_every_view_says_who_may_open_it(app: Flask) -> None:
    silent = [
        name for name, view in app.view_functions.items() if not isinstance(getattr(view, "access", None), Access)
    ]
    assert silent == [], "Declare @open_to_all or @needs_visit."


def test_no_view_does_both_reading_and_writing_by_other_methods(app: Flask) -> None:
    """Forms know GET and POST only; anything else could not be done without script."""
    odd = [
        rule.rule for rule in app.url_map.iter_rules() if (rule.methods or set()) - {"GET", "POST", "HEAD", "OPTIONS"}
    ]
    assert odd == []


@pytest.mark.parametrize("path", ENTRIES)
@pytest.mark.parametrize("language", LOCALES)
def test_the_entries_stay_in_every_language(visitor: Visitor, path: str, language: str) -> None:
    page = visitor.open(f"{path}?lang={language}&text=largest&contrast=dark")
    assert page.status == 200
    root = page.document.root
    assert page.language == LOCALES[language].tag
    assert (root.get("data-text"), root.get("data-contrast")) == ("largest", "dark")


@pytest.mark.parametrize("path", FOR_MACHINES)
def test_machines_get_their_answers(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code in (200, 503)


def test_addresses_are_words_with_hyphens(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        fixed = [part for part in rule.rule.split("/") if part and "<" not in part]
        assert all(part == part.lower() and "_" not in part for part in fixed), rule.rule
