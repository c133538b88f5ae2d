"""The shell around every page of a terminal: it asks who is still there, keeps nothing and hands out no files."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request

from citizen.accessibility.ui import current_ui
from citizen.kiosk import policy
from citizen.proxies.acting import current_who
from citizen.web import browser_key
from citizen.web.i18n import ngettext
from citizen.web.pages import page, this_page_with


def install(app: Flask) -> None:
    app.before_request(_keep_only_for_this_session)
    app.after_request(_put_into_shell)
    app.jinja_env.globals["kiosk_idle"] = idle
    app.jinja_env.globals["waiting"] = waiting


def idle() -> policy.Idle:
    """The waiting times of this deployment."""
    config = current_app.config
    return policy.Idle(seconds=config["KIOSK_IDLE_SECONDS"], warning_seconds=config["KIOSK_WARNING_SECONDS"])


def waiting(seconds: int) -> str:
    """'2 minutes', or '45 seconds' where it does not come out even."""
    if seconds % 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    return ngettext("%(num)s minute", "%(num)s minutes", seconds // 60)


def _keep_only_for_this_session() -> None:
    if current_ui().kiosk:
        browser_key.keep_until_browser_closes()


def _put_into_shell(response: Response) -> Response:
    if "ui" not in g or not current_ui().kiosk:
        return response
    if policy.is_download(response.headers.get("Content-Disposition", "")):
        response = page("kiosk/no_download.html", status=403)
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"
        _go_on_by_itself(response)
    return response


def _go_on_by_itself(response: Response) -> None:
    here = request.full_path.rstrip("?") if request.method == "GET" else this_page_with()
    going = policy.next_by_itself(
        request.path,
        full_path=here,
        idle=idle(),
        someone_is_here=current_who().visit_id is not None,
    )
    if going is not None and response.status_code not in (301, 302, 303):
        response.headers["Refresh"] = f"{going[0]}; url={going[1]}"
