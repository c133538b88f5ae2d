"""The real application on a free port of this machine, on a database of its own, with the sample data."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from citizen import create_app
from citizen.config import for_tests
from citizen.core import clock
from citizen.db.base import Base
from citizen.web import assets
from citizen.web.access import open_to_all
from tests.support import gallery

#: A Friday morning: slots, dates and spoken pages are the same whenever the gate runs.
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=clock.LOCAL_ZONE)


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
        app.testing = False  # faults become error pages, as for a person
        Base.metadata.create_all(app.extensions["database"].writer)
        gallery.install(app)
        app.add_url_rule("/fails", view_func=open_to_all(_fails))
        _load_samples(app)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Site(app, f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join(timeout=10)
            server.server_close()


def _fails() -> str:
    raise RuntimeError("A fault, to show the page that people see then.")


def _load_samples(app: Flask) -> None:
    """The same command as `make run`."""
    result = app.test_cli_runner().invoke(args=["sample", "load"])
    assert result.exit_code == 0, result.output or repr(result.exception)
