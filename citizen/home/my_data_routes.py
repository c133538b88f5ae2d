"""My data: see what is kept, take it along, correct it, and delete what may be deleted."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from citizen.accessibility.ui import current_ui
from citizen.applications.blueprint import paper_store
from citizen.home import my_account, my_data
from citizen.home.my_data_file import archive_of
from citizen.people import entering
from citizen.people.proving_again import after_proof
from citizen.proxies.acting import act_for, current_who, forget_who, require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Relation
from citizen.web import browser_key
from citizen.web.access import open_to_all
from citizen.web.limits import costly
from citizen.web.pages import page, see_other
from citizen.web.transaction import database, session

blueprint = Blueprint("my_data", __name__)


@blueprint.get("/my-data")
@needs_act(Act.MANAGE)
def overview() -> Response:
    """Everything that is kept for this visitor; the way to find more with reference and access code."""
    kept = my_data.everything_kept(my_data.find_all(session(), who=current_who()))
    return page(
        "home/my_data.html",
        kept=kept,
        account=my_account.account_kept(session(), who=current_who()),
        some_can_go=any(one.can_go for one in kept),
        was_erased="erased" in request.args,
    )


@blueprint.get("/my-data/download")
@needs_act(Act.GOVERN)
@costly
def download() -> Response:
    """One archive, of one moment, sent as it is packed. A terminal gives no files (see kiosk.shell)."""
    who, language = require_who(), current_ui().locale.code
    with database().reading_one_moment() as opened:
        found = my_data.find_all(opened, who=who)
        kept = [*my_account.account_kept(opened, who=who), *my_data.everything_kept(found)]
        person_id = who.subject.person_id
        account = my_account.account_data(opened, person_id=person_id) if person_id else None
        pieces = archive_of(opened, found=found, kept=kept, store=paper_store(), language=language, account=account)
    response = current_app.response_class(pieces, mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/my-data/erase", methods=["GET", "POST"])
@needs_act(Act.GOVERN)
def erase() -> Response:
    """What would go and what stays, then doing it. Doing it twice is once."""
    found = my_data.find_all(session(), who=require_who())
    if request.method == "POST":
        my_data.erase_all(session(), found=found)
        return see_other("my_data.overview", erased="1")
    kept = my_data.everything_kept(found)
    return page(
        "home/my_data_erase.html",
        going=[one for one in kept if one.can_go],
        staying=[one for one in kept if not one.can_go],
    )


@blueprint.route("/my-data/erase-account", methods=["GET", "POST"])
@needs_act(Act.GOVERN)
@after_proof
def erase_account() -> Response:
    """What goes, what has to stay, then doing it: for oneself, or by the guardian of a child or ward."""
    who = require_who()
    if who.subject.person_id is None:
        entering.require_signed_in()
        return see_other(".overview")
    found = my_account.of_folder(my_data.find_all(session(), who=who), who.visit_id)
    if request.method == "POST":
        is_own = who.subject.person_id == who.actor_id
        my_account.close_account(session(), who=who, found=found)
        _leave(is_own=is_own)
        return see_other(".account_erased")
    kept = my_data.everything_kept(found)
    return page(
        "home/my_data_erase_account.html",
        going=[one for one in kept if one.can_go],
        staying=[one for one in kept if not one.can_go],
    )


@blueprint.get("/my-data/account-erased")
@open_to_all
def account_erased() -> Response:
    return page("home/my_data_account_erased.html")


def _leave(*, is_own: bool) -> None:
    """Whoever erased themself is nobody here any more; a guardian acts for themself again."""
    if is_own:
        browser_key.drop_key()
        forget_who()
    else:
        act_for(Relation.SELF, "")
