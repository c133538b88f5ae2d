"""The shell around every page of a terminal: it asks who is still there, keeps nothing and hands out no files."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, current_app, g, request

from citizen.accessibility.locales import LOCALES, LocaleInfo
from citizen.accessibility.ui import Ui, current_ui, enter_kiosk
from citizen.booking import here
from citizen.kiosk import policy, ways, wipe
from citizen.kiosk.spoken_question import question_can_be_spoken
from citizen.kiosk.terminals import current_terminal, current_terminal_id, hall_of_machine, is_out_of_use, this_terminal
from citizen.people import browser_visit
from citizen.proxies.acting import current_who
from citizen.web import browser_key, where_from
from citizen.web.at_hand import notes, this_request
from citizen.web.i18n import ngettext
from citizen.web.pages import page, this_page_with

#: What a machine that is out of use still answers: its own page needs them, and making it a terminal again.
_ALWAYS = {"static", "terminals.enrol", "kiosk.leave", "kiosk.screen", "kiosk.worker", "health.alive", "health.ready"}


def install(app: Flask) -> None:
    app.before_request(_keep_only_for_this_session)
    app.after_request(_put_into_shell)
    app.context_processor(_languages_of_this_terminal)
    app.jinja_env.globals.update(
        kiosk_idle=idle,
        waiting_time=waiting,
        this_terminal=this_terminal,
        reach=reach,
        question_can_be_spoken=question_can_be_spoken,
    )
    browser_visit.use_kiosk_limit(app, _limit)
    here.use_place_of_machine(app, hall_of_machine)
    where_from.use_machine(app, current_terminal_id)


def install_first(app: Flask) -> None:
    """What has to see an answer before it is compressed: Flask asks first whoever registered last."""
    app.after_request(_take_out_ways_out)


def idle() -> policy.Idle:
    """The waiting times for this person at this terminal."""
    config, own = current_app.config, this_terminal()
    usual = policy.Idle(seconds=config["KIOSK_IDLE_SECONDS"], warning_seconds=config["KIOSK_WARNING_SECONDS"])
    return policy.idle_for(usual, own=(own.idle_seconds, own.warning_seconds), is_slow=is_slow())


def is_slow() -> bool:
    """Whether this person needs more time: asked for it, listens, or scans with one switch."""
    chosen = ways.current_ways()
    return chosen.pace == "slow" or chosen.scan != "off" or current_ui().preferences.listen == "on"


def reach() -> dict[str, str]:
    """Where on the screen things stand: as the person chose, else as the terminal is set."""
    chosen, own = ways.current_ways(), this_terminal()
    return {"height": chosen.height or own.height, "side": chosen.side or own.side}


def somebody_is_here() -> bool:
    """Whether anything is left of a person, be it only the language: the first page then waits for an end, too."""
    ui = current_ui()
    is_usual = ui.locale.code == _first_language().code and not ui.preferences.unusual()
    return current_who().visit_id is not None or not is_usual or ways.current_ways() != ways.Ways()


def waiting(seconds: int) -> str:
    """'2 minutes', or '45 seconds' where it does not come out even."""
    if seconds % 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    return ngettext("%(num)s minute", "%(num)s minutes", seconds // 60)


def _limit() -> timedelta:
    return timedelta(seconds=idle().limit_seconds)


def _first_language() -> LocaleInfo:
    offered = this_terminal().languages
    return LOCALES[offered[0]] if offered else next(iter(LOCALES.values()))


def _languages_of_this_terminal() -> dict[str, object]:
    """Templates list the languages that this terminal offers."""
    found = current_terminal() if "ui" in g and current_ui().kiosk else None
    if found is None or not found.languages:
        return {}
    return {"locales": tuple(LOCALES[code] for code in found.languages)}


def _keep_only_for_this_session() -> Response | None:
    if this_request().endpoint in _ALWAYS:
        return None
    if is_out_of_use():
        return wipe.out_of_use()
    if not current_ui().kiosk and current_terminal() is not None:
        enter_kiosk()
    if current_ui().kiosk:
        browser_key.keep_until_browser_closes()
    return None


def _is_terminal() -> bool:
    ui: Ui | None = notes().get("ui")
    return ui is not None and ui.kiosk


def _put_into_shell(response: Response) -> Response:
    if not _is_terminal() or request.endpoint in _ALWAYS - {"terminals.enrol"}:
        return response
    if policy.is_download(response.headers.get("Content-Disposition", "")):
        response = page("kiosk/no_download.html", status=403)
    if response.mimetype == "text/html" and not response.is_streamed:
        response.headers["Cache-Control"] = "no-store"
        ways.remember(response)
        _go_on_by_itself(response)
    return response


def _take_out_ways_out(response: Response) -> Response:
    if _is_terminal() and response.mimetype == "text/html" and not response.is_streamed:
        response.set_data(policy.without_ways_out(response.get_data(as_text=True)))
    return response


def _go_on_by_itself(response: Response) -> None:
    if is_out_of_use() or response.status_code in (301, 302, 303):
        return
    going = policy.next_by_itself(
        request.path,
        full_path=request.full_path.rstrip("?") if request.method == "GET" else this_page_with(),
        idle=idle(),
        someone_is_here=somebody_is_here(),
    )
    if going is not None:
        response.headers["Refresh"] = f"{going[0]}; url={going[1]}"
