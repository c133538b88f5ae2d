"""States of the product, built by the script-less visitor and then shown to a browser.

A state is a function that leads a fresh visitor to a page. It is built once per session; for another language or
look the last request is asked again with that preference, so a page with errors can be shown in every mode too.

Building costs more than looking. Each worker builds the states it shows in its browser; what only reads the pages
(`Stage.page_of`) takes those that another worker has built from the shelf between them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.support.visitor import Visitor

Builder = Callable[[Visitor], None]
Surrounding = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class State:
    """`key`: it stands for its kind of page and is looked at in every mode. `status`: what the server must answer.

    `chinese_only`: a page for tests, written in one language. `allow`: audit rules that it may break.
    `within`: what has to be there while it is built, and must be gone for every other state; its page is kept.
    """

    name: str
    build: Builder
    key: bool = False
    status: int = 200
    chinese_only: bool = False
    allow: tuple[str, ...] = ()
    within: Surrounding = nullcontext


@dataclass(frozen=True, slots=True)
class Look:
    """What a person chose on the site itself. `code` is a whole look, in place of the size and the colours."""

    language: str = "zh-Hans"
    text: str = "standard"
    contrast: str = "system"
    code: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """One page as the server sent it, and the cookies of the browser that asked for it.

    `body` is None where the browser can ask for the page itself; it is kept for answers to a POST, and for what was
    built within something.
    """

    name: str
    path: str
    status: int
    html: str
    cookies: dict[str, str]
    body: str | None = None


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """A state in the default look as some worker built it: to be read, not to be opened (its visit lives there)."""

    path: str
    html: str


@dataclass(slots=True)
class Stage:
    """Builds every state once, and shows it once in each look. `shelf`: a folder that all workers share."""

    app: Flask
    shelf: Path | None = None
    _visitors: dict[str, Visitor] = field(default_factory=dict)
    _scenes: dict[tuple[str, Look], Scene] = field(default_factory=dict)

    def scene(self, state: State, look: Look) -> Scene:
        if (state.name, look) not in self._scenes:
            self._scenes[state.name, look] = self._show(state, look)
            if look == Look():
                self._put_on_the_shelf(self._scenes[state.name, look])
        return self._scenes[state.name, look]

    def page_of(self, state: State) -> BuiltPage:
        """Its page in the default look, built here only if no worker has built it yet."""
        kept = self.shelf / f"{state.name}.json" if self.shelf else None
        if kept is not None and kept.exists():
            return BuiltPage(**json.loads(kept.read_text(encoding="utf-8")))
        scene = self.scene(state, Look())
        return BuiltPage(scene.path, scene.html)

    def ask_anew(self) -> None:
        """The pages are asked for again, by the visitors who stand before them already."""
        self._scenes.clear()

    def _put_on_the_shelf(self, scene: Scene) -> None:
        if self.shelf is None:
            return
        text = json.dumps(asdict(BuiltPage(scene.path, scene.html)), ensure_ascii=False)
        unfinished = self.shelf / f"{scene.name}.{os.getpid()}.part"  # renamed when whole: others may be reading
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(self.shelf / f"{scene.name}.json")

    def _show(self, state: State, look: Look) -> Scene:
        with state.within():
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
            body=page.html if page.response.request.method == "POST" or state.within is not nullcontext else None,
        )

    def _build(self, state: State) -> Visitor:
        # Each comes from elsewhere: attempts are counted per address, and one state is about too many of them.
        visitor = Visitor(self.app, comes_from=f"127.0.1.{len(self._visitors) + 1}")
        visitor.client.audits = False  # the steps on the way are walked, and audited, in tests/
        state.build(visitor)
        visitor.client.audits = True
        self._visitors[state.name] = visitor
        return visitor


def _choose_look(visitor: Visitor, look: Look) -> None:
    """By the links every page has; the answer itself is of no interest, so this one page is not audited."""
    chosen = f"look={look.code}" if look.code else f"look=0&text={look.text}&contrast={look.contrast}"
    path = f"/?lang={look.language}&{chosen}"
    FlaskClient.open(visitor.client, path)
