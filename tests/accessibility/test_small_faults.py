"""Each small fault is found by the tests that are named for it. Without it they pass: they run by themselves too."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from citizen.core.errors import Conflict
from tests.accessibility.small_faults import SMALL_FAULTS
from tests.people.test_sessions_pages import person

__all__ = ["person"]  # what the tests that are called here ask for

_CASES = [pytest.param(fault.name, test, id=fault.name) for fault in SMALL_FAULTS.values() for test in fault.caught_by]


@pytest.mark.parametrize(("name", "test"), _CASES)
def test_the_fault_is_found(
    name: str, test: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = _function(test)
    cases = [{**_fixtures(function, case, request), **case} for case in _cases(function)]
    SMALL_FAULTS[name].plant(monkeypatch)
    assert any(_fails(function, case) for case in cases), f"“{name}” survives {test}."


def _function(test: str) -> Callable[..., None]:
    path, _, name = test.partition("::")
    found: Callable[..., None] = getattr(import_module(path.removesuffix(".py").replace("/", ".")), name)
    return found


def _cases(function: Callable[..., None]) -> Iterator[dict[str, Any]]:
    """The values of its parameters, as pytest would give them one after another."""
    marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
    if not marks:
        yield {}
        return
    names, values = marks[0].args
    names = [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)
    yield from (dict(zip(names, (value if len(names) > 1 else (value,)), strict=True)) for value in values)


def _fixtures(function: Callable[..., None], case: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    return {name: request.getfixturevalue(name) for name in inspect.signature(function).parameters if name not in case}


def _fails(function: Callable[..., None], arguments: dict[str, Any]) -> bool:
    try:
        function(**arguments)
    except (AssertionError, LookupError, Conflict):
        return True
    return False
