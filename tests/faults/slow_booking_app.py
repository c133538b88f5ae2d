"""The site with a pause between looking whether a time is free and writing it: what is decided by luck elsewhere is
decided every time here. With CARELESS_BOOKING, as control, what protects a time is switched off.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from citizen import create_app
from citizen.booking import claims, rows, seats, timetables

_PAUSE = 0.03
_honest_take, _honest_seat, _honest_insert = rows.take, seats.take_seat, claims.insert_missing


def _slow_take(*what: Any) -> bool:
    time.sleep(_PAUSE)
    return _honest_take(*what)


def _slow_seat(*what: Any, **more: Any) -> bool:
    time.sleep(_PAUSE)
    return _honest_seat(*what, **more)


def _believe(session: Any, table: Any, wanted: Sequence[Any]) -> int:
    _honest_insert(session, table, wanted)
    return len(wanted)


rows.take, seats.take_seat = _slow_take, _slow_seat
if os.environ.get("CARELESS_BOOKING"):
    claims.insert_missing = _believe
    timetables._claimed_ticks = lambda *_: defaultdict(set)
app = create_app()
