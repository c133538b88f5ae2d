"""One site, one browser, many windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from a11y_tests.states import STATES
from a11y_tests.support.examination import Examiner
from a11y_tests.support.modes import DEFAULT, Mode
from a11y_tests.support.scenes import Stage
from a11y_tests.support.site import Site, running_site
from a11y_tests.support.windows import CHROMIUM, LAUNCH, Window, open_window

Show = Callable[..., AbstractContextManager[Window]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-spoken", action="store_true", help="write the transcripts in a11y_tests/spoken anew")
    parser.addoption("--matrix", action="store_true", help="every state in every mode and language, not only key ones")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers (-n 2 --dist loadgroup) all tests of a state run where it was built."""
    for item in items:
        name = getattr(item, "callspec", None) and item.callspec.params.get("name")  # type: ignore[attr-defined]
        group = name or item.path.stem
        item.add_marker(pytest.mark.xdist_group(str(group)))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="session")
def stage(site: Site) -> Stage:
    return Stage(site.app)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert Path(CHROMIUM).exists(), f"{CHROMIUM} is missing: apt-get install chromium-headless-shell fonts-noto-cjk"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=LAUNCH)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def examiner(browser: Browser, site: Site, stage: Stage) -> Examiner:
    return Examiner(browser, stage, site.address)


@pytest.fixture
def show(browser: Browser, site: Site, stage: Stage) -> Show:
    """`with show("start_page", mode) as window:` opens a state in a mode."""

    def opened(name: str, mode: Mode = DEFAULT, **options: Any) -> AbstractContextManager[Window]:
        return open_window(browser, site.address, stage.scene(STATES[name], mode.look), mode, **options)

    return opened
