"""Whose account a page is about: one's own, or that of the person one acts for under a mandate.

Whoever types for somebody present has set their own account aside: the other person looks at the same screen, and the
banner names them. The page says so, and one press goes back to oneself and opens it.
"""

from __future__ import annotations

import uuid
from typing import NoReturn

from flask import abort, request

from citizen.people.entering import require_signed_in
from citizen.proxies.acting import current_who
from citizen.web.pages import page


def subject_of_account() -> uuid.UUID:
    """The person this page of an account is about; whoever is not signed in does that first."""
    require_signed_in()
    subject_id = current_who().subject.person_id
    if subject_id is None:
        _say_for_whom_one_acts()
    return subject_id


def _say_for_whom_one_acts() -> NoReturn:
    """Status 409: nothing is missing and nothing is forbidden, it is only somebody else's turn."""
    opened = request.full_path.rstrip("?") if request.method == "GET" else request.path
    abort(page("people/somebody_is_here.html", status=409, opened=opened))
