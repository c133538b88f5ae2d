"""Looks at a person's things by somebody else: noted once a day for each thing, before the page leaves the house.

Rooms above are named by endpoint only.
"""

from __future__ import annotations

from flask import Flask, Response, request

from citizen.core.references import normalise
from citizen.proxies.acting import current_who
from citizen.proxies.doings import is_to_be_noted, note_doing
from citizen.web.at_hand import this_request
from citizen.web.transaction import database, session

#: Page → the look it is.
_LOOKS = {
    **dict.fromkeys(
        (
            "applications.status",
            "applications.case",
            "applications.receipt",
            "applications.history",
            "applications.letter_list",
            "applications.letter",
            "applications.letter_in_form",
            "applications.open_paper",
            "applications.task_list",
            "applications.check_answers",
        ),
        "application_viewed",
    ),
    "applications.messages": "message_viewed",
    **dict.fromkeys(
        (
            "booked.show",
            "booked.calendar",
            "booking_letters.letter",
            "booking_letters.letter_in_form",
            "booking_requests.show",
        ),
        "booking_viewed",
    ),
    "pathways.show": "pathway_viewed",
    "concerns.registered": "needs_viewed",
    "profile.overview": "profile_viewed",
    "profile.needs": "profile_viewed",
    "my_data.overview": "data_viewed",
    "my_data.download": "data_viewed",
}


def install(app: Flask) -> None:
    app.after_request(_note_look)


def note_look(doing: str, about: str | None = None) -> None:
    """Note it in a short transaction of its own: the request itself may only be reading. Nothing to note when people
    look at their own things alone.
    """
    who = current_who()
    if is_to_be_noted(session(), who=who, doing=doing, about=about):
        with database().writing() as short:
            note_doing(short, who=who, doing=doing, about=about)


def _note_look(response: Response) -> Response:
    """A page that cannot be noted is not shown: the fault becomes an error page."""
    doing = _LOOKS.get(this_request().endpoint or "")
    if doing is not None and request.method == "GET" and response.status_code == 200:
        note_look(doing, normalise((request.view_args or {}).get("reference", "")))
    return response
