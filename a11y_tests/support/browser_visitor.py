"""The visitor of the journeys, in a real browser, with nothing but the keyboard.

It does what `tests.support.visitor.Visitor` does, by the same names, so the same steps can be walked with scripts
switched off, with htmx missing, or with everything on. A link is pressed with Enter, a choice with the space bar.
"""

from __future__ import annotations

import mimetypes
from types import SimpleNamespace

from playwright.sync_api import Locator, Page, Response

from tests.support.document import squeeze
from tests.support.page import Page as Described


class BrowserVisitor:
    """One window. `page` describes what is shown now, as the script-less visitor's does."""

    def __init__(self, window: Page, address: str) -> None:
        self._window = window
        self._address = address
        self._answer: Response | None = None
        window.on("response", self._remember)

    @property
    def page(self) -> Described:
        assert self._answer is not None, "Open a page first."
        path = self._window.url.removeprefix(self._address).partition("#")[0]
        seen = SimpleNamespace(
            status_code=self._answer.status,
            headers=self._answer.headers,
            mimetype="text/html",
            get_data=lambda: self._window.content().encode(),
            request=SimpleNamespace(full_path=path),
        )
        return Described(seen)  # type: ignore[arg-type]  # as much of an answer as a description needs

    def open(self, path: str) -> Described:
        self._window.goto(path if path.startswith("http") else self._address + path)
        return self.page

    def follow(self, name: str, *, within: str | None = None) -> Described:
        assert within is None, "Steps in a browser name their links."
        return self._press(self._window.get_by_role("link", name=name, exact=True), "Enter")

    def press(self, name: str, *, within: str | None = None) -> Described:
        assert within is None, "Steps in a browser name their buttons."
        return self._press(self._window.get_by_role("button", name=name, exact=True), "Enter")

    def fill(self, label: str, value: object) -> None:
        field = self._only(self._window.get_by_role("textbox", name=label, exact=True))
        field.focus()
        self._window.keyboard.press("Control+A")
        self._window.keyboard.type(str(value))

    def fill_date(self, legend: str, year: object, month: object, day: object) -> None:
        self._group(legend).get_by_role("textbox").first.focus()
        for part in (year, month, day):
            self._window.keyboard.press("Control+A")
            self._window.keyboard.type(str(part))
            self._window.keyboard.press("Tab")

    def choose(self, group: str, option: str) -> None:
        choice = self._only(self._group(group).get_by_role("radio", name=option, exact=True))
        choice.focus()
        self._window.keyboard.press("Space")
        assert choice.is_checked()

    def tick(self, label: str) -> None:
        box = self._only(self._window.get_by_role("checkbox", name=label, exact=True))
        if not box.is_checked():
            box.focus()
            self._window.keyboard.press("Space")
        assert box.is_checked()

    def attach(self, label: str, filename: str, content: bytes) -> None:
        """The one thing no keyboard can do here: the file dialog belongs to the system."""
        media_type = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        chooser = self._only(self._window.get_by_label(label, exact=True))
        chooser.set_input_files({"name": filename, "mimeType": media_type, "buffer": content})

    def _group(self, legend: str) -> Locator:
        group = self._window.get_by_role("group", name=legend, exact=True)
        return self._only(group.or_(self._window.get_by_role("radiogroup", name=legend, exact=True)))

    def _press(self, target: Locator, key: str) -> Described:
        """Press, and wait for the page that comes; what htmx answers in place is waited for by who asks for it."""
        found = self._only(target)
        found.focus()
        with self._window.expect_navigation(wait_until="load"):
            self._window.keyboard.press(key)
        return self.page

    def _only(self, found: Locator) -> Locator:
        """Like a person, it does not guess between two of the same name, unless they lead to the same place."""
        count = found.count()
        places = {found.nth(number).get_attribute("href") for number in range(count)}
        assert count >= 1, f"{found} is not on the page: {squeeze(self._window.inner_text('main'))[:400]}"
        assert count == 1 or (len(places) == 1 and None not in places), f"{found} is {count} things"
        return found.first

    def _remember(self, response: Response) -> None:
        is_redirect = 300 <= response.status < 400
        if response.request.is_navigation_request() and not is_redirect:
            self._answer = response
