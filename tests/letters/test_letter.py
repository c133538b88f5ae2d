"""The content of a letter: what is masked, and how it reads line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.core.masking import masked
from citizen.letters.letter import lines_of, masked_letter
from tests.letters.letters import a_letter


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("证件号110101199003074514", "证件号110********14"),
        ("11010119900307451X", "110********1X"),
        ("残疾人证 11010119900307451143 有效", "残疾人证 110********43 有效"),
        ("110101900307451", "110********51"),
        ("电话13800001234", "电话13800001234"),
        ("办理编号 A7K 3M9 QX4，2026年11月22日", "办理编号 A7K 3M9 QX4，2026年11月22日"),
    ],
)
def test_identity_numbers_are_masked_and_nothing_else(text: str, shown: str) -> None:
    assert masked(text) == shown


@given(st.text("0123456789", min_size=17, max_size=17), st.sampled_from("0123456789X"))
def test_no_identity_number_stays_whole(digits: str, check: str) -> None:
    number = digits + check
    assert number not in masked(f"号码{number}。")


def test_every_text_of_a_letter_is_masked() -> None:
    lines = lines_of(masked_letter(a_letter()))
    assert not any("110101199003074514" in line for line in lines)
    assert any("110********14" in line for line in lines)


def test_a_letter_reads_from_top_to_bottom() -> None:
    assert lines_of(a_letter(rows=1)) == [
        *("您的申请已收到", "", "北京市通州区残疾人联合会", "2026年11月22日", "A7K 3M9 QX4", ""),
        *("我们收到了您的残疾人辅助器具适配申请。您现在不用做什么。", "", "接下来", ""),
        *("1、街道看您的材料。", "2、区残联审核。", "3、有结果时告诉您。", ""),
        *("您交的内容", "第1项：𠮷田·㛃 1元", "", "有问题时", ""),
        *("打电话12345。", "证件号码110101199003074514不会再问您。"),
    ]
