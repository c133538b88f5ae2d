"""A write is done once, however often it is sent. Callers own the transaction: the act and what is remembered of it are
kept or lost together, so that a request that was never answered can simply be sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from citizen.backoffice.models import ApiRequest
from citizen.core import clock
from citizen.core.errors import RuleBroken

LONGEST_KEY = 100


def claim_key(session: Session, *, token_id: str, key: str, fingerprint: str) -> Mapping[str, Any] | None:
    """Take this key, or learn what was answered to it before. Of two at once the second waits for the first.

    Raises RuleBroken("idempotency_key_reused") when another request had this key.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"token_id": token_id, "key": key, "fingerprint": fingerprint, "at": clock.now()}
    wanted = dialect.insert(ApiRequest).values(**row).on_conflict_do_nothing(index_elements=["token_id", "key"])
    if session.scalar(wanted.returning(ApiRequest.key)) is not None:
        return None
    known = session.get_one(ApiRequest, (token_id, key), populate_existing=True)
    if known.fingerprint != fingerprint:
        raise RuleBroken("idempotency_key_reused", field="Idempotency-Key")
    answer: Mapping[str, Any] = known.answer or {}
    return answer


def remember_answer(session: Session, *, token_id: str, key: str, answer: Mapping[str, Any]) -> None:
    """What is answered to everybody who sends the same again."""
    session.execute(
        sa.update(ApiRequest)
        .where(ApiRequest.token_id == token_id, ApiRequest.key == key)
        .values(answer=dict(answer))
        .execution_options(synchronize_session=False)
    )
