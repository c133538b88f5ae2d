from __future__ import annotations

import pytest
from flask import Flask

from citizen.accessibility.locales import LOCALES, best_locale, missing_catalogues
from citizen.accessibility.preferences import Contrast, Preferences, TextSize
from citizen.accessibility.traditional import to_traditional
from citizen.web.i18n import TRANSLATIONS


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "expected"),
    [
        ("en", "zh-Hant", ["zh-CN"], "en"),
        ("xx", "zh-Hant", ["en"], "zh-Hant"),
        (None, None, ["fr", "en-GB"], "en"),
        (None, None, ["zh-TW"], "zh-Hant"),
        (None, None, ["zh-Hant-HK"], "zh-Hant"),
        (None, None, ["zh-SG"], "zh-Hans"),
        (None, None, ["zh"], "zh-Hans"),
        (None, None, ["ug"], "zh-Hans"),
        (None, None, [], "zh-Hans"),
        ("", "nonsense", [], "zh-Hans"),
    ],
)
def test_which_language_decides(asked: str | None, remembered: str | None, accepted: list[str], expected: str) -> None:
    assert best_locale(asked=asked, remembered=remembered, accepted=accepted).code == expected


def test_every_language_has_its_catalogue() -> None:
    assert missing_catalogues(TRANSLATIONS) == []


def test_a_missing_catalogue_is_named(tmp_path) -> None:
    assert missing_catalogues(tmp_path) == ["zh-Hans", "zh-Hant"]


def test_unknown_looks_change_nothing() -> None:
    start = Preferences(text=TextSize.LARGE, contrast=Contrast.DARK)
    assert start.changed({"text": "gigantic", "contrast": "", "other": "x"}) == start
    assert start.changed({"text": "largest"}).text is TextSize.LARGEST


def test_traditional_keeps_placeholders_and_mainland_names() -> None:
    assert to_traditional("%(name)s的社区残联") == "%(name)s的社區殘聯"
    assert to_traditional("签字项目审核") == "簽字項目審核"


@pytest.mark.parametrize("code", list(LOCALES))
def test_language_and_look_by_link_stay_for_the_next_page(app: Flask, code: str) -> None:
    client = app.test_client()
    first = client.get(f"/?lang={code}&text=largest&contrast=dark")
    second = client.get("/")
    for response in (first, second):
        assert f'<html lang="{LOCALES[code].tag}" dir="ltr" data-text="largest" data-contrast="dark"' in response.text
        assert response.headers["Content-Language"] == LOCALES[code].tag
        assert {"Cookie", "Accept-Language"} <= set(response.vary)


def test_unknown_values_in_a_link_are_ignored(app: Flask) -> None:
    response = app.test_client().get("/?lang=xx&text=<b>&contrast=")
    assert 'lang="zh-Hans-CN" dir="ltr" data-text="standard" data-contrast="system"' in response.text


@pytest.mark.parametrize(("tries", "direction"), [(True, "rtl"), (False, "ltr")])
def test_a_layout_on_trial_is_there_only_where_it_is_tried(app: Flask, tries: bool, direction: str) -> None:
    app.config["TRIES_LANGUAGES"] = tries
    client = app.test_client()
    client.get("/?lang=zh-x-rtl")
    page = client.get("/help")
    assert f'dir="{direction}"' in page.text
    assert "从右到左" not in page.text
    assert page.text.count("hreflang=") == 2
