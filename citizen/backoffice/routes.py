"""The API as a whole: how it refuses, how every use is recorded, its document, and the page that explains it."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, g, request
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from citizen.applications.approval_levels import NAMES
from citizen.backoffice import act_routes, booking_routes, case_routes, openapi, problems, tokens
from citizen.backoffice.operations import PREFIX
from citizen.backoffice.problems import Refused
from citizen.backoffice.vocabulary import BY_PEOPLE
from citizen.core.errors import CitizenError
from citizen.web.access import open_to_all
from citizen.web.pages import page
from citizen.web.transaction import database

api = case_routes.blueprint
blueprint = Blueprint("backoffice", __name__)
#: Importing them declares their operations.
__all__ = ["act_routes", "api", "blueprint", "booking_routes"]


@blueprint.get("/api")
@open_to_all
def about() -> Response:
    return page(
        "backoffice/api.html",
        operations=[(one, PREFIX + one.path) for one in openapi.document_order()],
        levels=[(level.value, name) for level, name in NAMES.items()],
        events=[event.value for event in BY_PEOPLE],
        website=current_app.extensions["settings"].public_url,
    )


@blueprint.get(f"{PREFIX}/openapi.json")
@open_to_all
def openapi_document() -> Response:
    return Response(json.dumps(openapi.document(), ensure_ascii=False), mimetype="application/json")


api.register_error_handler(Refused, problems.for_refusal)
api.register_error_handler(ValidationError, problems.for_validation)
api.register_error_handler(CitizenError, problems.for_citizen_error)
api.register_error_handler(OperationalError, problems.for_missing_database)
api.register_error_handler(InterfaceError, problems.for_missing_database)
api.register_error_handler(HTTPException, problems.for_http_error)
api.register_error_handler(Exception, problems.for_fault)


@blueprint.before_app_request
def _nothing_here() -> Response | None:
    """A program that asks for what there is not gets an answer for programs; no view has been found, so no room has."""
    fault = request.routing_exception
    if fault is None or (fault.code or 0) < 400 or not request.path.startswith(f"{PREFIX}/"):
        return None
    return problems.for_http_error(fault)


@api.after_request
def _note_status(response: Response) -> Response:
    """The last one counts: an act that could not be committed was answered with a fault."""
    g.api_status = response.status_code
    return response


@api.teardown_request
def _record_use(_error: BaseException | None) -> None:
    """After the act is committed or given up, and before a byte of the answer leaves."""
    use = g.pop("api_use", None)
    if use is None:
        return
    token_id, act = use
    with database().writing() as opened:
        tokens.record_access(
            opened, token_id=token_id, act=act, case_id=g.get("api_case"), status=g.get("api_status", 500)
        )
