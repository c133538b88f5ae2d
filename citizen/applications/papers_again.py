"""Papers on disk under the newest key: each file is written anew, whole, and takes the place of the old one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken

from citizen.applications.paper_store import Broken, PaperStore
from citizen.core.errors import NotFound


@dataclass(slots=True)
class Resealed:
    """Files written anew, and files no key opens."""

    sealed: int = 0
    unreadable: int = 0


def seal_papers_again(store: PaperStore, *, before: datetime) -> Resealed:
    """Every file written before this moment that is not under the newest key. A file that is removed meanwhile may
    come back; `applications tidy` removes what no application knows.
    """
    done = Resealed()
    for name in list(store.names_before(before)):
        try:
            if store.key_number(name) != 0:
                store.seal_again(name)
                done.sealed += 1
        except NotFound:  # removed by its owner meanwhile
            continue
        except (InvalidToken, Broken):
            done.unreadable += 1
    return done


def count_papers(store: PaperStore, *, before: datetime) -> Counter[int | None]:
    """How many files each key holds, by its number; None: no key that we have."""
    counted: Counter[int | None] = Counter()
    for name in list(store.names_before(before)):
        try:
            counted[store.key_number(name)] += 1
        except NotFound:
            continue
        except Broken:
            counted[None] += 1
    return counted
