"""Who did something, as the person reads it: a helper by name, staff by name, work number and hall."""

from __future__ import annotations

import pytest
from flask import Flask

from citizen.db.session import Database
from citizen.proxies import mandates
from citizen.proxies.actors import actor_in_words
from citizen.proxies.authority import Relation, Subject, Who
from citizen.proxies.doings import note_staff_doing
from citizen.staff import service
from tests.proxies.test_activity_done import Family, who_of
from tests.staff.hall import enrol
from tests.support.people import folder_of, make_mandate, sign_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database


def test_staff_stand_with_number_and_hall(app: Flask, database: Database, visitor: Visitor) -> None:
    family = Family(database)
    enrol(app, "G1024", name="张三", district="chaoyang")
    with database.writing() as session:
        member = service.get_member_row(session, code="G1024").id
        note_staff_doing(session, subject_id=family.person, staff_id=member, doing="card_handed_over", about="K2")
    sign_in(visitor, family.person)
    page = visitor.open("/account/activity")
    assert page.has_text("朝阳区服务大厅的张三（工号 G1024）")
    assert page.has_text("王芳为您提交了申请。")


def test_the_same_event_is_said_to_each_reader_in_their_words(app: Flask, database: Database) -> None:
    family = Family(database)
    with database.writing() as session:
        mine = mandates.get_mandate(session, reference=family.mandate)
        folder = folder_of(session, family.person)
        person = Who(folder, Subject(person_id=family.person), actor_id=family.person)
        other = make_mandate(session, family.other, family.person)
        guardian = make_mandate(session, family.other, family.person, relation=Relation.GUARDIAN)
        code = f"mandate:{mine.id.hex}"
        readers = [person, family.who, who_of(family.person, folder, other), who_of(family.person, folder, guardian)]
        with app.test_request_context("/?lang=zh-Hans"):
            app.preprocess_request()
            said = [actor_in_words(session, actor=code, reader=one).striptags() for one in readers]
            own = [actor_in_words(session, actor="visitor", reader=one).striptags() for one in readers[:2]]
    assert said == ["您授权的人：王芳", "您（受托人）", "另一位帮手", "帮手：王芳"]
    assert own == ["您本人", "本人"]
