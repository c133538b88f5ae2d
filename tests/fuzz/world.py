"""A site with persons, members of staff, a terminal and programs, of which every attack starts anew.

It is built once in a process and then remembered as rows: putting the rows back takes a twentieth of building them.
"""

from __future__ import annotations

import secrets
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.backoffice.tokens import new_token
from citizen.backoffice.vocabulary import Scope
from citizen.core import clock
from citizen.db.base import Base
from citizen.db.session import Database
from citizen.people import service as people
from citizen.people.models import Visit
from citizen.proxies.authority import Act, Relation, Subject, Who
from tests.booking.conftest import MORNING, PLACE, add_place
from tests.conftest import empty_tables
from tests.journeys.separation_model import PROGRAMME_OF_DRAFT
from tests.journeys.separation_persons import Canary, Maker, Things
from tests.kiosk.operating_steps import at_a_terminal
from tests.staff.hall import at_the_desk, enrol, use_enrolment
from tests.support.audited_client import AuditedClient
from tests.support.people import act_for, make_mandate, signed_in, start_signed_in
from tests.support.visitor import Visitor

#: Whose words nobody in any state may see, but programs and staff of the district.
STRANGER = "丁"
#: Who attacks, the person whose things they may see, and the language they read.
STATES: Mapping[str, tuple[str, str]] = {
    "signed out": ("", "zh-Hans"),
    "visitor": ("丙", "zh-Hant"),
    "signed in": ("甲", "en"),
    "acting": ("甲", "zh-Hans"),
    "staff": ("", "zh-Hans"),
    "staff elsewhere": ("", "en"),
    "assisting": ("", "zh-Hans"),
    "terminal": ("", "zh-Hans"),
    "terminal in use": ("", "zh-Hans"),
    "program": ("", "zh-Hans"),
    "program elsewhere": ("", "zh-Hans"),
}
TAGS = {"zh-Hans": "zh-Hans-CN", "zh-Hant": "zh-Hant", "en": "en"}
#: What staff of the district are there to see, and what its programs are sent.
_SEEN_BY: Mapping[str, frozenset[str]] = {
    "staff": frozenset({"booking", "name"}),
    "program": frozenset({"sent", "decision", "booking"}),
}
#: A helper who may fill in and book, for one programme: what was sent, was decided or is private stays hidden.
_ALLOWED = {Act.FILL, Act.BOOK}
_HIDDEN_FROM: Mapping[str, frozenset[str]] = {"acting": frozenset({"sent", "decision", "profile"})}
_ALL_ROLES = "desk officer place interpreter"
Cookies = dict[Any, Any]
Rows = list[tuple[sa.Table, list[dict[str, Any]]]]
_remembered: dict[str, tuple[Rows, Site, sqlite3.Connection | None]] = {}


@dataclass(slots=True)
class Site:
    """What is the same after every restoration: who is who, and what the browsers and programs hold."""

    things: dict[str, Things] = field(default_factory=dict)
    canaries: list[Canary] = field(default_factory=list)
    cookies: dict[str, Cookies] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    known: dict[str, Sequence[str]] = field(default_factory=dict)

    def forbidden(self, state: str) -> list[str]:
        """Words that must not come back in this state."""
        own, seen = STATES[state][0], _SEEN_BY.get(state, frozenset())
        hidden = _HIDDEN_FROM.get(state, frozenset())
        return [one.words for one in self.canaries if one.kind in hidden or (one.owner != own and one.kind not in seen)]


