"""The task list of a draft: its parts in any order, each with its state in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from citizen.applications import asking, words
from citizen.applications.lifecycle import PapersPlan, Part
from citizen.applications.rows import Row
from citizen.web.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citizen.applications.models import Application, Paper


def task_items(application: Application, papers: Sequence[Paper]) -> list[Row]:
    """The task list: the parts in any order, the last step once they are done."""
    missing = asking.missing_parts(application)
    parts = [_part_item(application, part, is_done=part not in missing, papers=papers) for part in Part]
    items = [_programmes_item(application), *parts]
    address = None if missing else url_for("applications.check_answers", reference=application.reference)
    status = _("Not possible yet, finish the parts above first") if missing else _("Next step")
    items.append({"text": _("Check everything and send"), "href": address, "status": status, "tone": "plain"})
    return items


def _programmes_item(application: Application) -> Row:
    count = len(application.cases)
    has_stopped = bool(asking.changes_of(application).stopped)
    return {
        "text": _("Programmes you apply for"),
        "href": url_for("applications.programmes", reference=application.reference),
        "status": _("Needs your attention") if has_stopped else _("Done"),
        "tone": "wait" if has_stopped else "good",
        "hint": ngettext("%(num)s programme. You can add more.", "%(num)s programmes. You can add more.", count),
    }


def _part_item(application: Application, part: Part, *, is_done: bool, papers: Sequence[Paper]) -> Row:
    item = {
        "text": _(words.PART[part]),
        "href": url_for(f"applications.{part}", reference=application.reference),
        "status": _("Done") if is_done else _("To do"),
        "tone": "good" if is_done else "wait",
    }
    if part is Part.ANSWERS:
        asked, answers = asking.asked_facts(application), asking.answers_of(application)
        known = sum(fact in answers for fact in asked)
        if known:
            item["hint"] = _("%(known)s of %(all)s questions answered", known=known, all=len(asked))
        if not is_done and known == len(asked):
            item["status"] = _("Please confirm")
        if asking.changes_of(application):
            item["status"] = _("Changed, please look again")
    if part is Part.PAPERS:
        item["hint"] = ngettext("%(num)s file added", "%(num)s files added", len(papers))
        if application.papers_plan is PapersPlan.BRING:
            item["hint"] = _("You bring papers to the service hall")
    return item
