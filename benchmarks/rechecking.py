"""Looking at saved checks again: how many a second, and how much memory at most, whatever their number."""

from __future__ import annotations

import datetime as dt
import os
import random
import resource
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.people import drawn_answer
from benchmarks.table import show
from citizen.config import for_tests
from citizen.core import clock
from citizen.db import migrate, sealing
from citizen.db.session import Database
from citizen.eligibility import catalogue as catalogues
from citizen.eligibility.answers import Answers
from citizen.eligibility.models import SavedCheck
from citizen.eligibility.next_look import look_at
from citizen.eligibility.recheck import Recheck, Tally
from citizen.eligibility.saved_verdicts import fingerprint_of
from citizen.proxies.authority import Relation

CHECKS = 100_000
_AT_ONCE, _ANSWERED, _SEED = 500, 0.4, 20260307
_OLD_EDITION = "0" * 64


def run() -> None:
    """All of CHECKS (or of the number in RECHECK_CHECKS) after a change of rules, in one process on SQLite."""
    wanted = int(os.environ.get("RECHECK_CHECKS", CHECKS))
    settings = for_tests()
    sealing.use_keys(settings.data_keys, hash_key=settings.secret_key)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'recheck.db'}"
        migrate.upgrade(url)
        database = Database(url)
        _fill(database, wanted)
        rows = [_measured(database, f"the first {wanted // 10:,}", wanted // 10), _measured(database, "all the rest")]
        database.dispose()
    show(
        f"{wanted:,} saved checks looked at again after a change of rules (one process, SQLite)",
        ("part", "checks", "checks a second of CPU", "peak memory of the process, MiB"),
        rows,
        "the peak after all stands beside the peak after a tenth: it must not grow with the number",
    )


def _measured(database: Database, part: str, at_most: int | None = None) -> list[str]:
    tally, begun = Tally(), time.process_time()
    running = Recheck(database, clock.today())
    claims = running.claims()
    for claimed in claims:
        running.finish(running.look(claimed), tally)
        if at_most is not None and tally.looked_at >= at_most:
            claims.close()
            break
    spent = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [part, f"{tally.looked_at:,}", f"{tally.looked_at / spent:,.0f}", f"{peak:,.0f}"]


def _fill(database: Database, wanted: int) -> None:
    rows = _rows(wanted)
    while batch := [row for _, row in zip(range(_AT_ONCE), rows, strict=False)]:
        with database.writing() as session:
            session.execute(sa.insert(SavedCheck), batch)


def _rows(wanted: int) -> Iterator[dict[str, Any]]:
    """People drawn by lot, each with some of the questions answered."""
    known, lot, on, now = catalogues.load(), random.Random(_SEED), clock.today(), clock.now()
    asked = [fact for fact in known.facts.values() if fact.asked]
    districts = list(known.districts)
    for _ in range(wanted):
        facts = {fact.id: drawn_answer(fact, lot, on) for fact in asked if lot.random() < _ANSWERED}
        facts["person_district"] = lot.choice(districts)
        look = look_at(known, facts, said_on=on, on=on)
        yield {
            "id": uuid.UUID(int=lot.getrandbits(128)),
            "reference": f"C{lot.getrandbits(60):015x}",
            "access_hash": "",
            "relation": Relation.SELF,
            "answers": Answers(facts).as_json(),
            "on": on,
            "verdicts": look.verdicts,
            "verdicts_fingerprint": fingerprint_of(look.verdicts),
            "looked_at_edition": _OLD_EDITION,
            "looked_at_on": on,
            "next_look_on": look.next_on,
            "saved_at": now,
            "keep_until": now + dt.timedelta(days=365),
        }
