"""Looking again: once each, told once, whoever runs it, however often it is stopped, in bounded memory."""

from __future__ import annotations

import datetime as dt
import threading
import tracemalloc
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.db.session import Database
from citizen.eligibility import recheck as rechecking
from citizen.eligibility import saved_checks
from citizen.eligibility.answers import Answers
from citizen.eligibility.models import ChangeNotice, SavedCheck
from citizen.eligibility.recheck import CLAIMED_FOR, Recheck, Tally
from citizen.notices.models import WrittenNotice
from citizen.proxies.authority import Relation

pytestmark = pytest.mark.database
At = Callable[[dt.datetime], AbstractContextManager[None]]
MOMENT = dt.datetime(2026, 3, 7, 1, 0, tzinfo=dt.UTC)
SAVED_ON = dt.date(2026, 3, 7)
#: The day on which somebody born on 2010-05-01 is 16: in 通州区 that changes much.
BIRTHDAY = dt.date(2026, 5, 1)
FILLED = (
    *("relation", "answers", "on", "verdicts", "verdicts_fingerprint"),
    *("looked_at_edition", "looked_at_on", "next_look_on"),
)


@pytest.fixture(autouse=True)
def _on_a_day(at: At) -> Iterator[None]:
    with at(MOMENT):
        yield


def keep(database: Database, number: int, *, born: dt.date = dt.date(2010, 5, 1), news: bool = True) -> list[str]:
    """Saved checks as if each had been saved in a visit that is over; returns their references."""
    facts = {"person_district": "tongzhou", "birth_date": born, "certificate_status": "valid", "severe": True}
    pattern = SavedCheck(relation=Relation.SELF, answers=Answers(facts).as_json(), on=SAVED_ON)
    saved_checks._look_now(pattern)
    same = {name: getattr(pattern, name) for name in FILLED}
    rows = [{**same, "id": uuid.uuid4(), "reference": f"C{uuid.uuid4().hex[:12]}"} for _ in range(number)]
    consent = {"channel": "sms", "address": "13800000000", "language": "zh-Hans", "agreed_at": MOMENT}
    with database.writing() as session:
        session.execute(sa.insert(SavedCheck).values(access_hash="", saved_at=MOMENT, keep_until=MOMENT), rows)
        if news:
            session.execute(sa.insert(ChangeNotice), [{**consent, "saved_check_id": row["id"]} for row in rows])
    return [str(row["reference"]) for row in rows]


def told(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(sa.select(WrittenNotice.about)))


def run(database: Database, on: dt.date = BIRTHDAY, batch: int = 3) -> Tally:
    return Recheck(database, on, batch, pause=lambda _: None).run()


def test_nobody_is_looked_at_before_the_day(database: Database) -> None:
    keep(database, 4)
    assert run(database, BIRTHDAY - dt.timedelta(days=1)) == Tally()
    assert told(database) == []


def test_on_the_day_everybody_is_looked_at_once_and_told_once(database: Database) -> None:
    references = keep(database, 7)
    quiet = keep(database, 2, news=False)
    keep(database, 2, born=dt.date(1990, 6, 1))
    assert run(database) == Tally(looked_at=9, changed=9, told=7)
    assert sorted(told(database)) == sorted(references)
    assert not set(quiet) & set(told(database))
    assert run(database) == Tally()
    assert len(told(database)) == 7


def test_the_next_day_is_worked_out_again(database: Database) -> None:
    keep(database, 1)
    run(database)
    with database.reading() as session:
        saved = session.scalars(sa.select(SavedCheck)).one()
    assert saved.looked_at_on == BIRTHDAY
    assert saved.next_look_on is not None
    assert saved.next_look_on > BIRTHDAY
    assert (saved.claimed_by, saved.claimed_until) == (None, None)
    assert run(database, saved.next_look_on) == Tally(1, 1, 1)
    assert len(told(database)) == 2


def test_other_rules_bring_everybody_up_but_tell_only_those_whose_list_changed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, 5)
    monkeypatch.setattr(rechecking, "edition_of", lambda _: "f" * 64)
    assert run(database, SAVED_ON) == Tally(looked_at=5, changed=0, told=0)
    assert run(database, SAVED_ON) == Tally()


def test_a_dry_run_counts_and_changes_nothing(database: Database) -> None:
    keep(database, 4)
    keep(database, 1, news=False)
    before = everything(database)
    assert Recheck(database, BIRTHDAY, 2).preview() == Tally(5, 5, 4)
    assert everything(database) == before
    assert told(database) == []


def everything(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(sa.text("SELECT * FROM saved_check ORDER BY id"))]


def test_killed_between_batches_the_next_run_goes_on(database: Database) -> None:
    references = keep(database, 8)
    first, tally = Recheck(database, BIRTHDAY, 3), Tally()
    claims = first.claims()
    first.finish(first.look(next(claims)), tally)
    claims.close()
    assert tally.looked_at == 3
    assert run(database).looked_at == 5
    assert sorted(told(database)) == sorted(references)


