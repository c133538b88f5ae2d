"""Sending a code, and judging what comes back. The page of a request never says whether an address is known here:
everybody who gives one gets a code.

A code leaves at once, outside any transaction. What does not go this time waits in the outbox, for some minutes only.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from citizen.accessibility.ui import current_ui
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.notices import senders
from citizen.notices.channels import Channel, Recipient
from citizen.notices.delivery import State
from citizen.notices.service import find_state, write_notice
from citizen.people import contacts, one_time_codes
from citizen.people import service as people
from citizen.people.credential_models import CodeChannel, OneTimeCode
from citizen.people.one_time_codes import Answer
from citizen.web import browser_key, where_from
from citizen.web.transaction import database, session

_CHANNELS = {CodeChannel.SMS: Channel.SMS, CodeChannel.VOICE: Channel.VOICE, CodeChannel.EMAIL: Channel.EMAIL}
#: Between two codes to one address, and how many at most in ten minutes.
PAUSE = timedelta(seconds=60)
AT_MOST = 5
#: In ten minutes. A hall full of people shares one address of the network.
_FROM_ONE_PLACE = 60
_TRIES_AT_AN_ACCOUNT, _TRIES_FROM_ONE_PLACE = 20, 60


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a code is for, and the notice that carries it."""

    code: str
    kind: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A code on its way, as the page shows it."""

    channel: CodeChannel
    is_good: bool
    address: str
    expires_at: datetime
    can_be_extended: bool
    #: Seconds until another one may be sent to the same address.
    next_in: int
    is_on_its_way: bool
    has_failed: bool


@dataclass(frozen=True, slots=True)
class Proved:
    """A code came back from this address."""

    code_id: uuid.UUID
    channel: CodeChannel
    address: str
    remembered: Mapping[str, Any]


class TooSoon(Exception):
    """Another code may be sent in so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def offered_channels() -> tuple[CodeChannel, ...]:
    """The ways a code can go in this deployment."""
    connected = senders.connected_channels()
    return tuple(channel for channel in CodeChannel if _CHANNELS[channel] in connected)


def send_code(
    purpose: Purpose, *, channel: CodeChannel, address: str, remembered: Mapping[str, Any] | None = None
) -> None:
    """A new code to this tidy address; the one before is over. In a POST, before its own transaction begins.

    :raises TooSoon: one went there a moment ago, or several in the last minutes. :raises TooMany: too many from here.
    """
    address_hash, code = contacts.hash_of(channel, address), one_time_codes.new_code()
    from_here = [f"codes from:{where_from.place()}"]
    with database().writing() as short:
        people.check_attempts(short, scopes=from_here, allowed=_FROM_ONE_PLACE)
        wait = one_time_codes.wait_before_next(
            short, address_hash=address_hash, pause=PAUSE, at_most=AT_MOST, within=people.ATTEMPT_WINDOW
        )
        if wait > 0:
            raise TooSoon(wait)
        people.record_attempt(short, scopes=from_here)
        row = one_time_codes.keep(
            short,
            browser=this_browser(),
            purpose=purpose.code,
            secret=code,
            channel=channel,
            address=address,
            address_hash=address_hash,
            remembered=remembered,
        )
        to = Recipient(_CHANNELS[channel], address, language=current_ui().reads)
        key = _key_of(row.id)
        write_notice(short, kind=purpose.kind, about=f"code:{row.id.hex}", to=to, values={"code": code}, key=key)
    senders.send_at_once(key)


def find_sent(purpose: Purpose) -> Sent | None:
    """The newest code of this browser, good or over; None when it was used, or nothing was sent."""
    row = one_time_codes.find_latest(session(), browser=this_browser(), purpose=purpose.code)
    if row is None or row.channel is None or row.address is None or row.used_at is not None:
        return None
    state = find_state(session(), key=_key_of(row.id))
    return Sent(
        channel=row.channel,
        is_good=row.ended_at is None and row.expires_at > clock.now(),
        address=contacts.masked(row.address),
        expires_at=row.expires_at,
        can_be_extended=row.extensions < one_time_codes.EXTENSIONS,
        next_in=max(0, int((row.sent_at + PAUSE - clock.now()).total_seconds())),
        is_on_its_way=state in (State.QUEUED, State.SENDING),
        has_failed=state is State.DEAD,
    )


def judge(purpose: Purpose, typed: str) -> tuple[Answer, Proved | None]:
    """What the typed code is. Failures count for the account and for where they came from, whatever is answered; the
    code itself is taken later, by `take`. :raises TooMany: nobody may guess on.
    """
    with database().writing() as short:
        row = one_time_codes.find_latest(short, browser=this_browser(), purpose=purpose.code)
        if row is None:
            return Answer.EXPIRED, None
        scopes = [f"code to:{row.address_hash}", where_from.place()]
        people.check_attempts(short, scopes=scopes[:1], allowed=_TRIES_AT_AN_ACCOUNT)
        people.check_attempts(short, scopes=scopes[1:], allowed=_TRIES_FROM_ONE_PLACE)
        answer = one_time_codes.answer_of(short, code=row, typed=typed)
        if answer in (Answer.WRONG, Answer.SPENT):
            people.record_attempt(short, scopes=scopes)
        return answer, _proved(row) if answer is Answer.RIGHT else None


def take(proved: Proved) -> bool:
    """Use the code, in the transaction of this POST. False when it was used in the meantime."""
    return one_time_codes.use_once(session(), code_id=proved.code_id)


def more_time(purpose: Purpose) -> bool:
    """Ten minutes more from now on; False when it is over, or after very many times."""
    row = one_time_codes.find_live(session(), browser=this_browser(), purpose=purpose.code)
    return row is not None and one_time_codes.extend(session(), code=row)


def send_again(purpose: Purpose, *, channel: CodeChannel | None = None) -> None:
    """Another code to where the last one went, perhaps by another way to the same telephone.

    :raises NotFound: nothing was sent from this browser, or too long ago. :raises TooSoon:
    """
    with database().reading() as opened:
        row = one_time_codes.find_latest(opened, browser=this_browser(), purpose=purpose.code)
    if row is None or row.channel is None or row.address is None or row.used_at is not None:
        raise NotFound("code")
    can_change = channel is not None and contacts.kind_of(channel) is contacts.kind_of(row.channel)
    by = channel if channel is not None and can_change else row.channel
    send_code(purpose, channel=by, address=row.address, remembered=row.remembered)


def this_browser() -> str:
    """How this browser is known to its codes."""
    if current_ui().kiosk:
        browser_key.keep_until_browser_closes()
    return one_time_codes.browser_hash(browser_key.ensure_key())


def _proved(row: OneTimeCode) -> Proved | None:
    if row.channel is None or row.address is None:
        return None
    return Proved(row.id, row.channel, row.address, dict(row.remembered or {}))


def _key_of(code_id: uuid.UUID) -> str:
    return f"code:{code_id.hex}"
