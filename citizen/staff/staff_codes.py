"""One-time codes for staff: to the work telephone or the work e-mail that the operator enrolled, nowhere else.

What the pages answer is the same whether the number exists or not. Codes are asked for, and typed, in one browser.
"""

from __future__ import annotations

import uuid
from contextlib import suppress

from flask import current_app
from sqlalchemy.orm import Session

from citizen.core.errors import NotFound
from citizen.people import code_sending, contacts
from citizen.people.code_sending import Purpose, TooSoon
from citizen.people.credential_models import CodeChannel
from citizen.people.one_time_codes import Answer
from citizen.staff import service
from citizen.staff.duties import Member
from citizen.staff.models import StaffMember
from citizen.staff.notice_kinds import STAFF_CODE
from citizen.web.transaction import database, session

_PURPOSE = Purpose("staff", STAFF_CODE)


def are_allowed() -> bool:
    """Whether this deployment lets staff in with a code: one factor. A passkey is two, the device and its unlocking."""
    return bool(current_app.extensions["settings"].staff_codes)


def send_code(*, number: str) -> None:
    """A new code for the member with this work number; nothing for anybody else, and nobody is told which. In a POST,
    before its own transaction begins. Whoever asks again at once has a code that is good: nothing more is sent.
    """
    if not are_allowed():
        return
    with database().reading() as short:
        member = _find_enrolled(short, number)
    ways = [] if member is None else [way for way in _ways_to(member) if way[0] in code_sending.offered_channels()]
    if member is not None and ways:
        channel, address = ways[0]
        with suppress(TooSoon):
            code_sending.send_code(_PURPOSE, channel=channel, address=address, remembered={"staff": member.id.hex})


def member_for_code(*, typed: str) -> Member | None:
    """Whom the typed code lets in; it is used up. None for a wrong or old one. Raises TooMany when somebody guesses."""
    if not are_allowed():
        return None
    answer, proved = code_sending.judge(_PURPOSE, typed)
    if answer is not Answer.RIGHT or proved is None or not code_sending.take(proved):
        return None
    return service.find_member(session(), member_id=uuid.UUID(proved.remembered["staff"]))


def _find_enrolled(short: Session, number: str) -> StaffMember | None:
    try:
        member = service.get_member_row(short, code=number)
    except NotFound:
        return None
    return member if service.is_enrolled(member) else None


def _ways_to(member: StaffMember) -> list[tuple[CodeChannel, str]]:
    """The work telephone first."""
    phone = contacts.tidy_address(CodeChannel.SMS, member.phone or "")
    email = contacts.tidy_address(CodeChannel.EMAIL, member.email or "")
    return [(channel, way) for channel, way in ((CodeChannel.SMS, phone), (CodeChannel.EMAIL, email)) if way]
