"""What was begun before signing in: taken along only when somebody says that it is theirs, and only what is theirs."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.applications.models import Application
from citizen.booking.belongings import keep_for_person
from citizen.booking.models import Booking, PersonSlot
from citizen.concerns.models import RegisteredNeeds
from citizen.db.session import Database
from citizen.people.models import Person, Visit
from citizen.proxies.authority import Relation, Subject, Who
from tests.applications import steps
from tests.booking.conftest import FIRST, newcomer, small_place  # noqa: F401  (fixtures of the bookings)
from tests.booking.test_service import HOUR, Newcomer, confirm, hold
from tests.concerns.test_needs import register
from tests.people.codes import last_code, sign_in_by_code, type_code
from tests.support.people import folder_of, make_person
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
QUESTION = "您登录前，有人在这台设备上办了一些事。是您自己的吗？"


def visit_ids(database: Database, model: type[Application] | type[RegisteredNeeds]) -> list[object]:
    with database.reading() as session:
        return list(session.scalars(sa.select(model.visit_id)))


def folder(database: Database) -> object:
    with database.reading() as session:
        return session.scalars(sa.select(Person.folder_id)).one()


def test_mine_is_kept_and_found_on_every_device(visitor: Visitor, other_visitor: Visitor, database: Database) -> None:
    reference = steps.apply(visitor)
    register(visitor)
    sign_in_by_code(visitor)
    assert visitor.page.h1 == QUESTION
    assert not visitor.page.has_text(steps.NAME)
    assert not visitor.page.has_text("王小明")
    visitor.choose(QUESTION, "是我的，放到我的名下")
    visitor.press("继续")
    assert visitor.page.h1 == "我的账户"
    assert visit_ids(database, Application) == [folder(database)]
    assert visit_ids(database, RegisteredNeeds) == [folder(database)]
    assert visitor.open(f"/applications/{reference}/status").status == 200
    assert visitor.open("/sign-in/begun-here").status == 404


@pytest.mark.parametrize("answer", ["不是，或者不确定"])
def test_not_mine_stays_closed(visitor: Visitor, database: Database, answer: str) -> None:
    reference = steps.apply(visitor)
    sign_in_by_code(visitor)
    visitor.choose(QUESTION, answer)
    visitor.press("继续")
    assert visit_ids(database, Application) != [folder(database)]
    assert visitor.open(f"/applications/{reference}/status").status == 404


def test_nothing_is_taken_without_an_answer(visitor: Visitor, database: Database) -> None:
    reference = steps.apply(visitor)
    sign_in_by_code(visitor)
    visitor.press("继续")
    assert visitor.page.status == 422
    assert visitor.open(f"/applications/{reference}/status").status == 404
    assert visit_ids(database, Application) != [folder(database)]


def test_what_was_begun_for_another_never_comes_into_ones_folder(visitor: Visitor, database: Database) -> None:
    steps.start(visitor, for_whom="有人在我身边，我帮他填", called="妈妈")
    sign_in_by_code(visitor)
    assert visitor.page.h1 == "我的账户"  # nothing is asked about what cannot come along
    assert folder(database) not in visit_ids(database, Application)


def test_the_key_of_before_opens_nothing_of_it(visitor: Visitor, app: Flask) -> None:
    """Somebody had planted or read the key before: signing in makes another one, and what was kept is out of reach."""
    reference = steps.apply(visitor)
    old_key = _key(visitor)
    sign_in_by_code(visitor)
    visitor.choose(QUESTION, "是我的，放到我的名下")
    visitor.press("继续")
    thief = Visitor(app)
    thief.client.set_cookie("visit", old_key)
    assert thief.open(f"/applications/{reference}/status").status == 404
    assert thief.open("/").has_text("登录")


def test_a_second_sign_in_ends_the_first_in_this_browser(visitor: Visitor, database: Database) -> None:
    sign_in_by_code(visitor, "13800000001")
    first = _key(visitor)
    visitor.open("/sign-in/code/by/sms")
    visitor.fill("收短信的手机号码", "13800000002")
    visitor.press("发送验证码")
    type_code(visitor, last_code(visitor.client.application))
    assert _key(visitor) != first
    with database.reading() as session:
        live = sa.select(sa.func.count()).where(Visit.person_id.is_not(None), Visit.ended_at.is_(None))
        assert session.scalar(live) == 1


def test_on_a_terminal_nothing_outlives_the_visit(app: Flask, database: Database) -> None:
    terminal = Visitor(app)
    terminal.open("/kiosk")
    sign_in_by_code(terminal)
    key = _key(terminal)
    terminal.press("结束并清除")
    assert terminal.open("/").has_text("登录")
    thief = Visitor(app)
    thief.client.set_cookie("visit", key)
    assert thief.open("/account").h1 != "我的账户"
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Visit.on_kiosk, Visit.ended_at.is_(None))) == 0


@pytest.mark.usefixtures("small_place")
def test_bookings_come_along_with_the_persons_time(session: Session, newcomer: Newcomer) -> None:  # noqa: F811
    before = newcomer()
    assert before.visit_id is not None
    made = confirm(session, before, hold(session, before))
    for_another = Who(visit_id=before.visit_id, subject=Subject(Relation.HELPING_PRESENT, "妈妈"))
    other = confirm(session, for_another, hold(session, for_another))
    folder_id = folder_of(session, make_person(session))
    keep_for_person(session, visit_id=before.visit_id, folder_id=folder_id)
    session.expire_all()
    assert session.get_one(Booking, made.id).visit_id == folder_id
    assert session.get_one(Booking, other.id).visit_id == before.visit_id
    keys = set(session.scalars(sa.select(PersonSlot.person_key).where(PersonSlot.booking_id == made.id)))
    assert keys == {session.get_one(Booking, made.id).person_key}


@pytest.mark.usefixtures("small_place")
def test_two_held_times_stay_apart_and_overlapping_bookings_both_come(session: Session, newcomer: Newcomer) -> None:  # noqa: F811
    person_id = make_person(session)
    folder_id = folder_of(session, person_id)
    own = Who(visit_id=folder_id, subject=Subject(person_id=person_id), actor_id=person_id)
    confirm(session, own, hold(session, own))
    held = hold(session, own, FIRST + HOUR)
    before = newcomer()
    assert before.visit_id is not None
    overlapping = confirm(session, before, hold(session, before))
    other_hold = hold(session, before, FIRST + 2 * HOUR)
    keep_for_person(session, visit_id=before.visit_id, folder_id=folder_id)
    session.expire_all()
    assert session.get_one(Booking, overlapping.id).visit_id == folder_id
    assert session.get_one(Booking, other_hold.id).visit_id == before.visit_id
    assert session.get_one(Booking, held.id).visit_id == folder_id


def _key(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie("visit")
    assert cookie is not None
    return cookie.value
