"""`who` of this request: read once from the visit, exposed to all templates, shown on every page by the banner."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, current_app, g
from werkzeug.local import LocalProxy

from citizen.accessibility.ui import current_ui
from citizen.core.errors import NotFound
from citizen.people import service as people
from citizen.people.models import Visit
from citizen.proxies.authority import Relation, Subject, Who
from citizen.web import browser_key
from citizen.web.i18n import _
from citizen.web.transaction import database, session

NOBODY = Who()


def current_who() -> Who:
    """Who acts in this request. Error pages after a fault ask nothing of the database."""
    if g.get("failsafe"):
        return NOBODY
    if "who" not in g:
        visit = _find_visit()
        g.who = NOBODY if visit is None else _who_of(visit)
    who: Who = g.who
    return who


def require_who() -> Who:
    """Who acts, when the page shows a visitor's own things: without a visit there are none."""
    who = current_who()
    if who.visit_id is None:
        raise NotFound("visit")
    return who


def ensure_who() -> Who:
    """Who acts, starting a visit if this browser has none. Only in a POST."""
    if current_who().visit_id is None:
        if current_ui().kiosk:
            browser_key.keep_until_browser_closes()
        # A key whose visit has ended is never revived.
        key = browser_key.find_key()
        if key is None or people.key_is_used(session(), key=key):
            key = browser_key.renew_key()
        g.who = _who_of(people.start_visit(session(), key=key, on_kiosk=current_ui().kiosk))
    return current_who()


def act_for(relation: Relation, name: str) -> Who:
    """From now on this visit acts for this person."""
    who = ensure_who()
    if who.visit_id is None:
        raise NotFound("visit")
    people.set_subject(session(), visit_id=who.visit_id, relation=relation.value, name=name)
    g.who = Who(visit_id=who.visit_id, subject=Subject(relation=relation, name=name))
    return current_who()


def forget_who() -> None:
    """After the end of a visit nobody acts in this request any more."""
    g.who = NOBODY


def show_for(subject: Subject) -> Who:
    """This page is about something begun for this person: the page, its banner and its acts speak of them."""
    g.who = Who(visit_id=current_who().visit_id, subject=subject)
    return current_who()


def called(subject: Subject) -> str:
    """How to speak of the subject in a sentence: the name given, or "the person you are helping"."""
    return subject.name or _("the person you are helping")


def install(app: Flask) -> None:
    app.jinja_env.globals["who"] = LocalProxy(current_who)
    app.jinja_env.globals["called"] = called


def kiosk_idle_limit() -> timedelta:
    """After this time without a touch a kiosk visit is over, whatever its pages do."""
    config = current_app.config
    return timedelta(seconds=config["KIOSK_IDLE_SECONDS"] + config["KIOSK_WARNING_SECONDS"] + 30)


def _find_visit() -> Visit | None:
    key = browser_key.find_key()
    if key is None:
        return None
    visit = people.find_visit(session(), key=key, kiosk_idle_limit=kiosk_idle_limit())
    if visit is not None and people.needs_touch(visit):
        _touch(visit)
    return visit


def _touch(visit: Visit) -> None:
    """Last seen, in a short transaction of its own: the request itself may only be reading."""
    if session().bind is database().writer:
        people.touch_visit(session(), visit_id=visit.id)
        return
    with database().writing() as short:
        people.touch_visit(short, visit_id=visit.id)


def _who_of(visit: Visit) -> Who:
    relation = Relation(visit.relation) if visit.relation else Relation.SELF
    return Who(visit_id=visit.id, subject=Subject(relation=relation, name=visit.subject_name or ""))
