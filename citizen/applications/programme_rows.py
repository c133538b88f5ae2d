"""Programmes as rows for pages: before an application begins, and to choose from while it is a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

from citizen.applications import asking
from citizen.applications.rows import Row, case_name, district_name, district_names, paper_kinds, text_of
from citizen.eligibility.programme import Audience, Programme
from citizen.web.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from citizen.applications.models import Application


def case_rows(application: Application) -> list[Row]:
    """The programmes it asks for, to take out."""
    stopped = asking.changes_of(application).stopped
    return [
        {
            "name": case_name(case),
            "programme_id": case.programme_id,
            "district": district_name(case.district),
            "is_stopped": case.programme_id in stopped,
        }
        for case in application.cases
    ]


def audience_of(application: Application) -> Audience | None:
    """Who applies: persons or organisations."""
    return next((programme.audience for programme in asking.programmes_of(application)), None)


def offer_row(programme: Programme) -> Row:
    """What a person sees of a programme before the start."""
    text = text_of(programme)
    return {
        "name": text.name,
        "summary": text.summary,
        "how_long": text.how_long,
        "href": f"/programmes/{programme.id}",
        "districts": district_names(programme),
    }


def not_here(refused: Sequence[Programme], asked: Sequence[Programme], start: Mapping[str, Any]) -> Row:
    """Programmes that cannot be applied for on this site, and the way on with the others."""
    others = [one.id for one in asked if one not in refused]
    return {
        "refused": [offer_row(one) for one in refused],
        "go_on": url_for("applications.new", **{**start, "programme": others}) if others else None,
    }


def papers_and_their_programmes(programmes: Sequence[Programme]) -> list[Row]:
    """Every paper that may help, once, with the programmes it is for when there are several."""
    rows: list[Row] = []
    for code, name in paper_kinds(programmes)[:-1]:
        wanting = [text_of(one).name for one in programmes if code in one.bring]
        is_for_all = len(wanting) == len(programmes)
        rows.append({"name": name, "programmes": None if is_for_all else _(", ").join(wanting)})
    return rows
