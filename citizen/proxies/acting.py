"""`who` of this request: read once from the visit, exposed to all templates, shown on every page by the banner.

Whoever is signed in works in a person's folder: their own, or that of the person they act for under a mandate. The
folder is handed out here and nowhere else, and only while the mandate is in force.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

from flask import Flask, g
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from citizen.accessibility.ui import current_ui
from citizen.core import clock
from citizen.core.errors import NotAllowed, NotFound
from citizen.db.one_row import Where
from citizen.people import service as people
from citizen.people.browser_visit import visit_in
from citizen.people.service import AnyVisit
from citizen.proxies import mandates
from citizen.proxies.authority import Relation, Subject, Who, is_in_force
from citizen.proxies.visit_bound import mark_of
from citizen.web import browser_key
from citizen.web.at_hand import notes, this_request
from citizen.web.i18n import _
from citizen.web.kept_parts import only_outside_kept_parts
from citizen.web.transaction import database, session, where_to_look

NOBODY = Who()


def current_who() -> Who:
    """Who acts in this request. Error pages after a fault ask nothing of the database."""
    noted = notes()
    if noted.get("failsafe"):
        return NOBODY
    only_outside_kept_parts("who acts")
    who: Who | None = noted.get("who")
    if who is None:
        who = noted.who = _who_in(where_to_look(), session)
        _still_as_decided(who)
    return who


def who_to_decide_about() -> Who:
    """Who acts, for the decision before the view. Asked in a transaction of its own, so that a POST may still use short
    ones before it takes the one writer of a database; `current_who` raises NotAllowed if it is no longer so then.
    """
    if this_request().method in ("GET", "HEAD", "OPTIONS"):
        return current_who()
    with database().reading() as short:
        g.decided = _who_in(short, lambda: short)
    decided: Who = g.decided
    return decided


def _still_as_decided(who: Who) -> None:
    decided: Who | None = notes().get("decided")
    if decided is not None and (who.visit_id, who.mandate) != (decided.visit_id, decided.mandate):
        raise NotAllowed("authority_changed")


def require_who() -> Who:
    """Who acts, when the page shows a visitor's own things: without a visit there are none."""
    who = current_who()
    if who.visit_id is None:
        raise NotFound("visit")
    return who


def ensure_who() -> Who:
    """Who acts, starting a visit if this browser has none. Only in a POST."""
    if current_who().visit_id is None:
        g.who = _who_of(session, people.start_visit(session(), key=fresh_key(), on_kiosk=current_ui().kiosk))
    return current_who()


def fresh_key() -> str:
    """A key of this browser that no visit ever had: a key whose visit has ended is never revived. Only in a POST."""
    if current_ui().kiosk:
        browser_key.keep_until_browser_closes()
    key = browser_key.find_key()
    if key is None or people.key_is_used(session(), key=key):
        key = browser_key.renew_key()
    return key


def act_for(relation: Relation, name: str) -> Who:
    """From now on this visit acts for this person: oneself, or somebody without a folder of their own."""
    who = ensure_who()
    if who.browser_id is None:
        raise NotFound("visit")
    people.set_subject(session(), visit_id=who.browser_id, relation=relation.value, name=name)
    return look_again()


def act_for_person(person_id: uuid.UUID) -> Who:
    """From now on this visit acts for this person, under a mandate that is in force; raises NotFound without one."""
    who = require_who()
    if who.browser_id is None or who.actor_id is None:
        raise NotFound("mandate")
    mandate = mandates.find_between(
        session(), actor_id=who.actor_id, subject_id=person_id, session_mark=who.session_mark
    )
    if mandate is None or not is_in_force(mandate, clock.now()):
        raise NotFound("mandate")
    people.set_subject_person(session(), visit_id=who.browser_id, person_id=person_id)
    return look_again()


def look_again() -> Who:
    """After the visit changed in this request."""
    session().flush()
    session().expire_all()
    for remembered in ("who", "decided", "made_for"):
        g.pop(remembered, None)
    return current_who()


def forget_who() -> None:
    """After the end of a visit nobody acts in this request any more."""
    g.who = NOBODY


