"""The HTML of every state before a validator that knows what may stand where; all files in one process."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from a11y_tests.states import STATES
from a11y_tests.support.scenes import Stage

_HERE = Path(__file__).parent
_VALIDATOR = _HERE / "node_modules/.bin/html-validate"


@pytest.mark.timeout(900)  # run alone it builds them all
def test_every_state_is_valid_html(stage: Stage, tmp_path: Path) -> None:
    assert _VALIDATOR.exists(), f"{_VALIDATOR} is missing: run `npm ci` in a11y_tests/ (make setup does)."
    for state in STATES.values():
        (tmp_path / f"{state.name}.html").write_text(stage.page_of(state).html, encoding="utf-8")
    configuration = tmp_path / ".htmlvalidate.json"
    configuration.write_text((_HERE / "htmlvalidate.json").read_text(encoding="utf-8"), encoding="utf-8")
    command = [str(_VALIDATOR), "--config", str(configuration), "--formatter", "json", f"{tmp_path}/*.html"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=tmp_path, check=False)
    assert run.stdout.startswith("["), run.stderr or run.stdout
    problems = [
        f"{Path(file['filePath']).stem} line {message['line']}: {message['ruleId']}: {message['message']}"
        for file in json.loads(run.stdout)
        for message in file["messages"]
    ]
    assert not problems, "\n".join(problems)
