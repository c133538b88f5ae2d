"""Before somebody changes how one signs in, or where one is reached: a proof that is not old. Whoever finds a browser
open may read what is there; they may not make the account their own.

Signing in once more, by any way, is the proof: the same session goes on, and the person comes back to the page, or to
what they had typed into it when the proof was too old, to be sent with one press.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import make_response, redirect, request, url_for

from citizen.core import clock
from citizen.people import entering, sessions
from citizen.people.browser_visit import current_visit
from citizen.people.sign_in_routes import open_ways
from citizen.web.kept_form import kept_form
from citizen.web.pages import page
from citizen.web.transaction import session

_View = TypeVar("_View", bound=Callable[..., Any])

PROOF_LASTS = timedelta(minutes=30)
#: Whoever opened the form in time may fill it in without haste.
_TO_FILL_IN = timedelta(minutes=30)
#: Opens one thing, and proves nothing about an account.
_NO_PROOF = "receipt"
_MARK = "acting_for"
#: Made anew with the page, answered there in the sight of what it is about, or given by a device for this moment only.
_NOT_KEPT = frozenset({_MARK, "kept_form", "sure", "answer"})


def after_proof(view: _View) -> _View:
    """Stands below `needs_visit` or `needs_act` of a view that changes how somebody signs in or is reached."""

    @functools.wraps(view)
    def asking(**arguments: Any) -> Any:
        if is_proved():
            return view(**arguments)
        if request.method != "GET":
            _keep_what_was_typed()
            return make_response(redirect(request.path, code=303))
        has_typed = _typed_here()
        entering.remember_where(url_for("coming_back.kept") if has_typed else request.full_path.rstrip("?"))
        ways = [way for way in open_ways() if way.code != _NO_PROOF]
        return page("people/sign_in_once_more.html", ways=ways, has_typed=has_typed)

    return asking  # type: ignore[return-value]  # the same arguments and answers


def is_proved() -> bool:
    """Whether the one who is signed in proved it lately. Nobody is signed in: the page itself asks. At a counter the
    member of staff has looked at who is there.
    """
    visit = current_visit()
    if visit is None or visit.person_id is None or visit.is_assisted:
        return True
    lasts = PROOF_LASTS if request.method == "GET" else PROOF_LASTS + _TO_FILL_IN
    return clock.now() - (visit.signed_in_at or visit.created_at) < lasts


def _keep_what_was_typed() -> None:
    """For this person in this browser. A form without a word of theirs is simply opened again: it is seen there what it
    does before it is sent.
    """
    visit, form = current_visit(), kept_form()
    fields = tuple((name, value) for name, value in form.fields if name not in _NOT_KEPT) if form else ()
    if visit is None or visit.person_id is None or form is None or not sessions.typed_in(fields):
        return
    here = sessions.OverSession(visit.id, visit.person_id, on_kiosk=visit.on_kiosk, was_ended=False)
    if not here.on_kiosk:
        mark = request.form.get(_MARK, "")
        sessions.keep_unsent(session(), over=here, action=form.action, fields=fields, acting_for=mark)


def _typed_here() -> bool:
    """Whether what waits to be sent was typed into this page."""
    visit = current_visit()
    if visit is None or visit.person_id is None:
        return False
    waiting = sessions.find_unsent(session(), session_id=visit.id, person_id=visit.person_id)
    return waiting is not None and waiting.action.partition("?")[0] == request.path
