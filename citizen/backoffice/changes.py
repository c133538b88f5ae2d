"""The order of changes: every event of a case that was sent gets the next number of its district, and every webhook
that wants it gets a delivery, in the transaction of the event itself.

Numbers are taken last of all, when the transaction is about to be committed: the one row that gives them out is held
for as short as can be, and never while another application's row is waited for.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import event as session_event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from citizen.applications.lifecycle import Act
from citizen.applications.models import Application, Case
from citizen.backoffice.models import ApiToken, CaseChange, CaseFeed, CasePlace, Webhook, WebhookDelivery
from citizen.backoffice.vocabulary import EVENT_OF, EventType
from citizen.core import clock
from citizen.core.errors import RuleBroken
from citizen.db.sealing import keyed_hash
from citizen.notices.delivery import State

_WAITING = "changes of cases"


@dataclass(frozen=True, slots=True)
class _Noted:
    case: Case
    number: str
    event: EventType
    at: datetime


def note_change(session: Session, application: Application, case: Case | None, act: Act) -> None:
    """Registered with the log of applications. An act on the whole application is a change of each of its cases."""
    event = EVENT_OF.get(act)
    if event is None or application.submitted_at is None:
        return
    waiting = session.info.setdefault(_WAITING, [])
    if not waiting:
        session_event.listen(session, "before_commit", number_changes, once=True)
        session_event.listen(session, "after_rollback", _forget_all, once=True)
    for one in (case,) if case else application.cases:
        if one.district is not None:
            waiting.append(_Noted(one, number_of(application, one), event, clock.now()))


def number_of(application: Application, case: Case) -> str:
    """The number of a case as case systems write it: "A7K3M9QX4-1"."""
    return f"{application.reference}-{case.position}"


def _forget_all(session: Session) -> None:
    session.info.pop(_WAITING, None)


def number_changes(session: Session) -> None:
    """Give what was noted in this transaction its numbers. Done before the commit at the latest; once is enough."""
    noted: list[_Noted] = session.info.pop(_WAITING, [])
    session.flush()
    by_district: dict[str, list[_Noted]] = {}
    for one in noted:
        by_district.setdefault(one.case.district or "", []).append(one)
    for district, changes in sorted(by_district.items()):
        last = _take_numbers(session, district, len(changes))
        numbered = list(enumerate(changes, start=last - len(changes) + 1))
        _write_changes(session, district, numbered)
        _queue_webhooks(session, district, numbered)
    session.flush()


def _take_numbers(session: Session, district: str, count: int) -> int:
    """The last of `count` fresh numbers; others wait here until this transaction is over."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    wanted = dialect.insert(CaseFeed).values(district=district, last=count)
    taken = wanted.on_conflict_do_update(
        index_elements=["district"], set_={"last": CaseFeed.last + wanted.excluded.last}
    ).returning(CaseFeed.last)
    return int(session.execute(taken).scalar_one())


def _write_changes(session: Session, district: str, numbered: Iterable[tuple[int, _Noted]]) -> None:
    for sequence, one in numbered:
        session.add(
            CaseChange(
                district=district,
                sequence=sequence,
                case_id=one.case.id,
                number=one.number,
                programme_id=one.case.programme_id,
                event=one.event,
                at=one.at,
            )
        )
        place = session.get(CasePlace, one.case.id) or CasePlace(case_id=one.case.id)
        place.district, place.programme_id = district, one.case.programme_id
        place.sequence, place.changed_at = sequence, one.at
        session.add(place)
        session.flush()


def _queue_webhooks(session: Session, district: str, numbered: Iterable[tuple[int, _Noted]]) -> None:
    now = clock.now()
    listening = session.execute(
        sa.select(Webhook, ApiToken)
        .join(ApiToken, Webhook.token_id == ApiToken.id)
        .where(
            ApiToken.district == district,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now,
            Webhook.stopped_at.is_(None),
        )
    ).all()
    for sequence, one in numbered:
        for webhook, token in listening:
            covers = not token.programmes or one.case.programme_id in token.programmes
            if covers and one.event.value in webhook.events:
                session.add(_delivery(webhook, district, sequence, one, now))


def _delivery(webhook: Webhook, district: str, sequence: int, one: _Noted, now: datetime) -> WebhookDelivery:
    return WebhookDelivery(
        webhook_id=webhook.id,
        district=district,
        sequence=sequence,
        number=one.number,
        event=one.event,
        at=one.at,
        state=State.QUEUED,
        due_at=now,
    )


# -- cursors ---------------------------------------------------------------------------------------------------


def write_cursor(district: str, sequence: int) -> str:
    """An opaque place in a district's order of changes."""
    written = f"{sequence}.{_mark(district, sequence)}"
    return base64.urlsafe_b64encode(written.encode()).decode("ascii").rstrip("=")


def read_cursor(district: str, cursor: str | None) -> int:
    """The place; 0 without a cursor. Raises RuleBroken for one we did not write for this district."""
    if not cursor:
        return 0
    try:
        written = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        number, _point, mark = written.partition(".")
        sequence = int(number)
    except (binascii.Error, ValueError) as wrong:
        raise RuleBroken("invalid_cursor", field="cursor") from wrong
    if _mark(district, sequence) != mark:
        raise RuleBroken("invalid_cursor", field="cursor")
    return sequence


def _mark(district: str, sequence: int) -> str:
    return keyed_hash("case cursor", f"{district}:{sequence}")[:12]
