"""Squares for a camera: one mask for all of them, and what cameras need to know of it stands in the square."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import segno

from citizen.web.squares import code_of, square_of

pytestmark = pytest.mark.once

ADDRESS = "https://fuwu.example/book/find?reference=BHKBSVYVV"
#: As the standard gives them: a module of the data is turned over where its row and column fulfil this.
_TURNS_OVER: tuple[Callable[[int, int], bool], ...] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, column: row % 2 == 0,
    lambda row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)


def _mask_said_in(code: segno.QRCode) -> int:
    """As a camera reads it: beside the first corner, hidden under 101."""
    first, second, third = (code.matrix[8][column] for column in (2, 3, 4))
    return (first << 2 | second << 1 | third) ^ 0b101


def _data_in(code: segno.QRCode) -> list[int]:
    """The modules between the corners, turned back by the mask that the square says."""
    turns_over, end = _TURNS_OVER[_mask_said_in(code)], len(code.matrix) - 9
    places = [(row, column) for row in range(9, end) for column in range(9, end)]
    return [code.matrix[row][column] ^ turns_over(row, column) for row, column in places]


@pytest.mark.parametrize("mask", range(8))
def test_a_square_says_its_mask_and_holds_what_any_other_would(mask: int) -> None:
    other = segno.make(ADDRESS, error="m", micro=False, mask=mask)
    ours = code_of(ADDRESS)
    assert _data_in(ours) == _data_in(other)
    assert (_mask_said_in(ours) == mask) is (ours.matrix == other.matrix)


def test_the_drawing_is_dark_on_white_and_says_nothing_by_itself() -> None:
    drawn = square_of(ADDRESS)
    assert 'aria-hidden="true"' in drawn
    assert "#fff" in drawn
    assert ADDRESS not in drawn
