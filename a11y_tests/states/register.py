"""Where the states are kept."""

from __future__ import annotations

from collections.abc import Callable

from a11y_tests.support.scenes import Builder, State

STATES: dict[str, State] = {}


def state(*, key: bool = False, status: int = 200, allow: tuple[str, ...] = ()) -> Callable[[Builder], Builder]:
    """Register a builder under its function's name."""

    def register(build: Builder) -> Builder:
        add(State(build.__name__, build, key=key, status=status, allow=allow))
        return build

    return register


def add(one: State) -> None:
    assert one.name not in STATES, f"Two states are called {one.name}."
    STATES[one.name] = one
