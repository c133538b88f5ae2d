"""Where the states are kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from a11y_tests.support.scenes import Builder, State, Surrounding

STATES: dict[str, State] = {}


def state(
    *,
    key: bool = False,
    status: int = 200,
    chinese_only: bool = False,
    allow: tuple[str, ...] = (),
    within: Surrounding = nullcontext,
) -> Callable[[Builder], Builder]:
    """Register a builder under its function's name."""

    def register(build: Builder) -> Builder:
        made = State(
            build.__name__, build, key=key, status=status, chinese_only=chinese_only, allow=allow, within=within
        )
        add(made)
        return build

    return register


def add(one: State) -> None:
    assert one.name not in STATES, f"Two states are called {one.name}."
    STATES[one.name] = one
