"""The register of states: every page of the product, in every condition worth looking at.

To add one, write a function that leads a fresh visitor there; its name is the name of the state:

    @state(key=True)
    def search_without_result(visitor: Visitor) -> None:
        visitor.open("/programmes?q=没有这样的项目")

`key=True` has it looked at in every mode, not only the default one. `status` is what the server must answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from a11y_tests.support.scenes import Builder, State
from tests.support import gallery
from tests.support.visitor import Visitor

STATES: dict[str, State] = {}


def state(*, key: bool = False, status: int = 200, allow: tuple[str, ...] = ()) -> Callable[[Builder], Builder]:
    def register(build: Builder) -> Builder:
        assert build.__name__ not in STATES, f"Two states are called {build.__name__}."
        STATES[build.__name__] = State(build.__name__, build, key=key, status=status, allow=allow)
        return build

    return register


# -- every component in every variant ------------------------------------------------------------------


def _register_gallery() -> None:
    for path, status in gallery.PAGES.items():
        name = path.strip("/").replace("/", "_").replace("-", "_")
        STATES[name] = State(name, partial(_open, path), key=True, status=status, chinese_only=True)


def _open(path: str, visitor: Visitor) -> None:
    visitor.open(path)


_register_gallery()


# -- home, help, settings ------------------------------------------------------------------------------


@state(key=True)
def start_page(visitor: Visitor) -> None:
    visitor.open("/")


@state()
def help_page(visitor: Visitor) -> None:
    visitor.open("/help")


# -- for whom ------------------------------------------------------------------------------------------


@state()
def for_whom(visitor: Visitor) -> None:
    visitor.open("/for-whom")


@state(key=True, status=422)
def for_whom_with_an_error(visitor: Visitor) -> None:
    visitor.open("/for-whom")
    visitor.press("继续")


# -- error pages ---------------------------------------------------------------------------------------


@state(key=True, status=404)
def error_404(visitor: Visitor) -> None:
    visitor.open("/no-such-page")
