"""Column types that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from citizen.db import sealing


class UtcDateTime(TypeDecorator[datetime]):
    """Stores UTC, refuses naive values, gives aware values back (SQLite alone would return naive ones)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class OwnedText(str):
    """A text that knows the data key it is to be sealed with; see envelope.py."""

    data_key: sealing.DataKey


class OwnedDict(dict[str, Any]):
    """The same for a JSON object."""

    data_key: sealing.DataKey


class OwnedList(list[Any]):
    """The same for a JSON array."""

    data_key: sealing.DataKey


class SealedText(TypeDecorator[str]):
    """Text encrypted at rest. Cannot be searched; look-ups need a keyed hash in a column of its own."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else sealing.seal(str(value), key=_key_of(value))

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else sealing.unseal(value)


class SealedJson(TypeDecorator[Any]):
    """A JSON value encrypted at rest. Assign a new value to change it: mutation in place is not seen."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else sealing.seal(json.dumps(value, ensure_ascii=False), key=_key_of(value))

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return None if value is None else json.loads(sealing.unseal(value))


def _key_of(value: object) -> sealing.DataKey | None:
    """The data key a value was tied to; none: it is sealed with the deployment's own."""
    return value.data_key if isinstance(value, OwnedText | OwnedDict | OwnedList) else None


#: Opaque JSON that is not personal; what we filter on is a column.
PlainJson = sa.JSON().with_variant(JSONB(), "postgresql")


def code_enum(codes: type[StrEnum]) -> sa.Enum:
    """A column of codes: stored as their values, with a CHECK constraint on both databases."""
    return sa.Enum(
        codes,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=codes.__name__.lower(),
    )
