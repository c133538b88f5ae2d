"""The rules of easy-read find each fault, and nothing in texts that keep them."""

from __future__ import annotations

import pytest

from citizen.accessibility.easy_lint import COMMON_CHARACTERS, Rules, differences, faults_of, width

RULES = Rules(
    hard=frozenset({"低保", "监护人", "证"}), explained=frozenset({"低保", "残疾人证"}), avoided={"逾期": "晚了"}
)


def codes(text: str) -> list[str]:
    return [fault.code for fault in faults_of(text, rules=RULES)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("请您带着您的残疾人证和身份证去您住的地方的街道办事", "line"),
        ("请带着您的身份卡和照片，\n去您住的地方的街道，\n找工作人员问一问怎样办。", "sentence"),
        ("请看这张亳州的图。", "rare characters"),
        ("没有人不能来。", "double negative"),
        ("您不得不来。", "double negative"),
        ("他不会不知道。", "double negative"),
        ("他是监护人。", "hard word"),
        ("逾期了。", "word of offices"),
    ],
)
def test_each_fault_is_found(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "看户口簿。\n或者看身份卡。\n也可以问街道。",
        "您有残疾人证吗？没有也可以办。",
        "不清楚？请选“不确定”。",
        "是不是要来？能不能来？",
        "没有别的帮助。",
        "您领低保吗？",
        "%(name)s的残疾是几级？",
        "例如1990年5月1日，或者12345。",
    ],
)
def test_good_texts_pass(text: str) -> None:
    assert codes(text) == []


def test_a_hard_word_may_stand_in_a_longer_word_that_is_explained() -> None:
    assert codes("有残疾人证吗？") == []
    assert codes("有证吗？") == ["hard word"]


@pytest.mark.parametrize(
    ("easy", "ordinary", "code"),
    [
        ("一共%(n)s个", "一共%(num)s个", "placeholders"),
        ("一共个", "一共%(num)s个", "placeholders"),
        ("等10分钟", "等20分钟", "numbers"),
        ("等一会儿", "等20分钟", "numbers"),
        ("请选“知道”", "请选“不确定”", "names"),
    ],
)
def test_a_text_that_says_something_else_is_found(easy: str, ordinary: str, code: str) -> None:
    assert [fault.code for fault in differences(easy, ordinary)] == [code]


def test_the_same_in_other_words_is_no_difference() -> None:
    assert list(differences("等%(n)s分钟，\n再打12345。", "%(n)s分钟以后请拨打12345")) == []


def test_digits_are_half_as_wide_and_a_last_sign_does_not_count() -> None:
    assert width("打12345。") == 3.5


def test_the_common_characters_are_level_one_of_gb_2312() -> None:
    assert len(COMMON_CHARACTERS) == 3755
    assert {"您", "残", "疾"} <= COMMON_CHARACTERS
    assert "亳" not in COMMON_CHARACTERS
