"""What a receipt says besides the copy: what happens next for each programme; and what was sent before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from citizen.applications import asking
from citizen.applications.case_state import way_of
from citizen.applications.lifecycle import Act, may
from citizen.applications.rows import Row, case_name, district_name, text_of, typed
from citizen.applications.scope import hides_decision
from citizen.applications.sent_rows import promise_of, where_of
from citizen.core.references import grouped
from citizen.eligibility import catalogue
from citizen.proxies.acting import current_who
from citizen.web.i18n import show_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from citizen.applications.models import Application, Case
    from citizen.applications.submission import Alike


def next_steps(session: Session, application: Application) -> list[Row]:
    """For each programme: its number, who has it now, and by when that office or the published text says what comes."""
    known, rows = catalogue.load().programmes, []
    for case in application.cases:
        where, promise = _whereabouts(session, case)
        how_long = text_of(known[case.programme_id]).how_long if case.programme_id in known else ""
        rows.append(
            {
                "number": typed(asking.case_number(case)),
                "name": case_name(case),
                "district": district_name(case.district),
                "where": where,
                "how_long": promise or how_long,
            }
        )
    return rows


def _whereabouts(session: Session, case: Case) -> tuple[str | None, str | None]:
    """Where it is now, and by when something comes, as far as the one who acts may know."""
    if hides_decision(current_who(), case):
        return None, None
    steps = way_of(session, case=case).steps()
    return where_of(steps), promise_of(steps)


def may_withdraw(application: Application) -> bool:
    """Whether any of it can still be taken back."""
    return any(may(case.status, Act.WITHDRAW) for case in application.cases)


def alike_rows(alike: Sequence[Alike]) -> list[Row]:
    """What was sent before for the same person and programme."""
    known = catalogue.load().programmes
    return [
        {
            "name": text_of(known[one.programme_id]).name,
            "reference": typed(grouped(one.reference)),
            "day": show_date(one.submitted_at),
            "href": url_for("applications.receipt", reference=one.reference),
        }
        for one in alike
    ]
