"""Who may act for me, what was done, whom I help; and seeing it without an account."""

from __future__ import annotations

import uuid

from a11y_tests.states.register import state
from citizen.db.session import Database
from citizen.proxies import mandate_service, mandates
from citizen.proxies.authority import MandateState
from tests.support.people import act_for, app_of, make_mandate, make_person, sign_in, signed_in
from tests.support.visitor import Visitor

#: Of the persons in these states: names are written as people write them, in every language.
_NAMES = {"李梅", "王芳"}


def _database(visitor: Visitor) -> Database:
    found: Database = app_of(visitor).extensions["database"]
    return found


def _helped(visitor: Visitor, state: MandateState = MandateState.LIVE) -> str:
    """The visitor is signed in and has a helper; the reference of what was allowed."""
    person = signed_in(visitor, name="李梅")
    visitor.client.own_words.update(_NAMES)
    with _database(visitor).writing() as session:
        return make_mandate(session, make_person(session, name="王芳"), person, state=state).reference


def _helping(visitor: Visitor) -> str:
    helper = signed_in(visitor, name="王芳")
    visitor.client.own_words.update(_NAMES)
    with _database(visitor).writing() as session:
        return make_mandate(session, helper, make_person(session, name="李梅")).reference


def _subject_of(visitor: Visitor, reference: str) -> uuid.UUID:
    with _database(visitor).reading() as session:
        return mandates.get_mandate(session, reference=reference).subject_id


@state()
def helpers(visitor: Visitor) -> None:
    _helped(visitor)
    visitor.open("/account/helpers")


@state()
def helper(visitor: Visitor) -> None:
    reference = _helped(visitor, MandateState.ASKED)
    visitor.open(f"/account/helpers/{reference}/answer")
    visitor.press("是，我允许")


@state()
def helper_answer(visitor: Visitor) -> None:
    visitor.open(f"/account/helpers/{_helped(visitor, MandateState.ASKED)}/answer")


@state(status=422)
def helper_limit_with_an_error(visitor: Visitor) -> None:
    visitor.open(f"/account/helpers/{_helped(visitor)}/limit")
    visitor.untick("本网站的所有事项")
    visitor.press("马上减少")


@state()
def helper_end(visitor: Visitor) -> None:
    visitor.open(f"/account/helpers/{_helped(visitor)}/end")


@state(status=422)
def helper_allow_with_an_error(visitor: Visitor) -> None:
    signed_in(visitor, name="李梅")
    visitor.open("/account/helpers/allow")
    visitor.press("允许，并得到邀请码")


@state()
def helper_code(visitor: Visitor) -> None:
    helper_allow_with_an_error(visitor)
    visitor.tick("查看交了什么、办到哪一步")
    visitor.tick("康复")
    visitor.choose("授权多长时间？", "30天")
    visitor.press("允许，并得到邀请码")


@state()
def what_was_done(visitor: Visitor) -> None:
    reference = _helping(visitor)
    person = _subject_of(visitor, reference)
    act_for(visitor, person)
    visitor.open("/my-data")
    sign_in(visitor, person)
    visitor.open("/account/activity")


@state()
def helping(visitor: Visitor) -> None:
    _helping(visitor)
    visitor.open("/account/helping")


@state()
def helping_one(visitor: Visitor) -> None:
    visitor.open(f"/account/helping/{_helping(visitor)}")


@state()
def helping_stop(visitor: Visitor) -> None:
    visitor.open(f"/account/helping/{_helping(visitor)}/stop")


@state(status=422)
def mandate_find_with_an_error(visitor: Visitor) -> None:
    visitor.open("/mandate")
    visitor.press("继续")


def _by_code(visitor: Visitor) -> str:
    visitor.client.own_words.update(_NAMES)
    with _database(visitor).writing() as session:
        row = make_mandate(session, make_person(session, name="王芳"), make_person(session, name="李梅"))
        reference, code = row.reference, mandate_service.give_access_code(session, row=row)
    visitor.open("/mandate")
    visitor.fill("办理编号", reference)
    visitor.fill("查询码", code)
    visitor.press("继续")
    return reference


@state()
def mandate_by_code(visitor: Visitor) -> None:
    _by_code(visitor)


@state()
def mandate_by_code_limit(visitor: Visitor) -> None:
    visitor.open(f"/mandate/{_by_code(visitor)}/limit")


@state()
def mandate_by_code_end(visitor: Visitor) -> None:
    visitor.open(f"/mandate/{_by_code(visitor)}/end")
