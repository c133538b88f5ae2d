"""Error pages: in the layout, in the person's language, each with what happened and what to do next."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, Response, g, make_response, request
from werkzeug.exceptions import HTTPException

from citizen.core.errors import CitizenError, Conflict, NotAllowed, NotFound, RuleBroken, TooMany
from citizen.web.csrf import CsrfFailed
from citizen.web.i18n import N_
from citizen.web.pages import page

_log = logging.getLogger("citizen.errors")


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What an error page says."""

    title: str
    happened: str
    next_step: str


_TEXTS = {
    400: ErrorText(
        N_("We could not read this request"),
        N_("Something in the address or the form was not complete."),
        N_("Go back, and send the form again."),
    ),
    403: ErrorText(
        N_("This page is not open to you"),
        N_("You do not have the permission for this step."),
        N_("Go to the start page. If you think this is wrong, ask us."),
    ),
    404: ErrorText(
        N_("We cannot find this page"),
        N_("The address may be mistyped, or the page may no longer be there."),
        N_("Check the address, or start again from the start page."),
    ),
    405: ErrorText(
        N_("This page cannot be opened in this way"),
        N_("The address belongs to a button on another page."),
        N_("Go back to the page before, and press the button there."),
    ),
    409: ErrorText(
        N_("This has changed in the meantime"),
        N_("Somebody, perhaps you in another window, has already changed this."),
        N_("Go back and open the page again to see how it stands now."),
    ),
    413: ErrorText(
        N_("The file is too large"),
        N_("Nothing was saved from this form."),
        N_("Go back, and choose a file of at most 10 MB, or take a smaller photo."),
    ),
    422: ErrorText(
        N_("Something needs to be changed"),
        N_("We could not use what was sent."),
        N_("Go back, and check what you entered."),
    ),
    429: ErrorText(
        N_("Too many attempts"),
        N_("To protect your information we stop for a short time."),
        N_("Wait 10 minutes, then try again. Nothing you saved is lost."),
    ),
    500: ErrorText(
        N_("Something is not working on our side"),
        N_("It is not your fault. What you had saved before is still there."),
        N_("Wait a few minutes, then try again."),
    ),
    503: ErrorText(
        N_("The service is being maintained"),
        N_("It will be back soon. What you had saved before is still there."),
        N_("Wait a few minutes, then try again."),
    ),
}
_CSRF = ErrorText(
    N_("This form was open for too long"),
    N_("For your protection a form is valid only in the browser that opened it. Nothing was sent."),
    N_("Go back, open the page again, and send the form once more."),
)
#: Needs nothing: no template, no language, no style sheet.
_LAST_RESORT = (
    '<!DOCTYPE html><html lang="zh-Hans-CN"><head><meta charset="utf-8"><title>网站出了问题 – 助残服务</title></head>'
    "<body><main><h1>网站出了问题</h1><p>这不是您的错。您之前保存的内容还在。请过几分钟再试，或者拨打12345。</p>"
    '<p lang="en">Something is not working on our side. Please try again in a few minutes, or call 12345.</p>'
    '<p><a href="/">回到首页</a></p></main></body></html>'
)
_STATUS: dict[type[CitizenError], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, RuleBroken: 422, TooMany: 429}


def install(app: Flask) -> None:
    app.register_error_handler(CsrfFailed, lambda _error: _answer(400, _CSRF))
    app.register_error_handler(CitizenError, _citizen_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _citizen_error(error: CitizenError) -> Response:
    return _answer(next(status for kind, status in _STATUS.items() if isinstance(error, kind)))


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    response = _answer(error.code)
    if error.code == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
    return response


def _unexpected(error: Exception) -> Response:
    # The route's name, never its values or the form: logs hold nothing personal.
    _log.error("unexpected error in %s", request.endpoint, exc_info=error)
    return _answer(500)


def _answer(status: int, text: ErrorText | None = None) -> Response:
    g.failsafe = status >= 500  # nothing that could fail again may be called while rendering
    if text is None:
        text = _TEXTS.get(status) or _TEXTS[500 if status >= 500 else 400]
    try:
        return page("errors/error.html", status=status, text=text, status_code=status)
    except Exception as fault:
        _log.critical("the error page itself failed", exc_info=fault)
        return Response(_LAST_RESORT, status=status, mimetype="text/html")
