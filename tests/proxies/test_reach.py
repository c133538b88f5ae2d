"""What a mandate reaches in the rooms: the sentences people read, what is refused before anything is stored, and what
stays with the person when the mandate is over.
"""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from citizen.applications import cases, hand_over_service, service, telling
from citizen.applications.lifecycle import Act as CaseAct
from citizen.applications.models import Application, ApplicationEvent
from citizen.applications.office_acts import Decision
from citizen.core.errors import NotFound, RuleBroken
from citizen.db.session import Database
from citizen.people import service as people
from citizen.proxies import mandates
from citizen.proxies.authority import Act, Relation, Subject, Who
from tests.applications.builders import a_complete_draft, a_draft, a_sent_application
from tests.applications.office import OFFICER, bring_to_review
from tests.support.people import act_for, end_mandate, folder_of, make_mandate, make_person, sign_in, signed_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

HOME_CARE, DEVICES = "home-care-assistance-subsidy", "assistive-device-subsidy"
REASON = "缺少一份医院的证明。"


@pytest.fixture
def li(database: Database) -> uuid.UUID:
    with database.writing() as session:
        return make_person(session, name="李奶奶")


@pytest.fixture
def anna(visitor: Visitor) -> uuid.UUID:
    return signed_in(visitor, name="安娜")


def as_oneself(session: sa.orm.Session, person_id: uuid.UUID) -> Who:
    person = people.get_person(session, person_id=person_id)
    return Who(person.folder_id, Subject(Relation.SELF, person.name or "", person_id), actor_id=person_id)


def refused(database: Database, person_id: uuid.UUID) -> str:
    """A sent application of this person, refused by the office."""
    with database.writing() as session:
        application = a_sent_application(session, as_oneself(session, person_id), HOME_CARE)
        bring_to_review(session, application.cases[0])
        decision = Decision(CaseAct.REFUSE, reason=REASON)
        cases.decide(session, case=application.cases[0], by=OFFICER, decision=decision)
        return application.reference


def allow(database: Database, anna: uuid.UUID, li: uuid.UUID, visitor: Visitor, *acts: Act, **scope: object) -> None:
    with database.writing() as session:
        make_mandate(session, anna, li, acts=acts, **scope)  # type: ignore[arg-type]
    act_for(visitor, li)


def test_a_decision_that_may_not_be_seen_is_told_and_not_shown(
    visitor: Visitor, anna: uuid.UUID, li: uuid.UUID, database: Database
) -> None:
    reference = refused(database, li)
    allow(database, anna, li, visitor, Act.SEE, Act.SUBMIT)
    page = visitor.open(f"/applications/{reference}/status")
    assert page.has_text("已有决定。您没有被授权查看，请问本人。")
    for path in ("status", "history", "letters", "cases/1", "receipt"):
        shown = visitor.open(f"/applications/{reference}/{path}")
        assert not shown.has_text("未通过"), path
        assert not shown.has_text(REASON), path
    assert not visitor.open("/applications").has_text("未通过")
    assert visitor.open(f"/applications/{reference}/letters/decision-1").status == 404
    assert visitor.open(f"/applications/{reference}/cases/1/object").url.endswith("/cases/1")
    assert visitor.open(f"/applications/{reference}/renew").url.endswith("/status")


def test_whoever_may_see_decisions_reads_them(
    visitor: Visitor, anna: uuid.UUID, li: uuid.UUID, database: Database
) -> None:
    reference = refused(database, li)
    allow(database, anna, li, visitor, Act.SEE_DECISIONS)
    assert visitor.open(f"/applications/{reference}/status").has_text(REASON)
    assert visitor.open(f"/applications/{reference}/letters/decision-1").has_text(REASON)


def test_a_programme_that_is_not_covered_is_refused_before_anything_is_stored(
    visitor: Visitor, anna: uuid.UUID, li: uuid.UUID, database: Database
) -> None:
    allow(database, anna, li, visitor, Act.FILL, programmes=[HOME_CARE])
    visitor.open(f"/applications/for-whom?programme={DEVICES}")
    visitor.choose("您在为谁办理？", "李奶奶")
    assert visitor.press("继续").status == 403
    assert visitor.page.has_text("对方没有授权您申请这个项目。")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Application)) == 0


def test_a_programme_that_is_not_covered_is_not_added(database: Database, li: uuid.UUID) -> None:
    from citizen.applications import choosing
    from citizen.applications.origins import Known

    with database.writing() as session:
        anna = make_person(session, name="安娜")
        own = as_oneself(session, li)
        draft = a_draft(session, own, HOME_CARE)
        row = make_mandate(session, anna, li, acts=[Act.FILL], programmes=[HOME_CARE])
        helper = Who(own.visit_id, own.subject, actor_id=anna, mandate=mandates.as_mandate(row))
        with pytest.raises(RuleBroken, match="not_covered"):
            choosing.add_programmes(session, who=helper, application=draft, programme_ids=[DEVICES], known=Known())
        assert [case.programme_id for case in draft.cases] == [HOME_CARE]
        choosing.add_programmes(session, who=own, application=draft, programme_ids=[DEVICES], known=Known())
        with pytest.raises(NotFound):
            service.get_application(session, who=helper, reference=draft.reference)
        assert service.list_applications(session, who=helper) == []


