"""The codes of a card that was just made: sealed, for the browser that made it, until it is printed or time is over.

Afterwards nobody knows them but whoever holds the card. Callers own the transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from citizen.people import one_time_codes

#: How long a new card can be printed and listened to, in the browser that made it.
SHEET_LIFETIME = timedelta(minutes=30)
_SHEET = "card_sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A card just made, with its codes, for as long as it can be printed."""

    number: str
    codes: tuple[str, ...]
    until: datetime


def keep_sheet(session: Session, *, browser: str, number: str, codes: Sequence[str]) -> None:
    """The codes of a card just made stay, sealed, until it is printed (`forget_sheet`) or its time is over."""
    known_as, remembered = one_time_codes.browser_hash(browser), {"number": number, "codes": list(codes)}
    one_time_codes.keep(session, browser=known_as, purpose=_SHEET, remembered=remembered, lifetime=SHEET_LIFETIME)


def find_sheet(session: Session, *, browser: str, number: str) -> Sheet | None:
    """The codes of this card, if this browser made it and still may see them."""
    kept = one_time_codes.find_live(session, browser=one_time_codes.browser_hash(browser), purpose=_SHEET)
    if kept is None or kept.remembered is None or kept.remembered["number"] != number:
        return None
    return Sheet(number, tuple(kept.remembered["codes"]), kept.expires_at)


def forget_sheet(session: Session, *, browser: str) -> None:
    """From now on nobody knows the codes but whoever holds the card."""
    one_time_codes.end_live(session, browser=one_time_codes.browser_hash(browser), purpose=_SHEET)
