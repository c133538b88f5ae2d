"""Making a visitor's browser a terminal, as an operator and a technician do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citizen.db.session import Database
from citizen.kiosk import enrolment
from citizen.kiosk.terminal_settings import from_kept
from tests.support.visitor import Visitor


def invite(database: Database, code: str, settings: Mapping[str, Any] | None = None, *, hall: str = "") -> str:
    """The operator adds a terminal, or invites a new machine for it; gives the enrolment code."""
    told = from_kept(settings or {}, code=code, name="东门旁", hall=hall or "服务大厅", district="tongzhou")
    with database.writing() as session:
        if any(one.code == code for one in enrolment.list_terminals(session)):
            return enrolment.renew_enrolment(session, code=code)
        return enrolment.add_terminal(session, settings=told)


def enrol(visitor: Visitor, code: str = "TZ-1", settings: Mapping[str, Any] | None = None, *, hall: str = "") -> None:
    """The technician opens the printed address on the machine, and presses the button."""
    database: Database = visitor.client.application.extensions["database"]
    visitor.open(f"/kiosk/enrol?code={invite(database, code, settings, hall=hall)}")
    visitor.press("登记为终端")


def revoke(visitor: Visitor, code: str = "TZ-1") -> None:
    database: Database = visitor.client.application.extensions["database"]
    with database.writing() as session:
        enrolment.revoke_terminal(session, code=code)
