"""Everything the catalogue marks as bookable leads somewhere: to times, to sessions, or to somebody who answers."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from citizen.booking import inventory, offered
from citizen.booking.areas import Area, area_of
from citizen.booking.models import Service
from citizen.booking.terms import Need, ServiceKind
from citizen.eligibility import catalogue
from tests.support.sample import load_sample

pytestmark = pytest.mark.database

BOOKABLE = [one for one in catalogue.load().programmes.values() if "book" in one.journeys]


@pytest.fixture(autouse=True)
def sample(session: Session) -> None:
    load_sample(session)


def test_the_catalogue_has_54_of_them() -> None:
    assert len(BOOKABLE) == 54


def test_each_leads_to_a_service_in_each_of_its_districts(session: Session) -> None:
    nowhere = [
        (programme.id, district)
        for programme in BOOKABLE
        for district in programme.districts
        if not offered.find_services_of_programme(session, programme=programme.id, district=district)
    ]
    assert nowhere == []


def test_what_has_times_has_a_first_one(session: Session) -> None:
    """No programme ends at a service whose times nobody has."""
    for district in catalogue.load().districts:
        services = offered.find_services(session, district=district)
        for service in services + [way for one in services for way in _other_ways(session, one, district)]:
            assert service.is_asked_for or service.is_group or _has_a_time(session, service, district), service.code


@pytest.mark.parametrize(
    "code",
    [
        "rehab-assessment",
        "rehab-remote",
        "device-assessment",
        "device-try-out",
        "device-fitting",
        "device-customisation",
        "device-repair",
        "home-survey",
        "bathing",
        "legal-advice",
        "interpreter",
    ],
)
def test_the_kinds_of_help_that_can_be_booked_with_a_time(session: Session, code: str) -> None:
    service = inventory.find_service(session, code=code)
    assert service is not None
    assert _has_a_time(session, service, "chaoyang")


def test_an_assessment_by_video_exists_where_the_documents_tell_of_one(session: Session) -> None:
    service = inventory.find_service(session, code="disability-assessment")
    assert service is not None

    def by_video(district: str) -> Service:
        return offered.service_for(session, service=service, district=district, needs=[Need.REMOTE])

    assert by_video("fenghua").kind is ServiceKind.REMOTE
    assert by_video("xicheng") is service


@pytest.mark.parametrize(
    ("needs", "code"),
    [
        ((), "rehab-assessment"),
        ((Need.HOME_VISIT,), "rehab-home"),
        ((Need.REMOTE,), "rehab-remote"),
        ((Need.HOME_VISIT, Need.REMOTE), "rehab-home"),
        ((Need.SIGN_LANGUAGE,), "rehab-assessment"),
    ],
)
def test_how_it_should_take_place_chooses_the_service(session: Session, needs: tuple[Need, ...], code: str) -> None:
    service = inventory.find_service(session, code="rehab-assessment")
    assert service is not None
    assert offered.service_for(session, service=service, district="tongzhou", needs=needs).code == code


def test_another_way_of_the_same_help_is_no_choice_of_its_own(session: Session) -> None:
    codes = {one.code for one in offered.find_services(session, district="chaoyang")}
    assert "rehab-assessment" in codes
    assert not codes & {"rehab-home", "rehab-remote", "bathing-home"}


def test_every_area_has_at_most_ten_services_in_a_district(session: Session) -> None:
    """Nobody has to read more than that to choose."""
    needs = {one.id: one.needs for one in catalogue.load().programmes.values()}
    for district in catalogue.load().districts:
        areas = [area_of(one.programmes, needs) for one in offered.find_services(session, district=district)]
        assert Area.OTHER not in areas
        assert max(areas.count(area) for area in Area) <= 10


def _other_ways(session: Session, service: Service, district: str) -> list[Service]:
    return offered.other_ways_of(session, service=service, district=district)


def _has_a_time(session: Session, service: Service, district: str) -> bool:
    plans = inventory.find_plans(session, service=service, district=district, needs=(), person_key=None)
    return any(plan.earliest() is not None for plan in plans)
