"""Persons who have everything that can be had here, with words of their own in every field."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from citizen.accessibility.locales import DEFAULT
from citizen.applications import cases, messages, service
from citizen.applications.asking import mark_of
from citizen.applications.lifecycle import Act as CaseAct
from citizen.applications.models import Application, Paper
from citizen.applications.office_acts import Asked, Decision
from citizen.applications.paper_store import PaperStore
from citizen.booking import inventory
from citizen.booking import service as bookings
from citizen.booking.service import Contact
from citizen.concerns import service as concerns
from citizen.core import clock
from citizen.eligibility import saved_checks
from citizen.eligibility import service as checks
from citizen.notices.channels import Channel
from citizen.people.models import ContactKind, ContactWay
from citizen.proxies.authority import Relation, Subject, Who
from tests.applications.builders import a_draft, a_sent_application
from tests.applications.office import OFFICER, bring_to_review
from tests.booking.conftest import FIRST, PLACE, SERVICE
from tests.journeys.separation_model import PROGRAMME_OF_DRAFT, PROGRAMME_OF_SENT, Kind
from tests.support.people import folder_of, make_person


@dataclass(frozen=True, slots=True)
class Canary:
    """Words that stand in one field of one person and nowhere else."""

    owner: str
    kind: Kind
    words: str


@dataclass(slots=True)
class Things:
    """What one person has, as addresses name it."""

    person_id: uuid.UUID
    draft: str = ""
    sent: str = ""
    code: str = ""
    booking: str = ""
    needs: str = ""
    check: str = ""
    saved: str = ""
    papers: list[uuid.UUID] = field(default_factory=list)


class Maker:
    """Makes persons and writes down every word of theirs."""

    def __init__(self, papers_folder: Path) -> None:
        self.papers_folder = papers_folder
        self.canaries: list[Canary] = []

    def _word(self, owner: str, kind: Kind, label: str) -> str:
        words = f"雀{owner}{label}雀"
        self.canaries.append(Canary(owner, kind, words))
        return words

    def _number(self, owner: str, kind: Kind, number: int) -> str:
        digits = f"139{ord(owner) % 10000:04d}{number:04d}"
        self.canaries.append(Canary(owner, kind, digits))
        return digits

    def make(self, session: Session, name: str) -> Things:
        person_id = make_person(session, name=self._word(name, "name", "称呼"))
        who = Who(
            folder_of(session, person_id), Subject(Relation.SELF, f"雀{name}称呼雀", person_id), actor_id=person_id
        )
        things = Things(person_id)
        self.make_things(session, who, name, things)
        session.add(
            ContactWay(
                person_id=person_id,
                kind=ContactKind.PHONE,
                address=self._number(name, "profile", 9),
                address_hash=secrets.token_hex(32),
                gets_notices=True,
                added_at=clock.now(),
                confirmed_at=clock.now(),
            )
        )
        return things

    def make_things(self, session: Session, who: Who, name: str, things: Things) -> None:
        """All of it in one folder: a person's, or a visit's of somebody who never signed in."""
        self._begin(session, who, name, things)
        self._send(session, who, name, things)
        self._book(session, who, name, things)
        self._tell(session, who, name, things)

    def _contact(self, owner: str, kind: Kind, label: str, number: int) -> dict[str, str]:
        return {
            "name": self._word(owner, kind, f"{label}姓名"), "told": "letter",
            "phone": self._number(owner, kind, number), "address": self._word(owner, kind, f"{label}地址"),
        }  # fmt: skip

    def _begin(self, session: Session, who: Who, name: str, things: Things) -> None:
        draft = a_draft(session, who, PROGRAMME_OF_DRAFT)
        contact = self._contact(name, "draft", "草稿", 1)
        service.save_contact(session, who=who, application=draft, contact=contact, seen=mark_of(draft.contact))
        things.draft = draft.reference
        self._add_paper(session, draft, name, "draft", things)

    def _send(self, session: Session, who: Who, name: str, things: Things) -> None:
        application = a_sent_application(session, who, PROGRAMME_OF_SENT)
        application.contact = self._contact(name, "sent", "申请", 2)
        things.sent, things.code = application.reference, str(application.access_code)
        self._add_paper(session, application, name, "sent", things)
        messages.write_message(session, who=who, application=application, body=self._word(name, "sent", "留言"))
        case = application.cases[0]
        cases.ask_correction(
            session,
            case=case,
            by=OFFICER,
            asked=Asked(contact=True),
            reason=self._word(name, "sent", "补正"),
            until=None,
        )
        cases.cancel_correction(session, case=case, by=OFFICER)
        cases.send_message(session, case=case, by=OFFICER, body=self._word(name, "sent", "回复"))
        bring_to_review(session, case)
        reason = self._word(name, "decision", "理由")
        cases.decide(session, case=case, by=OFFICER, decision=Decision(CaseAct.REFUSE, reason=reason))

    def _add_paper(self, session: Session, application: Application, name: str, kind: Kind, things: Things) -> None:
        content = b"\xff\xd8\xff" + self._word(name, kind, f"{kind}照片").encode()
        store = PaperStore(self.papers_folder)
        paper = Paper(
            application_id=application.id, kind="other", file_name=self._word(name, kind, f"{kind}文件") + ".jpg",
            media_type="image/jpeg", size=len(content), sha256="0" * 64, sent_hash=secrets.token_hex(32),
            stored_name=store.put(content), added_at=clock.now(),
        )  # fmt: skip
        session.add(paper)
        session.flush()
        things.papers.append(paper.id)

    def _book(self, session: Session, who: Who, name: str, things: Things) -> None:
        found = inventory.find_service(session, code=SERVICE)
        assert found is not None
        booking = bookings.hold_time(
            session, who=who, service=found, site_code=PLACE, start=FIRST, needs=(), hold_minutes=20
        )
        contact = Contact(self._word(name, "booking", "预约"), self._number(name, "booking", 3))
        bookings.confirm_booking(session, who=who, reference=booking.public_ref, contact=contact)
        things.booking = booking.public_ref

    def _tell(self, session: Session, who: Who, name: str, things: Things) -> None:
        told = {
            "needs": [], "story": self._word(name, "needs", "需求"), "name": self._word(name, "needs", "需求人"),
            "contact": self._number(name, "needs", 4),
        }  # fmt: skip
        things.needs = concerns.register_needs(session, who=who, district="tongzhou", told=told).reference
        things.check = checks.start_check(session, who=who).key
        saved = saved_checks.save_check(session, who=who, key=things.check, keep_for=timedelta(days=300))
        things.saved = saved.reference
        address = f"{ord(name):x}-canary@example.cn"
        self.canaries.append(Canary(name, "check", address))
        saved_checks.ask_to_be_told(session, saved=saved, channel=Channel.EMAIL, address=address, language=DEFAULT.code)
