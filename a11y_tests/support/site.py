"""The real application on a free port of this machine, on a database of its own, with the sample data."""

from __future__ import annotations

import contextlib
import errno
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from flask import Flask, g
from werkzeug.exceptions import BadRequest, ServiceUnavailable
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from citizen import create_app
from citizen.config import for_tests
from citizen.core import clock
from citizen.core.errors import TooBusy, Unreachable
from citizen.db.base import Base
from citizen.web import assets
from citizen.web.access import open_to_all
from tests.support import gallery

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: A Friday morning: slots, dates and spoken pages are the same whenever the gate runs.
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=clock.LOCAL_ZONE)

_FAULTS: dict[str, Callable[[], Exception]] = {
    "by-itself": lambda: RuntimeError("A fault, to show the page that people see then."),
    "slowly": BadRequest,
    "busy": lambda: TooBusy("pages", wait=600),
    "away": lambda: Unreachable("papers"),
    "full": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "maintained": ServiceUnavailable,
}


@dataclass(frozen=True, slots=True)
class Site:
    app: Flask
    address: str

    def url(self, path: str) -> str:
        return self.address + path


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Serve the application from a thread until the block ends; the clock stands still at `NOW`."""
    assets.build()
    with clock.fixed(NOW):
        url = f"sqlite:///{folder / 'citizen.db'}"
        app = create_app(for_tests(database_url=url, papers_folder=folder / "papers", sample_data=True))
        app.config["TRIES_LANGUAGES"] = True
        app.testing = False  # faults become error pages, as for a person
        Base.metadata.create_all(app.extensions["database"].writer)
        gallery.install(app)
        app.add_url_rule("/fails/<how>", view_func=open_to_all(_fails))
        _load_samples(app)
        server = make_server("127.0.0.1", 0, _read_to_the_end(app), threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Site(app, f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join(timeout=10)
            server.server_close()


def _read_to_the_end(app: WSGIApplication) -> WSGIApplication:
    """Files are closed before they are sent: this server forgets to when the browser resets the connection meanwhile,
    and the warning about it would fail whichever test runs then.
    """

    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with contextlib.closing(ClosingIterator(app(environ, start_response))) as parts:
            return list(parts)

    return answered


def _fails(how: str) -> NoReturn:
    """A fault, to show the page that people see then."""
    if how == "slowly":  # as citizen.web.slow_requests leaves it when it stops waiting
        g.slow_request_given_up = threading.Event()
        g.slow_request_given_up.set()
    raise _FAULTS[how]()


def _load_samples(app: Flask) -> None:
    """The same command as `make run`."""
    result = app.test_cli_runner().invoke(args=["sample", "load"])
    assert result.exit_code == 0, result.output or repr(result.exception)
