"""The classes of devices, and what a district may publish."""

from __future__ import annotations

from pathlib import Path

import pytest

from citizen.eligibility import catalogue
from citizen.pathways import device_classes, district_rules, way
from citizen.pathways.district_rules import RulesWrong, read_rules
from citizen.pathways.terms import PathwayKind, StepKind

CLASSES = device_classes.load()


@pytest.mark.parametrize("one", CLASSES.classes.values(), ids=lambda one: one.code)
def test_every_class_has_a_group_names_and_steps_in_order(one: device_classes.DeviceClass) -> None:
    assert one.group in CLASSES.groups or one.code == device_classes.NOT_SURE
    assert all(one.name[language].strip() for language in ("zh", "en"))
    ranks = [way.RANK[kind] for kind in one.steps]
    assert ranks == sorted(set(ranks))
    assert one.steps[0] is StepKind.ASSESSMENT
    assert {StepKind.HANDOVER, StepKind.FOLLOW_UP} <= set(one.steps)


def test_the_groups_are_those_of_the_standard() -> None:
    assert {"04", "06", "09", "12", "18", "22"} <= set(CLASSES.groups)
    assert {one.group for one in CLASSES.classes.values()} - {""} == set(CLASSES.groups)


def test_a_hearing_aid_is_tried_out_and_a_walking_stick_is_not() -> None:
    assert StepKind.TRY_OUT in CLASSES.classes["hearing_aid"].steps
    assert CLASSES.classes["walking_stick"].steps == (StepKind.ASSESSMENT, StepKind.HANDOVER, StepKind.FOLLOW_UP)


def test_every_programme_stands_in_the_catalogue() -> None:
    assert {one for programmes in CLASSES.programmes.values() for one in programmes} <= set(catalogue.load().programmes)
    assert CLASSES.kind_of_programme("assistive-device-subsidy") is PathwayKind.DEVICE
    assert CLASSES.kind_of_programme("legal-aid") is None


@pytest.mark.parametrize("kind", list(PathwayKind))
def test_every_step_but_the_written_one_has_services(kind: PathwayKind) -> None:
    steps = (
        {one for device in CLASSES.classes.values() for one in device.steps} | way.SIDE_STEPS
        if kind is PathwayKind.DEVICE
        else set(device_classes.PLAN_STEPS)
    )
    assert {one for one in steps if not CLASSES.services_of(kind, one)} <= way.WITHOUT_APPOINTMENT


def test_nothing_is_published_by_default() -> None:
    assert district_rules.Rules().of_device("wheelchair", "tongzhou") is None
    assert district_rules.Rules().of_plan("child-rehab-subsidy", "tongzhou") is None


def test_the_rule_of_the_district_comes_before_the_one_for_all() -> None:
    rules = read_rules(
        {
            "device": [
                {"class": "wheelchair", "source": "for all", "years_of_use": 3},
                {"class": "wheelchair", "district": "tongzhou", "source": "here", "follow_up_months": [1, 6]},
            ],
            "plan": [{"programme": "child-rehab-subsidy", "source": "for all", "amount_fen": 100, "sessions": 10}],
        },
        name="rules.toml",
    )
    here, elsewhere = rules.of_device("wheelchair", "tongzhou"), rules.of_device("wheelchair", "xicheng")
    assert here is not None
    assert elsewhere is not None
    assert (here.source, here.years_of_use, here.follow_up_months) == ("here", None, (1, 6))
    assert elsewhere.years_of_use == 3
    assert rules.of_plan("adult-rehab-subsidy", "tongzhou") is None


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"device": [{"class": "wheelchair", "years_of_use": 4}]}, "'source' is missing"),
        ({"device": [{"class": "flying carpet", "source": "x"}]}, "class 'flying carpet'"),
        ({"device": [{"class": "wheelchair", "source": "x", "years_of_use": 0}]}, "more than 0"),
        ({"device": [{"class": "wheelchair", "source": "x", "years_of_use": True}]}, "more than 0"),
        ({"device": [{"class": "wheelchair", "source": "x", "follow_up_months": [1, -1]}]}, "more than 0"),
        ({"device": [{"class": "wheelchair", "source": "x", "district": "atlantis"}]}, "district 'atlantis'"),
        ({"device": [{"class": "wheelchair", "source": "x", "price": 1}]}, "'price' is not known"),
        ({"plan": [{"programme": "legal-aid", "source": "x"}]}, "opens no plan"),
        ({"prices": []}, "[prices] is not known"),
    ],
)
def test_a_mistake_is_named_with_its_place(data: dict[str, object], problem: str) -> None:
    with pytest.raises(RulesWrong, match=r"rules\.toml: ") as refused:
        read_rules(data, name="rules.toml")
    assert problem in str(refused.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    before = district_rules.load()
    try:
        with pytest.raises(RulesWrong, match=r"missing\.toml"):
            district_rules.use_file(tmp_path / "missing.toml")
    finally:
        district_rules.use_file(None)
    assert district_rules.load() == before
