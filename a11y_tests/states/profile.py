"""The profile: what is remembered, needs told once, reading on all devices, and the end of the account."""

from __future__ import annotations

import uuid

from a11y_tests.states.register import state
from citizen.db.session import Database
from citizen.people import profile as profiles
from citizen.people.needs import AccessNeed
from citizen.people.profile import FactOrigin, Wanted
from tests.applications import steps
from tests.support.people import signed_in
from tests.support.visitor import Visitor


def furnished(visitor: Visitor) -> uuid.UUID:
    """Somebody who is signed in, with remembered answers and needs."""
    person_id = signed_in(visitor, name="王秀英")
    database: Database = visitor.client.application.extensions["database"]
    facts = {"person_district": "tongzhou", "disability_categories": ["hearing"], "household_hardship": True}
    needs = [
        Wanted(AccessNeed.SIGN_LANGUAGE, True), Wanted(AccessNeed.QUIET, False),
        Wanted(AccessNeed.OTHER, True, "请慢慢说"),
    ]  # fmt: skip
    with database.writing() as session:
        profiles.remember_facts(session, person_id=person_id, facts=facts, origin=FactOrigin.CHECK)
        profiles.replace_needs(session, person_id=person_id, needs=needs)
    return person_id


@state()
def profile_page(visitor: Visitor) -> None:
    furnished(visitor)
    visitor.open("/account/profile")


@state()
def profile_forgotten(visitor: Visitor) -> None:
    furnished(visitor)
    visitor.open("/account/profile")
    visitor.press("这些回答都不再记住")


@state(status=422)
def profile_name(visitor: Visitor) -> None:
    furnished(visitor)
    visitor.open("/account/profile/name")
    visitor.fill("怎么称呼您？ （选填）", "王" * 51)
    visitor.press("保存")


@state()
def profile_fact(visitor: Visitor) -> None:
    furnished(visitor)
    visitor.open("/account/profile/facts/person_district")


@state(status=422)
def profile_remember(visitor: Visitor) -> None:
    signed_in(visitor)
    reference = steps.apply(visitor)
    visitor.open(f"/account/profile/remember/application/{reference}")
    visitor.press("记住我勾选的")


@state()
def profile_reading(visitor: Visitor) -> None:
    furnished(visitor)
    visitor.open("/account/profile/reading")


@state()
def profile_needs(visitor: Visitor) -> None:
    furnished(visitor)
    visitor.open("/account/needs")


@state(status=422)
def profile_needs_telling(visitor: Visitor) -> None:
    furnished(visitor)
    visitor.open("/account/needs/telling")
    visitor.choose("可以告诉办事处和服务机构吗？", "可以，但只告诉下面选的")
    for need in ("手语翻译（国家通用手语）", "请慢慢说"):
        visitor.untick(need)
    visitor.press("保存")


@state()
def profile_account_erase(visitor: Visitor) -> None:
    furnished(visitor)
    steps.start(visitor)
    visitor.open("/my-data/erase-account")


@state()
def profile_account_erased(visitor: Visitor) -> None:
    visitor.open("/my-data/account-erased")
