"""Every page about a person says which act it is; before the page runs, `authority` decides whether it is allowed."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from flask import Flask, Response, request

from citizen.core import clock
from citizen.db.sealing import keyed_hash
from citizen.people import service as people
from citizen.people.browser_visit import visit_in
from citizen.proxies.acting import current_who, made_for, who_to_decide_about
from citizen.proxies.authority import Act, Refusal, Relation, Who, refusal_of
from citizen.web import browser_key, limits
from citizen.web.access import needs_visit
from citizen.web.at_hand import notes, this_app, this_request
from citizen.web.pages import page
from citizen.web.transaction import database

View = TypeVar("View", bound=Callable[..., Any])
_READS = ("GET", "HEAD", "OPTIONS")
_MARK = "acting_for"


def needs_act(act: Act, *, post: Act | None = None, or_act: Act | None = None) -> Callable[[View], View]:
    """A page about a person: opening it is this act, sending its form is `post` (the same, unless given). Where either
    of two acts opens the page, `or_act` is the other; what it shows of each kind, the room decides.
    """

    def declare(view: View) -> View:
        view.acts = (act, post or act)  # type: ignore[attr-defined]  # views are functions
        view.or_act = or_act  # type: ignore[attr-defined]
        return needs_visit(view)

    return declare


def acts_of_view(view: Any) -> tuple[Act, Act] | None:
    """The acts of opening it and of sending its form; None: it is about no person."""
    found: tuple[Act, Act] | None = getattr(view, "acts", None)
    return found


def acting_mark() -> str:
    """For whom this page was made, as a key; empty while nobody is signed in. A form that comes back after the visit
    has turned to somebody else must not be taken for that person's.
    """
    who = made_for()
    return _mark_of(who) if who.is_signed_in else ""


def install(app: Flask) -> None:
    app.before_request(_decide)
    app.jinja_env.globals.update(acting_mark=acting_mark, may_now=may_now)


def may_now(act: Act, *, programme: str | None = None) -> bool:
    """Whether the one who acts may do this for the one it is about: for links and parts of pages."""
    return _refusal(current_who(), act, programme) is None


def _decide() -> Response | None:
    """Answers instead of the view when the act is not allowed, or the form was made for somebody else."""
    here = this_request()
    view = this_app().view_functions.get(here.endpoint or "")
    acts = acts_of_view(view)
    if acts is None:
        _count_account(None)
        return None
    who = who_to_decide_about()
    _count_account(who)
    if notes().get("authority_ended") is not None:
        return _say_it_has_ended(who)
    refusal = _refusal(who, acts[0] if here.method in _READS else acts[1], None)
    other: Act | None = getattr(view, "or_act", None)
    if refusal is not None and not (other and _refusal(who, other, None) is None):
        return page("proxies/not_allowed.html", status=403, refusal=refusal.value)
    if here.method not in _READS and not _is_for_the_same(who):
        return page("proxies/somebody_else.html", status=409)
    return None


def _count_account(who: Who | None) -> None:
    """A form counts for whoever is signed in, also where it is about no person. Before the view begins to write."""
    if this_request().method in _READS:
        return
    if who is None and browser_key.find_key() is not None:
        with database().reading() as short:
            visit = visit_in(short)
        account = visit.person_id if visit is not None else None
    else:
        account = who.actor_id if who is not None else None
    if account is not None:
        limits.count_account(account)


def _refusal(who: Who, act: Act, programme: str | None) -> Refusal | None:
    return refusal_of(
        act,
        actor_id=who.actor_id,
        subject=who.subject,
        mandate=who.mandate,
        now=clock.now(),
        programme=programme,
        session_mark=who.session_mark,
    )


def is_made_for_now(mark: str, *, browser_id: uuid.UUID) -> bool:
    """Whether a page that was made in that visit was made for the one this visit acts for now."""
    return _is_same(mark, _mark_of(replace(current_who(), browser_id=browser_id)))


def _say_it_has_ended(who: Who) -> Response:
    """Once, and from then on the visit acts for the one who is signed in. Nothing of the other person is shown, and
    nothing that was sent is kept.
    """
    if who.browser_id is not None:
        with database().writing() as short:
            people.set_subject(short, visit_id=who.browser_id, relation=Relation.SELF.value, name="")
    return page("proxies/ended.html", status=403)


def _is_for_the_same(who: Who) -> bool:
    if not who.is_signed_in:
        return True
    return _is_same(request.form.get(_MARK, ""), _mark_of(who))


def _is_same(sent: str, mark: str) -> bool:
    """Compared as bytes: what was sent may be any characters at all."""
    return hmac.compare_digest(sent.encode(), mark.encode())


def _mark_of(who: Who) -> str:
    subject = who.subject
    named = str(subject.person_id) if subject.person_id else f"{subject.relation.value}/{subject.name}"
    return keyed_hash("acting-for", f"{who.browser_id}/{named}")[:24]
