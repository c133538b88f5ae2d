"""Mandates that rest on a paper: a signed one, or a guardian's document. Staff confirm them; till then little opens."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.people import service as people
from citizen.proxies import mandate_service
from citizen.proxies.authority import CAN_BE_ALLOWED, Basis, MandateState, Relation, is_in_force
from citizen.proxies.consent import Asked, Period, end_of
from citizen.proxies.evidence import KeptEvidence
from citizen.proxies.mandates import as_mandate
from citizen.proxies.models import MandateRow

ADULT, OWN_NOTICE_BELOW = 18, 14
#: The paper to print, with nothing filled in.
BLANK = Asked(person_name="", helper_name="", acts=CAN_BE_ALLOWED, programmes=None, period=Period.YEAR)


def birthday(born: date, years: int) -> date:
    """The day on which somebody is this old. Without a 29 February it is the last day of the month (Civil Code 202)."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return born.replace(year=born.year + years, day=28)


def age_on(born: date, day: date) -> int:
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def propose_by_paper(
    session: Session, *, actor_id: uuid.UUID, asked: Asked, was_here: bool, district: str, kept: KeptEvidence
) -> MandateRow:
    """By a signed paper. `was_here`: the person may have things of their own here; then nothing opens before staff has
    looked.
    """
    subject = people.add_person(session, name=asked.person_name)
    return mandate_service.propose_mandate(
        session,
        actor_id=actor_id,
        subject_id=subject.id,
        relation=Relation.AUTHORISED,
        basis=Basis.SIGNED_PAPER,
        acts=asked.acts,
        programmes=asked.programmes,
        ends_at=end_of(asked.period),
        actor_name=asked.helper_name,
        consent={"how": "signed_paper", "asked": asked.as_json(), "was_here": was_here},
        evidence_file=kept.file,
        evidence_type=kept.media_type,
        subject_was_known=was_here,
        district=district,
    )


def propose_as_guardian(
    session: Session,
    *,
    actor_id: uuid.UUID,
    name: str,
    born: date,
    record: Mapping[str, Any],
    says_no: bool,
    district: str,
    kept: KeptEvidence | None,
) -> MandateRow:
    """For a child or a ward. It ends on the day a child turns 18. Where an adult said no, or nobody could find out what
    they want, nothing opens before staff has spoken with them.
    """
    subject = people.add_person(session, name=name, birth_date=born.isoformat())
    return mandate_service.propose_mandate(
        session,
        actor_id=actor_id,
        subject_id=subject.id,
        relation=Relation.GUARDIAN,
        basis=Basis.GUARDIAN_DOCUMENT,
        acts=CAN_BE_ALLOWED,
        ends_at=end_of_childhood(born),
        consent={"how": "guardian", **record},
        evidence_file=kept.file if kept else None,
        evidence_type=kept.media_type if kept else None,
        subject_was_known=says_no,
        district=district,
    )


def end_of_childhood(born: date) -> datetime | None:
    """The beginning of the 18th birthday, in the districts; None for an adult."""
    day = birthday(born, ADULT)
    return datetime.combine(day, time(), tzinfo=clock.LOCAL_ZONE) if day > clock.today() else None


def standing(row: MandateRow) -> dict[str, bool]:
    """What the helper's page says about it."""
    return {
        "is_open": is_in_force(as_mandate(row), clock.now()),
        "is_provisional": row.state is MandateState.PROVISIONAL,
        "has_paper": row.evidence_file is not None,
    }
