"""The person at the counter: found by what they bring, held for one browser and one member of staff, for half an hour.

No address of a page names the person. Whoever is of another district is not found. Callers own the transaction.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.models import Application
from citizen.booking.models import Booking
from citizen.core import clock
from citizen.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from citizen.core.references import new_reference, normalise
from citizen.db.sealing import keyed_hash
from citizen.people import cards, contacts, one_time_codes
from citizen.people import service as people
from citizen.people.contacts import Use
from citizen.people.credential_models import CodeChannel
from citizen.people.models import ContactWay, Person, ProfileFact
from citizen.proxies import doings
from citizen.proxies.models import MandateRow
from citizen.staff.duties import Member, may_confirm
from citizen.staff.models import CounterRequest

_HERE = "counter_person"
AT_MOST = timedelta(minutes=30)
#: What a new way to reach a person may be.
CHANNELS = (CodeChannel.SMS, CodeChannel.EMAIL)


@dataclass(frozen=True, slots=True)
class AtCounter:
    """Who stands here now. `is_new`: this member opened the account for them a moment ago."""

    person_id: uuid.UUID
    name: str
    is_new: bool

    @property
    def mark(self) -> str:
        """On every form about this person: one that was opened for the person before changes nothing."""
        return keyed_hash("counter-person", self.person_id.hex)[:24]


def find_person(session: Session, *, typed: str, member: Member) -> uuid.UUID | None:
    """By a confirmed telephone or e-mail, the number of a card, or the reference of a mandate, an application or a
    booking of their own. None also for somebody of another district.
    """
    found = _by_reference(session, typed) or _by_address(session, typed)
    if found is None or district_of(session, person_id=found) not in (None, member.district):
        return None
    person = session.get(Person, found)
    return found if person is not None and person.erased_at is None else None


def finding_scopes(member: Member) -> list[str]:
    """What failures to find somebody count for, however a member of staff looks: nobody tries numbers out."""
    return [f"staff-find:{member.id.hex}"]


def district_of(session: Session, *, person_id: uuid.UUID) -> str | None:
    """Where the person lives, if they let us remember it."""
    fact = session.get(ProfileFact, (person_id, "person_district"))
    return str(fact.value["value"]) if fact is not None and fact.value.get("value") else None


def receive(session: Session, *, browser: str, member: Member, person_id: uuid.UUID, is_new: bool = False) -> None:
    """This person is at the counter now; whoever was before is not any more."""
    kept = {"person": person_id.hex, "staff": member.id.hex, "new": "yes" if is_new else ""}
    one_time_codes.keep(session, browser=browser, purpose=_HERE, remembered=kept, lifetime=AT_MOST)


def person_here(session: Session, *, browser: str, member: Member) -> AtCounter | None:
    """Who is at the counter of this member."""
    kept = one_time_codes.find_live(session, browser=browser, purpose=_HERE)
    if kept is None or not kept.remembered or kept.remembered["staff"] != member.id.hex:
        return None
    person = people.get_person(session, person_id=uuid.UUID(kept.remembered["person"]))
    return AtCounter(person.id, person.name or "", bool(kept.remembered["new"]))


def person_before(session: Session, *, browser: str, staff_id: uuid.UUID, mark: str) -> uuid.UUID | None:
    """Whom a form with this mark is about, if that person was at the counter of this browser last and nobody has said
    “next, please” since.
    """
    kept = one_time_codes.find_latest(session, browser=browser, purpose=_HERE)
    if kept is None or kept.used_at is not None or kept.ended_at is not None or not kept.remembered:
        return None
    person_id = uuid.UUID(kept.remembered["person"])
    is_same = kept.remembered["staff"] == staff_id.hex and AtCounter(person_id, "", is_new=False).mark == mark
    return person_id if is_same else None


def next_please(session: Session, *, browser: str) -> None:
    """Nobody is at the counter any more."""
    one_time_codes.end_live(session, browser=browser, purpose=_HERE)


# -- a new way to reach somebody -------------------------------------------------------------------------------


def ask_for_contact(
    session: Session, *, person_id: uuid.UUID, member: Member, channel: CodeChannel, address: str, proof: str
) -> CounterRequest:
    """A new telephone or e-mail, said by the person at the counter: it counts once a second member has said yes.

    :raises RuleBroken: it cannot be a telephone number or an e-mail address.
    """
    tidy = contacts.tidy_address(channel, address)
    if tidy is None:
        raise RuleBroken("address", field="address")
    request = CounterRequest(
        reference=new_reference("R"),
        district=member.district,
        person_id=person_id,
        wanted={"channel": channel.value, "address": tidy, "proof": proof},
        entered_by=member.id,
        entered_at=clock.now(),
    )
    session.add(request)
    session.flush()
    return request


def list_requests(session: Session, *, member: Member) -> list[CounterRequest]:
    """What waits in the member's district, oldest first."""
    waiting = sa.select(CounterRequest).where(
        CounterRequest.district == member.district, CounterRequest.decided_at.is_(None)
    )
    return list(session.scalars(waiting.order_by(CounterRequest.entered_at, CounterRequest.id)))


