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
#: A browser that lays pages out and never draws them does with a third less. Without frames there are no pictures, and
#: nothing that waits for one (requestAnimationFrame) goes on: it is for measuring only. Only the shell can do it.
WITHOUT_DRAWING = [*LAUNCH, "--enable-begin-frame-control"] if _BROWSERS[0] == CHROMIUM else LAUNCH
#: Milliseconds until something that should come counts as never coming: another machine may be much slower.
PATIENCE = 60_000
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

    def check_quiet(self) -> None:
        assert not self.troubles, "Behind the page:\n" + "\n".join(self.troubles)

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

    def problems(self, *measures: str | tuple[str, Any]) -> list[str]:
        """What several measures find, each a name or a name with its limit; asked for at once."""
        asked = [[one, []] if isinstance(one, str) else [one[0], [one[1]]] for one in measures]
        each = "asked => asked.flatMap(([name, values]) => window.measures[name](...values))"
        return list(self.page.evaluate(each, asked))


@dataclass(slots=True)
class Windows:
    """Windows kept open, one for each mode: a page that was opened before is opened several times faster again.

    What belongs to the page before goes: its cookies, its routes, and its timers with the page itself.
    """

    browser: Browser
    address: str
    _open: dict[str, tuple[Page, Watch]] = field(default_factory=dict)

    @contextmanager
    def show(self, scene: Scene, mode: Mode, *, own: bool = False, **options: Any) -> Iterator[Window]:
        """Show a scene in a mode; at the end everything behind the page must have been quiet.

        Whoever changes the window itself (`own`), or needs another one than the mode's (`options` of its context),
        gets one of their own.
        """
        own = own or bool(options)
        page, watch = self._make(mode, options) if own else self._kept(mode)
        try:
            yield _shown(page, watch, self.address, scene, mode)
            watch.check_quiet()
        finally:
            if own:
                page.context.close()
            elif not page.is_closed():
                _clear(page, watch, self.address)

    def close(self) -> None:
        for page, _watch in self._open.values():
            page.context.close()

    def _kept(self, mode: Mode) -> tuple[Page, Watch]:
        kept = self._open.get(repr(mode))
        if kept is None or kept[0].is_closed():
            kept = self._open[repr(mode)] = self._make(mode, {})
        kept[1].taken()  # what came in late from the page before
        return kept

    def _make(self, mode: Mode, options: dict[str, Any]) -> tuple[Page, Watch]:
        # What a terminal's worker asks for is not seen by the routes of a test; one test looks at the worker itself.
        options = {"service_workers": "block", **options}
        context = self.browser.new_context(**{**mode.context_options(), **options})
        context.set_default_timeout(PATIENCE)
        context.add_init_script(MEASURES)
        page = context.new_page()
        if mode.media == "print":
            page.emulate_media(media="print")
        watch = Watch(self.address)
        watch.listen(page)
        return page, watch


def _shown(page: Page, watch: Watch, address: str, scene: Scene, mode: Mode) -> Window:
    cookies = [{"name": name, "value": value, "url": address} for name, value in scene.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # the library's own type wants every key
    if scene.body is not None:
        _answer_with(page, address + scene.path, scene)
    page.goto(address + scene.path, wait_until="load")
    window = Window(page, watch)
    if mode.style:
        window.measure("addStyle", mode.style)
    return window


def _clear(page: Page, watch: Watch, address: str) -> None:
    """Leave the page for an empty answer of the same site: from anywhere else the browser would begin the next page
    in a new process, and compile the engines that judge it all over again.
    """
    page.unroute_all()
    page.goto(f"{address}/healthz")
    page.context.clear_cookies()
    watch.taken()


def _answer_with(page: Page, url: str, scene: Scene) -> None:
    """The first request for this page gets the recorded answer to the POST; later ones reach the server."""

    def answer(route: Route) -> None:
        if route.request.method == "GET" and route.request.resource_type == "document":
            headers = {"Content-Type": "text/html; charset=utf-8"}
            route.fulfill(status=scene.status, headers=headers, body=scene.body)
        else:
            route.continue_()

    page.route(re.compile(re.escape(url) + "$"), answer, times=1)
