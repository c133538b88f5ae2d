"""What is stored for this visitor, room by room: what, since when, until when, why, and what can be done with it.

Only what this visit made, or was given access to by reference and code: whoever helps several people sees theirs, and
nobody else's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from citizen.applications import erasure, retention, retention_rules, rows
from citizen.applications import service as applications
from citizen.applications.lifecycle import Phase
from citizen.applications.models import Application
from citizen.applications.paper_store import PaperStore, store_of
from citizen.applications.scope import hides_decision
from citizen.booking import requests, waiting
from citizen.booking import service as bookings
from citizen.booking.models import Booking, BookingRequest, WaitingEntry
from citizen.concerns import service as concerns
from citizen.concerns.models import RegisteredNeeds
from citizen.concerns.vocabulary import NeedsState
from citizen.config import Settings
from citizen.eligibility import saved_checks
from citizen.eligibility import service as checks
from citizen.eligibility.models import EligibilityCheck, SavedCheck
from citizen.home.kept import Kept, Link, link, name_of, shown
from citizen.home.kept_bookings import of_booking, of_request, of_waiting
from citizen.pathways import belongings as pathway_belongings
from citizen.pathways import service as pathways
from citizen.pathways.models import Pathway
from citizen.pathways.showing import title_of
from citizen.proxies.acting import current_who
from citizen.proxies.authority import Who
from citizen.web import transaction
from citizen.web.i18n import _, show_date


@dataclass(frozen=True, slots=True)
class Found:
    """Everything of one visitor, as the rooms hold it."""

    applications: list[Application]
    checks: list[EligibilityCheck]
    saved: list[SavedCheck]
    needs: list[RegisteredNeeds]
    bookings: list[Booking]
    waiting: list[WaitingEntry]
    pathways: list[Pathway]
    asked: list[BookingRequest]


def find_all(session: Session, *, who: Who) -> Found:
    """Nothing at all without a visit."""
    if who.visit_id is None:
        return Found([], [], [], [], [], [], [], [])
    return Found(
        applications.list_applications(session, who=who),
        checks.list_checks(session, who=who),
        saved_checks.list_saved_checks(session, who=who),
        [one for one in concerns.list_own_needs(session, who=who) if one.state is not NeedsState.WITHDRAWN],
        list(bookings.list_bookings(session, who=who)),
        list(waiting.list_entries(session, who=who)),
        pathways.list_pathways(session, who=who),
        list(requests.list_requests(session, who=who)),
    )


def everything_kept(found: Found) -> list[Kept]:
    """In the order of the journeys: check, apply, book, tell."""
    return [
        *map(_check, found.checks),
        *map(_saved, found.saved),
        *map(_application, found.applications),
        *map(of_booking, found.bookings),
        *map(of_waiting, found.waiting),
        *map(of_request, found.asked),
        *map(_pathway, found.pathways),
        *map(_needs, found.needs),
    ]


def erase_all(session: Session, *, found: Found) -> None:
    """What may go at once: drafts, answers of checks, saved results, places on waiting lists and registered needs. What
    was sent to an office, and bookings, stay.
    """
    for draft in (one for one in found.applications if one.phase is Phase.DRAFT):
        erasure.delete_draft(session, draft=draft, store=_store())
    for saved in found.saved:
        saved_checks.delete_saved_check(session, saved=saved)
    for visit_id in {one.visit_id for one in found.checks}:
        checks.forget_checks_of_visit(session, visit_id)
    waiting.leave_all(session, entries=found.waiting)
    requests.withdraw_all(session, asked=found.asked)
    for pathway in found.pathways:
        pathway_belongings.delete_pathway(session, pathway=pathway)
    for needs in found.needs:
        concerns.withdraw_needs(session, needs=needs)


def _check(one: EligibilityCheck) -> Kept:
    return Kept(
        title=_("Answers of a check"),
        what=_("What you answered about disability, family and income"),
        why=_("To show you what you can get"),
        since=one.created_at,
        until=_until(one.updated_at + checks.KEPT_FOR),
        links=(
            link(_("See and change the answers"), "eligibility.answers", key=one.key),
            link(_("Delete these answers"), "eligibility.delete", key=one.key),
        ),
        for_whom=name_of(one.subject_name),
        can_go=True,
    )


def _saved(one: SavedCheck) -> Kept:
    return Kept(
        title=_("A saved result"),
        what=_("Your answers, the result, and where to tell you of changes if you asked for it"),
        why=_("Only because you asked for it: so that you can open it again"),
        since=one.saved_at,
        until=_until(one.keep_until),
        links=(
            link(_("See the saved result"), "saved_checks.show", reference=one.reference),
            link(_("Delete the saved result"), "saved_checks.delete", reference=one.reference),
        ),
        reference=shown(one.reference),
        for_whom=name_of(one.subject_name),
        can_go=True,
    )


def _application(one: Application) -> Kept:
    is_draft, is_erased = one.phase is Phase.DRAFT, one.erased_at is not None
    return Kept(
        title=rows.programme_names(one),
        what=_("Only what was done, and when. Answers, contact details and papers are deleted.")
        if is_erased
        else _("Answers, contact details, papers, messages, and what was done when"),
        why=_("So that you can go on later") if is_draft else _("So that the office can decide"),
        since=one.created_at,
        until=_until_of_application(one),
        links=_links_of_draft(one) if is_draft else () if is_erased else _links_of_sent(one),
        reference=shown(one.reference),
        for_whom=name_of(one.subject_name),
        status=rows.status_text(one.cases[0]) if len(one.cases) == 1 else None,
        can_go=is_draft,
    )


def _links_of_draft(one: Application) -> tuple[Link, ...]:
    return (
        link(_("See and change the draft"), "applications.task_list", reference=one.reference),
        link(_("Delete the draft"), "applications.withdraw", reference=one.reference),
    )


def _links_of_sent(one: Application) -> tuple[Link, ...]:
    see = link(_("See everything you sent"), "applications.receipt", reference=one.reference)
    if one.phase is Phase.WITHDRAWN:
        return (see,)
    correct = link(_("Something is wrong? Write to the office"), "applications.messages", reference=one.reference)
    if any(case.opened_at for case in one.cases):
        return see, correct
    return see, correct, link(_("Withdraw and delete everything"), "applications.withdraw", reference=one.reference)


def _until_of_application(one: Application) -> str:
    if one.erased_at is not None:
        return _(
            "Deleted on %(day)s. The record without names stays, so that it can be checked.", day=_day(one.erased_at)
        )
    if one.phase is Phase.DRAFT:
        return _until(one.changed_at + timedelta(days=_settings().draft_days))
    cases = [(case.programme_id, case.district, case.status_since) for case in one.cases]
    is_open = not all(case.status in retention.ENDED for case in one.cases)
    # Where a decision is hidden, "ended" would tell of it: what was granted ends later than what was refused.
    if is_open or any(hides_decision(current_who(), case) for case in one.cases):
        return _("As long as the office works on it. After that as published by the district federation.")
    end = retention.end_of(cases, retention_rules.load())
    if end is None:
        return _("The office has ended it. How long it is kept: as published by the district federation.")
    return _("Until %(day)s. The rule: %(rule)s", day=_day(end[0]), rule=end[1].source)


def _pathway(one: Pathway) -> Kept:
    return Kept(
        title=title_of(one),
        what=_("The steps, what the place wrote for you, who was at which session"),
        why=_("So that one step follows the other, and you can read what was found"),
        since=one.created_at,
        until=_("As published by the district federation"),
        links=(link(_("See the steps, or end this"), "pathways.show", reference=one.public_ref),),
        reference=shown(one.public_ref),
        for_whom=name_of(one.person_name),
        can_go=pathway_belongings.can_go(transaction.session(), one),
    )


def _needs(one: RegisteredNeeds) -> Kept:
    return Kept(
        title=_("Needs you registered"),
        what=_("What you need, in your words, and how the office reaches you"),
        why=_("So that the district knows what is needed"),
        since=one.created_at,
        until=_("Until you withdraw it, or as published by the district federation"),
        links=(
            link(_("See and change the needs"), "concerns.registered", reference=one.reference),
            link(_("Withdraw and delete the needs"), "concerns.withdraw", reference=one.reference),
        ),
        reference=shown(one.reference),
        for_whom=name_of(one.subject_name),
        can_go=True,
    )


def _until(moment: datetime) -> str:
    return _("Until %(day)s, if you do not open it again before", day=_day(moment))


def _day(moment: datetime) -> str:
    return show_date(moment)  # type: ignore[arg-type]  # a moment is shown as its local day


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _store() -> PaperStore:
    return store_of(_settings())
