"""The application, assembled in one visible order. No logic here."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from flask import Flask
from flask_babel import Babel
from jinja2 import StrictUndefined
from sqlalchemy.orm import Session

from citizen import config
from citizen.accessibility import (
    easy_answers,
    easy_coverage,
    listening,
    locales,
    ruby,
    sign_pages,
    sign_registry,
    sign_slots,
    ui,
)
from citizen.accessibility import listening_routes as listening_pages
from citizen.accessibility import routes as accessibility
from citizen.applications import belongings as application_belongings
from citizen.applications import keeping_notices
from citizen.applications import notice_kinds as application_notices
from citizen.applications import routes as applications
from citizen.applications.events import also_tell
from citizen.applications.paper_service import forget_drafts_of_visit
from citizen.applications.paper_store import store_of
from citizen.backoffice import routes as backoffice
from citizen.backoffice.changes import note_change
from citizen.booking import belongings as booking_belongings
from citizen.booking import change_routes as booking_changes
from citizen.booking import letters as booking_letters
from citizen.booking import list_kinds as booking_list_notices
from citizen.booking import lists as booking_lists
from citizen.booking import notice_kinds as booking_notices
from citizen.booking import on_the_day
from citizen.booking import open_slots_routes as open_slots
from citizen.booking import request_routes as booking_requests
from citizen.booking import routes as booking
from citizen.booking import routes_booked as booked
from citizen.booking.heard import also_on_change
from citizen.booking.service import forget_unfinished as forget_unfinished_bookings
from citizen.concerns import belongings as needs_belongings
from citizen.concerns import routes as concerns
from citizen.config import ROOT, Settings
from citizen.db import envelope, sealing
from citizen.db.replica import Replica
from citizen.db.session import Database
from citizen.eligibility import belongings as check_belongings
from citizen.eligibility import directory_routes as directory
from citizen.eligibility import guide_routes as guides
from citizen.eligibility import notice_kinds as eligibility_notices
from citizen.eligibility import remembered_routes as remembered
from citizen.eligibility import routes as eligibility
from citizen.eligibility import rules_routes as rules
from citizen.eligibility import saved_check_routes as saved_checks
from citizen.eligibility import sign_slots as question_slots
from citizen.eligibility.saved_checks import forget_codes_of_visit
from citizen.eligibility.service import forget_checks_of_visit
from citizen.home import contacts, deployment_files, health, my_data_routes, profile_routes, statement_routes, watching
from citizen.home import routes as home
from citizen.kiosk import enrol_routes as terminals
from citizen.kiosk import operating, shell
from citizen.kiosk import routes as kiosk
from citizen.letters import page_formats
from citizen.letters.sign_slots import LetterSlots
from citizen.notices import composing as notice_composing
from citizen.notices import kinds as notice_kinds
from citizen.notices import notice_kinds as test_notices
from citizen.notices import routes as notices
from citizen.pathways import beginning_routes as pathway_beginnings
from citizen.pathways import belongings as pathway_belongings
from citizen.pathways import notice_kinds as pathway_notices
from citizen.pathways import routes as pathways
from citizen.pathways.following import on_booking_change
from citizen.people import account_routes as account
from citizen.people import belongings, receipts, session_time
from citizen.people import card_routes as cards
from citizen.people import identity_routes as identity
from citizen.people import notice_kinds as people_notices
from citizen.people import passkey_routes as passkeys
from citizen.people import service as people
from citizen.people.endings import also_forget
from citizen.people.reaching import also_by, also_reach
from citizen.proxies import (
    acting,
    acting_pages,
    acts,
    coming_back,
    consent_routes,
    guardian_routes,
    looks,
    own_channel,
    ward_card_routes,
)
from citizen.proxies import contact_routes as contact_ways
from citizen.proxies import notice_kinds as mandate_notices
from citizen.proxies import routes as proxies
from citizen.proxies.guardians import guardians_of
from citizen.proxies.visit_bound import end_with_visit
from citizen.staff import access as staff_access
from citizen.staff import notice_kinds as staff_notices
from citizen.staff import routes as staff
from citizen.web import (
    assets,
    browser_key,
    compression,
    csrf,
    errors,
    i18n,
    limits,
    pages,
    security,
    slow_requests,
    transaction,
    unchanged,
)
from citizen.web.site import Site


def assemble(settings: Settings | None = None) -> Flask:
    """An application for these settings (default: from the environment)."""
    settings = settings or config.from_environment()
    app = Site("citizen", root_path=str(ROOT), static_folder=None, template_folder="templates")
    _configure(app, settings)
    _refuse_incomplete_languages()
    deployment_files.use(settings)
    sealing.use_keys(settings.data_keys, hash_key=settings.hash_key or settings.secret_key)
    _open_database(app, settings)
    browser_key.install(app)
    security.install(app, reports=settings.csp_reports)
    _speak_languages(app)
    limits.install(app, settings)
    slow_requests.install(app)
    csrf.install(app)
    _install_whom_it_is_for(app)
    session_time.install(app)
    assets.install(app)
    errors.install(app)
    _name_for_templates(app)
    _let_rooms_be_signed(app)
    shell.install(app)
    _register_rooms(app, settings)
    _let_rooms_forget(settings)
    _let_rooms_keep()
    _register_notices()
    _change_what_leaves(app, settings)
    return app


def _open_database(app: Flask, settings: Settings) -> None:
    opened = Database(settings.database_url)
    envelope.use_database(opened)
    copy = Replica(settings.read_database_url, opened) if settings.read_database_url else None
    transaction.install(app, opened, copy=copy)


def _speak_languages(app: Flask) -> None:
    i18n.install(app)
    Babel(app, locale_selector=lambda: ui.current_ui().locale.babel)
    i18n.install(app)  # again: the extension brings its own slower look-up
    ui.install(app)


def _change_what_leaves(app: Flask, settings: Settings) -> None:
    """Finished pages, in the opposite order: easy-read, pinyin, listening, the terminal, style, compression."""
    if settings.compress_pages:
        compression.install(app)
    unchanged.install(app)
    assets.bring_style_along(app)
    shell.install_first(app)
    listening.install(app)
    ruby.install(app)
    easy_answers.install(app)


def _install_whom_it_is_for(app: Flask) -> None:
    acting.install(app)
    coming_back.install(app)
    acts.install(app)
    looks.install(app)


def _register_notices() -> None:
    notice_kinds.register(*keeping_notices.KINDS, *test_notices.KINDS)
    notice_kinds.register(
        *eligibility_notices.KINDS, *application_notices.KINDS, *mandate_notices.KINDS, *people_notices.KINDS
    )
    notice_kinds.register(*staff_notices.KINDS, *booking_notices.KINDS, *pathway_notices.KINDS)
    notice_kinds.register(*booking_list_notices.KINDS)
    easy_coverage.also_cover(notice_kinds.parts_in_easy_read)
    easy_coverage.also_cover(notice_composing.closing_in_easy_read)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        HTTPS=settings.https,
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        KIOSK_IDLE_SECONDS=settings.kiosk_idle_seconds,
        KIOSK_WARNING_SECONDS=settings.kiosk_warning_seconds,
        USE_BUILT_ASSETS=True,
    )
    app.extensions["settings"] = settings
    people.use_signed_in_limit(timedelta(hours=settings.signed_in_hours))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    logging.getLogger("citizen").setLevel(logging.INFO)
    watching.install(app, settings)


def _name_for_templates(app: Flask) -> None:
    """What every template can call."""
    app.jinja_env.globals.update(
        this_page_with=pages.this_page_with,
        locales=tuple(locales.LOCALES.values()),
        help_contacts=contacts.help_contacts,
    )


def _let_rooms_be_signed(app: Flask) -> None:
    """Which places there are for clips in sign language."""
    sign_registry.register(
        pages=sign_pages.PageSlots(),
        questions=question_slots.QuestionSlots(),
        lists=question_slots.ListSlots(),
        results=question_slots.ResultSlots(),
        letters=LetterSlots(),
    )
    sign_slots.install(app)


def _refuse_incomplete_languages() -> None:
    missing = locales.missing_catalogues(i18n.TRANSLATIONS)
    if missing:
        raise config.SettingsError(f"no message catalogue for: {', '.join(missing)}")


def _register_rooms(app: Flask, settings: Settings) -> None:
    guide = (eligibility, remembered, saved_checks, directory, rules, guides)
    app.register_blueprint(backoffice.api)
    journeys = (*guide, concerns, applications, booking, booked, booking_letters, booking_requests)
    of_the_house = (home, my_data_routes, profile_routes, statement_routes, health, kiosk, terminals, backoffice)
    reading = (accessibility, listening_pages, page_formats, notices, proxies)
    for room in (*of_the_house, *reading, *journeys):
        app.register_blueprint(room.blueprint)
    _register_more_of_booking(app, settings)
    people_and_helpers = (account, acting_pages, coming_back, guardian_routes, consent_routes, ward_card_routes)
    for room in (*people_and_helpers, identity, cards, passkeys, contact_ways, pathway_beginnings):
        app.register_blueprint(room.blueprint)
    also_on_change(on_booking_change)
    app.register_blueprint(staff.blueprint)
    staff_access.install(app)
    operating.install(app)
    also_tell(note_change)


def _register_more_of_booking(app: Flask, settings: Settings) -> None:
    app.register_blueprint(booking_changes.blueprint)
    booking_lists.install(app, offer_hours=settings.offer_hours)
    on_the_day.install(app)
    app.register_blueprint(open_slots.blueprint)


def _let_rooms_forget(settings: Settings) -> None:
    """What each room left unfinished goes when a visit ends."""
    store = store_of(settings)

    def forget_drafts(session: Session, visit_id: uuid.UUID) -> None:
        forget_drafts_of_visit(session, visit_id, store=store)

    also_forget(forget_checks_of_visit)
    also_forget(forget_codes_of_visit)
    also_forget(forget_unfinished_bookings)
    also_forget(forget_drafts)
    also_forget(pathway_belongings.forget_looking)
    also_forget(end_with_visit)
    also_reach(guardians_of)
    also_by(own_channel.ways_of)


def _let_rooms_keep() -> None:
    """What was begun here before somebody signed in, and what a receipt opens."""
    belongings.register(*check_belongings.BELONGINGS, application_belongings.BELONGINGS)
    belongings.register(booking_belongings.BELONGINGS, booking_belongings.REQUESTS, needs_belongings.BELONGINGS)
    belongings.register(pathway_belongings.BELONGINGS, *booking_lists.BELONGINGS)
    receipts.register(booking_requests.RECEIPTS)
    receipts.register(applications.RECEIPTS, booked.RECEIPTS, saved_checks.RECEIPTS, concerns.needs_routes.RECEIPTS)
    receipts.register(pathways.RECEIPTS, *booking_lists.RECEIPTS)
