"""Money in whole fen (1/100 yuan), so that sums are exact."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

Fen = int


def fen(yuan: Decimal | int | str) -> Fen:
    """Yuan to fen, rounded half up."""
    return int((Decimal(yuan) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def yuan(amount: Fen) -> Decimal:
    """Fen to yuan with two digits."""
    return (Decimal(amount) / 100).quantize(Decimal("0.01"))
