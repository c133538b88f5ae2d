"""A family of five and three helpers: who opens what, and what each of them is shown.

Grandmother allows her daughter everything, a neighbour to book, a community worker to fill in for one programme. The
mother, who is deaf, lets the worker fill in and send. The father is guardian of a child and of a grown-up ward.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from citizen.db.session import Database
from citizen.people import cards
from citizen.people.credential_models import CardKind
from citizen.proxies.authority import Act, Basis, Relation
from tests.applications.steps import NAME, PROGRAMME
from tests.people.card_steps import FIELD
from tests.support.people import end_mandate, make_mandate, make_person
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

DEVICES = "assistive-device-subsidy"
FAMILY = {"grandmother": "林桂芳", "mother": "陈静", "father": "周国强", "child": "周小禾", "ward": "周建民"}
HELPERS = {"daughter": "周海燕", "neighbour": "马大姐", "worker": "宋社工"}
Family = dict[str, uuid.UUID]
SignIn = Callable[[str], Visitor]


@pytest.fixture
def family(database: Database) -> Family:
    with database.writing() as session:
        found = {who: make_person(session, name=name) for who, name in {**FAMILY, **HELPERS}.items()}
        make_mandate(session, found["daughter"], found["grandmother"])
        make_mandate(session, found["neighbour"], found["grandmother"], acts=[Act.BOOK])
        make_mandate(session, found["worker"], found["grandmother"], acts=[Act.FILL], programmes=[PROGRAMME])
        make_mandate(session, found["worker"], found["mother"], acts=[Act.SUBMIT])
        for person in ("child", "ward"):
            guards = {"relation": Relation.GUARDIAN, "basis": Basis.GUARDIAN_DOCUMENT}
            make_mandate(session, found["father"], found[person], **guards)  # type: ignore[arg-type]
        return found


@pytest.fixture
def comes(app: Flask, database: Database, family: Family) -> SignIn:
    """Somebody signs in with a code of a printed card, in a browser of their own."""

    def sign_in(who: str) -> Visitor:
        with database.writing() as session:
            _card, codes = cards.make_card(session, person_id=family[who], kind=CardKind.CODES)
        visitor = Visitor(app)
        visitor.open("/sign-in/card")
        visitor.fill(FIELD, codes[0])
        visitor.press("登录")
        return visitor

    return sign_in


def act_for(visitor: Visitor, name: str) -> None:
    visitor.open("/for-whom")
    visitor.choose("您在为谁办理？", name)
    visitor.press("继续")


def begin(visitor: Visitor, name: str, programme: str = PROGRAMME) -> str:
    """An application for this person; returns its address."""
    visitor.open(f"/applications/for-whom?programme={programme}")
    visitor.choose("您在为谁办理？", name)
    visitor.press("继续")
    return visitor.page.url


def test_the_worker_fills_in_for_two_and_never_shows_the_one_to_the_other(comes: SignIn) -> None:
    worker = comes("worker")
    first = begin(worker, FAMILY["grandmother"])
    assert worker.page.has_text(FAMILY["grandmother"])
    worker.open(f"{first}/contact")
    tab_of_grandmother = worker.page
    begin(worker, FAMILY["mother"])
    assert worker.page.has_text(FAMILY["mother"])
    assert not worker.page.has_text(FAMILY["grandmother"])
    assert worker.open(first).status == 404
    worker.show_again(tab_of_grandmother)
    assert worker.press("保存并继续").status == 409


def test_the_worker_may_do_one_programme_and_no_other(comes: SignIn) -> None:
    worker = comes("worker")
    begin(worker, FAMILY["grandmother"], DEVICES)
    assert worker.page.status == 403
    assert worker.page.has_text("对方没有授权您申请这个项目。")


def test_the_neighbour_books_and_opens_no_application(comes: SignIn) -> None:
    begin(comes("daughter"), FAMILY["grandmother"])
    neighbour = comes("neighbour")
    act_for(neighbour, FAMILY["grandmother"])
    assert neighbour.open("/applications").status == 403
    assert neighbour.open("/book").status == 200


def test_the_father_is_guardian_of_two_and_nobody_else_is(comes: SignIn) -> None:
    father, mother = comes("father"), comes("mother")
    for name in (FAMILY["child"], FAMILY["ward"]):
        begin(father, name)
        assert father.page.has_text(name)
    page = mother.open("/for-whom")
    assert not any(page.has_text(FAMILY[one]) for one in ("child", "ward", "grandmother", "father"))


def test_grandmother_finds_what_was_begun_for_her_and_ends_it(
    comes: SignIn, family: Family, database: Database
) -> None:
    worker = comes("worker")
    address = begin(worker, FAMILY["grandmother"])
    worker.open(f"{address}/contact")
    grandmother = comes("grandmother")
    assert grandmother.open("/applications").has_text(NAME)
    assert grandmother.open(address).h1 == "您的申请"
    with database.writing() as session:
        end_mandate(session, family["worker"], family["grandmother"])
    assert worker.press("保存并继续").status == 403
    assert worker.page.h1 == "您不能再为这位办理"
    assert not worker.page.has_text(FAMILY["grandmother"])
    assert not worker.open("/for-whom").has_text(FAMILY["grandmother"])
    assert worker.open(address).status == 404
