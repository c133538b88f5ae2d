"""Looked for under any of its names, the version for older people is found: by search, help and the frame of pages."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from citizen.accessibility.preferences import PRESETS
from citizen.accessibility.preset_names import NAMES, preset_named
from tests.support.visitor import Visitor


@pytest.mark.parametrize(
    ("words", "preset"),
    [
        ("长者版", "elder"),
        ("长辈版", "elder"),
        ("亲情版在哪里", "elder"),
        ("關愛版", "elder"),
        ("关 怀 版", "elder"),
        ("ＺｈａｎｇＺｈｅＢａｎ", "elder"),
        ("字太小了", "clear"),
        ("手语版", "sign"),
        ("手语翻译", None),
        ("轮椅", None),
        ("", None),
    ],
)
def test_which_combination_a_search_means(words: str, preset: str | None) -> None:
    assert preset_named(words) == preset


def test_only_combinations_that_exist_have_names() -> None:
    assert NAMES.keys() <= PRESETS.keys()


@pytest.mark.parametrize("name", ["长辈版", "关怀版"])
def test_a_search_for_another_name_leads_there(visitor: Visitor, name: str) -> None:
    visitor.open(f"/programmes?q={quote(name)}")
    page = visitor.follow("打开：长者版")
    assert page.has_text("现在是：长者版")
    assert page.document.root.get("data-calm") == "on"


def test_on_and_off_again_from_any_page_without_losing_other_settings(visitor: Visitor) -> None:
    visitor.open("/places?contrast=dark")
    root = visitor.follow("长者版").document.root
    assert (root.get("data-text"), root.get("data-spacing"), root.get("data-contrast")) == ("large", "wide", "dark")
    assert visitor.open("/help").has_text("长者版（长辈版、亲情版、关爱版、关怀版）")
    root = visitor.follow("退出长者版").document.root
    assert (root.get("data-text"), root.get("data-spacing"), root.get("data-contrast")) == ("standard", None, "dark")
