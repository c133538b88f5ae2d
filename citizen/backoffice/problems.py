"""Refusals of the API as application/problem+json (RFC 9457), each with a stable code."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from flask import Response, g, request
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from citizen.applications.case_state import CaseChanged
from citizen.backoffice.schemas import FieldProblem, Problem
from citizen.core import security_log
from citizen.core.errors import CitizenError, Conflict, NotAllowed, NotFound, RuleBroken, TooMany, Unreachable

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("citizen.backoffice")
_RETRY_AFTER_SECONDS = {429: "600", 503: "60"}

#: What a status means, in one sentence; the code says it exactly.
TITLES: Mapping[int, str] = {
    400: "The request cannot be read.",
    401: "A valid token is needed.",
    403: "This token does not have the scope for this.",
    404: "There is no such thing for this token.",
    409: "This is not possible as the case stands now.",
    412: "The case has changed since it was read.",
    413: "The request is too large.",
    415: "The body must be application/json.",
    422: "Something in the request is not right.",
    428: "Say which version of the case was read: If-Match.",
    429: "Too many attempts. Wait 10 minutes.",
    500: "Something is not working on our side.",
    503: "The service cannot reach its database at the moment.",
}
_STATUS: Mapping[type[CitizenError], int] = {
    CaseChanged: 412, NotFound: 404, NotAllowed: 403, RuleBroken: 422, TooMany: 429, Conflict: 409,
}  # fmt: skip


class Refused(Exception):
    """The request itself is refused, before anything is looked up."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


def problem(status: int, code: str, fields: Iterable[FieldProblem] = ()) -> Response:
    """The answer for this refusal."""
    title = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    said = Problem(type="about:blank", title=title, status=status, code=code, problems=list(fields))
    response = Response(said.model_dump_json(), status=status, mimetype=MEDIA_TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="cases"'
    if status in _RETRY_AFTER_SECONDS:
        response.headers["Retry-After"] = _RETRY_AFTER_SECONDS[status]
    return response


def for_refusal(refused: Refused) -> Response:
    return problem(refused.status, refused.code)


def for_citizen_error(error: CitizenError) -> Response:
    if isinstance(error, Unreachable):
        return for_missing_database(error)
    status = next(status for kind, status in _STATUS.items() if isinstance(error, kind))
    code = "not_found" if status == 404 else error.code
    field = getattr(error, "field", None)
    return problem(status, code, [FieldProblem(field=field, code=error.code)] if field else [])


def for_validation(error: ValidationError) -> Response:
    """Which fields, and why; never what was sent."""
    fields = [
        FieldProblem(field=".".join(str(part) for part in one["loc"]) or "body", code=one["type"])
        for one in error.errors(include_input=False, include_url=False, include_context=False)
    ]
    return problem(422, "invalid_request", fields)


def for_http_error(error: HTTPException) -> Response:
    original = getattr(error, "original_exception", None)
    if isinstance(original, (OperationalError, InterfaceError)):
        return for_missing_database(original)
    status = error.code or 500
    codes = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
    answer = problem(status, codes.get(status, "server_error" if status >= 500 else "bad_request"))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def for_missing_database(error: Exception) -> Response:
    _log.error("no database in %s: %s", request.endpoint, security_log.fault_lines(error))
    g.failsafe = True
    return problem(503, "unavailable")


def for_fault(error: Exception) -> Response:
    # The operation's name, never its values: logs hold nothing personal.
    _log.error("unexpected error in %s: %s", request.endpoint, security_log.fault_lines(error))
    return problem(500, "server_error")
