"""Public pages for browsers that have no key yet: nobody is signed in, everybody acts for themselves, and whoever opens
the page in one language and look gets the same. Made once, and kept whole (web/kept_pages.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response

from citizen.accessibility.listening import address_of_page
from citizen.accessibility.ui import current_ui
from citizen.proxies.acting import NOBODY
from citizen.web.at_hand import notes, this_request
from citizen.web.browser_key import find_key
from citizen.web.kept_pages import can_be_kept, kept_page
from citizen.web.pages import page

#: The templates ask for these; on a page for everybody nobody is signed in, and all act for themselves.
FOR_ANYBODY: Mapping[str, object] = {"who": NOBODY, "acting_mark": lambda: "", "session_seconds": lambda: None}


def public_page(template: str, *depends_on: object, context: Callable[[], Mapping[str, object]] = dict) -> Response:
    """The page of this template. What it says depends on nothing but what is named, and the district it is about."""
    if this_request().args or current_ui().kiosk or not can_be_kept() or find_key() is not None:
        return page(template, status=200, **context())
    return kept_page(
        template,
        notes().get("district"),
        *depends_on,
        own={},
        address=address_of_page(),
        context=lambda: {**context(), **FOR_ANYBODY},
    )
