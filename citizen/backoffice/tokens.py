"""Tokens of case systems: who they are, what they may see, and a record of every use. Callers own the transaction."""

from __future__ import annotations

import hmac
import re
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.office_acts import Officer
from citizen.backoffice.models import ApiAccess, ApiRequest, ApiToken
from citizen.backoffice.vocabulary import Scope
from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.core.references import ALPHABET
from citizen.db import chained_log
from citizen.db.sealing import keyed_hash
from citizen.eligibility import catalogue

_PREFIX = "case"
_ID_LENGTH = 10
_FORM = re.compile(rf"{_PREFIX}\.([{ALPHABET}]{{{_ID_LENGTH}}})\.([\w-]{{20,100}})", re.ASCII)
LONGEST_NAME = 80
#: How long the answer to a write is given again to the same Idempotency-Key.
ANSWERS_KEPT = timedelta(days=30)
#: Whoever may write into the database still cannot change, remove or add a use unseen.
CHAIN = chained_log.ChainedLog(ApiAccess, ("id", "token_id", "act", "case_id", "status", "at"))


@dataclass(frozen=True, slots=True)
class Bearer:
    """A case system that has shown its token."""

    id: str
    district: str
    #: Empty: every programme of the district.
    programmes: frozenset[str]
    scopes: frozenset[Scope]

    @property
    def officer(self) -> Officer:
        return Officer(f"token:{self.id}", self.district)

    def covers(self, programme_id: str) -> bool:
        return not self.programmes or programme_id in self.programmes


def new_id() -> str:
    """A short random name for a token or a webhook; tells nothing and opens nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_ID_LENGTH))


def new_token(
    session: Session,
    *,
    name: str,
    district: str,
    programmes: Collection[str],
    scopes: Collection[Scope],
    expires_at: datetime,
) -> str:
    """Make a token and return it: this is the only time it can be read. Raises RuleBroken."""
    _check(name, district, programmes, scopes, expires_at)
    token_id, secret = new_id(), secrets.token_urlsafe(32)
    session.add(
        ApiToken(
            id=token_id,
            name=name.strip(),
            district=district,
            programmes=sorted(set(programmes)),
            scopes=sorted(set(scopes)),
            secret_hash=_hash(token_id, secret),
            created_at=clock.now(),
            expires_at=expires_at,
        )
    )
    session.flush()
    return f"{_PREFIX}.{token_id}.{secret}"


def find_bearer(session: Session, *, token: str) -> Bearer | None:
    """Whose token this is; None for one that is wrong, revoked or expired: from outside all look the same."""
    token_id, secret = _split(token)
    row = session.get(ApiToken, token_id) if token_id else None
    # Compared also when there is no such token, so that the time it takes does not tell.
    is_right = hmac.compare_digest(_hash(token_id, secret), row.secret_hash if row else "0" * 64)
    if row is None or not is_right or row.revoked_at is not None or row.expires_at <= clock.now():
        return None
    return Bearer(row.id, row.district, frozenset(row.programmes), frozenset(Scope(one) for one in row.scopes))


def list_tokens(session: Session) -> list[ApiToken]:
    """All of them, the newest last."""
    return list(session.scalars(sa.select(ApiToken).order_by(ApiToken.created_at, ApiToken.id)))


def get_token(session: Session, *, token_id: str) -> ApiToken:
    """The token with this id; raises NotFound."""
    row = session.get(ApiToken, token_id)
    if row is None:
        raise NotFound("token")
    return row


def revoke_token(session: Session, *, token_id: str) -> None:
    """It opens nothing any more. Once is enough."""
    row = get_token(session, token_id=token_id)
    row.revoked_at = row.revoked_at or clock.now()
    session.flush()


def record_access(session: Session, *, token_id: str, act: str, case_id: uuid.UUID | None, status: int) -> None:
    """Note one use. In a short transaction of its own, so that it stays whatever the answer was."""
    line = {"token_id": token_id, "act": act, "case_id": case_id, "status": status}
    chained_log.write(session, log=CHAIN, line=line)


def list_access(
    session: Session, *, token_id: str | None = None, case_id: uuid.UUID | None = None, at_most: int = 100
) -> list[ApiAccess]:
    """What was used, the newest first."""
    wanted = sa.select(ApiAccess)
    if token_id:
        wanted = wanted.where(ApiAccess.token_id == token_id)
    if case_id:
        wanted = wanted.where(ApiAccess.case_id == case_id)
    return list(session.scalars(wanted.order_by(ApiAccess.at.desc(), ApiAccess.id).limit(at_most)))


def is_old(kept_for: timedelta) -> sa.ColumnElement[bool]:
    """Which uses are no longer kept."""
    return ApiAccess.at < clock.now() - kept_for


def forget_old(session: Session, *, kept_for: timedelta) -> int:
    """Delete them from the beginning of the log; returns how many. The rest stays a whole chain."""
    return chained_log.forget_old(session, log=CHAIN, is_old=is_old(kept_for))


def forget_answers(session: Session) -> int:
    """Remove remembered answers nobody will ask for again; returns how many."""
    result = session.execute(sa.delete(ApiRequest).where(ApiRequest.at < clock.now() - ANSWERS_KEPT))
    return int(getattr(result, "rowcount", 0))


def _split(token: str) -> tuple[str, str]:
    found = _FORM.fullmatch(token)
    return (found[1], found[2]) if found else ("", "")


def _hash(token_id: str, secret: str) -> str:
    return keyed_hash("api token", f"{token_id}.{secret}")


def _check(
    name: str, district: str, programmes: Collection[str], scopes: Collection[Scope], expires_at: datetime
) -> None:
    known = catalogue.load()
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise RuleBroken("name_missing_or_too_long", field="name")
    if district not in known.districts:
        raise RuleBroken("unknown_district", field="district")
    if unknown := [one for one in programmes if one not in known.programmes]:
        raise RuleBroken("unknown_programme", field="programme", name=unknown[0])
    if not scopes:
        raise RuleBroken("no_scope", field="scope")
    if expires_at <= clock.now():
        raise RuleBroken("expired_already", field="expires")
