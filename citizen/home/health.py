"""For the machines that watch over this one: is the process alive, can it serve? No layout, nothing personal."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from citizen.db.migrate import is_usable
from citizen.eligibility import catalogue
from citizen.web.access import open_to_all
from citizen.web.transaction import database

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@open_to_all
def alive() -> Response:
    """The process answers."""
    return _plain(jsonify(status="alive"))


@blueprint.get("/readyz")
@open_to_all
def ready() -> Response:
    """200 when the database is there, not older than this version, and the catalogue is loaded, else 503."""
    checks = {"database": False, "migrations": False, "catalogue": _catalogue_is_loaded()}
    try:
        # The reading door: a health check must never wait for a writer.
        checks["migrations"] = is_usable(database().reader)
        checks["database"] = True
    except SQLAlchemyError:
        pass  # says false below
    is_ready = all(checks.values())
    response = jsonify(status="ready" if is_ready else "not ready", checks=checks)
    response.status_code = 200 if is_ready else 503
    return _plain(response)


def _catalogue_is_loaded() -> bool:
    try:
        return bool(catalogue.load().programmes)
    except Exception:  # whatever is wrong with the files, this process cannot answer anybody
        return False


def _plain(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
