"""Asking a place without holding any time: for an appointment it proposes, or to be called or written to.

Nothing runs out here. Whoever needs longer than a held time, or finds that nothing suits, asks; the staff of the
district answer with a message or with an appointment. Callers own the transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.accessibility.locales import DEFAULT
from citizen.booking.models import Booking, BookingRequest, Service, Site
from citizen.booking.notice_kinds import REQUEST_ANSWERED
from citizen.booking.scope import may_open
from citizen.booking.telling import Owner, tell_owner
from citizen.booking.terms import AnswerBy, Need, RequestKind, RequestState
from citizen.booking.wishes import person_key
from citizen.core import clock, references
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.authority import Act, Relation, Subject, Who
from citizen.proxies.doings import note_doing
from citizen.proxies.scope import is_allowed

#: Whoever needs one of these is written to, never telephoned.
NOT_BY_TELEPHONE = frozenset({Need.SIGN_LANGUAGE, Need.CAPTIONS})


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for. Without a place: any of the district; without a service: they say it in words."""

    kind: RequestKind
    district: str
    service: Service | None = None
    site: Site | None = None
    needs: tuple[Need, ...] = ()
    wishes: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerTo:
    """How the answer reaches the one who asks. It can always be read with reference and access code too."""

    by: AnswerBy
    name: str
    phone: str | None = None
    home_address: str | None = None
    #: How they read: language and easy-read (a code of accessibility.reading_codes).
    language: str = DEFAULT.code


def may_call(needs: Collection[Need]) -> bool:
    """Whether a telephone call is a way to reach somebody who needs this."""
    return NOT_BY_TELEPHONE.isdisjoint(needs)


def ask(session: Session, *, who: Who, asked: Asked, answer_to: AnswerTo) -> BookingRequest:
    """Ask. The same question, still open, asked again by the same person is the same request, with what they say now.

    Raises RuleBroken('no_call') when somebody who cannot hear would be telephoned, and RuleBroken('no_number') when a
    call is wanted and there is no number.
    """
    if who.visit_id is None:
        raise NotFound("visit")
    if answer_to.by is AnswerBy.CALL and not may_call(asked.needs):
        raise RuleBroken("no_call", field="answer_by")
    if answer_to.by is AnswerBy.CALL and not answer_to.phone:
        raise RuleBroken("no_number", field="contact_phone")
    request = _open_request(session, who, asked)
    if request is None:
        request = _new_request(who, asked)
        session.add(request)
    _write(request, asked, answer_to)
    session.flush()
    note_doing(session, who=who, doing="booking_asked", about=request.public_ref)
    return request


def get_request(session: Session, *, who: Who, reference: str) -> BookingRequest:
    """A request in this folder, or one this browser has proved to know; anything else does not exist for it."""
    request = _find(session, reference)
    if request is None or who.visit_id is None or not may_open(session, who, request):
        raise NotFound("request")
    return request


def find_booking(session: Session, *, request: BookingRequest) -> Booking | None:
    """The appointment it was answered with."""
    return None if request.booking_id is None else session.get(Booking, request.booking_id)


def list_requests(session: Session, *, who: Who) -> Sequence[BookingRequest]:
    """What was asked in this folder, newest first; what was withdrawn is not among it."""
    if who.visit_id is None or not is_allowed(who, Act.BOOK, Act.SEE):
        return []
    mine = sa.and_(BookingRequest.visit_id == who.visit_id, BookingRequest.state != RequestState.WITHDRAWN)
    newest_first = (BookingRequest.created_at.desc(), BookingRequest.public_ref)
    return session.scalars(sa.select(BookingRequest).where(mine).order_by(*newest_first)).all()


def withdraw_request(session: Session, *, who: Who, reference: str) -> BookingRequest:
    """The place need not answer any more. Twice is once; what was answered stays answered."""
    request = get_request(session, who=who, reference=reference)
    if request.state is RequestState.OPEN:
        _change(session, request, state=RequestState.WITHDRAWN)
        note_doing(session, who=who, doing="booking_ask_withdrawn", about=request.public_ref)
    return request


def withdraw_all(session: Session, *, asked: Sequence[BookingRequest]) -> None:
    """Of somebody who wants everything gone: what is still open is taken back, what was answered stays as it is."""
    for request in asked:
        if request.state is RequestState.OPEN:
            _change(session, request, state=RequestState.WITHDRAWN)


