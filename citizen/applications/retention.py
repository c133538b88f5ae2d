"""The stages of applications: drafts are announced, then deleted; what was taken back unread goes at once; what an
office has ended goes when the rule of its district says so.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import erasure
from citizen.applications.events import Author
from citizen.applications.keeping_notices import DRAFT_ENDS
from citizen.applications.lifecycle import Phase, Status
from citizen.applications.models import Application, Case, Objection
from citizen.applications.paper_store import PaperStore
from citizen.applications.retention_rules import Rule, Rules
from citizen.applications.telling import tell
from citizen.core import clock
from citizen.db.envelope import destroy_key
from citizen.db.models import StoredDataKey
from citizen.db.retention import Stage

WARNED_BEFORE = timedelta(days=5)
"""The owner of a draft is told so long before it is deleted, and it is never deleted sooner after that."""

#: Nothing more happens to a case here.
ENDED = frozenset({Status.CLOSED, Status.REFUSED, Status.WITHDRAWN})
_KEY_WITHOUT_OWNER = timedelta(days=1)
_Act = Callable[[Session, Application], None]


def stages(*, store: PaperStore, draft_days: int, rules: Rules) -> list[Stage]:
    """In the order in which they are done."""
    kept = timedelta(days=draft_days)
    by_rule = "ended applications whose time by the rule of the district is over: erased but for their log"
    return [
        _simple("drafts-told", f"owners of drafts told {WARNED_BEFORE.days} days before", _to_tell(kept), _tell(kept)),
        _simple("drafts", f"drafts nobody touched for {draft_days} days: deleted", _old_drafts(kept), _delete(store)),
        _simple("withdrawn", "applications taken back before an office opened them: erased", _UNREAD, _erase(store)),
        Stage("ended", by_rule, lambda session: len(due_by_rule(session, rules)), _erase_ended(store, rules)),
        Stage("keys", "data keys of applications that are gone: destroyed", _count_lost_keys, _destroy_lost_keys),
    ]


def end_of(cases: list[tuple[str, str | None, datetime]], rules: Rules) -> tuple[datetime, Rule] | None:
    """Until when an ended application with these (programme, district, ended at) is kept, and by which rule."""
    rule = rules.for_cases((programme, district) for programme, district, _ in cases)
    return None if rule is None else (max(at for _, _, at in cases) + rule.kept_for, rule)


def due_by_rule(session: Session, rules: Rules) -> list[uuid.UUID]:
    """Ended applications whose time is over."""
    now = clock.now()
    ends = ((one, end_of(cases, rules)) for one, cases in _ended(session))
    return [one for one, end in ends if end is not None and end[0] < now]


def count_without_rule(session: Session, rules: Rules) -> int:
    """Ended applications for which the district has not said how long they are kept."""
    return sum(end_of(cases, rules) is None for _, cases in _ended(session))


# -- what is due -----------------------------------------------------------------------------------------------


def _drafts_before(age: timedelta) -> sa.ColumnElement[bool]:
    return sa.and_(Application.phase == Phase.DRAFT, Application.changed_at < clock.now() - age)


def _to_tell(kept: timedelta) -> sa.ColumnElement[bool]:
    told = sa.and_(Application.told_of_end_at.is_not(None), Application.told_of_end_at >= Application.changed_at)
    return sa.and_(_drafts_before(kept - WARNED_BEFORE), sa.not_(told))


def _old_drafts(kept: timedelta) -> sa.ColumnElement[bool]:
    told_in_time = sa.and_(
        Application.told_of_end_at >= Application.changed_at,
        Application.told_of_end_at <= clock.now() - WARNED_BEFORE,
    )
    return sa.and_(_drafts_before(kept), told_in_time)


def _case_that(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The application has a case of which this is true."""
    found = sa.select(Case.id).where(Case.application_id == Application.id, *conditions)
    return found.correlate(Application).exists()


