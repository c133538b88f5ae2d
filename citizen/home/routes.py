"""The start page, help, and what the site says about itself."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, current_app

from citizen.accessibility.ui import current_ui
from citizen.config import Settings
from citizen.eligibility import catalogue
from citizen.eligibility.glossary import load_glossary
from citizen.home.contacts import GOVERNMENT_HOTLINE, district_phone
from citizen.home.statement_routes import statement_page
from citizen.proxies.public_pages import public_page
from citizen.web.access import may_lag, open_to_all
from citizen.web.pages import page

blueprint = Blueprint("home", __name__)

#: When the privacy notice was last read against what the site does; the statement has its date in the register.
STATEMENTS_CHECKED_ON = date(2026, 11, 21)


@blueprint.get("/")
@open_to_all
@may_lag
def start() -> Response:
    return public_page("home/start.html")


@blueprint.get("/help")
@open_to_all
@may_lag
def help_page() -> Response:
    locale = current_ui().locale.code
    phones = [(district.name[locale], district_phone(district.id)) for district in catalogue.load().districts.values()]
    return page("home/help.html", hotline=GOVERNMENT_HOTLINE, phones=phones)


@blueprint.get("/help/words")
@open_to_all
@may_lag
def words() -> Response:
    """The hard words of the programme texts, in alphabetical order of the language."""
    locale = current_ui().locale.code
    return page("home/words.html", terms=list(load_glossary()), locale=locale)


@blueprint.get("/accessibility")
@open_to_all
def accessibility_statement() -> Response:
    return statement_page()


@blueprint.get("/privacy")
@open_to_all
def privacy() -> Response:
    settings: Settings = current_app.extensions["settings"]
    return page("home/privacy.html", checked_on=STATEMENTS_CHECKED_ON, draft_days=settings.draft_days)
