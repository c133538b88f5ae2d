"""Every seeded fault is found by the tests that are named for it, and without the fault the same tests are green.

Only with `--faults` (`make faults`): then nothing else runs, and the tests of the gate are what is tested. Each is
called as the gate calls it, with the same checks; the pages are audited only where the audit itself is asked, so that
what a browser test must see, it sees by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, expect

from a11y_tests.faults import FAULTS, Fault
from a11y_tests.seeded.fault import Catch
from a11y_tests.states import STATES
from a11y_tests.support import windows
from a11y_tests.support.examination import Examiner
from a11y_tests.support.modes import DEFAULT, Mode
from a11y_tests.support.planting import Ground
from a11y_tests.support.scenes import Stage
from a11y_tests.support.site import Site
from tests.support.audited_client import AuditedClient
from tests.support.document import Document
from tests.support.visitor import Visitor

#: Milliseconds: what a fault keeps from coming is not waited for as long as what only comes late.
_PATIENCE_WITH_FAULTS = 15_000
_LOUD = (AssertionError, Error, pytest.fail.Exception, LookupError)
GATE: pytest.StashKey[dict[str, pytest.Function]] = pytest.StashKey()


@dataclass(slots=True)
class Rehearsal:
    """Runs tests of the gate one by one, in a browser that forgets everything between them."""

    site: Site
    browser: Browser
    measuring_browser: Browser
    ground: Ground
    stage: Stage
    request: pytest.FixtureRequest
    tests: dict[str, pytest.Function]
    _green: set[str] = field(default_factory=set)

    def check_green(self, node: str) -> None:
        """The control: without a fault the test passes. Asked once."""
        if node not in self._green:
            said = self.said_by(node)
            assert said is None, f"{node} fails without a fault:\n{said}"
            self._green.add(node)

    def said_by(self, node: str) -> str | None:
        """What the test complains about; None when it passes."""
        test = self.tests[node]
        self.stage.ask_anew()
        kept = windows.Windows(self.browser, self.site.address)
        measuring = windows.Windows(self.measuring_browser, self.site.address)
        try:
            test.obj(**self._arguments(test, kept, measuring))
        except _LOUD as complaint:
            return str(complaint)
        finally:
            kept.close()
            measuring.close()
            self.stage.ask_anew()
        return None

    def _arguments(self, test: pytest.Function, kept: windows.Windows, measuring: windows.Windows) -> dict[str, Any]:
        given = dict(test.callspec.params) if hasattr(test, "callspec") else {}
        made = {
            "site": self.site,
            "browser": self.browser,
            "stage": self.stage,
            "windows": kept,
            "measuring_windows": measuring,
            "examiner": Examiner(measuring, self.stage),
            "show": lambda name, mode=DEFAULT, **options: self._show(kept, name, mode, **options),
            "visitor": Visitor(self.site.app),
            "request": self.request,
        }
        return {name: given.get(name, made.get(name)) for name in test._fixtureinfo.argnames}

    def _show(self, kept: windows.Windows, name: str, mode: Mode, **options: Any) -> Any:
        return kept.show(self.stage.scene(STATES[name], mode.look), mode, **options)


@pytest.fixture(scope="session")
def ground(site: Site) -> Ground:
    made = Ground(site.app.wsgi_app)
    site.app.wsgi_app = made  # type: ignore[method-assign]  # Flask's own way to put a layer around itself
    return made


@pytest.fixture(scope="session")
def rehearsal(
    site: Site, browser: Browser, measuring_browser: Browser, ground: Ground, request: pytest.FixtureRequest
) -> Rehearsal:
    gate = request.config.stash[GATE]
    return Rehearsal(site, browser, measuring_browser, ground, Stage(site.app), request, gate)


@pytest.mark.parametrize("name", FAULTS)
def test_the_fault_is_found(rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    fault = FAULTS[name]
    rehearsal.stage.scene(STATES[fault.on], DEFAULT.look)  # walked to before anything is broken
    survived = [found for catch in fault.catches if (found := _survives(rehearsal, fault, catch, monkeypatch))]
    assert not survived, "\n\n".join(survived)


def _survives(rehearsal: Rehearsal, fault: Fault, catch: Catch, monkeypatch: pytest.MonkeyPatch) -> str | None:
    """How the test let the fault through; None when it found it."""
    assert catch.node in rehearsal.tests, f"There is no test {catch.node}."
    rehearsal.check_green(catch.node)
    with rehearsal.ground.planted(fault.plant), _in_haste(monkeypatch, audited="test_states" in catch.node):
        said = rehearsal.said_by(catch.node)
    if rehearsal.ground.times == 0:
        return f"“{fault.name}” was never put into the site: nothing it asked for has {fault.plant.pattern!r}."
    if said is None:
        return f"“{fault.name}” survives {catch.node}."
    if not re.search(catch.says, said, flags=re.DOTALL):
        return f"{catch.node} fails with “{fault.name}”, but not with {catch.says!r}:\n{said[:1500]}"
    return None


@contextmanager
def _in_haste(monkeypatch: pytest.MonkeyPatch, *, audited: bool) -> Iterator[None]:
    with monkeypatch.context() as changed:
        changed.setattr(windows, "PATIENCE", _PATIENCE_WITH_FAULTS)
        if not audited:
            changed.setattr(AuditedClient, "_audit", _only_read)
        expect.set_options(timeout=_PATIENCE_WITH_FAULTS)
        try:
            yield
        finally:
            expect.set_options(timeout=windows.PATIENCE)


def _only_read(_client: AuditedClient, response: Any) -> None:
    response.document = Document(response.get_data(as_text=True))
