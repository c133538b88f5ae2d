"""Every operation of the API, declared once: the declaration makes the route, checks the request and stands in the
OpenAPI document. Order of a request: no cookies, token, scope, headers, query, body, and only then the case.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from citizen.accessibility.locales import DEFAULT
from citizen.applications.case_state import CaseChanged
from citizen.applications.models import Case
from citizen.backoffice import case_documents, case_lists, changes, idempotency, schemas, tokens
from citizen.backoffice.problems import Refused
from citizen.backoffice.tokens import Bearer
from citizen.backoffice.vocabulary import Scope
from citizen.core.errors import NotAllowed, TooMany
from citizen.people.service import check_attempts, record_attempt
from citizen.web import limits, where_from
from citizen.web.access import Access
from citizen.web.i18n import use_locale
from citizen.web.transaction import database, session

PREFIX = "/api/v1"
_KEY = re.compile(rf"[\x21-\x7e]{{8,{idempotency.LONGEST_KEY}}}")
_VERSION = re.compile(r'"(\d{1,9})"')
_ANY_VERSION = "*"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a case system can do."""

    id: str
    method: str
    path: str
    scope: Scope
    summary: str
    #: None: the answer is a file.
    answer: type[BaseModel] | None
    query: type[BaseModel] | None = None
    body: type[schemas.Asked] | None = None
    #: Whether If-Match may be "*": what is done does not depend on what was read.
    any_version: bool = False
    #: Whether If-Match is asked for at all: something new has no version yet.
    versioned: bool = True
    #: Statuses of refusals besides those of every operation.
    refusals: tuple[int, ...] = ()

    @property
    def writes(self) -> bool:
        return self.method == "POST"


@dataclass(slots=True)
class Call:
    """A checked request."""

    bearer: Bearer
    path: Mapping[str, Any]
    query: Any = None
    body: Any = None
    #: The version the caller has read; None: any.
    seen: int | None = None
    case: Case | None = field(default=None)


View = Callable[[Call], BaseModel | Response]
Write = Callable[[Session, Call, Case], None]
#: What was done as it is answered, and its version where it has one.
Done = tuple[BaseModel, int | None]
Do = Callable[[Session, Call], Done]
OPERATIONS: dict[str, Operation] = {}


def reading(blueprint: Blueprint, operation: Operation) -> Callable[[View], View]:
    """Register an operation that reads."""

    def register(view: View) -> View:
        def run(**path: Any) -> Response:
            call = _checked(operation, path)
            given = view(call)
            return given if isinstance(given, Response) else _as_json(given)

        _add(blueprint, operation, functools.update_wrapper(run, view))
        return view

    return register


def writing(blueprint: Blueprint, operation: Operation) -> Callable[[Write], Write]:
    """Register an operation that acts on a case: once per Idempotency-Key, on the version that was read."""

    def register(act: Write) -> Write:
        def run(**path: Any) -> Response:
            key, seen = _idempotency_key(), _seen_version(operation)
            call = _checked(operation, path)
            call.seen = seen
            return _done_once(call, key, act)

        _add(blueprint, operation, functools.update_wrapper(run, act))
        return act

    return register


def doing(blueprint: Blueprint, operation: Operation) -> Callable[[Do], Do]:
    """Register an operation that acts on something else than a case: once per Idempotency-Key."""

    def register(act: Do) -> Do:
        def run(**path: Any) -> Response:
            key, seen = _idempotency_key(), _seen_version(operation) if operation.versioned else None
            call = _checked(operation, path)
            call.seen = seen
            return _once(call, key, lambda opened: act(opened, call))

        _add(blueprint, operation, functools.update_wrapper(run, act))
        return act

    return register


def the_case(call: Call) -> Case:
    """The case of the address, noted for the access record; raises NotFound."""
    case = case_lists.find_case(session(), by=call.bearer, number=call.path["number"])
    g.api_case = case.id
    return case


def needs_token(view: Callable[..., Any]) -> Callable[..., Any]:
    """Opened by a bearer token only: no cookie counts, so there is nothing another site could make a browser send."""
    view.access = Access.TOKEN  # type: ignore[attr-defined]  # views are functions
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def scans_papers() -> bool:
    return current_app.extensions["settings"].scanner_address is not None


def _add(blueprint: Blueprint, operation: Operation, run: Callable[..., Response]) -> None:
    OPERATIONS[operation.id] = operation
    rule = operation.path.replace("{paper_id}", "<uuid:paper_id>").replace("{", "<").replace("}", ">")
    blueprint.add_url_rule(rule, operation.id, needs_token(run), methods=[operation.method])


