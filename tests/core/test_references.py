from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.core import references

A_REFERENCE = st.builds(references.new_reference, st.sampled_from("AB"))


@given(A_REFERENCE)
def test_a_new_reference_is_recognised_however_it_is_written(reference: str) -> None:
    for written in (
        reference,
        reference.lower(),
        references.grouped(reference),
        "-".join(reference),
        f"  {reference} ",
        "".join(chr(ord(c) + 0xFEE0) for c in reference),  # full width
    ):
        assert references.normalise(written) == reference


@given(A_REFERENCE, st.integers(0, 8), st.sampled_from(references.ALPHABET))
def test_one_wrong_character_is_always_found(reference: str, position: int, wrong: str) -> None:
    slip = reference[:position] + wrong + reference[position + 1 :]
    assert references.normalise(slip) == (reference if slip == reference else None)


@given(A_REFERENCE, st.integers(0, 7))
def test_two_swapped_neighbours_are_always_found(reference: str, position: int) -> None:
    one, two = reference[position], reference[position + 1]
    swapped = reference[:position] + two + one + reference[position + 2 :]
    assert references.normalise(swapped) == (reference if one == two else None)


@pytest.mark.parametrize("text", ["", "A", "A" * 8, "A" * 10, "残疾人证号码九位数字", "A7K3M9Q0O"])
def test_what_cannot_be_a_reference_is_none(text: str) -> None:
    assert references.normalise(text) is None


def test_codes_have_no_look_alikes_and_are_grouped_for_reading_aloud() -> None:
    code = references.new_access_code()
    assert len(code) == 8
    assert not set(code) & set("0O1ILUZ")
    assert references.grouped(code) == f"{code[:4]} {code[4:]}"
    assert references.grouped("A7K3M9QX4") == "A7K 3M9 QX4"
