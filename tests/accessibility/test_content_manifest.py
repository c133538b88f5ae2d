"""The content manifest: no page is missing, and nothing is counted that is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

import pytest
from flask import Flask
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from citizen.accessibility import content_manifest
from citizen.accessibility.content_records import KINDS, VersionRecord, hash_of
from citizen.accessibility.locales import LOCALES
from citizen.accessibility.page_register import TEMPLATES, messages_of, pages, words_of
from tests.code_base.sources import PACKAGE

ANYBODY = "a" * 64
#: The templates that views draw.
_DRAWN = re.compile(r"\bpage\(\s*\"([\w/]+\.html)\"")


def test_every_public_page_is_in_it() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "staff"]
    drawn = {name for path in modules for name in _DRAWN.findall(path.read_text(encoding="utf-8"))}
    public = {name for name in drawn if not name.startswith("staff/")}
    assert len(public) > 100, "The search for drawn pages finds nothing."
    assert public - {page.name for page in pages()} == set()


def test_every_page_has_its_words_in_every_language() -> None:
    for page in pages()[::7]:
        words = {locale: words_of(page.name, locale) for locale in LOCALES}
        assert all(words.values()), page
        assert words["en"] != words["zh-Hans"], page


def test_the_words_are_those_that_the_template_engine_finds() -> None:
    engine = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for page in pages()[::9]:
        tree = engine.parse((TEMPLATES / page.name).read_text(encoding="utf-8"))
        found = [message for _line, _function, message in extract_from_ast(tree, ("_", "ngettext"))]
        parts = {part for one in found for part in (one if isinstance(one, tuple) else (one,)) if part}
        assert parts <= set(messages_of(page.name)), page


def test_white_space_is_no_change() -> None:
    assert hash_of("甲  乙\n丙") == hash_of("甲 乙 丙")
    assert hash_of("甲乙") != hash_of("甲 乙")


def _forget() -> None:
    for gathered in (content_manifest.manifest, content_manifest._told, content_manifest._entries):
        gathered.cache_clear()


class TestWithTwoVersions:
    """Two pages have one more version each."""

    @pytest.fixture(autouse=True)
    def _one_version(self, monkeypatch: pytest.MonkeyPatch) -> None:
        record = VersionRecord("home/start.html", "zh-Hans", "easy", ANYBODY, ANYBODY, "machine")
        reviewed = VersionRecord(
            "home/help.html", "zh-Hans", "easy", ANYBODY, "b" * 64, "person", "王", date(2026, 1, 1)
        )

        def coverage(locale: str) -> Mapping[str, VersionRecord]:
            return {one.page: one for one in (record, reviewed)} if locale == "zh-Hans" else {}

        monkeypatch.setattr(content_manifest, "COVERAGES", (coverage,))
        _forget()
        yield
        _forget()

    def test_it_is_counted_where_it_is(self) -> None:
        easy = {locale: content_manifest.figures(locale)[KINDS.index("easy")] for locale in LOCALES}
        assert (easy["zh-Hans"].pages, easy["en"].pages) == (2, 0)

    def test_what_was_read_before_the_words_changed_is_stale_and_not_reviewed(self) -> None:
        easy = content_manifest.figures("zh-Hans")[KINDS.index("easy")]
        assert (easy.stale, easy.reviewed) == (1, 0)

    def test_it_stands_with_its_page(self) -> None:
        start = next(one for one in content_manifest.manifest("zh-Hans") if one.page.name == "home/start.html")
        assert [one.kind for one in start.versions] == ["standard", "easy"]


def test_other_programs_can_read_it(app: Flask) -> None:
    answer = app.test_client().get("/accessibility/content.json")
    told = json.loads(answer.data)
    assert answer.mimetype == "application/json"
    assert [one["page"] for one in told["pages"]] == [page.name for page in pages()]
    start = next(one for one in told["pages"] if one["page"] == "home/start.html")
    kinds = {(one["language"], one["kind"]) for one in start["versions"]}
    assert {(locale, "standard") for locale in LOCALES} <= kinds
    assert "Set-Cookie" not in answer.headers


def test_what_is_no_page_is_told_apart(app: Flask) -> None:
    with app.app_context():
        questions = [part for part in content_manifest.parts("zh-Hans") if part.startswith("question/")]
    assert questions


def test_nothing_claims_a_reviewer_without_a_day(app: Flask) -> None:
    for locale in LOCALES:
        for entry in content_manifest.manifest(locale):
            for one in entry.versions:
                assert (one.reviewed_by is None) == (one.reviewed_on is None), one


def test_the_command_prints_the_same(app: Flask) -> None:
    run = app.test_cli_runner().invoke(args=["content", "manifest", "--json"])
    assert run.exit_code == 0
    assert json.loads(run.output)["figures"] == content_manifest.as_json()["figures"]
    short = app.test_cli_runner().invoke(args=["content", "manifest"])
    assert "zh-Hans  standard" in short.output
