"""What a person had remembered, at the start of a check: shown with day and origin, used only once confirmed, and only
for whoever may see the profile.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from citizen.core import clock
from citizen.db.session import Database
from citizen.eligibility.models import EligibilityCheck
from citizen.people import profile
from citizen.people.profile import FactOrigin
from citizen.proxies.authority import Act
from tests.support.people import EVERYTHING, act_for, make_mandate, make_person, sign_in, signed_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

NOON = datetime(2026, 3, 2, 12, tzinfo=clock.LOCAL_ZONE)
FACTS = {"person_district": "tongzhou", "disability_categories": ["hearing"]}


def remember(database: Database, person: uuid.UUID) -> None:
    with database.writing() as session:
        profile.remember_facts(session, person_id=person, facts=FACTS, origin=FactOrigin.APPLICATION)


def answers_in(database: Database) -> dict[str, object]:
    with database.reading() as session:
        [check] = session.scalars(sa.select(EligibilityCheck))
        return dict(check.answers.get("facts", {}))


def begin(visitor: Visitor, whom: str = "我自己") -> None:
    visitor.open("/check/for-whom")
    visitor.choose("您在为谁办理？", whom)
    visitor.press("继续")


def test_it_is_shown_with_day_and_origin_and_counts_only_when_confirmed(visitor: Visitor, database: Database) -> None:
    with clock.fixed(NOON):
        remember(database, signed_in(visitor))
        begin(visitor)
        assert visitor.page.h1 == "您以前告诉过我们"
        assert visitor.page.has_text("2026年3月2日办申请时填的")
        assert visitor.page.has_text("听力")
        assert answers_in(database) == {}
        visitor.press("用勾选的")
        assert answers_in(database) == FACTS
        assert visitor.page.url.endswith("/wishes")


def test_what_was_unticked_is_asked_again(visitor: Visitor, database: Database) -> None:
    with clock.fixed(NOON):
        remember(database, signed_in(visitor))
        begin(visitor)
        visitor.untick("残疾类别：听力")
        visitor.press("用勾选的")
        assert answers_in(database) == {"person_district": "tongzhou"}


def test_everything_may_be_asked_anew(visitor: Visitor, database: Database) -> None:
    with clock.fixed(NOON):
        remember(database, signed_in(visitor))
        begin(visitor)
        visitor.press("都重新问我")
        assert answers_in(database) == {}
        assert visitor.page.url.endswith("/wishes")


def test_going_on_without_this_page_uses_nothing(visitor: Visitor, database: Database) -> None:
    with clock.fixed(NOON):
        remember(database, signed_in(visitor))
        begin(visitor)
        visitor.open(visitor.page.url.replace("/remembered", "/wishes"))
        assert answers_in(database) == {}


def test_what_is_older_than_a_year_is_asked_again(visitor: Visitor, database: Database) -> None:
    with clock.fixed(NOON):
        person = signed_in(visitor)
        remember(database, person)
    with clock.fixed(NOON + timedelta(days=366)):
        sign_in(visitor, person)
        begin(visitor)
        assert visitor.page.url.endswith("/wishes")


def test_answers_given_since_are_never_replaced(visitor: Visitor, database: Database) -> None:
    with clock.fixed(NOON):
        remember(database, signed_in(visitor))
        begin(visitor)
        address = visitor.page.url
        visitor.press("用勾选的")
        assert not visitor.open(address).url.endswith("/remembered")


@pytest.mark.parametrize("acts", [EVERYTHING, EVERYTHING - {Act.MANAGE}])
def test_for_another_the_profile_of_that_person_and_only_with_the_right_to_it(
    visitor: Visitor, database: Database, acts: frozenset[Act]
) -> None:
    with clock.fixed(NOON):
        helper = signed_in(visitor, name="李娜")
        with database.writing() as session:
            person = make_person(session, name="王秀英")
            make_mandate(session, helper, person, acts=acts)
            profile.remember_facts(
                session, person_id=helper, facts={"person_district": "chaoyang"}, origin=FactOrigin.CHECK
            )
        remember(database, person)
        act_for(visitor, person)
        begin(visitor, "王秀英")
        assert not visitor.page.has_text("朝阳")
        assert visitor.page.has_text("听力") is (Act.MANAGE in acts)
        assert (visitor.page.h1 == "以前记下的王秀英的情况") is (Act.MANAGE in acts)


def test_helping_somebody_who_is_there_shows_nothing_of_ones_own(visitor: Visitor, database: Database) -> None:
    with clock.fixed(NOON):
        remember(database, signed_in(visitor))
        begin(visitor, "有人在我身边，我帮他填")
        assert not visitor.page.has_text("听力")


def test_without_an_account_nothing_is_asked(visitor: Visitor) -> None:
    begin(visitor)
    assert visitor.page.url.endswith("/wishes")
