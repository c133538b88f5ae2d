"""Carrying papers from one shelf to another while the site runs: bytes as they are, compared before the old go."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from citizen.applications.paper_shelves import Shelf
from citizen.core.errors import NotFound

_PIECE = 256 * 1024


@dataclass(slots=True)
class Carried:
    """How many were carried over, were there already, or came out different and were left where they are."""

    carried: int = 0
    there_already: int = 0
    different: int = 0


def carry_over(source: Shelf, target: Shelf, *, before: datetime, stop: Callable[[], bool] = lambda: False) -> Carried:
    """Every file written before this moment. Safe to stop, to repeat, and to run in several copies. A file that its
    owner removes meanwhile may be left in the target; `applications tidy` removes what no row knows.
    """
    done = Carried()
    for name in list(source.names_before(before)):
        if stop():
            break
        try:
            if target.has(name):
                done.there_already += 1
            elif _copied(source, target, name):
                done.carried += 1
            else:
                done.different += 1
                continue
        except NotFound:  # removed by its owner, or carried over by another copy
            continue
        source.remove(name)
    return done


def _copied(source: Shelf, target: Shelf, name: str) -> bool:
    """Whether what stands in the target now is what stood in the source."""
    with source.open(name) as file:
        sealed = file.read()

    def write(into: BinaryIO) -> None:
        into.write(sealed)

    target.write(name, write)
    if hmac.compare_digest(_digest(target, name), hashlib.sha256(sealed).digest()):
        return True
    target.remove(name)
    return False


def _digest(shelf: Shelf, name: str) -> bytes:
    seen = hashlib.sha256()
    with shelf.open(name) as file:
        while piece := file.read(_PIECE):
            seen.update(piece)
    return seen.digest()