def _checked(operation: Operation, path: Mapping[str, Any]) -> Call:
    if request.headers.get("Cookie"):
        raise Refused(400, "cookies_not_accepted")
    bearer = _bearer()
    g.api_use = (bearer.id, operation.id)
    limits.count_token(bearer.id)
    if operation.scope not in bearer.scopes:
        raise NotAllowed("scope_missing")
    use_locale(DEFAULT.babel)
    query = operation.query.model_validate(_arguments(operation.query)) if operation.query else None
    body = operation.body.model_validate(_sent_json()) if operation.body else None
    return Call(bearer, path, query, body)


def _bearer() -> Bearer:
    """Whose token came; raises Refused. Wrong ones are counted per address; a right one is never kept waiting."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    with database().reading() as opened:
        bearer = tokens.find_bearer(opened, token=token.strip()) if scheme.lower() == "bearer" else None
    if bearer is not None:
        return bearer
    scopes = [f"api:{where_from.place()}"]
    try:
        with database().reading() as opened:
            check_attempts(opened, scopes=scopes)
    except TooMany:
        raise Refused(429, "too_many_attempts") from None
    with database().writing() as opened:
        record_attempt(opened, scopes=scopes)
    raise Refused(401, "token_missing_or_wrong")


def _arguments(model: type[BaseModel]) -> dict[str, Any]:
    """The query, with repeated names as lists where the model wants several."""
    several = {name for name, one in model.model_fields.items() if "list" in str(one.annotation)}
    return {name: request.args.getlist(name) if name in several else request.args[name] for name in request.args}


def _sent_json() -> Any:
    data = request.get_data()
    if not data:
        return {}
    if request.mimetype != "application/json":
        raise Refused(415, "not_json")
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as wrong:
        raise Refused(400, "malformed_json") from wrong


def _idempotency_key() -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not _KEY.fullmatch(key):
        raise Refused(400, "idempotency_key_missing")
    return key


def _seen_version(operation: Operation) -> int | None:
    named = request.headers.get("If-Match", "").strip()
    if operation.any_version and named == _ANY_VERSION:
        return None
    found = _VERSION.fullmatch(named)
    if found is None:
        raise Refused(428, "version_missing")
    return int(found[1])


def _done_once(call: Call, key: str, act: Write) -> Response:
    def on_case(opened: Session) -> Done:
        case = the_case(call)
        if call.seen is not None and case.version != call.seen:
            raise CaseChanged("case_changed")
        act(opened, call, case)
        changes.number_changes(opened)
        return case_documents.in_short(opened, case_lists.place_of(opened, case=case)), case.version

    return _once(call, key, on_case)


def _once(call: Call, key: str, act: Callable[[Session], Done]) -> Response:
    """What is done, or what was answered when it was done with this key before."""
    opened = session()
    known = idempotency.claim_key(opened, token_id=call.bearer.id, key=key, fingerprint=_fingerprint())
    if known is not None:
        g.api_case = None
        replayed = _answer_of(known)
        replayed.headers["Idempotent-Replayed"] = "true"
        return replayed
    given, version = act(opened)
    answer = {"version": version, "body": _plain(given)}
    idempotency.remember_answer(opened, token_id=call.bearer.id, key=key, answer=answer)
    return _answer_of(answer)


def _fingerprint() -> str:
    said = (request.method, request.path, request.headers.get("If-Match", ""))
    return hashlib.sha256("\n".join(said).encode() + b"\n" + request.get_data()).hexdigest()


def _answer_of(answer: Mapping[str, Any]) -> Response:
    response = Response(json.dumps(answer["body"], ensure_ascii=False), mimetype="application/json")
    if answer["version"] is not None:
        response.headers["ETag"] = f'"{answer["version"]}"'
    return response


def _as_json(given: BaseModel) -> Response:
    response = Response(json.dumps(_plain(given), ensure_ascii=False), mimetype="application/json")
    if isinstance(given, schemas.Versioned):
        response.headers["ETag"] = f'"{given.version_shown}"'
    return response


def _plain(given: BaseModel) -> Any:
    """In FHIR what is not there is left out; elsewhere it is null."""
    return given.model_dump(mode="json", by_alias=True, exclude_none=isinstance(given, schemas.LeavesOut))
