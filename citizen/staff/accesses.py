"""Every page of the staff that is opened, and every form that is sent there, is written down: who, which page, with
which result, when. Kept whatever the answer was. What stood on the page is not: looks at a person's things are in that
person's own list (citizen.staff.looks).
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask import Flask, Response, g, request
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db import chained_log
from citizen.staff.models import StaffAccess, StaffMember
from citizen.web.at_hand import notes
from citizen.web.transaction import database

#: Unless the deployment says otherwise (ACCESS_LOG_DAYS). The law asks for six months of a network's logs at least
#: (网络安全法 第二十一条); complaints may come a year later.
KEPT_FOR = timedelta(days=365)
#: Whoever may write into the database still cannot change, remove or add a line unseen.
CHAIN = chained_log.ChainedLog(StaffAccess, ("id", "staff_id", "page", "method", "status", "at"))


class Access(NamedTuple):
    """One line of the log."""

    at: datetime
    code: str
    page: str
    method: str
    status: int


def record(session: Session, *, staff_id: uuid.UUID, page: str, method: str, status: int) -> None:
    """Write one down, at the end of the chain."""
    line = {"staff_id": staff_id, "page": page[:80], "method": method[:8], "status": status}
    chained_log.write(session, log=CHAIN, line=line)


def list_accesses(session: Session, *, code: str | None, at_most: int) -> list[Access]:
    """The newest first; of everybody, or of the member with this work number."""
    wanted = sa.select(StaffAccess, StaffMember.code).join(StaffMember, StaffMember.id == StaffAccess.staff_id)
    if code is not None:
        wanted = wanted.where(StaffMember.code == code)
    found = session.execute(wanted.order_by(StaffAccess.at.desc(), StaffAccess.id).limit(at_most))
    return [Access(one.at, of, one.page, one.method, one.status) for one, of in found]


def is_old(kept_for: timedelta = KEPT_FOR) -> sa.ColumnElement[bool]:
    """Which lines are no longer kept."""
    return StaffAccess.at < clock.now() - kept_for


def forget_old(session: Session, *, kept_for: timedelta = KEPT_FOR) -> int:
    """Delete them; returns how many."""
    return chained_log.forget_old(session, log=CHAIN, is_old=is_old(kept_for))


def install(app: Flask) -> None:
    app.after_request(_note_status)
    app.teardown_request(_record_use)


def used_by(staff_id: uuid.UUID) -> None:
    """This request is one of this member."""
    g.staff_use = staff_id


def _note_status(response: Response) -> Response:
    notes().staff_status = response.status_code
    return response


def _record_use(_error: BaseException | None) -> None:
    """After the act is committed or given up: a refused one is written down, too."""
    staff_id = notes().pop("staff_use", None)
    if staff_id is None:
        return
    page, status = request.endpoint or "-", g.get("staff_status", 500)
    with database().writing() as opened:
        record(opened, staff_id=staff_id, page=page, method=request.method, status=status)
