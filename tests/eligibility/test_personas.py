"""Every person of personas.yaml gets the outcome, the reason, the basis and the amount that the clauses give."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from citizen.eligibility.cases import CaseReader, answer
from citizen.eligibility.catalogue import Catalogue

_WRITTEN = yaml.safe_load(Path(__file__).with_name("personas.yaml").read_text(encoding="utf-8"))
_HOLDS = {"eligible": True, "not_eligible": False, "unknown": None}


def _decided(catalogue: Catalogue, persona: dict[str, Any]) -> dict[str, Any]:
    case = {"facts": persona["facts"], "on": persona["as_of"], "district": persona.get("apply_district")}
    reader = CaseReader(catalogue, dt.date(2000, 1, 1))
    read, _ = reader.read_all(json.dumps(case | {"config": persona.get("config", {})}))
    assert reader.problems == []
    results: list[dict[str, Any]] = answer(catalogue, read[0])["results"]  # type: ignore[assignment]
    return {result["programme"]: result for result in results}


def test_there_are_98_people() -> None:
    assert len(_WRITTEN["personas"]) == 98


@pytest.mark.parametrize("persona", _WRITTEN["personas"], ids=lambda persona: persona["id"])
def test_a_person_gets_what_the_clauses_say(catalogue: Catalogue, persona: dict[str, Any]) -> None:
    decided = _decided(catalogue, persona)
    for programme, expected in persona["expected"].items():
        result = decided[programme]
        assert (programme, result["verdict"]) == (programme, expected["outcome"])
        assert result["basis"] in expected["basis"].split("+")
        if "reason_fact" in expected:
            wanted = _HOLDS[expected["outcome"]]
            named = {fact for reason in result["reasons"] if reason["holds"] is wanted for fact in reason["facts"]}
            assert expected["reason_fact"] in named
        for key, per in (("amount_monthly_cny", "month"), ("amount_cny", "year")):
            if key in expected:
                assert result["amount"] == {"cny": expected[key], "per": per}


@pytest.mark.parametrize(
    ("convention", "leap_day_child", "sixteen_today"),
    [
        ({}, "unknown", "unknown"),
        ({"leap_day": "28_february"}, "not_eligible", "unknown"),
        ({"counts": "next_day"}, "unknown", "not_eligible"),
    ],
)
def test_the_convention_cases_follow_the_deployers_convention(
    catalogue: Catalogue, convention: dict[str, str], leap_day_child: str, sixteen_today: str
) -> None:
    first, second = _WRITTEN["convention_cases"]
    for case, expected in ((first, leap_day_child), (second, sixteen_today)):
        persona = {
            "facts": {"birth_date": case["birth_date"]},
            "as_of": case["as_of"],
            "apply_district": "chaoyang" if case is first else "tongzhou",
            "config": {"age_convention": convention} if convention else {},
        }
        assert _decided(catalogue, persona)[case["programme"]]["verdict"] == expected
