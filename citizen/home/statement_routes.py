"""What this site says about its own accessibility: the statement, all criteria one by one, and the manifest for
programs. The figures are made from the register and the manifest, never written by hand.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, request

from citizen.accessibility import content_manifest
from citizen.accessibility.check_results import load_results
from citizen.accessibility.ui import current_ui
from citizen.accessibility.wcag_register import load_register
from citizen.config import Settings
from citizen.core.errors import NotFound
from citizen.home import statement
from citizen.web.access import open_to_all
from citizen.web.pages import page

blueprint = Blueprint("statement", __name__)


@blueprint.get("/accessibility/criteria")
@open_to_all
def criteria() -> Response:
    """Every criterion of a level (?level=A, AA, AAA, EN for terminals), or all of WCAG 2.2."""
    register, level = load_register(), request.args.get("level")
    level = level if level in statement.LEVEL_NAMES else None
    return page(
        "home/accessibility_criteria.html",
        sections=statement.sections(register, level),
        level=level,
        levels=statement.LEVEL_NAMES,
        counted=statement.counts(register.of_level(level)),
        standings=statement.STANDING_NAMES,
        tones=statement.TONES,
        locale=current_ui().locale.code,
    )


@blueprint.get("/accessibility/criteria/<anchor>")
@open_to_all
def criterion(anchor: str) -> Response:
    """One criterion: how it is met, what proves it, what is missing."""
    register = load_register()
    found = next((one for one in (*register.criteria, *register.clauses) if one.anchor == anchor), None)
    if found is None:
        raise NotFound("criterion")
    checks = statement.checks_of(found, load_results())
    return page(
        "home/accessibility_criterion.html",
        one=found,
        checks=checks,
        ran_on=statement.last_run(checks),
        has_failed=statement.has_failed(checks),
        level=statement.LEVEL_NAMES[found.level],
        standing=statement.STANDING_NAMES[found.standing],
        tone=statement.TONES[found.standing],
        checked_on=register.checked_on,
        locale=current_ui().locale.code,
    )


@blueprint.get("/accessibility/content.json")
@open_to_all
def content() -> Response:
    """The content manifest: which versions of each page exist, from which words, read by whom."""
    return jsonify(content_manifest.as_json())


def statement_page() -> Response:
    """/accessibility itself; its address and endpoint are older than this module."""
    register, settings = load_register(), _settings()
    locale = current_ui().locale.code
    return page(
        "home/accessibility.html",
        counted=statement.counts(register.criteria),
        terminals=statement.counts(register.clauses),
        versions=statement.rows_of_versions(locale),
        missing=statement.with_gaps(register),
        not_followed=register.not_followed,
        reply_days=settings.barrier_reply_days,
        contacts=settings.barrier_contacts,
        checked_on=register.checked_on,
        locale=locale,
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