def find_with_code(session: Session, *, reference: str, access_code: str) -> BookingRequest | None:
    """The request, if reference and access code belong together. Says no more than that."""
    request = _find(session, reference)
    if request is None or not references.is_same_code(access_code, request.access_code):
        return None
    return request


def list_open(session: Session, *, district: str) -> Sequence[BookingRequest]:
    """What the places of a district have not answered yet; who waits longest comes first."""
    waiting = sa.and_(BookingRequest.district == district, BookingRequest.state == RequestState.OPEN)
    return session.scalars(
        sa.select(BookingRequest).where(waiting).order_by(BookingRequest.created_at, BookingRequest.public_ref)
    ).all()


def get_for_district(session: Session, *, district: str, reference: str) -> BookingRequest:
    """A request as the staff of its district see it; one of another district does not exist for them."""
    request = _find(session, reference)
    if request is None or request.district != district:
        raise NotFound("request")
    return request


def answer_request(
    session: Session, *, request: BookingRequest, staff_id: uuid.UUID, answer: str, booking: Booking | None = None
) -> BookingRequest:
    """The staff's answer, with an appointment or without; the person is told on their ways. The first answer counts:
    Conflict('answered_already') when a colleague was faster or the person has withdrawn.
    """
    _change(
        session,
        request,
        state=RequestState.ANSWERED,
        answer=answer,
        booking_id=None if booking is None else booking.id,
        answered_by=f"staff:{staff_id.hex}",
        answered_at=clock.now(),
    )
    owner = Owner(request.visit_id, request.contact_name or "", request.contact_phone or "", request.language)
    key = f"{request.public_ref}:{REQUEST_ANSWERED}"
    tell_owner(session, owner, kind=REQUEST_ANSWERED, about=request.public_ref, values={"answer": answer}, key=key)
    return request


def asker_of(request: BookingRequest, *, staff_id: uuid.UUID) -> Who:
    """For whom the staff book an appointment that answers this request: into the folder it was asked from."""
    subject = Subject(relation=Relation(request.booked_by), name=request.person_name or "")
    return Who(visit_id=request.visit_id, subject=subject, staff_id=staff_id)


def _open_request(session: Session, who: Who, asked: Asked) -> BookingRequest | None:
    service_id = None if asked.service is None else asked.service.id
    return session.scalar(
        sa.select(BookingRequest).where(
            BookingRequest.visit_id == who.visit_id,
            BookingRequest.person_key == person_key(who),
            BookingRequest.kind == asked.kind,
            BookingRequest.service_id == service_id,
            BookingRequest.district == asked.district,
            BookingRequest.state == RequestState.OPEN,
        )
    )


def _new_request(who: Who, asked: Asked) -> BookingRequest:
    return BookingRequest(
        public_ref=references.new_reference("Q"),
        access_code=references.new_access_code(),
        visit_id=who.visit_id,
        person_key=person_key(who),
        booked_by=who.subject.relation.value,
        person_name=who.subject.name or None,
        kind=asked.kind,
        state=RequestState.OPEN,
        created_at=clock.now(),
    )


def _write(request: BookingRequest, asked: Asked, answer_to: AnswerTo) -> None:
    request.district, request.needs, request.wishes = asked.district, [n.value for n in asked.needs], asked.wishes
    request.service_id = None if asked.service is None else asked.service.id
    request.site_id = None if asked.site is None else asked.site.id
    request.answer_by = answer_to.by
    request.contact_name, request.contact_phone = answer_to.name, answer_to.phone
    request.home_address, request.language = answer_to.home_address, answer_to.language
    request.changed_at = clock.now()


def _change(session: Session, request: BookingRequest, **values: object) -> None:
    """Only while it is open: whoever comes second changes nothing and is told."""
    changed = session.execute(
        sa.update(BookingRequest)
        .where(BookingRequest.id == request.id, BookingRequest.state == RequestState.OPEN)
        .values(changed_at=clock.now(), **values)
        .returning(BookingRequest.id)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise Conflict("answered_already")
    session.refresh(request)


def _find(session: Session, reference: str) -> BookingRequest | None:
    wanted = references.normalise(reference)
    if wanted is None:
        return None
    return session.scalar(sa.select(BookingRequest).where(BookingRequest.public_ref == wanted))
