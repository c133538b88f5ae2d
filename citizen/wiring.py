"""The application, assembled in one visible order. No logic here."""

from __future__ import annotations

import logging
import uuid

from flask import Flask
from flask_babel import Babel
from flask_compress import Compress
from jinja2 import StrictUndefined
from sqlalchemy.orm import Session

from citizen import config
from citizen.accessibility import locales, sign_slots, ui
from citizen.accessibility import routes as accessibility
from citizen.applications import routes as applications
from citizen.applications.paper_service import forget_drafts_of_visit
from citizen.applications.paper_store import PaperStore
from citizen.booking import routes as booking
from citizen.booking import routes_booked as booked
from citizen.booking.service import forget_unfinished as forget_unfinished_bookings
from citizen.config import ROOT, Settings
from citizen.db import sealing
from citizen.db.session import Database
from citizen.eligibility import catalogue
from citizen.eligibility import directory_routes as directory
from citizen.eligibility import routes as eligibility
from citizen.eligibility import rules_routes as rules
from citizen.home import contacts, health
from citizen.home import routes as home
from citizen.kiosk import routes as kiosk
from citizen.kiosk import shell
from citizen.people.endings import also_forget
from citizen.proxies import acting
from citizen.proxies import routes as proxies
from citizen.web import assets, browser_key, csrf, errors, i18n, pages, security, transaction


def assemble(settings: Settings | None = None) -> Flask:
    """An application for these settings (default: from the environment)."""
    settings = settings or config.from_environment()
    app = Flask("citizen", root_path=str(ROOT), static_folder=None, template_folder="templates")
    _configure(app, settings)
    _refuse_incomplete_languages()
    catalogue.use_parameters(settings.policy_parameters)
    sealing.use_keys(settings.data_keys, hash_key=settings.secret_key)
    transaction.install(app, Database(settings.database_url))
    browser_key.install(app)
    security.install(app)
    i18n.install(app)
    Babel(app, locale_selector=lambda: ui.current_ui().locale.babel)
    i18n.install(app)  # again: the extension brings its own slower look-up
    ui.install(app)
    csrf.install(app)
    acting.install(app)
    assets.install(app)
    errors.install(app)
    app.jinja_env.globals["this_page_with"] = pages.this_page_with
    app.jinja_env.globals["locales"] = tuple(locales.LOCALES.values())
    app.jinja_env.globals["help_contacts"] = contacts.help_contacts
    app.jinja_env.globals["sign_slot"] = sign_slots.find_slot
    shell.install(app)
    _register_rooms(app)
    _let_rooms_forget(settings)
    if settings.compress_pages:
        Compress(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        HTTPS=settings.https,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        KIOSK_IDLE_SECONDS=settings.kiosk_idle_seconds,
        KIOSK_WARNING_SECONDS=settings.kiosk_warning_seconds,
        USE_BUILT_ASSETS=True,
        COMPRESS_MIMETYPES=["text/html", "text/calendar", "application/json"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=500,
    )
    app.extensions["settings"] = settings
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    logging.getLogger("citizen").setLevel(logging.INFO)


def _refuse_incomplete_languages() -> None:
    missing = locales.missing_catalogues(i18n.TRANSLATIONS)
    if missing:
        raise config.SettingsError(f"no message catalogue for: {', '.join(missing)}")


def _register_rooms(app: Flask) -> None:
    guide = (eligibility, directory, rules)
    for room in (home, health, kiosk, accessibility, proxies, *guide, applications, booking, booked):
        app.register_blueprint(room.blueprint)


def _let_rooms_forget(settings: Settings) -> None:
    """What each room left unfinished goes when a visit ends; the check says so in its own routes."""
    store = PaperStore(settings.papers_folder)

    def forget_drafts(session: Session, visit_id: uuid.UUID) -> None:
        forget_drafts_of_visit(session, visit_id, store=store)

    also_forget(forget_unfinished_bookings)
    also_forget(forget_drafts)
