"""Passkeys: a device keeps a private key and unlocks it in its own way; here lies the public half only.

The two ceremonies of WebAuthn, for persons and for members of staff alike. Every challenge is good once, for ten
minutes, in the browser that asked for it. Knows nothing of requests; callers own the transaction.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
import webauthn
from sqlalchemy.orm import Session
from webauthn.helpers import options_to_json, structs
from webauthn.registration.verify_registration_response import VerifiedRegistration

from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.db.sealing import keyed_hash
from citizen.people.account_news import tell_person
from citizen.people.models import Passkey
from citizen.people.notice_kinds import PASSKEY_ADDED, PASSKEY_REMOVED
from citizen.people.passkey_answers import LIFETIME, Refused, credential_id_in, handle_in, new_challenge, take_challenge

#: More than anybody has devices; a limit, because every one of them is a way in.
MOST = 20
_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Site:
    """For which site keys are made: the host name, the address as the browser says it, and what the device calls it."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class Owner:
    """A person or a member of staff: exactly one of the two."""

    person_id: uuid.UUID | None = None
    staff_id: uuid.UUID | None = None

    def __post_init__(self) -> None:
        if (self.person_id is None) == (self.staff_id is None):
            raise ValueError("a passkey has one owner")

    @property
    def is_staff(self) -> bool:
        return self.staff_id is not None

    @property
    def handle(self) -> bytes:
        """What the device keeps to tell accounts apart; says nothing to anybody else."""
        text = f"staff/{self.staff_id}" if self.is_staff else f"person/{self.person_id}"
        return bytes.fromhex(keyed_hash("passkey owner", text))


# -- adding one ------------------------------------------------------------------------------------------------


def begin_registration(session: Session, *, site: Site, owner: Owner, browser: str, name: str) -> str:
    """What the browser hands to the device, as JSON. `name` is what the device shows; `browser` the browser's key."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=owner.handle,
        user_name=name,
        user_display_name=name,
        challenge=new_challenge(session, browser=browser, purpose=_adding(owner)),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED, user_verification=_verification(owner.is_staff)
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=one.credential_id) for one in list_passkeys(session, owner=owner)
        ],
        timeout=_milliseconds(),
    )
    return options_to_json(options)


def finish_registration(
    session: Session, *, site: Site, owner: Owner, browser: str, answer: str, label: str | None = None
) -> Passkey:
    """The new passkey. Raises RuleBroken with a code of `Refused`."""
    challenge = take_challenge(session, browser=browser, purpose=_adding(owner), answer=answer)
    proved = _verify_new(answer, challenge, site=site, of_staff=owner.is_staff)
    if _find(session, proved.credential_id) is not None:
        raise RuleBroken(Refused.KNOWN_ALREADY)
    if len(list_passkeys(session, owner=owner)) >= MOST:
        raise RuleBroken(Refused.TOO_MANY)
    passkey = Passkey(
        person_id=owner.person_id,
        staff_id=owner.staff_id,
        credential_id=proved.credential_id,
        public_key=proved.credential_public_key,
        sign_count=proved.sign_count,
        transports=[],
        label=(label or "")[:_LONGEST_LABEL] or None,
        added_at=clock.now(),
    )
    session.add(passkey)
    session.flush()
    _tell(session, owner, PASSKEY_ADDED)
    return passkey


# -- signing in ------------------------------------------------------------------------------------------------


def begin_sign_in(session: Session, *, site: Site, browser: str, of_staff: bool = False) -> str:
    """What the browser hands to the device, as JSON. Names nobody: the device itself knows whose keys it has."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=new_challenge(session, browser=browser, purpose=_signing_in(of_staff)),
        user_verification=_verification(of_staff),
        timeout=_milliseconds(),
    )
    return options_to_json(options)


