"""The account among my data: shown, taken along without secrets, erased with everything that is the person's alone."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import retention_rules
from citizen.applications.models import Application
from citizen.cli.retention_stages import other_stages
from citizen.config import Settings
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.db.sealing import keyed_hash
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from citizen.people import erasing, profile
from citizen.people import service as people
from citizen.people.credential_models import CardKind
from citizen.people.models import (
    CardCode,
    ContactKind,
    ContactWay,
    OutsideIdentity,
    Passkey,
    Person,
    ProfileFact,
    ProfileNeed,
    SignInCard,
    Visit,
)
from citizen.people.needs import AccessNeed
from citizen.people.profile import FactOrigin, Wanted
from citizen.proxies import mandates
from citizen.proxies.authority import Act, MandateState, Relation
from citizen.proxies.guardians import guardians_of
from tests.applications import steps
from tests.support.people import (
    EVERYTHING,
    act_for,
    folder_of,
    make_mandate,
    make_person,
    sign_in,
    signed_in,
)
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

PHONE = "13912340987"


def furnish(session: Session, person_id: uuid.UUID, *, phone: str = PHONE) -> None:
    """One of everything an account can hold."""
    profile.remember_facts(session, person_id=person_id, facts={"severe": True}, origin=FactOrigin.CHECK)
    profile.replace_needs(session, person_id=person_id, needs=[Wanted(AccessNeed.OTHER, False, "请慢慢说")])
    now = clock.now()
    card = SignInCard(person_id=person_id, kind=CardKind.CODES, number=f"K{person_id.hex[:8]}", made_at=now)
    session.add_all([
        card,
        ContactWay(
            person_id=person_id, kind=ContactKind.PHONE, address=phone, address_hash=keyed_hash("address", phone),
            signs_in=True, gets_notices=True, added_at=now, confirmed_at=now,
        ),
        Passkey(
            person_id=person_id, credential_id=person_id.bytes, public_key=b"key", label="我的手机", added_at=now
        ),
        OutsideIdentity(person_id=person_id, service="beijing", subject_hash=person_id.hex * 2, added_at=now),
    ])  # fmt: skip
    session.flush()
    session.add(CardCode(card_id=card.id, position=1, code_hash=person_id.hex * 2))
    session.flush()


@pytest.fixture
def anna(visitor: Visitor, database: Database) -> uuid.UUID:
    anna = signed_in(visitor, name="安娜")
    with database.writing() as session:
        furnish(session, anna)
    return anna


def left_of(session: Session, person_id: uuid.UUID) -> dict[str, int]:
    tables = (ProfileFact, ProfileNeed, ContactWay, Passkey, OutsideIdentity, SignInCard)
    counts = {
        table.__tablename__: session.scalar(
            sa.select(sa.func.count()).select_from(table).where(table.person_id == person_id)
        )
        for table in tables
    }
    live = sa.select(sa.func.count()).select_from(Visit).where(Visit.person_id == person_id, Visit.ended_at.is_(None))
    return {**counts, "live visits": session.scalar(live)}


def test_the_account_is_among_my_data(visitor: Visitor, anna: uuid.UUID) -> None:
    visitor.open("/my-data")
    for title in ("账户", "记住的回答", "办事时需要什么", "登录和消息", "谁替谁办"):
        assert visitor.page.has_text(title)
    assert visitor.page.has_text("删除账户")


def test_the_file_holds_the_whole_account_and_no_secret(visitor: Visitor, anna: uuid.UUID, database: Database) -> None:
    with database.writing() as session:
        make_mandate(session, make_person(session, name="儿子"), anna)
    response = visitor.client.get("/my-data/download")
    written = zipfile.ZipFile(io.BytesIO(response.data)).read("my-data.json").decode()
    account = json.loads(written)["account"]
    assert account["name"] == "安娜"
    assert account["remembered_answers"][0]["value"] is True
    assert account["needs"][0]["in_your_words"] == "请慢慢说"
    assert account["contacts"][0]["address"] == PHONE
    assert account["passkeys"][0]["name"] == "我的手机"
    assert account["sessions"][0]["way"] == "code"
    assert account["may_act_for_me"][0]["state"] == "live"
    assert "hash" not in written
    with database.reading() as session:
        hashes = [*session.scalars(sa.select(CardCode.code_hash)), *session.scalars(sa.select(Visit.key_hash))]
    assert not any(one in written for one in hashes)


def test_the_page_says_what_goes_and_looking_deletes_nothing(
    visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    reference = steps.apply(visitor)
    visitor.open("/my-data")
    visitor.follow("删除账户")
    assert visitor.page.h1 == "要删除您的账户吗？"
    assert visitor.page.has_text("这些会马上删除")
    assert reference[:3] in visitor.page.text
    visitor.follow("全部保留")
    with database.reading() as session:
        assert left_of(session, anna)["contact_way"] == 1


def test_erasing_takes_everything_that_is_the_persons_alone(
    visitor: Visitor, other_visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    sign_in(other_visitor, anna)
    sent = steps.apply(visitor)
    draft = steps.start(visitor)
    visitor.open("/my-data/erase-account")
    visitor.press("是，删除账户")
    assert visitor.page.h1 == "账户已删除"
    with database.reading() as session:
        assert set(left_of(session, anna).values()) == {0}
        person = session.get(Person, anna)
        assert person is not None
        assert (person.name, person.birth_date, person.reading) == (None, None, {})
        with pytest.raises(NotFound):
            people.get_person(session, person_id=anna)
        assert list(session.scalars(sa.select(Application.reference))) == [sent], draft
    for browser in (visitor, other_visitor):
        browser.open("/account/profile")
        assert not browser.page.has_text("安娜")
        browser.open(f"/applications/{sent}/status")
        assert not browser.page.has_text(steps.NAME)


def test_helpers_lose_everything_at_once_and_are_told(
    visitor: Visitor, other_visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    son = signed_in(other_visitor, name="儿子")
    with database.writing() as session:
        make_mandate(session, son, anna)
        grandmother = make_person(session, name="奶奶")
        make_mandate(session, anna, grandmother)
        furnish(session, son, phone="13800000002")
    act_for(other_visitor, anna)
    visitor.open("/my-data/erase-account")
    visitor.press("是，删除账户")
    with database.reading() as session:
        rows = mandates.list_of_subject(session, subject_id=anna) + mandates.list_of_actor(session, actor_id=anna)
        assert [row.state for row in rows] == [MandateState.ENDED, MandateState.ENDED]
        told = set(session.scalars(sa.select(WrittenNotice.address)))
    assert "13800000002" in told
    other_visitor.open("/account/profile")
    assert not other_visitor.page.has_text("安娜的资料")


def test_what_was_only_opened_with_a_code_is_not_erased(
    visitor: Visitor, other_visitor: Visitor, anna: uuid.UUID, database: Database
) -> None:
    reference = steps.start(other_visitor)
    with database.writing() as session:
        visit = session.scalar(sa.select(Visit).where(Visit.person_id == anna))
        assert visit is not None
        people.grant_access(session, visit_id=visit.id, reference=reference)
        people.grant_access(session, visit_id=folder_of(session, anna), reference=reference)
    visitor.open("/my-data/erase-account")
    visitor.press("是，删除账户")
    with database.reading() as session:
        assert list(session.scalars(sa.select(Application.reference))) == [reference]


@pytest.mark.parametrize("relation", [Relation.AUTHORISED, Relation.GUARDIAN])
def test_only_a_guardian_may_erase_for_somebody(visitor: Visitor, database: Database, relation: Relation) -> None:
    mother = signed_in(visitor, name="妈妈")
    with database.writing() as session:
        child = make_person(session, name="小红")
        furnish(session, child)
        make_mandate(session, mother, child, acts=EVERYTHING, relation=relation)
        make_mandate(session, make_person(session, name="老师"), child, acts={Act.SEE})
    act_for(visitor, child)
    visitor.open("/my-data/erase-account")
    if relation is Relation.AUTHORISED:
        assert visitor.page.status == 403
        return
    assert visitor.page.h1 == "要删除小红的账户吗？"
    visitor.press("是，删除账户")
    with database.reading() as session:
        assert set(left_of(session, child).values()) == {0}
        assert people.get_person(session, person_id=mother).name == "妈妈"
        assert {row.state for row in mandates.list_of_subject(session, subject_id=child)} == {MandateState.ENDED}
    visitor.open("/account/profile")
    assert visitor.page.h1 == "我的资料"


def test_erasing_twice_is_once_and_touches_nobody_else(session: Session) -> None:
    first, second = make_person(session, name="一"), make_person(session, name="二")
    furnish(session, first)
    furnish(session, second, phone="13800000002")
    before = left_of(session, second)
    for _time in range(2):
        erasing.erase_person(session, person_id=first)
    assert set(left_of(session, first).values()) == {0}
    assert left_of(session, second) == before
    assert people.get_person(session, person_id=second).name == "二"


def test_only_a_confirmed_guardian_is_told_too(session: Session) -> None:
    child = make_person(session, name="小红")
    made = {
        state: make_mandate(session, make_person(session), child, relation=Relation.GUARDIAN, state=state).actor_id
        for state in MandateState
    }
    make_mandate(session, make_person(session), child, relation=Relation.AUTHORISED)
    assert guardians_of(session, child) == [made[MandateState.LIVE]]


def test_who_was_used_or_acted_for_lately_is_not_unused(session: Session, at) -> None:
    long_ago, now = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
    with at(long_ago):
        forgotten, used, helped = (make_person(session, name=name) for name in ("一", "二", "三"))
    with at(now):
        new = make_person(session, name="四")
        key = {"on_kiosk": False, "device": None, "way_in": "code"}
        visit = people.sign_in_visit(session, key="k" * 30, person_id=used, **key)
        people.set_subject_person(session, visit_id=visit.id, person_id=helped)
        assert erasing.list_unused(session, unused_for=timedelta(days=365)) == [forgotten]
    with at(now + timedelta(days=366)):
        assert set(erasing.list_unused(session, unused_for=timedelta(days=365))) == {forgotten, used, helped, new}
        assert len(erasing.list_unused(session, unused_for=timedelta(days=365), at_most=2)) == 2


def test_accounts_are_only_erased_where_the_deployment_says_when(database: Database, settings: Settings, at) -> None:
    with at(datetime(2025, 1, 1, tzinfo=UTC)), database.writing() as session:
        anna = make_person(session, name="安娜")
        furnish(session, anna)
        make_mandate(session, make_person(session, name="儿子"), anna)
    rules = retention_rules.load()
    codes = [stage.code for stage in other_stages(database, settings, rules)]
    assert "accounts" not in codes
    wanted = replace(settings, unused_account_days=365)
    [stage] = [one for one in other_stages(database, wanted, rules) if one.code == "accounts"]
    with at(datetime(2026, 11, 22, tzinfo=UTC)), database.writing() as session:
        assert stage.count(session) == 2
        assert stage.erase(session, 10) == 2
        assert set(left_of(session, anna).values()) == {0}
        assert stage.erase(session, 10) == 0
