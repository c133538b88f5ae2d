"""Writing and reading notices. Callers own the transaction: the event and its notice are kept or lost together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from citizen.accessibility.locales import LOCALES
from citizen.accessibility.reading_codes import language_of, reading_code
from citizen.core import clock
from citizen.core.references import grouped
from citizen.notices.channels import Channel, Recipient
from citizen.notices.delivery import Event, State, after, states_before
from citizen.notices.kinds import Value, Words, find_kind, is_date, placeholders, secret_kinds, words_of
from citizen.notices.models import LONGEST_KEY, WrittenNotice
from citizen.web.catalogues import BREAK, reading_easy

#: Built once for each kind of database; past the ORM, which nobody asks for a notice just written.
_WRITE = {
    name: insert(cast(sa.Table, WrittenNotice.__table__)).on_conflict_do_nothing(index_elements=["key"])
    for name, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
_NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it is read on screen, in one language."""

    kind: str
    about: str
    subject: str
    paragraphs: tuple[str, ...]
    written_at: datetime
    channel: Channel
    state: State
    #: The language of the words, as a browser wants it.
    language_tag: str

    @property
    def body(self) -> str:
        return "\n".join(self.paragraphs)

    @property
    def reference(self) -> str:
        """The reference of the thing as it stands in the words."""
        return grouped(self.about)


def write_notice(
    session: Session,
    *,
    kind: str,
    about: str,
    to: Recipient,
    values: Mapping[str, Value] = _NOTHING,
    key: str,
    not_after: datetime | None = None,
) -> None:
    """Put a notice into the outbox, in this transaction. A key that was written before, by anybody, changes nothing.
    With `not_after` it does not leave any more after that moment, however long a gateway was away.

    Raises ValueError for an unknown kind, a missing value, a date that is none or a key too long: faults of the
    program, which show in the first test of the room that writes.
    """
    _check(kind, values)
    if len(key) > LONGEST_KEY:
        raise ValueError(f"the key of a notice has at most {LONGEST_KEY} characters")
    row = {**_row_of(to), "key": key, "kind": kind, "about": about, "not_after": not_after}
    row["text_values"] = {name: value if isinstance(value, str) else dict(value) for name, value in values.items()}
    session.flush()
    session.connection().execute(_WRITE[session.get_bind().dialect.name], row)


def _row_of(to: Recipient) -> dict[str, Any]:
    """What a notice to somebody begins with: queued where something has to leave the house."""
    now = clock.now()
    return {
        "channel": to.channel,
        "language": to.language,
        "address": to.address.strip() or None,
        "name": to.name.strip() or None,
        "large_print": to.large_print,
        "written_at": now,
        "due_at": now,
        "state": State.QUEUED if to.needs_delivery else State.DELIVERED,
        "settled_at": None if to.needs_delivery else now,
    }


def list_notices(session: Session, *, about: str, language: str | None = None) -> list[Notice]:
    """What was told about a thing, newest first; in the reader's language, or in each recipient's own. In easy-read if
    the page is read so, however it was sent.

    What went to several people or channels at once stands here once. The caller has checked that the reader may open
    the thing.
    """
    rows = session.scalars(
        sa.select(WrittenNotice)
        .where(WrittenNotice.about == about, WrittenNotice.kind.not_in(secret_kinds()))
        .order_by(WrittenNotice.written_at.desc(), WrittenNotice.key)
    )
    told: dict[tuple[str, str, datetime], Notice] = {}
    for row in rows:
        notice = _on_page(row, language_of(language or row.language))
        told.setdefault((notice.subject, notice.body, row.written_at.replace(second=0, microsecond=0)), notice)
    return list(told.values())


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A notice with its address, for the outbox page of a development machine."""

    notice: Notice
    address: str
    sms: str


def list_latest(session: Session, *, at_most: int = 50) -> list[OutboxEntry]:
    """Everybody's notices, newest first, in each recipient's language. Only for development."""
    rows = session.scalars(
        sa.select(WrittenNotice).order_by(WrittenNotice.written_at.desc(), WrittenNotice.key).limit(at_most)
    )
    return [
        OutboxEntry(
            notice=_as_read(row, row.language),
            address="\n".join(filter(None, (row.name, row.address))),
            sms=_words(row, row.language).sms,
        )
        for row in rows
    ]


def find_state(session: Session, *, key: str) -> State | None:
    """How far the notice of this key came; None: nobody wrote it."""
    return session.scalar(sa.select(WrittenNotice.state).where(WrittenNotice.key == key))


def forget_notices(session: Session, *, about: str) -> int:
    """Cancel what has not been delivered and erase all addresses: the person withdrew, or chose another channel.

    The words stay readable on screen. Returns how many notices were cancelled.
    """
    mine = WrittenNotice.about == about
    cancelled = session.execute(
        sa.update(WrittenNotice)
        .where(mine, WrittenNotice.state.in_(states_before(Event.WITHDRAW)))
        .values(state=after(State.QUEUED, Event.WITHDRAW), settled_at=clock.now(), claimed_by=None, claimed_until=None)
        .execution_options(synchronize_session="fetch")
    )
    session.execute(
        sa.update(WrittenNotice)
        .where(mine)
        .values(address=None, name=None)
        .execution_options(synchronize_session="fetch")
    )
    return int(getattr(cancelled, "rowcount", 0))


def withdraw_notices(session: Session, *, about: str, kind: str) -> int:
    """Cancel what has not left yet and is true no longer; returns how many."""
    cancelled = session.execute(
        sa.update(WrittenNotice)
        .where(WrittenNotice.about == about, WrittenNotice.kind == kind, WrittenNotice.state == State.QUEUED)
        .values(state=after(State.QUEUED, Event.WITHDRAW), settled_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )
    return int(getattr(cancelled, "rowcount", 0))


def delete_notices(session: Session, *, about: str) -> int:
    """Erase everything that was told about a thing, with the thing itself. Returns how many notices that were."""
    result = session.execute(sa.delete(WrittenNotice).where(WrittenNotice.about == about))
    return int(getattr(result, "rowcount", 0))


def _check(code: str, values: Mapping[str, Value]) -> None:
    kind = find_kind(code)
    if kind is None:
        raise ValueError(f"notice kind {code!r} is not registered")
    if missing := placeholders(kind) - set(values):
        raise ValueError(f"notice kind {code!r} needs {', '.join(sorted(missing))}")
    for name, value in values.items():
        if is_date(name) and isinstance(value, str):
            date.fromisoformat(value)


def _as_read(row: WrittenNotice, language: str) -> Notice:
    words = _words(row, language)
    return Notice(
        kind=row.kind,
        about=row.about,
        subject=words.subject,
        paragraphs=words.paragraphs,
        written_at=row.written_at,
        channel=row.channel,
        state=row.state,
        language_tag=LOCALES[language_of(language)].tag,
    )


def _on_page(row: WrittenNotice, language: str) -> Notice:
    """In the words of this page, whose lines are parted when it is finished (accessibility.easy_pages)."""
    if not reading_easy.get():
        return _as_read(row, language)
    notice = _as_read(row, reading_code(language, easy=True))
    return replace(notice, paragraphs=tuple(one.replace("\n", BREAK) for one in notice.paragraphs))


def _words(row: WrittenNotice, language: str) -> Words:
    """Of a secret whose values are erased only the sentence around them is left."""
    kind = find_kind(row.kind)
    erased = dict.fromkeys(placeholders(kind), "······") if kind is not None and kind.secret else {}
    return words_of(row.kind, about=row.about, values={**erased, **row.values}, language=language)