def test_killed_in_a_batch_its_checks_wait_for_a_minute_and_no_longer(database: Database, at: At) -> None:
    references = keep(database, 5)
    next(Recheck(database, BIRTHDAY, 3).claims())  # and then the machine is switched off
    waited: list[float] = []

    class SwitchedOn(Exception):
        """Instead of a minute of waiting."""

    def pause(seconds: float) -> None:
        waited.append(seconds)
        raise SwitchedOn

    with pytest.raises(SwitchedOn):
        Recheck(database, BIRTHDAY, 3, pause=pause).run()
    assert len(told(database)) == 2
    assert waited == [CLAIMED_FOR.total_seconds()]
    with at(MOMENT + CLAIMED_FOR + dt.timedelta(seconds=1)):
        assert run(database).looked_at == 3
    assert sorted(told(database)) == sorted(references)


def test_killed_while_writing_nothing_of_the_batch_is_kept(
    database: Database, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = keep(database, 4)
    calls = iter(range(10))

    class PowerCut(Exception):
        pass

    def fail_at_the_third(*args: object, **named: object) -> None:
        if next(calls) == 2:
            raise PowerCut

    with monkeypatch.context() as broken:
        broken.setattr(rechecking, "write_notice", fail_at_the_third)
        with pytest.raises(PowerCut):
            run(database, batch=4)
    assert told(database) == []
    with at(MOMENT + CLAIMED_FOR + dt.timedelta(seconds=1)):
        assert run(database) == Tally(4, 4, 4)
    assert sorted(told(database)) == sorted(references)


def test_who_saves_anew_or_deletes_while_a_run_is_deciding_wins(database: Database) -> None:
    gone, anew, left = keep(database, 3)
    running, tally = Recheck(database, BIRTHDAY, 3), Tally()
    looked = running.look(next(running.claims()))
    with database.writing() as session:
        by_reference = {one.reference: one for one in session.scalars(sa.select(SavedCheck))}
        saved_checks.delete_saved_check(session, saved=by_reference[gone])
        saved_checks._look_now(by_reference[anew])
    running.finish(looked, tally)
    assert (tally, told(database)) == (Tally(1, 1, 1), [left])


def two_runs_at_once(database: Database, url: str) -> tuple[Tally, Tally]:
    """Two machines: each with connections of its own."""
    machines, start, tallies = [Database(url), Database(url)], threading.Barrier(2), dict[int, Tally]()

    def work(number: int) -> None:
        running = Recheck(machines[number], BIRTHDAY, 5, pause=lambda _: None)
        start.wait()
        tallies[number] = running.run()

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for machine in machines:
        machine.dispose()
    return tallies[0], tallies[1]


def test_two_machines_share_the_work(database: Database, database_url: str) -> None:
    references = keep(database, 40)
    one, other = two_runs_at_once(database, database_url)
    assert one.looked_at + other.looked_at == 40
    assert one.told + other.told == 40
    assert sorted(told(database)) == sorted(references)


def looked_at_twice(database: Database) -> set[uuid.UUID]:
    """What two runs work on that begin at the same moment, batch by batch in turns."""
    runs = [Recheck(database, BIRTHDAY, 5), Recheck(database, BIRTHDAY, 5)]
    claims, seen = [run.claims() for run in runs], [set[uuid.UUID](), set[uuid.UUID]()]
    for _ in range(3):
        for number, run in enumerate(runs):
            seen[number].update(one.id for one in run.look(next(claims[number], [])))
    assert seen[0]
    assert seen[1]
    return seen[0] & seen[1]


def test_nothing_is_in_the_hands_of_two_runs(database: Database) -> None:
    keep(database, 20)
    assert looked_at_twice(database) == set()


def test_without_the_claim_it_would_be(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof above can fail."""
    keep(database, 20)
    monkeypatch.setattr(rechecking, "_is_free", sa.true)
    assert looked_at_twice(database) != set()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_memory_does_not_grow_with_the_number_of_checks(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(database, 3000)
    monkeypatch.setattr(rechecking, "edition_of", lambda _: "f" * 64)
    running, tally, peaks = Recheck(database, SAVED_ON, 100), Tally(), []
    claims = running.claims()
    running.finish(running.look(next(claims)), tally)  # what is prepared once
    tracemalloc.start()
    for claimed in claims:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        running.finish(running.look(claimed), tally)
        peaks.append(tracemalloc.get_traced_memory()[1] - before)
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert tally.looked_at == 3000
    assert max(peaks[1:]) < 3_000_000, "A batch of 100 needs as much as all of them."
    assert kept < 3_000_000, "Something of every batch stays."


def test_the_command(app: Flask, database: Database) -> None:
    keep(database, 3)

    def call(*options: str) -> tuple[int, str]:
        answered = app.test_cli_runner().invoke(args=["eligibility", "recheck", *options])
        return answered.exit_code, answered.output

    assert call("--on", "2026-05-01", "--dry-run") == (0, "3 looked at, 3 changed, 3 would be told\n")
    assert call("--on", "2026-05-01", "--batch", "2") == (0, "3 looked at, 3 changed, 3 told\n")
    assert call("--on", "2026-05-01") == (0, "0 looked at, 0 changed, 0 told\n")
    assert call("--on", "May")[0] == 2
