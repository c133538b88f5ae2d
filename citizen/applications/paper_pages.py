"""Papers as rows for pages. What a person typed is marked as theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for
from markupsafe import Markup

from citizen.accessibility.ui import current_ui
from citizen.applications import asking, paper_service, rows
from citizen.applications.corrections import find_asked_position, open_for_papers
from citizen.applications.lifecycle import Phase
from citizen.applications.paper_kinds import OTHER, all_kinds, codes_for, get_kind
from citizen.applications.paper_scanning import ScanState
from citizen.applications.paper_words import INSTEAD, SCAN
from citizen.web.i18n import _, ngettext
from citizen.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citizen.applications.correction_papers import Promise
    from citizen.applications.models import Application, Paper
    from citizen.applications.paper_reuse import EarlierPaper

Row = dict[str, Any]


def kind_codes(application: Application) -> tuple[str, ...]:
    """The kinds of papers that are open: of a draft those of all its programmes, after sending what offices ask for."""
    opened = open_for_papers(session(), application=application)
    if opened.everything:
        return codes_for(asking.programmes_of(application))
    return tuple(code for code in all_kinds() if code in opened.kinds)


def way_back(application: Application) -> Row:
    """Where the page of papers leads back to: the draft, what the office asked, or where it stands."""
    at: Row = {"reference": application.reference}
    if application.phase is Phase.DRAFT:
        return {"href": url_for("applications.task_list", **at), "text": _("All parts")}
    position = find_asked_position(session(), application=application)
    if position is None:
        return {"href": url_for("applications.status", **at), "text": _("Back to where it stands")}
    href = url_for("applications.correct", position=position, **at)
    return {"href": href, "text": _("What the office needs from you")}


def kinds_to_speak_of(application: Application) -> tuple[str, ...]:
    """The kinds of which one can say how they come. In a draft nobody waits for "another paper"."""
    kinds = kind_codes(application)
    return tuple(code for code in kinds if code != OTHER) if application.phase is Phase.DRAFT else kinds


def kind_choices(application: Application) -> list[tuple[str, str]]:
    return [(code, rows.kind_name(code)) for code in kind_codes(application)]


def kind_page(code: str) -> Row:
    """What the page of one kind says of it."""
    kind, locale = get_kind(code), current_ui().locale.code
    return {
        "code": code,
        "name": rows.kind_name(code),
        "purpose": kind.purpose[locale],
        "shows": kind.shows[locale],
        "is_marked": kind.is_identity,
    }


def wanted_papers(application: Application, given: Sequence[Paper]) -> list[Row]:
    """The papers that may help: how far each is, the way to add it, and the other ways."""
    promises = paper_service.promises_now(session(), application=application)
    return [_wanted(application, code, given, promises.get(code)) for code in kind_codes(application)]


def paper_list(given: Sequence[Paper]) -> list[Row]:
    """The files the person may remove, for the list with its buttons."""
    return [
        {
            "id": paper.id,
            "kind": rows.kind_name(paper.kind),
            "name": rows.typed(paper.file_name),
            "remark": _(SCAN[paper.scan]) if paper.scan in SCAN else None,
            "can_be_opened": paper.scan is not ScanState.INFECTED,
        }
        for paper in given
    ]


def names_of(given: Sequence[Paper], ids: str) -> list[Markup]:
    """The names of the files just added, by the ids in the address; anything else there is ignored."""
    wanted = set(ids.split("."))
    return [rows.typed(paper.file_name) for paper in given if str(paper.id) in wanted]


def earlier_choices(earlier: Sequence[EarlierPaper]) -> list[tuple[str, str, str]]:
    """Papers to tick: what it is, and the file with the application it was sent with."""
    return [
        (
            str(paper.id),
            rows.kind_name(paper.kind),
            _(
                "%(file)s, sent with %(programmes)s",
                file=paper.file_name,
                programmes=rows.programme_names(application),
            ),
        )
        for paper, application in earlier
    ]


def _wanted(application: Application, code: str, given: Sequence[Paper], said: Promise | None) -> Row:
    count = sum(paper.kind == code and paper.scan is not ScanState.INFECTED for paper in given)
    address: dict[str, Any] = {"reference": application.reference, "kind": code}
    can_be_promised = code != OTHER or application.phase is not Phase.DRAFT
    if count:
        status, tone = ngettext("%(num)s file added", "%(num)s files added", count), "good"
    elif said is not None:
        status, tone = _(INSTEAD[said.instead]), "wait"
    else:
        status, tone = _("No file yet"), "plain"
    return {
        "name": rows.kind_name(code),
        "status": status,
        "tone": tone,
        "add_href": url_for("applications.add_paper", **address),
        "instead_href": url_for("applications.paper_instead", **address) if can_be_promised else None,
    }
