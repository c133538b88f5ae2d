"""Logs that nobody changes unseen: each line has a place, and a keyed hash of itself and of the line before.

The links stand in a table of their own, so that a log is written and read as any other table. Whoever writes takes the
next place by one statement and holds it until the commit: places follow each other on both databases, however many
processes write. The head is sealed with a key that is not in the database: lines cannot be cut off at the end, nor at
the beginning, where only lines whose time is over are forgotten. What cannot be told from inside is that the whole
database was put back to an older state: for that the heads are noted elsewhere, and compared with `differs_from`.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.base import Base
from citizen.db.event_hash import canonical, plain
from citizen.db.models import LogHead, LogLink
from citizen.db.sealing import keyed_hash

_BATCH = 500


class ChainedLog(NamedTuple):
    """A table whose rows, with an `id` of their own and `at`, are the lines of a log; and what of a line the hash
    covers. What is covered never changes: to cover more would begin a new log.
    """

    lines: type[Base]
    covered: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.lines.__tablename__)

    @property
    def columns(self) -> Mapping[str, sa.ColumnElement[Any]]:
        return dict(self.lines.__table__.columns)


class Head(NamedTuple):
    """A row of `LogHead`, without its seal."""

    position: int
    hash: str
    forgotten: int
    forgotten_hash: str


class Break(NamedTuple):
    """What is not as it was written: at which place, and how."""

    position: int
    #: head_changed, gap, removed, changed, unreadable, cut_off or added; outside: lines that have no place.
    problem: str


@dataclass(slots=True)
class Standing:
    """A log that was walked. Only the first break of the chain is told: what follows a break proves nothing."""

    log: str
    lines: int = 0
    #: Lines without a place that are older than the first one with a place: from before there was a chain.
    before: int = 0
    position: int = 0
    hash: str = ""
    breaks: list[Break] = field(default_factory=list)


# -- writing -----------------------------------------------------------------------------------------------------


def write(session: Session, *, log: ChainedLog, line: Mapping[str, Any]) -> None:
    """Add a line, with the next id, the next place and the time now, which is taken when the place is ours."""
    head = _take_place(session, log)
    whole = {"id": uuid.uuid4(), "at": clock.now(), **line}
    digest = _hash(log, head.hash, head.position, whole)
    session.add_all(
        [log.lines(**whole), LogLink(log=log.name, position=head.position, line_id=whole["id"], hash=digest)]
    )
    session.flush()
    _put_head(session, log, head._replace(hash=digest))


def forget_old(session: Session, *, log: ChainedLog, is_old: sa.ColumnElement[bool]) -> int:
    """Delete the lines at the beginning of a log whose time is over; returns how many. A line stays as long as one
    before it does: the clocks of two machines may differ by a little.
    """
    head = _hold_head(session, log)
    if head is not None:
        _forget_links(session, log, head, is_old)
    has_place = sa.exists().where(LogLink.log == log.name, LogLink.line_id == log.columns["id"])
    gone = session.execute(sa.delete(log.lines).where(is_old, ~has_place).execution_options(synchronize_session=False))
    return int(getattr(gone, "rowcount", 0))


def _forget_links(session: Session, log: ChainedLog, head: Head, is_old: sa.ColumnElement[bool]) -> None:
    joined = LogLink.line_id == log.columns["id"]
    kept = session.scalar(sa.select(sa.func.min(LogLink.position)).where(LogLink.log == log.name, joined, ~is_old))
    until = head.position + 1 if kept is None else kept
    of_log = sa.and_(LogLink.log == log.name, LogLink.position < until)
    last = session.execute(
        sa.select(LogLink.position, LogLink.hash).where(of_log).order_by(LogLink.position.desc()).limit(1)
    ).first()
    if last is not None:
        session.execute(sa.delete(LogLink).where(of_log).execution_options(synchronize_session=False))
        _put_head(session, log, head._replace(forgotten=last[0], forgotten_hash=last[1]))


def _take_place(session: Session, log: ChainedLog) -> Head:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = insert(LogHead).values(log=log.name, position=1, hash="", forgotten=0, forgotten_hash="", seal="")
    taken = first.on_conflict_do_update(index_elements=[LogHead.log], set_={"position": LogHead.position + 1})
    return Head(*session.execute(taken.returning(*_HEAD)).one())


def _hold_head(session: Session, log: ChainedLog) -> Head | None:
    """The head, which nobody else moves until our transaction ends."""
    held = sa.update(LogHead).where(LogHead.log == log.name).values(position=LogHead.position)
    found = session.execute(held.returning(*_HEAD).execution_options(synchronize_session=False)).first()
    return None if found is None else Head(*found)


def _put_head(session: Session, log: ChainedLog, head: Head) -> None:
    changed = sa.update(LogHead).where(LogHead.log == log.name).values(**head._asdict(), seal=_seal(log, head))
    session.execute(changed.execution_options(synchronize_session=False))


def _hash(log: ChainedLog, previous: str, position: int, line: Mapping[str, Any]) -> str:
    covered = {name: plain(line[name]) for name in log.covered}
    return keyed_hash("log line", f"{log.name}\n{previous}\n{position}\n{canonical(covered)}")


def _seal(log: ChainedLog, head: Head) -> str:
    return keyed_hash("log head", canonical([log.name, *head]))


_HEAD = (LogHead.position, LogHead.hash, LogHead.forgotten, LogHead.forgotten_hash)


# -- verifying ---------------------------------------------------------------------------------------------------


def verify(session: Session, *, log: ChainedLog) -> Standing:
    """Walk the whole log, one line in memory at a time. One statement, so that others may write meanwhile."""
    found, head = Standing(log.name), None
    try:
        for row in session.execute(_everything(log)).mappings():
            if head is None:
                head = _begin(log, found, row)
            if not found.breaks and row["position"] is not None:
                _follow(log, found, row)
    except ValueError:  # a value that is none of its column's: SQLite keeps what it is given
        found.breaks.append(Break(found.position + 1, "unreadable"))
    _end(session, log, found, head)
    _count_outside(session, log, found)
    return found


def differs_from(session: Session, *, log: ChainedLog, position: int, beginning: str) -> bool:
    """Whether the line at this place is another one than the one whose hash, as it was noted elsewhere, began so. A
    place whose time is over cannot be compared any more, and does not differ.
    """
    row = session.execute(sa.select(LogHead.forgotten).where(LogHead.log == log.name)).first()
    if row is not None and position <= row[0]:
        return False
    at = session.scalar(sa.select(LogLink.hash).where(LogLink.log == log.name, LogLink.position == position))
    return at is None or not hmac.compare_digest(at[: len(beginning)], beginning)


def _everything(log: ChainedLog) -> sa.Executable:
    """The head, beside every link and its line, in order."""
    line = [log.columns[name].label(f"line_{name}") for name in log.covered]
    head = [column.label(f"head_{column.key}") for column in (*_HEAD, LogHead.seal)]
    return (
        sa.select(*head, LogLink.position, LogLink.hash, log.columns["id"].label("present"), *line)
        .outerjoin_from(LogHead, LogLink, LogLink.log == LogHead.log)
        .outerjoin(log.lines, LogLink.line_id == log.columns["id"])
        .where(LogHead.log == log.name)
        .order_by(LogLink.position)
        .execution_options(yield_per=_BATCH)
    )


def _begin(log: ChainedLog, found: Standing, row: sa.RowMapping) -> Head:
    head = Head(*(row[f"head_{name}"] for name in Head._fields))
    found.position, found.hash = head.forgotten, head.forgotten_hash
    if not hmac.compare_digest(_seal(log, head), row["head_seal"]):
        found.breaks.append(Break(head.position, "head_changed"))
    return head


def _follow(log: ChainedLog, found: Standing, row: sa.RowMapping) -> None:
    problem = _problem(log, found, row)
    if problem:
        found.breaks.append(Break(found.position + 1, problem))
        return
    found.lines += 1
    found.position, found.hash = row["position"], row["hash"]


def _problem(log: ChainedLog, found: Standing, row: sa.RowMapping) -> str | None:
    if row["position"] != found.position + 1:
        return "gap"
    if row["present"] is None:
        return "removed"
    expected = _hash(log, found.hash, row["position"], {name: row[f"line_{name}"] for name in log.covered})
    return None if hmac.compare_digest(expected, row["hash"]) else "changed"


def _end(session: Session, log: ChainedLog, found: Standing, head: Head | None) -> None:
    """The last line must be the one the head remembers; where there is no head, there never was a line."""
    if head is None:
        if session.scalar(sa.select(sa.exists().where(LogLink.log == log.name))):
            found.breaks.append(Break(0, "head_changed"))
    elif not found.breaks and (found.position, found.hash) != (head.position, head.hash):
        cut_off = found.position < head.position
        found.breaks.append(Break(found.position + cut_off, "cut_off" if cut_off else "added"))


def _count_outside(session: Session, log: ChainedLog, found: Standing) -> None:
    """Lines nobody gave a place: from before the chain, or put there by hand."""
    at = log.columns["at"]
    joined = sa.and_(LogLink.log == log.name, LogLink.line_id == log.columns["id"])
    began = session.scalar(sa.select(sa.func.min(at)).where(joined))
    without = sa.select(sa.func.count()).select_from(log.lines).where(~sa.exists().where(joined))
    if began is None:
        found.before = session.scalar(without) or 0
        return
    found.before = session.scalar(without.where(at < began)) or 0
    if session.scalar(without.where(at >= began)):
        found.breaks.append(Break(0, "outside"))
