"""What an application starts from because the person had it remembered: answers, and what they need from the office.

The profile is for whoever may manage it. A helper who may only fill in gets none of its answers; needs that the person
allowed offices to know come along for them too.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from citizen.applications.answer_sheet import Origin, Place
from citizen.core import clock
from citizen.eligibility.answers import Answers
from citizen.eligibility.remembered import as_answers, remembered_facts
from citizen.people import profile
from citizen.proxies.authority import Who

Source = tuple[dt.datetime, Origin, Answers]


def remembered_sources(session: Session, *, who: Who) -> list[Source]:
    """Every remembered answer of the person as a source of its own, with its day; none that is older than a year."""
    return [
        (one.noted_at, Origin(Place.PROFILE, one.noted_at.astimezone(clock.LOCAL_ZONE).date()), answers)
        for one in remembered_facts(session, who=who)
        if (answers := as_answers(one))
    ]


def needs_to_start_from(session: Session, *, who: Who) -> dict[str, object]:
    """What the person allowed offices to know, as the contact form begins."""
    needs = profile.needs_to_tell(session, person_id=who.subject.person_id)
    more = next((need.detail for need in needs if need.detail), "")
    return {"needs": [need.code.value for need in needs], "needs_more": more}
