"""Bringing everything sealed under the newest of the deployment's keys, while the site runs.

Values are changed by compare-and-swap on what stood there: whatever somebody writes meanwhile is newer, and wins. Every
row is its own decision, so a run can stop anywhere and start again from the front; what is done is passed by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from citizen.db import envelope, sealing
from citizen.db.base import Base
from citizen.db.models import StoredDataKey
from citizen.db.session import Database
from citizen.db.types import SealedJson, SealedText

#: In a count of values: sealed with a data key; of these, with one that is gone; or with no key that we have.
BY_DATA_KEY, KEY_GONE, UNREADABLE = "data key", "data key gone", "unreadable"


@dataclass(slots=True)
class Rotated:
    """What a run changed, and what it could not read and so left as it was."""

    data_keys: int = 0
    values: int = 0
    unreadable: int = 0


@dataclass(slots=True)
class Standing:
    """How many values each key holds: numbers of the deployment's keys (0 is the newest), and the words above."""

    holding: Counter[int | str] = field(default_factory=Counter)

    def needs(self, number: int) -> bool:
        """Whether something can only be read with this key."""
        return self.holding[number] > 0


def rotate(database: Database, *, batch: int) -> Rotated:
    """Seal everything anew that is not under the newest key. First the data keys: they hold the most."""
    done = Rotated()
    for table, columns in _sealed_tables():
        for rows in _batches(database, table, columns, batch):
            with database.writing() as session:
                for row in rows:
                    _rotate_row(session, table, columns, row, done)
    return done


def standing(database: Database, *, batch: int) -> Standing:
    """What is sealed with which key, counted value by value."""
    found = Standing()
    for table, columns in _sealed_tables():
        for rows in _batches(database, table, columns, batch):
            tokens = [row[name] for row in rows for name in columns if row[name] is not None]
            found.holding.update(map(_holder, tokens))
            found.holding[KEY_GONE] += _count_without_key(database, tokens)
    return found


def _count_without_key(database: Database, tokens: list[str]) -> int:
    """Whoever erases takes the values with the key: a value that is left without one was lost."""
    wanted = Counter(sealing.data_key_id(token) for token in tokens if sealing.is_by_data_key(token))
    if not wanted:
        return 0
    with database.reading() as session:
        there = set(session.scalars(sa.select(StoredDataKey.id).where(StoredDataKey.id.in_(wanted))))
    return sum(count for key_id, count in wanted.items() if key_id not in there)


def _sealed_tables() -> Iterator[tuple[sa.Table, list[str]]]:
    yield Base.metadata.tables[StoredDataKey.__tablename__], ["sealed_key"]
    for table in Base.metadata.sorted_tables:
        columns = [one.name for one in table.columns if isinstance(one.type, SealedText | SealedJson)]
        if columns:
            yield table, columns


def _batches(database: Database, table: sa.Table, columns: list[str], batch: int) -> Iterator[list[sa.RowMapping]]:
    """All rows in the order of their keys, each batch read in a transaction of its own."""
    keys = list(table.primary_key.columns)
    belonging = envelope.find_belonging(table)
    owner = [] if belonging is None else [belonging.owner_column().label("owner_of_it")]
    wanted = sa.select(*keys, *owner, *(sa.type_coerce(table.c[name], sa.Text).label(name) for name in columns))
    last: list[Any] = []
    while True:
        with database.reading() as session:
            step = wanted.where(_after(keys, last)) if last else wanted
            rows = list(session.execute(step.order_by(*keys).limit(batch)).mappings())
        if not rows:
            return
        yield rows
        last = [rows[-1][key.name] for key in keys]


def _after(keys: list[sa.Column[Any]], last: list[Any]) -> sa.ColumnElement[bool]:
    return sa.tuple_(*keys) > sa.tuple_(*(sa.literal(value, key.type) for key, value in zip(keys, last, strict=True)))


def _rotate_row(session: Session, table: sa.Table, columns: list[str], row: sa.RowMapping, done: Rotated) -> None:
    stale = {name: row[name] for name in columns if row[name] is not None and not _is_current(table, row[name])}
    fresh: dict[str, str] = {}
    for name, token in stale.items():
        try:
            fresh[name] = _sealed_anew(session, table, row, token)
        except (InvalidToken, sealing.KeyGone):
            done.unreadable += 1
    if fresh and _swap(session, table, row, fresh):
        if table.name == StoredDataKey.__tablename__:
            done.data_keys += 1
        else:
            done.values += len(fresh)


def _is_current(table: sa.Table, token: str) -> bool:
    """Under the newest key; where values belong together, under a data key."""
    if sealing.is_by_data_key(token):
        return True
    return envelope.find_belonging(table) is None and sealing.key_number(token) == 0


def _sealed_anew(session: Session, table: sa.Table, row: sa.RowMapping, token: str) -> str:
    text = sealing.unseal(token)
    if envelope.find_belonging(table) is None:
        return sealing.seal(text)
    return sealing.seal(text, key=envelope.key_of(session.connection(), row["owner_of_it"]))


def _swap(session: Session, table: sa.Table, row: sa.RowMapping, fresh: dict[str, str]) -> bool:
    unchanged = [sa.type_coerce(table.c[name], sa.Text) == row[name] for name in fresh]
    same_row = [key == row[key.name] for key in table.primary_key.columns]
    raw = {name: sa.literal(token, sa.Text) for name, token in fresh.items()}
    result = session.execute(
        sa.update(table).where(*same_row, *unchanged).values(raw).execution_options(synchronize_session=False)
    )
    return int(getattr(result, "rowcount", 0)) == 1


def _holder(token: str) -> int | str:
    if sealing.is_by_data_key(token):
        return BY_DATA_KEY
    number = sealing.key_number(token)
    return UNREADABLE if number is None else number
