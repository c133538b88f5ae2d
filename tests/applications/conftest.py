"""What only tests of applications need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from citizen.applications.models import Application, Case
from citizen.proxies.authority import Who
from tests.applications import clamd as daemons
from tests.applications.builders import a_sent_application, somebody
from tests.applications.office import the_case

NOBODY_LISTENS = "127.0.0.1:1"


@pytest.fixture
def who(session: Session) -> Who:
    return somebody(session)


@pytest.fixture
def sent(session: Session, who: Who) -> Application:
    return a_sent_application(session, who)


@pytest.fixture
def case(sent: Application) -> Case:
    return the_case(sent)


@pytest.fixture
def clamd(app: Flask) -> Callable[[daemons.Judge | None], AbstractContextManager[None]]:
    """`with clamd(judge): …` the site has a scanner; with None, one that is away."""

    @contextmanager
    def configured(judge: daemons.Judge | None) -> Iterator[None]:
        before = app.extensions["settings"]
        try:
            if judge is None:
                app.extensions["settings"] = replace(before, scanner_address=NOBODY_LISTENS)
                yield
            else:
                with daemons.daemon(judge) as address:
                    app.extensions["settings"] = replace(before, scanner_address=address)
                    yield
        finally:
            app.extensions["settings"] = before

    return configured
