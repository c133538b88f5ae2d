"""The sample inventory: enough for every journey, marked as invented, and loaded as often as one likes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.booking import inventory, offered
from citizen.booking.models import Opening, Resource, Service, ServiceRequirement, Site
from citizen.booking.sample import load_sample
from citizen.booking.terms import Need
from citizen.config import Settings
from citizen.eligibility import catalogue
from tests.booking.conftest import MORNING

pytestmark = pytest.mark.database

DISTRICTS = ("tongzhou", "chaoyang", "xicheng", "fenghua")
IN_EVERY_DISTRICT = {"rehab-assessment", "device-fitting", "home-survey"}


def test_loading_twice_changes_nothing(session: Session) -> None:
    def counts() -> list[int | None]:
        tables = (Site, Resource, Service, ServiceRequirement, Opening)
        return [session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]

    load_sample(session)
    ids, before = set(session.scalars(sa.select(Resource.id))), counts()
    load_sample(session)
    assert counts() == before
    assert set(session.scalars(sa.select(Resource.id))) == ids


def test_hours_stay_the_same_rows_and_come_back_when_they_were_ended(session: Session) -> None:
    load_sample(session)
    before = set(session.scalars(sa.select(Opening.id)))
    load_sample(session)
    assert set(session.scalars(sa.select(Opening.id))) == before
    session.execute(sa.update(Opening).values(valid_to=date(2026, 12, 1)))
    load_sample(session)
    assert not session.scalars(sa.select(Opening).where(Opening.valid_to.is_not(None))).all()


def test_the_command_loads_it_only_where_sample_data_is_wanted(app: Flask, settings: Settings) -> None:
    load = app.test_cli_runner().invoke
    assert "switched off" in load(args=["sample", "load"]).output
    app.extensions["settings"] = replace(settings, sample_data=True)
    try:
        assert load(args=["sample", "load"]).output == "sample data: 56 services at 16 places\n"
    finally:
        app.extensions["settings"] = settings


def test_every_place_says_that_it_is_a_sample(session: Session) -> None:
    load_sample(session)
    for site in session.scalars(sa.select(Site)):
        assert site.is_sample
        assert site.name["zh"].startswith("示例")
        assert site.name["en"].startswith("Sample")


@pytest.mark.parametrize("district", DISTRICTS)
def test_each_district_has_times_in_all_eight_weeks_and_none_at_weekends(session: Session, district: str) -> None:
    load_sample(session)
    services = offered.find_services(session, district=district)
    assert {service.code for service in services} >= IN_EVERY_DISTRICT
    for service in (one for one in services if one.requirements):
        plans = inventory.find_plans(session, service=service, district=district, needs=(), person_key=None)
        starts = [offer.start.astimezone(plan.zone) for plan in plans for offer in plan.offers()]
        assert {(start - MORNING) // timedelta(days=7) for start in starts} == set(range(8)), service.code
        assert all(start.weekday() < 5 for start in starts)


def test_no_place_is_hidden_because_of_a_need(session: Session) -> None:
    load_sample(session)
    service = inventory.find_service(session, code="rehab-assessment")
    assert service is not None
    for needs in ((), tuple(Need)):
        plans = inventory.find_plans(session, service=service, district="tongzhou", needs=needs, person_key=None)
        assert len(plans) == 2
        for plan in plans:
            assert sorted((*plan.arranged, *plan.asked)) == sorted(needs)
            assert plan.earliest() is not None


def test_the_programmes_named_are_those_of_the_catalogue(session: Session) -> None:
    load_sample(session)
    named = {programme for service in session.scalars(sa.select(Service)) for programme in service.programmes}
    assert named <= set(catalogue.load().programmes)


def test_the_earliest_time_is_the_first_of_all(session: Session) -> None:
    load_sample(session)
    for service in offered.find_services(session, district="xicheng"):
        for plan in inventory.find_plans(
            session, service=service, district="xicheng", needs=(Need.SIGN_LANGUAGE,), person_key=None
        ):
            assert plan.earliest() == min(plan.offers(), default=None)
