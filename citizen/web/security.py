"""Response headers. No inline script or style anywhere, so the policy needs no nonce and no exception."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

from citizen.web.access import Access

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
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def install(app: Flask) -> None:
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["HTTPS"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if response.mimetype == "text/html" or _is_personal():
        # Shared machines: no page stays behind. Public pages may be kept by the browser but are always asked again.
        response.headers.setdefault("Cache-Control", "no-store" if _is_personal() else "no-cache, private")
    return response


def _is_personal() -> bool:
    if request.method not in ("GET", "HEAD"):
        return True
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "access", Access.OWN_THINGS) is not Access.EVERYBODY
