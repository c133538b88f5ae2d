"""Browser windows on the running site that watch themselves: a console error or a missing asset is a failure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, Route

from a11y_tests.support.modes import Mode
from a11y_tests.support.scenes import Scene

#: The headless shell opens a window five times faster than the whole browser, whose own interface it does not load.
_BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = next((path for path in _BROWSERS if Path(path).exists()), _BROWSERS[0])
#: Nothing outside this machine is ever asked.
LAUNCH = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-features=Translate", "--no-sandbox"]
_SCRIPTS = Path(__file__).parent / "scripts"
MEASURES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(_SCRIPTS.glob("*.js")))


@dataclass
class Watch:
    """What went wrong behind the page. No slots: Playwright keeps its wrappers on the listener."""

    address: str
    troubles: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def taken(self) -> list[str]:
        """The troubles so far, taken off the record: whoever takes them answers for them."""
        taken, self.troubles = self.troubles, []
        return taken

    def _console(self, message: ConsoleMessage) -> None:
        # The status of the page itself is reported as an error too; the state says which status it must have.
        of_page = "Failed to load resource" in message.text
        if message.type == "error" and not of_page:
            self.troubles.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.troubles.append(f"asks elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.troubles.append(f"{response.status} for {response.url}")


@dataclass(slots=True)
class Window:
    """One page in one mode. `measure` runs a function of `support/scripts`."""

    page: Page
    watch: Watch

    def measure(self, name: str, *arguments: Any) -> Any:
        return self.page.evaluate("([name, values]) => window.measures[name](...values)", [name, list(arguments)])

    def check_quiet(self) -> None:
        assert not self.watch.troubles, "Behind the page:\n" + "\n".join(self.watch.troubles)


@contextmanager
def open_window(browser: Browser, address: str, scene: Scene, mode: Mode, **options: Any) -> Iterator[Window]:
    """Show a scene in a mode; at the end everything behind the page must have been quiet."""
    context = browser.new_context(**{**mode.context_options(), **options})
    try:
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in scene.cookies.items()])
        context.add_init_script(MEASURES)
        page = context.new_page()
        watch = Watch(address)
        watch.listen(page)
        if mode.media == "print":
            page.emulate_media(media="print")
        if scene.body is not None:
            _answer_with(page, address + scene.path, scene)
        page.goto(address + scene.path, wait_until="load")
        window = Window(page, watch)
        if mode.style:
            window.measure("addStyle", mode.style)
        yield window
        window.check_quiet()
    finally:
        context.close()


def _answer_with(page: Page, url: str, scene: Scene) -> None:
    """The first request for this page gets the recorded answer to the POST; later ones reach the server."""

    def answer(route: Route) -> None:
        if route.request.method == "GET" and route.request.resource_type == "document":
            headers = {"Content-Type": "text/html; charset=utf-8"}
            route.fulfill(status=scene.status, headers=headers, body=scene.body)
        else:
            route.continue_()

    page.route(re.compile(re.escape(url) + "$"), answer, times=1)
