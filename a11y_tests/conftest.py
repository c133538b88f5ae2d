"""One site, one browser, many windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect, sync_playwright

from a11y_tests.states import STATES
from a11y_tests.support.examination import Examiner
from a11y_tests.support.modes import DEFAULT, Mode
from a11y_tests.support.scenes import Stage
from a11y_tests.support.sharing_out import ByState
from a11y_tests.support.site import Site, running_site
from a11y_tests.support.windows import CHROMIUM, LAUNCH, PATIENCE, WITHOUT_DRAWING, Window, Windows

Show = Callable[..., AbstractContextManager[Window]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-spoken", action="store_true", help="write the transcripts in a11y_tests/spoken anew")
    parser.addoption("--faults", action="store_true", help="not the gate, but seeded faults that the gate must find")
    parser.addoption("--matrix", action="store_true", help="every state in every mode and language, not only key ones")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Faults are looked for, and the screen reader listens, only when that is asked for."""
    is_off = {"test_faults.py": "--faults", "test_orca.py": "--matrix"}.get(collection_path.name)
    return True if is_off and not config.getoption(is_off) else None


def asks_everything(config: pytest.Config) -> bool:
    """In the matrix, and where faults are seeded, every state is asked what only key states are asked in the gate."""
    return any(config.getoption(option) for option in ("--matrix", "--faults"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several workers (-n 2) all tests of a state run where it was built."""
    return ByState(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--faults"):
        _keep_only_the_faults(config, items)


def _keep_only_the_faults(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The tests of the gate are not run by themselves; test_faults.py calls them, each with the faults it must find."""
    from a11y_tests.test_faults import GATE

    gate = {
        item.nodeid: item for item in items if item.path.stem != "test_faults" and isinstance(item, pytest.Function)
    }
    config.stash[GATE] = gate
    config.hook.pytest_deselected(items=list(gate.values()))
    items[:] = [item for item in items if item.nodeid not in gate]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def stage(site: Site, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Stage:
    base = tmp_path_factory.getbasetemp()
    shelf = (base.parent if hasattr(request.config, "workerinput") else base) / "built-pages"
    shelf.mkdir(exist_ok=True)
    return Stage(site.app, shelf)


@pytest.fixture(scope="session")
def browser_type() -> Iterator[BrowserType]:
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(browser_type: BrowserType) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with _launched(browser_type, LAUNCH) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def measuring_browser(browser_type: BrowserType) -> Iterator[Browser]:
    with _launched(browser_type, WITHOUT_DRAWING) as chromium:
        yield chromium


@contextmanager
def _launched(browser_type: BrowserType, flags: list[str]) -> Iterator[Browser]:
    assert Path(CHROMIUM).exists(), f"{CHROMIUM} is missing: apt-get install chromium-headless-shell fonts-noto-cjk"
    chromium = browser_type.launch(executable_path=CHROMIUM, headless=True, args=flags)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def windows(browser: Browser, site: Site) -> Iterator[Windows]:
    kept = Windows(browser, site.address)
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def measuring_windows(measuring_browser: Browser, site: Site) -> Iterator[Windows]:
    kept = Windows(measuring_browser, site.address)
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def examiner(measuring_windows: Windows, stage: Stage, request: pytest.FixtureRequest) -> Examiner:
    return Examiner(measuring_windows, stage, ibm_everywhere=asks_everything(request.config))


@pytest.fixture
def show(windows: Windows, stage: Stage) -> Show:
    """`with show("start_page", mode) as window:` opens a state in a mode."""

    def opened(name: str, mode: Mode = DEFAULT, **options: Any) -> AbstractContextManager[Window]:
        return windows.show(stage.scene(STATES[name], mode.look), mode, **options)

    return opened


@pytest.fixture
def terminal(browser: Browser, site: Site) -> Iterator[Callable[[], Page]]:
    """`terminal()` opens a terminal of its own, at its first page."""
    contexts: list[BrowserContext] = []

    def opened() -> Page:
        context = browser.new_context(viewport={"width": 1080, "height": 1920}, locale="zh-CN")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto(site.url("/kiosk"))
        return page

    yield opened
    for context in contexts:
        context.close()
