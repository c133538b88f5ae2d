"""The logs of who opened what are kept as long as the deployment says, and stay whole chains."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.backoffice import tokens
from citizen.backoffice.models import ApiAccess
from citizen.backoffice.vocabulary import Scope
from citizen.config import SettingsError, from_environment
from citizen.core import clock
from citizen.db import chained_log
from citizen.db.session import Database

DAY = timedelta(days=1)


@pytest.mark.database
def test_uses_of_the_interface_go_after_the_days_of_the_setting(
    app: Flask, database: Database, at, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.extensions["settings"], access_log_days=200)
    monkeypatch.setitem(app.extensions, "settings", settings)
    begun = clock.now()
    for day in (0, 100):
        with at(begun + day * DAY), database.writing() as session:
            use(session)
    with at(begun + 200 * DAY - timedelta(hours=1)):
        assert gone(app) == 0
    with at(begun + 201 * DAY):
        assert gone(app) == 1
    with database.reading() as session:
        standing = chained_log.verify(session, log=tokens.CHAIN)
        assert (standing.lines, standing.breaks) == (1, [])
        assert session.scalar(sa.select(sa.func.count()).select_from(ApiAccess)) == 1


def use(session) -> None:
    made = tokens.new_token(
        session,
        name="case system",
        district="tongzhou",
        programmes=(),
        scopes=[next(iter(Scope))],
        expires_at=clock.now() + DAY,
    )
    tokens.record_access(session, token_id=made.split(".")[1], act="cases", case_id=None, status=200)


def gone(app: Flask) -> int:
    result = app.test_cli_runner().invoke(args=["retention", "run", "--yes"])
    assert result.exit_code == 0, result.output
    (line,) = [one for one in result.output.splitlines() if " api-log " in one]
    return int(line.split()[0])


@pytest.mark.once
@pytest.mark.parametrize(("days", "is_right"), [("183", False), ("184", True), ("none", False)])
def test_less_than_the_six_months_of_the_law_is_refused(days: str, is_right: bool) -> None:
    with pytest.raises(SettingsError) as refused:
        from_environment({"CITIZEN_MODE": "production", "ACCESS_LOG_DAYS": days})
    assert ("ACCESS_LOG_DAYS" not in str(refused.value)) == is_right
