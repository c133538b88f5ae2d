"""Keeps what the tests of the accessibility register said, for the page that shows it.

`pytest … -p tests.support.evidence_results --results FILE`. What another run wrote about other tests stays.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from citizen.accessibility.wcag_register import load_register
from citizen.core import clock


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--results", type=Path, help="write what the register's tests said into this file")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--results")
    if path is not None and not hasattr(config, "workerinput"):  # workers report to the one that started them
        config.pluginmanager.register(Keeper(path, _tests_of_the_register()))


def _tests_of_the_register() -> frozenset[str]:
    register = load_register()
    return frozenset(one.test for each in (*register.criteria, *register.clauses) for one in each.evidence)


@dataclass
class Keeper:
    path: Path
    tests: frozenset[str]
    said: dict[str, dict[str, int]] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.partition("[")[0]
        if test not in self.tests or report.skipped or (report.passed and report.when != "call"):
            return
        counted = self.said.setdefault(test, {"passed": 0, "failed": 0})
        counted["failed" if report.failed else "passed"] += 1

    def pytest_sessionfinish(self) -> None:
        known = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}
        known |= {test: {"on": clock.today().isoformat(), **counted} for test, counted in self.said.items()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
