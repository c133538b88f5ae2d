"""Everything a visitor may see of what is stored, as one archive: for programs, for reading, and the papers themselves.
No name of a file inside or outside says anything about a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from citizen.applications import asking, letters, messages, objections
from citizen.applications.case_state import list_corrections
from citizen.applications.history import events_to_show
from citizen.applications.models import Application, ApplicationEvent, Case, Paper
from citizen.applications.paper_store import PaperStore
from citizen.applications.scope import hides_decision, sees_decisions
from citizen.applications.service import list_events, list_papers
from citizen.applications.words import HIDDEN_DECISION
from citizen.booking.models import Booking, BookingRequest, WaitingEntry
from citizen.booking.wording import in_words
from citizen.concerns.models import RegisteredNeeds
from citizen.core import clock
from citizen.eligibility import saved_checks
from citizen.eligibility import service as checks
from citizen.eligibility.models import EligibilityCheck, SavedCheck
from citizen.home.kept import Kept
from citizen.home.my_data import Found
from citizen.home.zipping import zipped
from citizen.pathways import service as pathways
from citizen.pathways.models import Pathway, PathwayStep
from citizen.proxies.acting import current_who
from citizen.proxies.actors import actor_in_words
from citizen.proxies.authority import Act
from citizen.proxies.scope import is_allowed
from citizen.web.i18n import _, show_datetime

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
Json = dict[str, Any]
#: What a paper is called in the archive, and in the store.
Files = dict[str, str]


def archive_of(
    session: Session,
    *,
    found: Found,
    kept: list[Kept],
    store: PaperStore,
    language: str,
    account: Json | None = None,
) -> Iterator[bytes]:
    """my-data.json, my-data.txt, and the folder papers, piece by piece. Everything is read from the session before the
    first piece; of the papers only one piece is in memory, however many they are.
    """
    files: Files = {}
    data = {
        "made_at": clock.now(),
        **({"account": account} if account else {}),
        "checks": [_check(one) for one in found.checks],
        "saved_checks": [_saved(one) for one in found.saved],
        "applications": [_application(session, one, store, files, language) for one in found.applications],
        "bookings": [_booking(one) for one in found.bookings],
        "waiting": [_waiting(one) for one in found.waiting],
        "asked": [_asked(one) for one in found.asked],
        "pathways": [_pathway(session, one) for one in found.pathways],
        "needs": [_needs(one) for one in found.needs],
    }
    written = json.dumps(data, ensure_ascii=False, indent=2, default=_plain)
    text = "\ufeff" + "\r\n".join(_as_text(kept, data))
    first = [("my-data.json", [written.encode()]), ("my-data.txt", [text.encode()])]
    papers = ((name, store.pieces(stored)) for name, stored in files.items())
    return zipped(chain(first, papers))


def _check(one: EligibilityCheck) -> Json:
    answers = checks.answers_of(one)
    return {
        "for": _for(one.relation.value, one.subject_name),
        "began": one.created_at,
        "changed": one.updated_at,
        "answers": answers.written_facts(),
        "not_sure": sorted(answers.unsure),
    }


def _saved(one: SavedCheck) -> Json:
    answers = saved_checks.answers_of(one)
    return {
        "reference": one.reference,
        "for": _for(one.relation.value, one.subject_name),
        "saved": one.saved_at,
        "kept_until": one.keep_until,
        "answers": answers.written_facts(),
        "not_sure": sorted(answers.unsure),
        "result": one.verdicts,
    }


def _application(session: Session, one: Application, store: PaperStore, files: Files, language: str) -> Json:
    answers = asking.answers_of(one)
    return {
        "reference": one.reference,
        "for": _for(one.relation.value, one.subject_name),
        "phase": one.phase,
        "began": one.created_at,
        "sent": one.submitted_at,
        "erased": one.erased_at,
        "answers": answers.written_facts(),
        "not_sure": sorted(answers.unsure),
        "contact": one.contact,
        "programmes": [_case(session, case) for case in one.cases],
        "papers": [_paper(paper, store, files) for paper in list_papers(session, application=one)],
        "messages": [
            {"from": "office" if said.from_office else "person", "at": said.sent_at, "text": said.body}
            for said in messages.list_messages(session, application=one)
        ],
        "notices": [
            {"at": told.written_at, "subject": told.subject, "text": told.body}
            for told in letters.notices_to_show(session, application=one)
        ],
        "log": [_event(session, event) for event in events_to_show(list_events(session, application=one))],
    }


def _event(session: Session, event: ApplicationEvent) -> Json:
    in_a_browser = event.visit_id is not None
    by = actor_in_words(session, actor=event.actor, reader=current_who(), with_person=in_a_browser)
    return {"at": event.at, "act": event.act, "by": by.striptags(), "for": event.relation}


def _case(session: Session, case: Case) -> Json:
    """Whoever may not see decisions takes along none, and nothing that follows from one."""
    asked_for = {"programme": case.programme_id, "district": case.district}
    corrections = [
        {"asked": one.asked_at, "reason": one.reason, "ended": one.ended_at}
        for one in list_corrections(session, case=case)
    ]
    if hides_decision(current_who(), case):
        return {**asked_for, "status": _(HIDDEN_DECISION), "corrections": corrections}
    state = {"status": case.status, "since": case.status_since, "corrections": corrections}
    if not sees_decisions(current_who()):
        return {**asked_for, **state}
    return {
        **asked_for,
        **state,
        "decision": case.decision,
        "objections": [
            {"sent": one.sent_at, "text": one.body, "answer": one.answer}
            for one in objections.list_objections(session, case=case)
        ],
    }


def _paper(paper: Paper, store: PaperStore, files: Files) -> Json:
    name = None
    if store.has(paper.stored_name):  # else destroyed, because a scanner found something in it
        name = f"papers/{len(files) + 1}.{_ENDINGS.get(paper.media_type, 'bin')}"
        files[name] = paper.stored_name
    return {"kind": paper.kind, "your_name_for_it": paper.file_name, "added": paper.added_at, "file": name}


def _booking(one: Booking) -> Json:
    return {
        "reference": one.public_ref,
        "for": _for(one.booked_by, one.person_name),
        "service": in_words(one.service.name),
        "place": in_words(one.site.name),
        "from": one.start_at,
        "to": one.end_at,
        "state": one.state,
        "needs": [need.need for need in one.needs],
        "contact": {"name": one.contact_name, "phone": one.contact_phone, "address": one.home_address},
    }


def _asked(one: BookingRequest) -> Json:
    return {
        "reference": one.public_ref,
        "for": _for(one.booked_by, one.person_name),
        "service": in_words(one.service.name) if one.service else None,
        "place": in_words(one.site.name) if one.site else None,
        "sent": one.created_at,
        "state": one.state,
        "needs": one.needs,
        "your_words": one.wishes,
        "answer_by": one.answer_by,
        "answer": one.answer,
        "contact": {"name": one.contact_name, "phone": one.contact_phone, "address": one.home_address},
    }


def _waiting(one: WaitingEntry) -> Json:
    return {
        "reference": one.public_ref,
        "for": _for(one.booked_by, one.person_name),
        "service": in_words(one.service.name),
        "place": in_words(one.site.name) if one.site else None,
        "joined": one.created_at,
        "weekdays": one.weekdays,
        "part_of_day": one.part,
        "until": one.until_day,
        "state": one.state,
        "needs": one.needs,
        "contact": {"name": one.contact_name, "phone": one.contact_phone, "address": one.home_address},
    }


def _pathway(session: Session, one: Pathway) -> Json:
    return {
        "reference": one.public_ref,
        "for": _for(one.begun_by, one.person_name),
        "kind": one.kind,
        "device": one.device,
        "programme": one.programme,
        "district": one.district,
        "amount": one.amount,
        "state": one.state,
        "steps": [_step(row) for row in pathways.steps_of(session, pathway=one)],
    }


def _step(row: PathwayStep) -> Json:
    told = row.report if is_allowed(current_who(), Act.SEE) else None
    done = {"state": row.state, "reason": row.reason, "due": row.due_on, "done": row.done_at}
    return {"step": row.kind, **done, "attended": row.attended, "used_fen": row.used, "report": told}


def _needs(one: RegisteredNeeds) -> Json:
    return {
        "reference": one.reference,
        "for": _for(one.relation.value, one.subject_name),
        "district": one.district,
        "registered": one.created_at,
        "changed": one.changed_at,
        "told": one.told,
    }


def _for(relation: str, name: str | None) -> Json:
    return {"relation": relation, "name": name}


def _as_text(kept: list[Kept], data: Json) -> Iterator[str]:
    """The same in sentences first, then every value in lines."""
    yield _("What we keep about you and the people you act for")
    yield _("Made on %(moment)s", moment=show_datetime(data["made_at"]))
    for one in kept:
        yield ""
        yield one.title
        for key, value in ((_("Reference"), one.reference), (_("For whom"), one.for_whom), (_("What"), one.what),
                           (_("Why"), one.why), (_("Until when"), one.until)):  # fmt: skip
            if value:
                yield f"  {key}{_(': ')}{_bare(value)}"
    yield ""
    yield _("Every single value")
    yield from _lines({name: value for name, value in data.items() if name != "made_at"}, 0)


def _lines(value: Any, depth: int) -> Iterator[str]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value, start=1)
    for name, inner in pairs:
        if isinstance(inner, dict | list):
            if inner:
                yield f"{'  ' * depth}{name}"
                yield from _lines(inner, depth + 1)
        elif inner not in (None, ""):
            yield f"{'  ' * depth}{name}: {_plain(inner)}"


def _bare(text: str) -> str:
    return text.striptags() if hasattr(text, "striptags") else text


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(clock.LOCAL_ZONE).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else str(value)
