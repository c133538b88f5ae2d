"""Passkeys of staff, with a device made in software: added, used, and refused when stolen, replayed or revoked."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from citizen.db.session import Database
from citizen.people.models import Visit
from tests.people import passkey_steps
from tests.people.passkey_steps import post
from tests.staff.hall import at_the_desk, enrol, use_enrolment
from tests.support.authenticator import Authenticator
from tests.support.people import signed_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database


def add(visitor: Visitor, device: Authenticator) -> TestResponse:
    visitor.open("/staff/ways")
    options = post(visitor, "/staff/ways/options")
    assert options.mimetype == "application/json"
    visitor.client.own_words.add("工作手机")
    return post(visitor, "/staff/ways", answer=device.register(options.get_data(as_text=True)), label="工作手机")


def answer_of(visitor: Visitor, device: Authenticator) -> str:
    visitor.open("/staff")
    return device.sign_in(post(visitor, "/staff/passkey/options").get_data(as_text=True))


def test_added_once_it_signs_in_at_another_browser(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    device = Authenticator()
    at_the_desk(visitor)
    assert add(visitor, device).status_code == 303
    assert visitor.open("/staff/ways").has_text("工作手机")
    came_in = post(other_visitor, "/staff/passkey", answer=answer_of(other_visitor, device))
    assert came_in.headers["Location"] == "/staff/desk"
    assert other_visitor.open("/staff/desk").has_text("工号：G1024")
    with database.reading() as session:
        assert "passkey" in session.scalars(sa.select(Visit.way_in).where(Visit.staff_id.is_not(None))).all()


def test_the_same_answer_again_opens_nothing(app: Flask, visitor: Visitor, other_visitor: Visitor) -> None:
    device = Authenticator()
    at_the_desk(visitor)
    add(visitor, device)
    answer = answer_of(other_visitor, device)
    assert post(other_visitor, "/staff/passkey", answer=answer).status_code == 303
    thief = Visitor(app)
    thief.open("/staff")
    assert post(thief, "/staff/passkey", answer=answer).status_code == 403
    assert thief.open("/staff/desk").url == "/staff"


def test_a_device_that_asks_for_no_finger_is_not_enough(visitor: Visitor) -> None:
    """Whoever sees many persons' data proves more than that a device lies on the table."""
    at_the_desk(visitor)
    assert add(visitor, Authenticator(verifies=False)).status_code == 403
    assert not visitor.open("/staff/ways").has_text("工作手机")


def test_a_copied_device_is_noticed(visitor: Visitor, other_visitor: Visitor) -> None:
    device = Authenticator()
    at_the_desk(visitor)
    add(visitor, device)
    stolen = device.copy()
    assert post(other_visitor, "/staff/passkey", answer=answer_of(other_visitor, device)).status_code == 303
    post(other_visitor, "/staff/sign-out")
    assert post(other_visitor, "/staff/passkey", answer=answer_of(other_visitor, stolen)).status_code == 403


def test_whoever_was_revoked_does_not_come_in(app: Flask, visitor: Visitor, other_visitor: Visitor) -> None:
    device = Authenticator()
    at_the_desk(visitor)
    add(visitor, device)
    assert app.test_cli_runner().invoke(args=["staff", "revoke", "G1024"]).exit_code == 0
    assert post(other_visitor, "/staff/passkey", answer=answer_of(other_visitor, device)).status_code == 403
    assert visitor.open("/staff/desk").url == "/staff"


def test_a_new_enrolment_code_ends_the_old_passkeys(app: Flask, visitor: Visitor, other_visitor: Visitor) -> None:
    device = Authenticator()
    at_the_desk(visitor)
    add(visitor, device)
    assert app.test_cli_runner().invoke(args=["staff", "renew", "G1024"]).exit_code == 0
    assert post(other_visitor, "/staff/passkey", answer=answer_of(other_visitor, device)).status_code == 403


def test_a_removed_passkey_opens_nothing(visitor: Visitor, other_visitor: Visitor) -> None:
    device = Authenticator()
    at_the_desk(visitor)
    add(visitor, device)
    visitor.open("/staff/ways")
    removal = next(name for name in visitor.page.buttons if name.startswith("删除"))
    visitor.press(removal)
    assert not visitor.page.has_text("工作手机")
    assert post(other_visitor, "/staff/passkey", answer=answer_of(other_visitor, device)).status_code == 403


def test_the_passkey_of_a_person_opens_no_page_of_staff_and_the_other_way_round(
    app: Flask, visitor: Visitor, other_visitor: Visitor
) -> None:
    own, of_work = Authenticator(), Authenticator()
    signed_in(visitor)
    passkey_steps.add(visitor, own)
    use_enrolment(other_visitor, "G1024", enrol(app))
    add(other_visitor, of_work)
    somebody = Visitor(app)
    assert post(somebody, "/staff/passkey", answer=answer_of(somebody, own)).status_code == 403
    assert post(somebody, "/sign-in/passkey", answer=passkey_steps.answer_of(somebody, of_work)).status_code == 403


def test_nobody_removes_the_passkey_of_a_colleague(app: Flask, visitor: Visitor, other_visitor: Visitor) -> None:
    device = Authenticator()
    at_the_desk(visitor)
    add(visitor, device)
    visitor.open("/staff/ways")
    forms = visitor.page.document.root.xpath("//form[contains(@action, '/remove')]/@action")
    at_the_desk(other_visitor, "G2048", name="李四")
    other_visitor.open("/staff/ways")
    assert post(other_visitor, forms[0]).status_code == 404
    assert visitor.open("/staff/ways").has_text("工作手机")