def test_who_only_fills_in_sees_drafts_and_not_what_was_sent(database: Database, li: uuid.UUID) -> None:
    with database.writing() as session:
        anna, own = make_person(session, name="安娜"), as_oneself(session, li)
        draft, sent = a_draft(session, own, DEVICES), a_sent_application(session, own, HOME_CARE)
        fills = mandates.as_mandate(make_mandate(session, anna, li, acts=[Act.FILL]))
        sees = mandates.as_mandate(make_mandate(session, anna, li, acts=[Act.SEE]))
        books = mandates.as_mandate(make_mandate(session, anna, li, acts=[Act.BOOK]))
        expected = {fills: [draft.reference], sees: [sent.reference], books: []}
        for mandate, references in expected.items():
            helper = Who(own.visit_id, own.subject, actor_id=anna, mandate=mandate)
            assert [one.reference for one in service.list_applications(session, who=helper)] == references


def test_the_access_code_is_not_taken_along(
    visitor: Visitor, anna: uuid.UUID, li: uuid.UUID, database: Database
) -> None:
    with database.writing() as session:
        application = a_sent_application(session, as_oneself(session, li), HOME_CARE)
        reference, code = application.reference, str(application.access_code)
    allow(database, anna, li, visitor, Act.SEE, Act.SUBMIT, Act.MANAGE)
    for path in (f"/applications/{reference}/status", f"/applications/{reference}/receipt", "/my-data"):
        page = visitor.open(path)
        assert code not in page.text.replace(" ", ""), path
    sign_in(visitor, li)
    assert code in visitor.open(f"/applications/{reference}/status").text.replace(" ", "")


def test_what_a_helper_began_speaks_to_the_person_as_you(
    visitor: Visitor, anna: uuid.UUID, li: uuid.UUID, database: Database
) -> None:
    with database.writing() as session:
        row = make_mandate(session, anna, li, acts=[Act.SUBMIT])
        person = people.get_person(session, person_id=li)
        subject = Subject(Relation.AUTHORISED, "李奶奶", li)
        helper = Who(person.folder_id, subject, actor_id=anna, mandate=mandates.as_mandate(row))
        reference = a_complete_draft(session, helper, HOME_CARE).reference
        actors = set(session.scalars(sa.select(ApplicationEvent.actor)))
        assert actors == {f"mandate:{row.id.hex}"}
    sign_in(visitor, li)
    assert visitor.open(f"/applications/{reference}").h1 == "您的申请"
    assert visitor.open(f"/applications/{reference}/check").has_text("我的")


def test_a_phone_that_adds_photos_is_over_with_the_mandate(database: Database, li: uuid.UUID) -> None:
    with database.writing() as session:
        anna, own = make_person(session, name="安娜"), as_oneself(session, li)
        draft = a_draft(session, own, HOME_CARE)
        row = make_mandate(session, anna, li, acts=[Act.FILL])
        helper = Who(own.visit_id, own.subject, actor_id=anna, mandate=mandates.as_mandate(row))
        found = hand_over_service.start_hand_over(session, who=helper, application=draft, minutes=10)
        hand_over_service.begin(session, hand_over=found, browser_key="k" * 30, minutes=10)
        assert hand_over_service.find_phone(session, browser_key="k" * 30) is not None
        end_mandate(session, anna, li)
        assert hand_over_service.find_phone(session, browser_key="k" * 30) is None


def test_a_code_opens_one_thing_and_not_while_acting_for_another(
    visitor: Visitor, anna: uuid.UUID, li: uuid.UUID, database: Database
) -> None:
    with database.writing() as session:
        stranger = make_person(session, name="王爷爷")
        application = a_sent_application(session, as_oneself(session, stranger), HOME_CARE)
        other = a_sent_application(session, as_oneself(session, stranger), DEVICES).reference
        reference, code = application.reference, str(application.access_code)
    allow(database, anna, li, visitor, Act.SEE, Act.FILL)
    visitor.open("/applications/find")
    visitor.fill("办理编号", reference)
    visitor.fill("查询码", code)
    assert visitor.press("查找").status == 200
    assert reference in visitor.page.url
    assert not visitor.page.has_text("李奶奶")
    assert visitor.open(f"/applications/{other}/status").status == 404
    act_for(visitor, li)
    assert visitor.open(f"/applications/{reference}/status").status == 404
    with database.reading() as session:
        assert folder_of(session, anna) != folder_of(session, li)


def test_a_helper_hears_of_what_they_sent_only_as_long_as_they_may_see_it(
    anna: uuid.UUID, li: uuid.UUID, database: Database
) -> None:
    with database.writing() as session:
        make_mandate(session, anna, li, acts=(Act.SUBMIT,))
        person, mandate = (
            people.get_person(session, person_id=li),
            mandates.find_between(session, actor_id=anna, subject_id=li),
        )
        who = Who(person.folder_id, Subject(Relation.AUTHORISED, "", li), actor_id=anna, mandate=mandate)
        application = a_sent_application(session, who, HOME_CARE)
        contact = {**application.contact, "told": "text", "phone": "13800000000", "helper_phone": "13900000000"}
        application.contact = contact
        assert telling.helper_may_know(session, application)
        assert len(telling.recipients_of(application)) == 2
        end_mandate(session, anna, li)
        assert not telling.helper_may_know(session, application)
        (only,) = telling.recipients_of(application, with_helper=False)
        assert only.address == "13800000000"
