"""Saved checks nobody opened for a long time: their keepers are told first, then they are deleted.

In batches, each a transaction of its own: safe to stop, to repeat, and to run beside another copy.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.session import Database
from citizen.eligibility.models import ChangeNotice, SavedCheck
from citizen.eligibility.notice_kinds import SAVED_CHECK_ENDS
from citizen.eligibility.saved_checks import delete_all_of
from citizen.notices.channels import Channel, Recipient
from citizen.notices.service import write_notice

TOLD_BEFORE = dt.timedelta(days=30)
"""Who asked to be told of changes is told so long before the end, and nothing is deleted before that time is over."""
_BATCH = 200


def tell_of_end(database: Database, *, batch: int = _BATCH) -> int:
    """Notices to those who left an address; returns how many."""
    told = 0
    while True:
        with database.writing() as session:
            found = tell_some(session, batch)
        told += found
        if not found:
            return told


def tell_some(session: Session, batch: int) -> int:
    now = clock.now()
    ending = session.execute(
        sa.select(SavedCheck, ChangeNotice)
        .join(ChangeNotice, ChangeNotice.saved_check_id == SavedCheck.id)
        .where(SavedCheck.keep_until < now + TOLD_BEFORE, SavedCheck.told_of_end_at.is_(None))
        .order_by(SavedCheck.id)
        .limit(batch)
        .with_for_update(skip_locked=True, of=SavedCheck)
    ).all()
    for saved, consent in ending:
        last_day = max(saved.keep_until, now + TOLD_BEFORE).astimezone(clock.LOCAL_ZONE).date()
        write_notice(
            session,
            kind=SAVED_CHECK_ENDS,
            about=saved.reference,
            to=Recipient(Channel(consent.channel), consent.address, consent.language),
            values={"end_date": last_day.isoformat()},
            key=f"{SAVED_CHECK_ENDS}:{saved.reference}:{saved.keep_until.date()}",
        )
        saved.told_of_end_at = now
    session.flush()
    return len(ending)


def delete_old(database: Database, *, batch: int = _BATCH) -> int:
    """Everything of the saved checks whose time is over; returns how many there were."""
    deleted = 0
    while True:
        with database.writing() as session:
            found = delete_some(session, batch)
        deleted += found
        if not found:
            return deleted


def delete_some(session: Session, batch: int) -> int:
    now = clock.now()
    wants_news = sa.exists().where(ChangeNotice.saved_check_id == SavedCheck.id)
    over = session.execute(
        sa.select(SavedCheck.id, SavedCheck.reference)
        .where(SavedCheck.keep_until < now, sa.or_(~wants_news, SavedCheck.told_of_end_at < now - TOLD_BEFORE))
        .order_by(SavedCheck.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
    ).all()
    delete_all_of(session, ids=[one for one, _ in over], references=[reference for _, reference in over])
    return len(over)
