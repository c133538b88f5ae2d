from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from citizen.core import clock, money


def test_today_is_the_day_in_the_districts_not_in_utc() -> None:
    with clock.fixed(datetime(2026, 3, 1, 17, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 3, 2)


def test_a_fixed_clock_is_released_and_refuses_naive_times() -> None:
    with clock.fixed(datetime(2000, 1, 1, tzinfo=UTC)):
        assert clock.now().year == 2000
    assert clock.now().year > 2000
    with pytest.raises(ValueError, match="aware"), clock.fixed(datetime(2000, 1, 1)):  # noqa: DTZ001
        pass


@pytest.mark.parametrize(("yuan", "fen"), [("260", 26000), ("1133.805", 113381), ("0.005", 1), (Decimal("1.1"), 110)])
def test_money_is_exact_in_fen(yuan: str | Decimal, fen: int) -> None:
    assert money.fen(yuan) == fen


def test_fen_are_shown_with_two_digits() -> None:
    assert str(money.yuan(26000)) == "260.00"
