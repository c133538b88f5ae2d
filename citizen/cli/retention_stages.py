"""The stages of the other rooms: checks, bookings, needs and reports, notices, attempts, logs and visits."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.retention_rules import Of, Rules
from citizen.backoffice import tokens
from citizen.backoffice.models import ApiAccess
from citizen.cli.retention_bookings import stages_of_booking
from citizen.cli.retention_counting import by_district, count
from citizen.concerns import keeping as concerns
from citizen.config import Settings
from citizen.core import clock
from citizen.db import counting
from citizen.db.base import Base
from citizen.db.models import RequestCount
from citizen.db.retention import Stage
from citizen.db.session import Database
from citizen.eligibility import saved_check_keeping
from citizen.eligibility import service as eligibility
from citizen.eligibility.models import EligibilityCheck, SavedCheck
from citizen.kiosk import calls
from citizen.kiosk.models import StaffCall
from citizen.notices import outbox
from citizen.notices.models import WrittenNotice
from citizen.pathways import keeping as pathways
from citizen.people import erasing, one_time_codes
from citizen.people import service as people
from citizen.people.models import Attempt, Visit
from citizen.proxies import leaving
from citizen.staff import accesses
from citizen.staff.models import StaffAccess

_VISIT_KEPT = timedelta(days=30)


def other_stages(database: Database, settings: Settings, rules: Rules) -> list[Stage]:
    """In the order in which they are done; visits last, when nothing belongs to them any more."""
    rooms = [
        *_of_checks(database),
        *stages_of_booking(by_district(rules, Of.BOOKING)),
        *_of_concerns(rules),
        _pathways(rules),
        _addresses(settings),
        _attempts(),
        _counts(),
        *_codes(),
        _calls(),
    ]
    return [*rooms, *_logs(settings), *_accounts(settings), _visits()]


def _of_checks(database: Database) -> list[Stage]:
    """Saved checks have a keeping of their own, with notices before the end: it runs in transactions of its own."""
    now = clock.now()
    old, over = EligibilityCheck.updated_at < now - eligibility.KEPT_FOR, SavedCheck.keep_until < now
    to_tell = sa.and_(
        SavedCheck.keep_until < now + saved_check_keeping.TOLD_BEFORE, SavedCheck.told_of_end_at.is_(None)
    )
    return [
        Stage("checks", "answers of checks nobody came back to: deleted", count(EligibilityCheck, old),
              lambda session, _limit: eligibility.forget_old_checks(session)),
        Stage("saved-told", "keepers of saved checks told 30 days before", count(SavedCheck, to_tell),
              lambda session, limit: saved_check_keeping.tell_some(session, limit)),
        Stage("saved-checks", "saved checks nobody opened: deleted", count(SavedCheck, over),
              lambda session, limit: saved_check_keeping.delete_some(session, limit)),
    ]  # fmt: skip


def _of_concerns(rules: Rules) -> list[Stage]:
    needs, reports = by_district(rules, Of.NEEDS), by_district(rules, Of.REPORT)

    def delete_needs(session: Session, limit: int) -> int:
        found = concerns.find_old_needs(session, kept_for=needs, at_most=limit)
        return concerns.delete_needs(session, references=found)

    def delete_reports(session: Session, limit: int) -> int:
        found = concerns.find_old_reports(session, kept_for=reports, at_most=limit)
        return concerns.delete_reports(session, references=found)

    return [
        Stage("needs", "registered needs, withdrawn 30 days ago or over by rule: deleted",
              lambda session: len(concerns.find_old_needs(session, kept_for=needs)), delete_needs),
        Stage("reports", "reports about places, over by rule: deleted",
              lambda session: len(concerns.find_old_reports(session, kept_for=reports)), delete_reports),
    ]  # fmt: skip


def _pathways(rules: Rules) -> Stage:
    kept_for = by_district(rules, Of.PATHWAY)
    return Stage("pathways", "ways to a device and plans that ended, over by rule: deleted",
                 lambda session: len(pathways.find_old(session, kept_for=kept_for)),
                 lambda session, limit: pathways.delete_old(session, kept_for=kept_for, at_most=limit))  # fmt: skip


def _addresses(settings: Settings) -> Stage:
    before = clock.now() - timedelta(days=settings.notice_address_days)
    has_one = sa.or_(WrittenNotice.address.is_not(None), WrittenNotice.name.is_not(None))
    due = sa.and_(WrittenNotice.settled_at < before, has_one)
    what = f"addresses of notices settled {settings.notice_address_days} days ago: erased"
    return Stage("addresses", what, count(WrittenNotice, due),
                 lambda session, _limit: outbox.erase_addresses(session, settled_before=before))  # fmt: skip


def _accounts(settings: Settings) -> list[Stage]:
    """Only where the deployment sets a time: no document states one."""
    if not settings.unused_account_days:
        return []
    unused_for = timedelta(days=settings.unused_account_days)

    def erase(session: Session, limit: int) -> int:
        found = erasing.list_unused(session, unused_for=unused_for, at_most=limit)
        for person_id in found:
            leaving.end_everything(session, person_id=person_id, by=person_id)
            erasing.erase_person(session, person_id=person_id)
        return len(found)

    what = f"accounts nobody used for {settings.unused_account_days} days: erased"
    return [Stage("accounts", what, lambda session: len(erasing.list_unused(session, unused_for=unused_for)), erase)]


def _attempts() -> Stage:
    due = Attempt.at < clock.now() - people.ATTEMPT_WINDOW
    return Stage("attempts", "failed attempts that no longer count: deleted", count(Attempt, due),
                 lambda session, _limit: people.forget_old(session))  # fmt: skip


def _counts() -> Stage:
    return Stage("counts", "counts of requests of ten minutes that are over: deleted",
                 count(RequestCount, counting.is_over()),
                 lambda session, _limit: counting.forget_over(session))  # fmt: skip


def _logs(settings: Settings) -> list[Stage]:
    """Who opened which page of the staff, and which token did what: both are chains, and stay whole."""
    kept_for = timedelta(days=settings.access_log_days)
    said = f"{kept_for.days} days ago: deleted"
    return [
        Stage("staff-log", f"lines of the staff log, {said}", count(StaffAccess, accesses.is_old(kept_for)),
              lambda session, _limit: accesses.forget_old(session, kept_for=kept_for)),
        Stage("api-log", f"lines of the log of case systems, {said}", count(ApiAccess, tokens.is_old(kept_for)),
              lambda session, _limit: tokens.forget_old(session, kept_for=kept_for)),
    ]  # fmt: skip


def _codes() -> list[Stage]:
    """What was sent to be typed, and what browsers had to remember on their way in."""
    return [
        Stage("codes", "one-time codes that are over for a day: deleted", one_time_codes.count_over,
              lambda session, _limit: one_time_codes.forget_over(session)),
        Stage("code-notices", "notices that carried a code, a day ago: deleted", outbox.count_secrets,
              lambda session, _limit: outbox.forget_secrets(session)),
    ]  # fmt: skip


def _calls() -> Stage:
    return Stage("calls", "calls for staff from terminals, 30 days ago: deleted", count(StaffCall, calls.is_old()),
                 lambda session, _limit: calls.forget_old(session))  # fmt: skip


def _visits() -> Stage:
    """Visits that ended long ago and to which nothing belongs, whatever tables there are."""
    pointers = [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is Visit.__table__
    ]
    unused = sa.and_(
        Visit.ended_at < clock.now() - _VISIT_KEPT,
        *(~sa.exists().where(column == Visit.id).correlate(Visit) for column in pointers),
    )

    def delete(session: Session, limit: int) -> int:
        found = list(session.scalars(sa.select(Visit.id).where(unused).order_by(Visit.id).limit(limit)))
        session.execute(sa.delete(Visit).where(Visit.id.in_(found)))
        return len(found)

    return Stage("visits", "visits that ended 30 days ago and own nothing: deleted", count(Visit, unused), delete)