def show_for(subject: Subject, *, folder_id: uuid.UUID | None) -> Who:
    """This page is about something begun for this person and kept in this folder: the page, its banner and its acts
    speak of them.

    In a person's own folder everything is about that person, whoever began it. What was opened with reference and
    access code is not in it: this browser deals with that as if nobody were signed in.
    """
    who = current_who()
    if who.subject.person_id is None or folder_id != who.visit_id:
        g.setdefault("made_for", who)
        g.who = replace(who, visit_id=who.browser_id, subject=subject, mandate=None)
    return current_who()


def made_for() -> Who:
    """For whom this browser acts, whatever single thing the page shows: what a form of it has to come back to."""
    found: Who = g.get("made_for") or current_who()
    return found


def open_with_code(reference: str) -> Who:
    """Reference and access code were right: this browser may open that one thing, for nobody else and in nobody's
    folder. Whoever was acting for another does so no longer.
    """
    who = ensure_who()
    if who.mandate is not None:
        who = act_for(Relation.SELF, "")
    if who.browser_id is None:
        raise NotFound("visit")
    people.grant_access(session(), visit_id=who.browser_id, reference=reference)
    return who


def called(subject: Subject) -> str:
    """How to speak of the subject in a sentence: the name given, or "the person you are helping"."""
    return subject.name or _("the person you are helping")


def install(app: Flask) -> None:
    app.jinja_env.globals["who"] = LocalProxy(current_who)
    app.jinja_env.globals["called"] = called


def _who_in(where: Where, opened: Callable[[], Session]) -> Who:
    """The visit is a row that is read there; only who is signed in needs the session that is `opened` then."""
    visit = visit_in(where)
    if visit is None:
        return NOBODY
    if people.needs_touch(visit):
        _touch(where, visit.id)
    return _who_of(opened, visit)


def _touch(where: Where, visit_id: uuid.UUID) -> None:
    """Last seen, in a short transaction of its own: the request itself may only be reading."""
    if isinstance(where, Session) and where.bind is database().writer:
        people.touch_visit(where, visit_id=visit_id)
        return
    with database().writing() as short:
        people.touch_visit(short, visit_id=visit_id)


def _who_of(opened: Callable[[], Session], visit: AnyVisit) -> Who:
    if visit.staff_id is not None and not visit.is_assisted:
        return Who(browser_id=visit.id)  # staff at their own desk: about nobody, and nothing of a person is kept in it
    staff_id = visit.staff_id if visit.is_assisted else None
    relation = Relation(visit.relation) if visit.relation else Relation.SELF
    if visit.person_id is None or relation is Relation.HELPING_PRESENT:
        subject = Subject(relation=relation, name=visit.subject_name or "")
        return Who(
            visit.id,
            subject,
            actor_id=visit.person_id,
            browser_id=visit.id,
            staff_id=staff_id,
            session_mark=mark_of(visit),
        )
    if visit.subject_id is not None and visit.subject_id != visit.person_id:
        return _who_for_another(opened(), visit, visit.person_id, visit.subject_id)
    return _who_for_oneself(opened(), visit, visit.person_id, staff_id)


def _who_for_oneself(opened: Session, visit: AnyVisit, person_id: uuid.UUID, staff_id: uuid.UUID | None) -> Who:
    person = people.get_person(opened, person_id=person_id)
    subject = Subject(Relation.SELF, person.name or "", person.id)
    return Who(
        person.folder_id,
        subject,
        actor_id=person.id,
        browser_id=visit.id,
        staff_id=staff_id,
        session_mark=mark_of(visit),
    )


def _who_for_another(opened: Session, visit: AnyVisit, actor_id: uuid.UUID, subject_id: uuid.UUID) -> Who:
    """Under a mandate. Once it is over nothing of the person is within reach any more: the folder is not handed out."""
    mark = mark_of(visit)
    mandate = mandates.find_between(opened, actor_id=actor_id, subject_id=subject_id, session_mark=mark)
    if mandate is None or not is_in_force(mandate, clock.now()):
        g.authority_ended = subject_id
        return _who_for_oneself(opened, visit, actor_id, None)
    person = people.get_person(opened, person_id=subject_id)
    subject = Subject(mandate.relation, person.name or "", person.id)
    return Who(person.folder_id, subject, actor_id=actor_id, browser_id=visit.id, mandate=mandate, session_mark=mark)
