"""Look at saved checks again: after a change of the rules, a birthday, the end of a certificate.

Made for many checks and several machines at once:

* What is due is asked for batch by batch in the order of the ids; nothing but one batch is in memory.
* A batch is claimed by a guarded update before anybody works on it, for a minute. A run that dies leaves its batch to
  the next one when that minute is over; nothing is locked while the rules decide.
* Results and notices of a batch are one transaction, each row guarded by the claim: who lost it, or whose check was
  saved anew or deleted meanwhile, writes nothing. A finished check carries the edition of the rules and its next day,
  and is not due any more.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.session import Database
from citizen.eligibility import catalogue, saved_checks
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.edition import edition_of
from citizen.eligibility.models import ChangeNotice, SavedCheck
from citizen.eligibility.next_look import look_at
from citizen.eligibility.notice_kinds import SOMETHING_CHANGED
from citizen.eligibility.saved_verdicts import fingerprint_of
from citizen.notices.channels import Channel, Recipient
from citizen.notices.service import write_notice

CLAIMED_FOR = dt.timedelta(minutes=1)
BATCH = 100
_SHORTEST_PAUSE = 0.2
_FIRST = uuid.UUID(int=0)


class Looked(NamedTuple):
    """One saved check looked at."""

    id: uuid.UUID
    reference: str
    fingerprint: str
    next_on: dt.date | None
    has_changed: bool


@dataclass(slots=True)
class Tally:
    """What a run did."""

    looked_at: int = 0
    changed: int = 0
    told: int = 0


@dataclass(frozen=True)
class Recheck:
    """One run over everything that is due on a day."""

    database: Database
    on: dt.date
    batch: int = BATCH
    rules: Catalogue = field(default_factory=catalogue.load)
    name: str = field(default_factory=lambda: secrets.token_hex(16))
    pause: Callable[[float], None] = time.sleep

    def run(self) -> Tally:
        """Everything that is due, also what another run holds now and does not finish."""
        tally = Tally()
        while True:
            for claimed in self.claims():
                self.finish(self.look(claimed), tally)
            waiting = self._seconds_until_free()
            if waiting is None:
                return tally
            self.pause(max(waiting, _SHORTEST_PAUSE))

    def preview(self) -> Tally:
        """What a run would find, without a claim, a change or a notice."""
        tally, after = Tally(), _FIRST
        with self.database.reading() as session:
            wants_news = sa.exists().where(ChangeNotice.saved_check_id == SavedCheck.id)
            while page := session.execute(
                sa.select(SavedCheck.id, wants_news)
                .where(self._is_due, SavedCheck.id > after)
                .order_by(SavedCheck.id)
                .limit(self.batch)
            ).all():
                after = page[-1][0]
                wanting = {one for one, wants in page if wants}
                for looked in self._look(session, [one for one, _ in page]):
                    tally.looked_at += 1
                    tally.changed += looked.has_changed
                    tally.told += looked.has_changed and looked.id in wanting
                session.expunge_all()
        return tally

    def claims(self) -> Iterator[list[uuid.UUID]]:
        """Batch after batch of due checks that only this run works on, until none is left that nobody holds."""
        after: uuid.UUID | None = _FIRST
        while after is not None:
            after, claimed = self._claim_after(after)
            if claimed:
                yield claimed

    def look(self, ids: Sequence[uuid.UUID]) -> list[Looked]:
        """Decide again. Nothing is locked meanwhile."""
        with self.database.reading() as session:
            return self._look(session, ids, SavedCheck.claimed_by == self.name)

    def finish(self, looked: Sequence[Looked], tally: Tally) -> None:
        """Write a batch and its notices in one transaction."""
        counted = Tally()
        with self.database.writing() as session:
            for one in looked:
                if self._release(session, one):
                    counted.looked_at += 1
                    counted.changed += one.has_changed
                    counted.told += one.has_changed and self._tell(session, one)
        tally.looked_at += counted.looked_at
        tally.changed += counted.changed
        tally.told += counted.told

    def _claim_after(self, after: uuid.UUID) -> tuple[uuid.UUID | None, list[uuid.UUID]]:
        """The last id seen (None when there was none) and what of these is ours now."""
        with self.database.writing() as session:
            # On PostgreSQL two runs pass each other here instead of queueing; SQLite has one writer anyway. What makes
            # a claim exclusive is the guard of the update.
            seen = session.scalars(
                sa.select(SavedCheck.id)
                .where(self._is_due, _is_free(), SavedCheck.id > after)
                .order_by(SavedCheck.id)
                .limit(self.batch)
                .with_for_update(skip_locked=True)
            ).all()
            if not seen:
                return None, []
            session.execute(
                sa.update(SavedCheck)
                .where(SavedCheck.id.in_(seen), self._is_due, _is_free())
                .values(claimed_by=self.name, claimed_until=clock.now() + CLAIMED_FOR)
                .execution_options(synchronize_session=False)
            )
            ours = sa.select(SavedCheck.id).where(SavedCheck.id.in_(seen), SavedCheck.claimed_by == self.name)
            return seen[-1], list(session.scalars(ours.order_by(SavedCheck.id)))

    def _look(self, session: Session, ids: Sequence[uuid.UUID], *guards: sa.ColumnElement[bool]) -> list[Looked]:
        rows = session.execute(
            sa.select(
                SavedCheck.id,
                SavedCheck.reference,
                SavedCheck.relation,
                SavedCheck.on,
                SavedCheck.answers,
                SavedCheck.verdicts_fingerprint,
            ).where(SavedCheck.id.in_(ids), *guards)
        )
        return [self._looked(row) for row in rows]

    def _looked(self, row: sa.Row[tuple[object, ...]]) -> Looked:
        facts = saved_checks.facts_in(row.answers, relation=row.relation, on=row.on)
        interest = saved_checks.interest_in(row.answers)
        look = look_at(self.rules, facts, said_on=row.on, on=self.on, interest=interest)
        fingerprint = fingerprint_of(look.verdicts)
        return Looked(row.id, row.reference, fingerprint, look.next_on, fingerprint != row.verdicts_fingerprint)

    def _release(self, session: Session, looked: Looked) -> bool:
        """False when the claim is no longer ours: then nothing is written about this check."""
        released = session.execute(
            sa.update(SavedCheck)
            .where(SavedCheck.id == looked.id, SavedCheck.claimed_by == self.name)
            .values(
                verdicts_fingerprint=looked.fingerprint,
                looked_at_edition=edition_of(self.rules),
                looked_at_on=self.on,
                next_look_on=looked.next_on,
                claimed_by=None,
                claimed_until=None,
            )
            .execution_options(synchronize_session=False)
        )
        return int(released.rowcount) == 1  # type: ignore[attr-defined]  # an UPDATE has a row count

    def _tell(self, session: Session, looked: Looked) -> bool:
        consent = session.get(ChangeNotice, looked.id)
        if consent is None:
            return False
        write_notice(
            session,
            kind=SOMETHING_CHANGED,
            about=looked.reference,
            to=Recipient(Channel(consent.channel), consent.address, consent.language),
            key=f"{SOMETHING_CHANGED}:{looked.reference}:{self.on}:{looked.fingerprint}",
        )
        return True

    def _seconds_until_free(self) -> float | None:
        """How long another run may still hold what is due; None when nothing is due any more."""
        with self.database.reading() as session:
            until = session.scalar(sa.select(sa.func.min(SavedCheck.claimed_until)).where(self._is_due))
            left = session.scalar(sa.select(sa.exists().where(self._is_due)))
        if not left:
            return None
        return (until - clock.now()).total_seconds() if until is not None else 0.0

    @property
    def _is_due(self) -> sa.ColumnElement[bool]:
        """Decided by other rules, or a day has come on which the same rules decide otherwise."""
        edition = edition_of(self.rules)
        # Two ranges instead of "not equal": both sides can use the index.
        other_rules = sa.or_(SavedCheck.looked_at_edition < edition, SavedCheck.looked_at_edition > edition)
        return sa.or_(other_rules, SavedCheck.next_look_on <= self.on)


def _is_free() -> sa.ColumnElement[bool]:
    return sa.or_(SavedCheck.claimed_until.is_(None), SavedCheck.claimed_until < clock.now())
