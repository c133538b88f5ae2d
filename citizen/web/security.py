"""Response headers. No inline script anywhere and no style but the one `first_view` brings, which is named by its hash,
so the policy needs no nonce and no general exception.
"""

from __future__ import annotations

from flask import Flask, Response

from citizen.web import policy_reports
from citizen.web.access import Access
from citizen.web.at_hand import this_app, this_request

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
#: Told with https in front: no browser comes back without.
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_WITHOUT_HTTPS = [(name.lower(), name, value) for name, value in _HEADERS.items()]
_WITH_HTTPS = [*_WITHOUT_HTTPS, *((name.lower(), name, value) for name, value in _HTTPS_ONLY.items())]


def policy_with_connection(origin: str) -> str:
    """For the one page whose script asks a service on the same machine: the usual policy and this origin."""
    return _POLICY.replace("connect-src 'self'", f"connect-src 'self' {origin}")


def allow_style(response: Response, digest: str) -> None:
    """This answer holds one <style>, with this SHA-256 in base64; no other is followed."""
    policy = response.headers.get("Content-Security-Policy", _POLICY)
    allowed = policy.replace("style-src 'self'", f"style-src 'self' 'sha256-{digest}'")
    response.headers["Content-Security-Policy"] = allowed


def install(app: Flask, *, reports: bool = False) -> None:
    """Every answer is protected; with `reports`, browsers are asked to say what the policy stopped."""
    policy_reports.install(app, is_on=reports)  # first, so that it sees the finished policy
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    said, personal = {name.lower() for name, _value in response.headers}, is_personal()
    wanted = _WITH_HTTPS if this_app().config["HTTPS"] else _WITHOUT_HTTPS
    for lower, name, value in wanted:
        if lower not in said:
            response.headers.add(name, value)
    if (personal or response.mimetype == "text/html") and "cache-control" not in said:
        # Shared machines: no page stays behind. Public pages may be kept by the browser but are always asked again.
        response.headers.add("Cache-Control", "no-store" if personal else "no-cache, private")
    return response


def is_personal() -> bool:
    """Whether this answer may be about somebody: everything but what a view open to all shows when it is read."""
    here = this_request()
    if here.method not in ("GET", "HEAD"):
        return True
    view = this_app().view_functions.get(here.endpoint or "")
    return getattr(view, "access", Access.OWN_THINGS) is not Access.EVERYBODY
