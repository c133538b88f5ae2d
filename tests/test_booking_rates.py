"""The benchmark of bookings in small: it measures on the database of the run, and says plainly where none is."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from benchmarks import booking
from citizen.config import Settings
from citizen.db.session import Database

_TINY = booking.Size(rounds=2, in_a_round=1)


@pytest.mark.usefixtures("app")
def test_every_piece_of_work_is_measured_on_this_database(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    rates = booking.measured(settings.database_url, tmp_path, _TINY)
    assert list(rates) == ["bare statement", "claim", "hold", "hold and confirm"]
    assert all(len(found) == _TINY.rounds and min(found) > 0 for found in rates.values())
    rows = booking.rows_of(database.writer.dialect.name, rates)
    assert [row[:2] for row in rows] == [[database.writer.dialect.name, name] for name in rates]
    assert rows[0][3:] == ["1.000", "1.00 x"]


def test_a_claim_that_did_not_reach_the_database_voids_the_figures(
    app: Flask, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking, "_bare", lambda *_: None)
    with pytest.raises(booking.Inconsistent):
        booking.measured(settings.database_url, tmp_path, _TINY)


@pytest.mark.once
def test_a_database_that_is_not_there_is_named_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCH_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    found = booking._on("postgresql", _TINY)
    assert booking.rows_of("postgresql", found) == [
        ["postgresql", "not measured: PostgreSQL does not answer", "-", "-", "-"]
    ]
