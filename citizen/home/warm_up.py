"""Before workers are made from a process, it reads every template and makes the pages most people open: templates,
catalogues, texts of every language and the tables of words are in memory once then, for all workers, and nobody waits
for them.
"""

from __future__ import annotations

import logging

from flask import Flask

from citizen.accessibility.locales import LOCALES
from citizen.web import measuring
from citizen.web.transaction import database, let_go_of_the_copy

#: Open to all, and between them they show almost every component; the last two read the most.
PAGES = (
    *("/", "/check/for-whom", "/programmes", "/book", "/places", "/applications", "/help", "/preferences"),
    *("/accessibility", "/readyz"),
)
_log = logging.getLogger("citizen.start")


def warm_up(app: Flask) -> None:
    """Never keeps a server from starting: what fails here is seen, and said, when somebody asks for it. No connection
    to the database is left open, because no two processes may share one.
    """
    try:
        for template in app.jinja_env.list_templates():
            app.jinja_env.get_template(template)
        for code in LOCALES:
            browser = app.test_client()
            browser.environ_base[measuring.NOBODY_ASKED] = "yes"
            for path in PAGES:
                browser.get(path, query_string={"lang": code}, follow_redirects=True)
    except Exception:
        _log.exception("the pages could not be made before the first visit")
    with app.app_context():
        database().dispose()
        let_go_of_the_copy()
