"""A case as case systems read it: codes of ours, words of the question pages, times in UTC. Needs a language bound.

An application may ask for several programmes; a case shows what its own programme asks, and nothing of the others.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from citizen.accessibility.locales import DEFAULT
from citizen.accessibility.reading_codes import language_of
from citizen.applications import asking, cases, messages, objections, paper_service, service
from citizen.applications.approval_levels import NAMES, Level, level_of
from citizen.applications.case_state import list_corrections, standing_of
from citizen.applications.field_registry import facts_to_ask
from citizen.applications.lifecycle import DECISIONS, MOVES, Act, open_acts
from citizen.applications.models import ApplicationEvent, Case, Correction, Message, Objection, Paper
from citizen.applications.senders import sender_of
from citizen.backoffice import case_lists, schemas
from citizen.backoffice.case_lists import Placed
from citizen.backoffice.changes import number_of
from citizen.core.errors import Conflict
from citizen.eligibility import catalogue
from citizen.eligibility.phrases import answer_text
from citizen.eligibility.service import all_questions
from citizen.people.needs import LABELS, known_needs
from citizen.web.catalogues import in_ordinary_words
from citizen.web.i18n import _

_OFFICE_ACTS = (MOVES | {*DECISIONS}) | {
    Act.OPEN, Act.ASK_CORRECTION, Act.CANCEL_CORRECTION, Act.REPLY, Act.ANSWER_OBJECTION,
}  # fmt: skip


class NotOpened(Conflict):
    """Nobody in the office has opened the case: until then the person can take everything back unseen."""


def in_short(session: Session, placed: Placed) -> schemas.CaseInShort:
    """The case without anything about the person."""
    case, application = placed.case, placed.case.application
    standing = standing_of(session, case=case)
    level = level_of(standing) or Level.RETURNED
    assert application.submitted_at is not None  # drafts are never shown
    return schemas.CaseInShort(
        number=number_of(application, case),
        application=application.reference,
        programme=case.programme_id,
        district=case.district or "",
        status=case.status,
        chain_code=level.value,  # type: ignore[arg-type]  # the codes are checked in schemas
        chain_name=NAMES[level],
        since=case.status_since,
        sent_at=application.submitted_at,
        opened_at=case.opened_at,
        version=case.version,
        waits_for_person=standing.correction_open,
        objection_open=standing.objection_open,
        unread_messages=case_lists.count_unread(session, case=case),
        sequence=placed.sequence,
        changed_at=placed.changed_at,
    )


def in_full(session: Session, placed: Placed, *, scans: bool) -> schemas.CaseInFull:
    """Everything an office needs to decide; raises NotOpened."""
    case = refuse_unopened(placed.case)
    short = in_short(session, placed)
    return schemas.CaseInFull(
        **dict(short),
        programme_name=_programme_name(case),
        possible_acts=sorted(_OFFICE_ACTS & open_acts(standing_of(session, case=case))),
        acting=_acting(session, case),
        contact=_contact(case),
        answers=_answers(case),
        papers=[_paper(one, scans=scans) for one in papers_of(session, case)],
        promised_papers=_promised(session, case),
        corrections=[_correction(one) for one in list_corrections(session, case=case)],
        messages=[message(one) for one in thread_of(session, case)],
        objections=[_objection(one) for one in objections.list_objections(session, case=case)],
        decision=None if case.decision is None else schemas.DecisionState(**case.decision),
        decided_at=case.decided_at,
        events=[_event(one) for one in _events(session, case)],
    )


def _acting(session: Session, case: Case) -> schemas.Acting:
    sender = sender_of(session, case.application)
    return schemas.Acting(
        relation=sender.relation,
        subject_name=case.application.subject_name,
        mandate=sender.mandate,
        basis=sender.basis,
        helper_name=sender.helper or None,
        with_staff=sender.with_staff,
    )


def refuse_unopened(case: Case) -> Case:
    if case.opened_at is None:
        raise NotOpened("case_not_opened")
    return case


def thread_of(session: Session, case: Case) -> list[Message]:
    """What the person wrote, and what the office wrote about this case."""
    thread = messages.list_messages(session, application=case.application)
    return [one for one in thread if not one.from_office or one.case_id in (None, case.id)]


def papers_of(session: Session, case: Case) -> list[Paper]:
    """The papers its programme names or the office asked for, and those no other programme of the application names."""
    return [one for one in cases.papers_of_case(session, case=case) if _is_for(session, case, one.kind)]


def message(one: Message) -> schemas.MessageState:
    return schemas.MessageState(
        position=one.position,
        sender="office" if one.from_office else "person",
        text=one.body,
        sent_at=one.sent_at,
        read_at=one.read_at,
    )


def _is_for(session: Session, case: Case, kind: str) -> bool:
    programmes = catalogue.load().programmes
    named = {
        one.id: programmes[one.programme_id].bring for one in case.application.cases if one.programme_id in programmes
    }
    if kind in named.get(case.id, ()) or any(kind in one.papers for one in list_corrections(session, case=case)):
        return True
    return not any(kind in bring for bring in named.values())


def _programme_name(case: Case) -> str:
    programme = catalogue.load().programmes.get(case.programme_id)
    return programme.text[DEFAULT.code].name if programme else case.programme_id


def _contact(case: Case) -> schemas.Contact:
    known = {name: value for name, value in case.application.contact.items() if name in schemas.Contact.model_fields}
    needs = known_needs(known.pop("needs", ()))
    if "language" in known:  # that letters should be in easy-read stands among the needs
        known["language"] = language_of(known["language"])
    return schemas.Contact(**known, needs=[schemas.Need(code=need, words=_(LABELS[need])) for need in needs])


@in_ordinary_words()
def _answers(case: Case) -> list[schemas.Answer]:
    """What this programme asks; of a programme the catalogue has no longer, what was answered."""
    answers, questions = asking.answers_of(case.application), all_questions()
    programme = catalogue.load().programmes.get(case.programme_id)
    asked = facts_to_ask(programme, case.district) if programme else tuple(answers)
    written = answers.written_facts()
    return [
        schemas.Answer(
            fact=fact,
            question=questions.get_question(fact).wording[DEFAULT.code].to_self,
            value=written.get(fact),
            words=answer_text(questions.get_question(fact), answers, DEFAULT.code),
            unsure=fact in answers.unsure,
        )
        for fact in asked
        if fact in answers
    ]


def _paper(one: Paper, *, scans: bool) -> schemas.PaperState:
    return schemas.PaperState(
        id=one.id,
        kind=one.kind,
        kind_name=_kind_name(one.kind),
        file_name=one.file_name,
        media_type=one.media_type,
        size=one.size,
        sha256=one.sha256,
        added_at=one.added_at,
        scan=one.scan,
        released=paper_service.is_released(one, scans=scans),
    )


def _promised(session: Session, case: Case) -> list[schemas.PromisedPaper]:
    promises = paper_service.list_promises(session, application=case.application)
    return [
        schemas.PromisedPaper(kind=kind, kind_name=_kind_name(kind), instead=said.instead.value, reason=said.reason)
        for kind, said in sorted(promises.items())
        if _is_for(session, case, kind)
    ]


def _kind_name(kind: str) -> str:
    names = catalogue.load().labels["bring"]
    return names[kind][DEFAULT.code] if kind in names else "其他材料"


def _correction(one: Correction) -> schemas.CorrectionState:
    return schemas.CorrectionState(
        facts=one.facts,
        papers=one.papers,
        contact=one.asks_contact,
        reason=one.reason,
        until=one.until,
        asked_at=one.asked_at,
        ended_at=one.ended_at,
        ended_as=one.ended_as,
    )


def _objection(one: Objection) -> schemas.ObjectionState:
    return schemas.ObjectionState(
        text=one.body, sent_at=one.sent_at, answer=one.answer, answered_at=one.answered_at, reopened=one.reopened
    )


def _events(session: Session, case: Case) -> list[ApplicationEvent]:
    """Of this case, since it was sent."""
    everything = service.list_events(session, application=case.application)
    return [one for one in everything if one.case_id == case.id or (one.case_id is None and one.act is Act.WRITE)]


def _event(one: ApplicationEvent) -> schemas.EventState:
    return schemas.EventState(
        position=one.position,
        act=one.act,
        actor=one.actor,
        at=one.at,
        from_status=one.from_status,
        to_status=one.to_status,
    )
