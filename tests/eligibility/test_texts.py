"""Traditional Chinese is made from Simplified: when first asked for, once, in the house's words."""

from __future__ import annotations

import pytest

from citizen.eligibility.texts import Localised, localised


@pytest.mark.parametrize(
    ("tag", "text"),
    [("zh", "身份证"), ("zh-Hans", "身份证"), ("zh-Hans-CN", "身份证"), ("zh-Hant", "身分證"), ("en", "ID")],
)
def test_by_locale_tag(tag: str, text: str) -> None:
    assert localised("身份证", "ID")[tag] == text


def test_it_is_made_once() -> None:
    made: list[str] = []
    words = Localised("一", "one", lambda text: made.append(text) or text)
    assert made == []
    assert [words["zh-Hant"], words["zh-Hant"]] == ["一", "一"]
    assert made == ["一"]
    assert list(words) == ["zh-Hans", "zh-Hant", "en"]


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(KeyError):
        localised("一", "one")["fr"]


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("残疾人证", "殘疾人證"),
        ("社区", "社區"),
        ("服务对象", "服務對象"),
        ("服务项目", "服務項目"),
        ("文件没有写", "文件沒有寫"),
        ("通过审核", "通過審核"),
        ("补贴", "補貼"),
    ],
)
def test_the_words_of_this_field(simplified: str, traditional: str) -> None:
    assert localised(simplified, "")["zh-Hant"] == traditional
