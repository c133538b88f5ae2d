"""What the automatic tests said when they last ran on this machine, if they did; see docs/accessibility-register.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from citizen.config import ROOT

#: Written by `make test`. A deployment that never ran the tests has no such file, and claims no result.
RESULTS_FILE = ROOT / "var" / "accessibility-results.json"


@dataclass(frozen=True, slots=True)
class Result:
    """One test with all its cases."""

    on: date
    passed: int
    failed: int


def load_results(path: Path = RESULTS_FILE) -> Mapping[str, Result]:
    """By test; empty where no tests ran here, or where the file cannot be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {
            test: Result(date.fromisoformat(one["on"]), int(one["passed"]), int(one["failed"]))
            for test, one in told.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