def finish_sign_in(session: Session, *, site: Site, browser: str, answer: str, of_staff: bool = False) -> Passkey:
    """The passkey that proved itself: its `person_id`, or with `of_staff` its `staff_id`, says who it is.

    :raises RuleBroken: with a code of `Refused`.
    """
    challenge = take_challenge(session, browser=browser, purpose=_signing_in(of_staff), answer=answer)
    passkey = _find(session, credential_id_in(answer))
    if passkey is None or passkey.removed_at is not None or (passkey.staff_id is not None) != of_staff:
        raise RuleBroken(Refused.UNKNOWN)
    try:
        proved = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,  # compared below, to say what it means
            require_user_verification=of_staff,
        )
    except Exception as error:  # whatever a strange answer does to the library: it proves nothing
        raise RuleBroken(Refused.NOT_PROVED) from error
    if handle_in(answer) not in (None, Owner(passkey.person_id, passkey.staff_id).handle):
        raise RuleBroken(Refused.NOT_PROVED)
    if (passkey.sign_count or proved.new_sign_count) and proved.new_sign_count <= passkey.sign_count:
        raise RuleBroken(Refused.COPIED)
    passkey.sign_count, passkey.last_used_at = proved.new_sign_count, clock.now()
    session.flush()
    return passkey


# -- keeping them ----------------------------------------------------------------------------------------------


def list_passkeys(session: Session, *, owner: Owner) -> list[Passkey]:
    """Those that are good, newest first."""
    return list(
        session.scalars(
            sa.select(Passkey)
            .where(_is_of(owner), Passkey.removed_at.is_(None))
            .order_by(Passkey.added_at.desc(), Passkey.id)
        )
    )


def get_passkey(session: Session, *, owner: Owner, passkey_id: uuid.UUID) -> Passkey:
    """:raises NotFound: not theirs, or removed."""
    passkey = session.scalar(
        sa.select(Passkey).where(Passkey.id == passkey_id, _is_of(owner), Passkey.removed_at.is_(None))
    )
    if passkey is None:
        raise NotFound("passkey")
    return passkey


def remove_passkey(session: Session, *, owner: Owner, passkey_id: uuid.UUID) -> None:
    """From now on it opens nothing; what the device still keeps is worth nothing. Raises NotFound."""
    get_passkey(session, owner=owner, passkey_id=passkey_id).removed_at = clock.now()
    session.flush()
    _tell(session, owner, PASSKEY_REMOVED)


# -- inside ----------------------------------------------------------------------------------------------------


def _adding(owner: Owner) -> str:
    return "staff_passkey_add" if owner.is_staff else "passkey_add"


def _signing_in(of_staff: bool) -> str:
    return "staff_passkey_sign_in" if of_staff else "passkey_sign_in"


def _verification(of_staff: bool) -> structs.UserVerificationRequirement:
    """Persons may have a device that does not ask for a finger or a number; staff open other people's things."""
    wanted = structs.UserVerificationRequirement
    return wanted.REQUIRED if of_staff else wanted.PREFERRED


def _verify_new(answer: str, challenge: bytes, *, site: Site, of_staff: bool) -> VerifiedRegistration:
    try:
        return webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=of_staff,
        )
    except Exception as error:  # whatever a strange answer does to the library: it proves nothing
        raise RuleBroken(Refused.NOT_PROVED) from error


def _milliseconds() -> int:
    return int(LIFETIME.total_seconds() * 1000)


def _find(session: Session, credential_id: bytes) -> Passkey | None:
    """Also one that was removed: its id stays taken. Held until the transaction ends, so that counts only grow."""
    return session.scalar(sa.select(Passkey).where(Passkey.credential_id == credential_id).with_for_update())


def _tell(session: Session, owner: Owner, kind: str) -> None:
    """Members of staff see their own list and have nobody else who would use it."""
    if owner.person_id is not None:
        tell_person(session, person_id=owner.person_id, kind=kind)


def _is_of(owner: Owner) -> sa.ColumnElement[bool]:
    return sa.and_(Passkey.person_id == owner.person_id, Passkey.staff_id == owner.staff_id)
