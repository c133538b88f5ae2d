from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.core.characters import visible

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    "text",
    [FAMILY, "❤️\u200d🔥", "👩🏽\u200d🦽", "𠮷野家", "㛃", "阿卜杜拉·买买提", "ئۇيغۇر", "می\u200cخواهم", "a b"],
)
def test_what_can_be_seen_stays_as_it_was_typed(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\u202egpj.exe", "agpj.exe"),
        ("王\u0000小\u0007明", "王小明"),
        ("\u200d王\u200d", "王"),
        ("王 \u200d小", "王 小"),
        ("a\u200d\u200db", "ab"),
        ("\u200b王\ufeff", "王"),
        ("一\n二", "一二"),
    ],
)
def test_what_nobody_sees_goes(text: str, left: str) -> None:
    assert visible(text) == left


def test_exceptions_are_named() -> None:
    assert visible("一\n二\u0000", keep="\n") == "一\n二"


@given(st.text())
def test_doing_it_twice_changes_nothing_more(text: str) -> None:
    once = visible(text)
    assert visible(once) == once
    assert all(one.isprintable() or one in "\u200c\u200d" for one in once)
