"""States of the product, built by the script-less visitor and then shown to a browser.

A state is a function that leads a fresh visitor to a page. It is built once per session; for another language or
look the last request is asked again with that preference, so a page with errors can be shown in every mode too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask

from tests.support.page import Page
from tests.support.visitor import Visitor

Builder = Callable[[Visitor], None]


@dataclass(frozen=True, slots=True)
class State:
    """`key`: it stands for its kind of page and is looked at in every mode. `status`: what the server must answer.

    `chinese_only`: a page for tests, written in one language. `allow`: audit rules that it may break.
    """

    name: str
    build: Builder
    key: bool = False
    status: int = 200
    chinese_only: bool = False
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What a person chose on the site itself."""

    language: str = "zh-Hans"
    text: str = "standard"
    contrast: str = "system"


@dataclass(frozen=True, slots=True)
class Scene:
    """One page as the server sent it, and the cookies of the browser that asked for it.

    `body` is None where the browser can ask for the page itself; it is kept for answers to a POST.
    """

    name: str
    path: str
    status: int
    html: str
    cookies: dict[str, str]
    body: str | None = None


@dataclass(slots=True)
class Stage:
    """Builds every state once, and shows it once in each look."""

    app: Flask
    _visitors: dict[str, Visitor] = field(default_factory=dict)
    _scenes: dict[tuple[str, Look], Scene] = field(default_factory=dict)

    def scene(self, state: State, look: Look) -> Scene:
        if (state.name, look) not in self._scenes:
            self._scenes[state.name, look] = self._show(state, look)
        return self._scenes[state.name, look]

    def _show(self, state: State, look: Look) -> Scene:
        visitor = self._visitors.get(state.name) or self._build(state)
        with visitor.client.allowing(*state.allow):
            _choose_look(visitor, look)
            page = visitor.ask_again()
        assert page.status == state.status, f"{state.name} answered {page.described()}"
        return Scene(
            name=state.name,
            path=page.url,
            status=page.status,
            html=page.html,
            cookies={cookie.key: cookie.value for cookie in visitor.client._cookies.values()},
            body=page.html if page.response.request.method == "POST" else None,
        )

    def _build(self, state: State) -> Visitor:
        # Each comes from elsewhere: attempts are counted per address, and one state is about too many of them.
        visitor = Visitor(self.app, comes_from=f"127.0.1.{len(self._visitors) + 1}")
        with visitor.client.allowing(*state.allow):
            state.build(visitor)
        self._visitors[state.name] = visitor
        return visitor


def _choose_look(visitor: Visitor, look: Look) -> Page:
    """By the links every page has; the answer itself is of no interest."""
    path = f"/?lang={look.language}&text={look.text}&contrast={look.contrast}"
    return Page(visitor.client.get(path))