def get_request(session: Session, *, reference: str, member: Member) -> CounterRequest:
    """Raises NotFound, also for one of another district."""
    request = session.scalar(sa.select(CounterRequest).where(CounterRequest.reference == normalise(reference)))
    if request is None or request.district != member.district:
        raise NotFound("request")
    return request


def decide_request(session: Session, *, request: CounterRequest, member: Member, reason: str | None) -> None:
    """Yes (no reason), or no. What was to be changed is not kept any longer.

    :raises NotAllowed: the same member as the one who entered it.
    :raises Conflict: it was decided already; `taken`: the address signs in somebody else.
    """
    session.refresh(request, with_for_update=True)
    if request.decided_at is not None:
        raise Conflict("decided")
    if not may_confirm(member, entered_by=request.entered_by, district=request.district):
        raise NotAllowed("same_staff")
    if reason is None:
        channel, address = CodeChannel(request.wanted["channel"]), request.wanted["address"]
        use = Use(signs_in=True, gets_notices=True)
        contacts.add_way(session, person_id=request.person_id, channel=channel, address=address, use=use)
        doings.note_staff_doing(
            session,
            subject_id=request.person_id,
            staff_id=member.id,
            doing="contact_changed",
            about=request.reference,
            proof=request.wanted["proof"],
        )
    request.decided_by, request.decided_at = member.id, clock.now()
    request.outcome, request.wanted = reason or "confirmed", {}
    session.flush()


def name_of(session: Session, *, person_id: uuid.UUID) -> str:
    """What the person wants to be called; may be empty."""
    return people.get_person(session, person_id=person_id).name or ""


def addresses_of(session: Session, *, person_id: uuid.UUID) -> list[str]:
    """Where the person can be reached now."""
    return [way.address for way in contacts.list_ways(session, person_id=person_id) if way.address]


# -- inside ----------------------------------------------------------------------------------------------------


def _by_reference(session: Session, typed: str) -> uuid.UUID | None:
    reference = normalise(typed)
    if reference is None:
        return None
    card = cards.find_by_number(session, number=reference)
    if card is not None:
        return card.person_id
    subject = session.scalar(sa.select(MandateRow.subject_id).where(MandateRow.reference == reference))
    if subject is not None:
        return subject
    for column, table in ((Application.reference, Application), (Booking.public_ref, Booking)):
        owner = sa.select(Person.id).join(table, table.visit_id == Person.folder_id).where(column == reference)
        found = session.scalar(owner)
        if found is not None:
            return found
    return None


def _by_address(session: Session, typed: str) -> uuid.UUID | None:
    for channel in CHANNELS:
        address = contacts.tidy_address(channel, typed)
        if address is not None:
            return session.scalar(
                sa.select(ContactWay.person_id).where(
                    ContactWay.address_hash == contacts.hash_of(channel, address),
                    ContactWay.signs_in,
                    ContactWay.confirmed_at.is_not(None),
                    ContactWay.removed_at.is_(None),
                )
            )
    return None