_UNREAD = sa.and_(
    Application.phase == Phase.WITHDRAWN,
    Application.erased_at.is_(None),
    ~_case_that(Case.opened_at.is_not(None)),
)


def _ended(session: Session) -> Iterator[tuple[uuid.UUID, list[tuple[str, str | None, datetime]]]]:
    """Applications an office has opened and that are over in all their programmes, with no objection waiting."""
    goes_on = _case_that(Case.status.not_in(ENDED))
    objected = _case_that(sa.exists().where(Objection.case_id == Case.id, Objection.answered_at.is_(None)))
    over = sa.and_(Application.phase != Phase.DRAFT, Application.erased_at.is_(None), ~goes_on, ~objected, ~_UNREAD)
    found = sa.select(Application.id, Case.programme_id, Case.district, Case.status_since)
    together: dict[uuid.UUID, list[tuple[str, str | None, datetime]]] = defaultdict(list)
    for row in session.execute(found.join(Case, Case.application_id == Application.id).where(over)):
        together[row.id].append((row.programme_id, row.district, row.status_since))
    return iter(together.items())


# -- what is done ----------------------------------------------------------------------------------------------


def _simple(code: str, what: str, due: sa.ColumnElement[bool], act: _Act) -> Stage:
    def count(session: Session) -> int:
        return session.scalar(sa.select(sa.func.count()).select_from(Application).where(due)) or 0

    def erase(session: Session, limit: int) -> int:
        chosen = sa.select(Application).where(due).order_by(Application.id).limit(limit)
        found = list(session.scalars(chosen.with_for_update(skip_locked=True, of=Application)))
        for application in found:
            act(session, application)
        session.flush()
        return len(found)

    return Stage(code, what, count, erase)


def _tell(kept: timedelta) -> _Act:
    def tell_owner(session: Session, draft: Application) -> None:
        now = clock.now()
        last_day = max(draft.changed_at + kept, now + WARNED_BEFORE).astimezone(clock.LOCAL_ZONE).date()
        key = f"{DRAFT_ENDS}:{draft.changed_at:%Y%m%d%H%M%S}"
        tell(session, application=draft, kind=DRAFT_ENDS, key=key, values={"end_date": last_day.isoformat()})
        session.execute(
            sa.update(Application)
            .where(Application.id == draft.id)
            .values(told_of_end_at=now)
            .execution_options(synchronize_session=False)
        )

    return tell_owner


def _delete(store: PaperStore) -> _Act:
    return lambda session, draft: erasure.delete_draft(session, draft=draft, store=store)


def _erase(store: PaperStore) -> _Act:
    def erase_one(session: Session, application: Application) -> None:
        by = Author(erasure.RETENTION, application.relation)
        erasure.erase_application(session, application=application, store=store, by=by)

    return erase_one


def _erase_ended(store: PaperStore, rules: Rules) -> Callable[[Session, int], int]:
    def erase(session: Session, limit: int) -> int:
        due = due_by_rule(session, rules)[:limit]
        locked = sa.select(Application).where(Application.id.in_(due), Application.erased_at.is_(None))
        found = list(session.scalars(locked.with_for_update(skip_locked=True, of=Application)))
        for application in found:
            _erase(store)(session, application)
        return len(found)

    return erase


def _lost_keys() -> sa.ColumnElement[bool]:
    """Of applications that were deleted some other way; never one whose transaction is still open."""
    owner = sa.exists().where(Application.id == StoredDataKey.owner_id)
    return sa.and_(~owner, StoredDataKey.made_at < clock.now() - _KEY_WITHOUT_OWNER)


def _count_lost_keys(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(StoredDataKey).where(_lost_keys())) or 0


def _destroy_lost_keys(session: Session, limit: int) -> int:
    owners = list(session.scalars(sa.select(StoredDataKey.owner_id).where(_lost_keys()).limit(limit)))
    for owner_id in owners:
        destroy_key(session, owner_id=owner_id)
    return len(owners)
