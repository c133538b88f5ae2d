"""What a device answers in a ceremony of passkeys, read with distrust, and the challenges it answers to."""

from __future__ import annotations

import hmac
import json
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes

from citizen.core.errors import RuleBroken
from citizen.db.sealing import keyed_hash
from citizen.people import one_time_codes

LIFETIME = timedelta(minutes=10)
_CHALLENGE_BYTES = 32
_LONGEST_ANSWER = 20_000
_NOT_AN_ANSWER = (TypeError, KeyError, ValueError, AttributeError, RecursionError)


class Refused(StrEnum):
    """Why an answer lets nobody in, as the code of RuleBroken."""

    #: Not made for this site and challenge, not signed by that key, or no answer at all.
    NOT_PROVED = "passkey_not_proved"
    #: The challenge is over, was used, or was asked for by another browser.
    TOO_LATE = "passkey_too_late"
    #: Removed, or of nobody.
    UNKNOWN = "passkey_unknown"
    #: The device counts less than it did: there are two of it.
    COPIED = "passkey_copied"
    KNOWN_ALREADY = "passkey_known_already"
    TOO_MANY = "passkey_too_many"


def new_challenge(session: Session, *, browser: str, purpose: str) -> bytes:
    """Kept by its hash alone; what this browser was asked before is over."""
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    known_as = one_time_codes.browser_hash(browser)
    row = one_time_codes.keep(session, browser=known_as, purpose=purpose, lifetime=LIFETIME)
    row.code_hash = _hash_of(challenge)
    session.flush()
    return challenge


def take_challenge(session: Session, *, browser: str, purpose: str, answer: str) -> bytes:
    """The challenge this answer speaks of, if it was ours, for this browser and purpose, and was never used."""
    challenge = _challenge_in(answer)
    asked = one_time_codes.find_live(session, browser=one_time_codes.browser_hash(browser), purpose=purpose)
    if asked is None or not hmac.compare_digest(asked.code_hash, _hash_of(challenge)):
        raise RuleBroken(Refused.TOO_LATE)
    if not one_time_codes.use_once(session, code_id=asked.id):
        raise RuleBroken(Refused.TOO_LATE)
    return challenge


def credential_id_in(answer: str) -> bytes:
    """Which key the device says it used."""
    try:
        return base64url_to_bytes(_parsed(answer)["rawId"])
    except _NOT_AN_ANSWER as error:
        raise RuleBroken(Refused.NOT_PROVED) from error


def handle_in(answer: str) -> bytes | None:
    """For whom the device says it keeps the key; older ones say nothing."""
    try:
        handle = _parsed(answer)["response"].get("userHandle")
        return base64url_to_bytes(handle) if handle else None
    except _NOT_AN_ANSWER as error:
        raise RuleBroken(Refused.NOT_PROVED) from error


def _challenge_in(answer: str) -> bytes:
    try:
        told = json.loads(base64url_to_bytes(_parsed(answer)["response"]["clientDataJSON"]))
        return base64url_to_bytes(told["challenge"])
    except _NOT_AN_ANSWER as error:
        raise RuleBroken(Refused.NOT_PROVED) from error


def _parsed(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer) if len(answer) <= _LONGEST_ANSWER else None
    except (ValueError, RecursionError) as error:
        raise RuleBroken(Refused.NOT_PROVED) from error
    if not isinstance(found, dict):
        raise RuleBroken(Refused.NOT_PROVED)
    return found


def _hash_of(challenge: bytes) -> str:
    return keyed_hash("passkey challenge", challenge.hex())
