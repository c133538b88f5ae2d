"""What the content security policy stopped, as browsers report it: off unless the deployment asks for it (CSP_REPORTS).

Anybody can send anything here, and an address may say something about a person: only the rule, the kind of thing and
the page's name in the program are written to the log.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from werkzeug.exceptions import HTTPException

from citizen.web.access import open_to_all

ADDRESS = "/policy-reports"
_LARGEST = 16 * 1024
_AT_ONCE = 10
_RULE = re.compile(r"[a-z][a-z-]{2,30}")
_log = logging.getLogger("citizen.policy")


def install(app: Flask, *, is_on: bool) -> None:
    app.config["CSP_REPORTS"] = is_on
    app.add_url_rule(ADDRESS, "policy_reports", _take, methods=["POST"])
    if is_on:
        app.after_request(_ask_for_reports)


def _ask_for_reports(response: Response) -> Response:
    """After everything that writes the policy: installed before it."""
    policy = response.headers.get("Content-Security-Policy")
    if policy is not None:
        response.headers["Content-Security-Policy"] = f"{policy}; report-uri {ADDRESS}; report-to policy"
        response.headers["Reporting-Endpoints"] = f'policy="{ADDRESS}"'
    return response


@open_to_all
def _take() -> Response:
    if not current_app.config["CSP_REPORTS"]:
        abort(404)
    for one in _reports(request.get_data() if (request.content_length or 0) <= _LARGEST else b""):
        rule = str(one.get("effective-directive") or one.get("effectiveDirective") or one.get("violated-directive"))
        blocked = str(one.get("blocked-uri") or one.get("blockedURL") or "")
        page = str(one.get("document-uri") or one.get("documentURL") or "")
        _log.warning("stopped by policy: %s, %s, on %s", _known(rule), _kind(blocked), _endpoint(page))
    return Response(status=204)


_take.csrf_exempt = True  # type: ignore[attr-defined]  # changes nothing, and browsers send no token with a report


def _reports(data: bytes) -> Iterator[dict[str, Any]]:
    """Both ways of writing them: one with report-uri, a list with report-to."""
    try:
        sent = json.loads(data)
    except (ValueError, RecursionError):
        return
    for one in (sent if isinstance(sent, list) else [sent])[:_AT_ONCE]:
        body = (one.get("csp-report") or one.get("body")) if isinstance(one, dict) else None
        if isinstance(body, dict):
            yield body


def _known(rule: str) -> str:
    found = _RULE.match(rule)
    return found[0] if found else "another rule"


def _kind(blocked: str) -> str:
    """ "inline", "eval" or the like, our own site, or another one: never which."""
    if blocked in ("inline", "eval", "data", "blob", "wasm-eval", "self"):
        return blocked
    try:
        return "our own site" if urlsplit(blocked).netloc == request.host else "another site"
    except ValueError:
        return "another site"


def _endpoint(page: str) -> str:
    """The page's name in the program: an address may hold a key."""
    try:
        endpoint, _values = current_app.url_map.bind("localhost").match(urlsplit(page).path or "/", method="GET")
    except (HTTPException, ValueError):
        return "no page of ours"
    return str(endpoint)
