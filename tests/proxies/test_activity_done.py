"""What a helper does for somebody: noted, told where the person chose, shown with who did it, and to nobody else."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from citizen.applications import messages, paper_service, withdrawal
from citizen.applications.models import Application
from citizen.applications.office_acts import Asked
from citizen.applications.senders import sender_of
from citizen.core import clock
from citizen.db.sealing import keyed_hash
from citizen.db.session import Database
from citizen.notices.channels import Channel
from citizen.notices.kinds import words_of
from citizen.notices.models import WrittenNotice
from citizen.people import service as people
from citizen.people.models import ContactKind, ContactWay
from citizen.proxies import mandates
from citizen.proxies.authority import Act, Basis, Relation, Subject, Who
from citizen.proxies.models import ActRecord, MandateRow
from tests.applications.builders import a_draft, a_sent_application
from tests.applications.office import ask, at_the_office, bring_to_review
from tests.applications.test_asked_papers import a_file
from tests.proxies.test_mandate_service import staff
from tests.support.people import act_for, folder_of, make_mandate, make_person, sign_in
from tests.support.visitor import Visitor

PHONE = "13800001111"


class Family:
    """李梅, her helper 王芳 who sent something for her, and another helper."""

    def __init__(self, database: Database) -> None:
        with database.writing() as session:
            self.person, self.helper, self.other = (
                make_person(session, name=name) for name in ("李梅", "王芳", "张强")
            )
            now = clock.now()
            phone = ContactWay(person_id=self.person, kind=ContactKind.PHONE, address=PHONE, gets_notices=True)
            phone.address_hash, phone.added_at, phone.confirmed_at = keyed_hash("contact", PHONE), now, now
            session.add(phone)
            row = make_mandate(session, self.helper, self.person)
            make_mandate(session, self.other, self.person)
            self.mandate = row.reference
            self.who = who_of(self.person, folder_of(session, self.person), row)
            self.application = a_sent_application(session, self.who).reference


def who_of(person: uuid.UUID, folder: uuid.UUID, row: MandateRow) -> Who:
    return Who(
        visit_id=folder,
        subject=Subject(Relation.AUTHORISED, "李梅", person),
        actor_id=row.actor_id,
        mandate=mandates.as_mandate(row),
    )


def doings(database: Database) -> list[tuple[str, str | None]]:
    with database.reading() as session:
        rows = session.scalars(sa.select(ActRecord).order_by(ActRecord.at, ActRecord.doing))
        return [(row.doing, row.about) for row in rows]


def test_sending_is_noted_and_told_in_the_persons_own_channel(database: Database) -> None:
    family = Family(database)
    assert ("application_sent", family.application) in doings(database)
    with database.reading() as session:
        told = session.scalars(sa.select(WrittenNotice).where(WrittenNotice.kind == "done_for_you")).one()
        assert (told.channel, told.address, told.about) == (Channel.SMS, PHONE, family.application)
        words = words_of(told.kind, about=told.about, values=told.values, language="zh-Hans")
    assert words.paragraphs[0] == "王芳为您提交了申请。"
    assert "王芳" not in words.sms
    assert "李梅" not in words.sms


def test_every_important_act_is_noted(database: Database) -> None:
    family = Family(database)
    with database.writing() as session:
        application = session.scalars(sa.select(Application)).one()
        messages.write_message(session, who=family.who, application=application, body="请问还缺什么？")
        withdrawal.withdraw_cases(session, who=family.who, application=application, positions={1})
    assert [doing for doing, _about in doings(database)] == [
        "application_sent",
        "message_sent",
        "application_withdrawn",
    ]


def test_what_people_do_for_themselves_is_not_noted(database: Database) -> None:
    with database.writing() as session:
        person = make_person(session, name="李梅")
        own = Who(visit_id=folder_of(session, person), subject=Subject(person_id=person), actor_id=person)
        a_sent_application(session, own)
    assert doings(database) == []


def test_the_log_says_for_good_who_sent_it_and_with_what_right(database: Database) -> None:
    family = Family(database)
    with database.writing() as session:
        mandates.get_mandate(session, reference=family.mandate).actor_name = "女儿小芳"
    with database.reading() as session:
        sender = sender_of(session, session.scalars(sa.select(Application)).one())
    assert (sender.relation, sender.basis, sender.mandate) == (Relation.AUTHORISED, Basis.ACCOUNT, family.mandate)
    assert sender.helper == "女儿小芳"


def test_person_and_helper_read_who_sent_it_another_helper_does_not(visitor: Visitor, database: Database) -> None:
    family = Family(database)
    page = f"/applications/{family.application}/receipt"
    readers = ((family.person, True), (family.helper, True), (family.other, False))
    for reader, is_told in readers:
        sign_in(visitor, reader)
        if reader != family.person:
            act_for(visitor, family.person)
        visitor.open(page)
        assert visitor.page.has_text(family.application[:3])
        assert visitor.page.has_text("王芳") is is_told
        assert visitor.page.has_text(family.mandate[3:6]) is is_told


def test_a_look_of_a_helper_stands_in_the_persons_list_once(visitor: Visitor, database: Database) -> None:
    family = Family(database)
    sign_in(visitor, family.helper)
    act_for(visitor, family.person)
    for _twice in range(2):
        visitor.open(f"/applications/{family.application}/status")
    visitor.open(f"/applications/{family.application.lower()}/receipt")
    assert doings(database) == [
        ("application_sent", family.application),
        ("application_viewed", family.application),
    ]
    sign_in(visitor, family.person)
    visitor.open(f"/applications/{family.application}/status")
    visitor.open("/account/activity")
    assert visitor.page.text.count("王芳查看了您的申请") == 1
    assert visitor.page.text.count("王芳为您提交了申请") == 1


def test_a_refused_page_is_no_look(visitor: Visitor, database: Database) -> None:
    family = Family(database)
    with database.writing() as session:
        mandates.get_mandate(session, reference=family.mandate).acts = [Act.FILL.value]
    sign_in(visitor, family.helper)
    act_for(visitor, family.person)
    assert visitor.open(f"/applications/{family.application}/status").status == 403
    assert [doing for doing, _about in doings(database)] == ["application_sent"]


def test_an_assisted_session_leaves_a_note_too(database: Database) -> None:
    with database.writing() as session:
        person = make_person(session, name="李梅")
        member = staff(session)
        folder = people.get_person(session, person_id=person).folder_id
        beside = Who(visit_id=folder, subject=Subject(person_id=person), actor_id=person, staff_id=member)
        sent = a_sent_application(session, beside)
        assert sender_of(session, sent).with_staff
        told = session.scalars(sa.select(WrittenNotice).where(WrittenNotice.kind == "done_for_you")).one()
        words = words_of(told.kind, about=told.about, values=told.values, language="zh-Hans")
    assert words.paragraphs[0] == "工作人员为您提交了申请。"


def test_a_paper_added_after_sending_is_noted_and_one_of_a_draft_is_not(database: Database) -> None:
    family = Family(database)
    with at_the_office(database, family.application) as (session, case):
        bring_to_review(session, case)
        ask(session, case, Asked(papers=["identity"]))
    with database.writing() as session:
        sent = session.scalars(sa.select(Application)).one()
        paper_service.keep_paper(session, who=family.who, application=sent, kept=a_file())
        draft = a_draft(session, family.who)
        paper_service.keep_paper(session, who=family.who, application=draft, kept=a_file(number=2))
    assert doings(database)[1:] == [("paper_added", family.application)]