class World:
    """The site as every attack finds it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.database: Database = app.extensions["database"]
        if self.database.url in _remembered:
            self._rows, self.site, self._copy = _remembered[self.database.url]
            self.restore()
            return
        with clock.fixed(MORNING), pytest.MonkeyPatch.context() as patch:
            patch.setattr(AuditedClient, "audits", False)  # these pages have tests of their own
            self.site = _built(app, self.database)
        self._rows = _rows_of(self.database)
        self._copy = _pages_of(self.database)
        _remembered[self.database.url] = self._rows, self.site, self._copy

    def restore(self) -> None:
        """Everything as it was."""
        if self._copy is not None:
            _copy_pages(self._copy, self.database)
        else:
            self._put_back()

    def _put_back(self) -> None:
        """Row by row. Visits and persons name each other: first without, then with."""
        empty_tables(self.database)
        with self.database.writing() as session:
            for table, rows in self._rows:
                session.execute(table.insert(), [_without_names(one) if table is _VISIT else one for one in rows])
            named = [one for table, rows in self._rows if table is _VISIT for one in rows if _names(one)]
            for one in named:
                session.execute(_VISIT.update().where(_VISIT.c.id == one["id"]).values(_names(one)))


_VISIT = Visit.__table__
_NAMES = ("person_id", "subject_id", "staff_id")


def _names(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _NAMES if row[name] is not None}


def _without_names(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **dict.fromkeys(_NAMES)}


def _pages_of(database: Database) -> sqlite3.Connection | None:
    """SQLite copies a whole database in milliseconds."""
    if not database.url.startswith("sqlite"):
        return None
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection = database.writer.raw_connection()
    connection.driver_connection.backup(copy)  # type: ignore[union-attr]
    connection.close()
    return copy


def _copy_pages(copy: sqlite3.Connection, database: Database) -> None:
    connection = database.writer.raw_connection()
    copy.backup(connection.driver_connection)  # type: ignore[arg-type]
    connection.close()


def _rows_of(database: Database) -> Rows:
    with database.reading() as session:
        read = ((table, session.execute(sa.select(table))) for table in Base.metadata.sorted_tables)
        rows = [(table, [dict(row._mapping) for row in found]) for table, found in read]
    return [(table, one) for table, one in rows if one]


def _built(app: Flask, database: Database) -> Site:
    site = Site()
    maker = Maker(app.extensions["settings"].papers_folder)
    key = secrets.token_urlsafe(32)
    with database.writing() as session:
        add_place(session, staff=6, rooms=6)
        for name in ("甲", STRANGER):
            site.things[name] = maker.make(session, name)
        site.things["丙"] = _of_a_visitor(session, maker, key)
        for state, district in (("program", "tongzhou"), ("program elsewhere", "fenghua")):
            expires_at = clock.now() + timedelta(days=1)
            site.tokens[state] = new_token(
                session, name=state, district=district, programmes=(), scopes=tuple(Scope), expires_at=expires_at
            )
    site.canaries = maker.canaries
    site.known = _known(list(site.things.values()))
    browsers = {state: Visitor(app) for state in STATES}
    for state, browser in browsers.items():
        browser.open(f"/?lang={STATES[state][1]}")
    browsers["visitor"].client.set_cookie("visit", key)
    browsers["signed in"].client.set_cookie("visit", start_signed_in(database, site.things["甲"].person_id))
    _act_for_another(browsers["acting"], site.things["甲"].person_id)
    _make_staff(app, browsers)
    _begin_at_counter_and_terminal(app, browsers)
    site.cookies = {state: dict(browser.client._cookies or {}) for state, browser in browsers.items()}
    return site


def _make_staff(app: Flask, browsers: Mapping[str, Visitor]) -> None:
    for state, code, district in (("staff", "G1", "tongzhou"), ("staff elsewhere", "G2", "fenghua")):
        enrolment = enrol(app, code, district=district, roles=_ALL_ROLES)
        browsers[state].open("/?lang=zh-Hans")
        use_enrolment(browsers[state], code, enrolment)
        browsers[state].open(f"/?lang={STATES[state][1]}")


def _act_for_another(browser: Visitor, subject: uuid.UUID) -> None:
    """A helper whom the person allowed less than everything."""
    helper = signed_in(browser, name="戊")
    database: Database = browser.client.application.extensions["database"]
    with database.writing() as session:
        make_mandate(session, helper, subject, acts=_ALLOWED, programmes=[PROGRAMME_OF_DRAFT])
    act_for(browser, subject)


def _begin_at_counter_and_terminal(app: Flask, browsers: Mapping[str, Visitor]) -> None:
    """Somebody is helped by staff; somebody has begun at a terminal, where the next one begins anew."""
    at_the_desk(browsers["assisting"], "G3")
    browsers["assisting"].follow("帮一位办事")
    browsers["assisting"].press("开始：屏幕交给这位群众")
    for state, code in (("terminal", "TZ-1"), ("terminal in use", "TZ-2")):
        at_a_terminal(browsers[state], code)
    for state in ("assisting", "terminal in use"):
        browsers[state].open("/needs/for-whom")
        browsers[state].choose("您在为谁办理？", "我自己")
        browsers[state].press("继续")


def _of_a_visitor(session: Session, maker: Maker, key: str) -> Things:
    """Somebody who never signed in: everything hangs on the visit of the browser."""
    visit = people.start_visit(session, key=key, on_kiosk=False)
    people.set_subject(session, visit_id=visit.id, relation=Relation.SELF.value, name="")
    things = Things(visit.id)
    maker.make_things(session, Who(visit.id, Subject(Relation.SELF, "")), "丙", things)
    return things


def _known(persons: Sequence[Things]) -> dict[str, Sequence[str]]:
    """Parts of addresses that exist: everybody's things."""
    references = [one for a in persons for one in (a.draft, a.sent, a.booking, a.needs, a.saved)]
    return {
        "reference": references, "second": references, "key": [one.check for one in persons],
        "number": [f"{one.sent}-1" for one in persons] + ["1"], "position": ["1"],
        "fact": ["birth_date", "district", "certificate", "disability_types"], "kind": ["other", "identity"],
        "name": ["receipt", "decision-1", "wheelchair", "css/site.css", "js/htmx.min.js"],
        "need": ["sign_language"],
        "ending": ["brf", "pdf", "txt", "ics", "html", "mp3"],
        "paper_id": [str(p) for one in persons for p in one.papers],
        "programme_id": ["home-care-assistance-subsidy", "adult-rehab-subsidy"], "site_code": [PLACE],
        "resource_code": ["staff-0"], "day": ["2026-11-23"], "way": ["phone", "email", "voice"],
        "what": ["arrived"],
        "state": ["served"], "token": ["x"], "code": ["x"], "where": ["apply", "open"], "hundredths": ["100"],
        "anchor": ["1.1.1"], "place_id": ["tongzhou-warm-home"], "path": ["x"],
        **{name: [str(one.person_id) for one in persons] for name in _IDS},
    }  # fmt: skip


_IDS = ("way_id", "connection_id", "passkey_id", "call_id", "hand_off_id", "exception_id")
