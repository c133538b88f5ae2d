"""An application as rows for pages: answers, contact, papers, path. Whatever a person typed is marked as theirs, so
that no program takes it for text of ours in the language of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for
from markupsafe import Markup

from citizen.accessibility.ui import current_ui
from citizen.applications import asking, words
from citizen.applications.lifecycle import PapersPlan, Part, path
from citizen.core.references import grouped
from citizen.eligibility import catalogue
from citizen.eligibility.phrases import answer_text
from citizen.eligibility.programme import Programme, ProgrammeText
from citizen.eligibility.service import all_questions
from citizen.web.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from citizen.applications.forms import HelpedContactForm, OwnContactForm
    from citizen.applications.models import Application, ApplicationEvent, Paper
    from citizen.eligibility.forms import AnswerForm

Row = dict[str, Any]

_CONTACT_KEYS = ("helper_name", "helper_phone", "name", "told", "phone", "address")


def typed(text: str) -> Markup:
    """Words of a person, kept apart from ours (direction and language are theirs)."""
    return Markup("<bdi>{}</bdi>").format(text)


def text_of(programme: Programme) -> ProgrammeText:
    return programme.text[current_ui().locale.code]


def heading_of(application: Application) -> Row:
    """What every page of an application shows of it."""
    programme = asking.get_programme(application.programme_id)
    return {
        "application": application,
        "programme_name": text_of(programme).name,
        "reference": grouped(application.reference),
        "access_code": grouped(application.access_code),
    }


def district_name(code: str | None) -> str:
    return catalogue.load().districts[code].name[current_ui().locale.code] if code else ""


def district_names(programme: Programme) -> str:
    return _(", ").join(district_name(code) for code in programme.districts)


def paper_kinds(programme: Programme) -> list[tuple[str, str]]:
    """(code, name) of the papers that may help with this programme, and "something else"."""
    labels = catalogue.load().labels["bring"]
    named = [(code, labels[code][current_ui().locale.code]) for code in programme.bring]
    return [*named, ("other", _("Another paper"))]


def kind_name(code: str) -> str:
    labels = catalogue.load().labels["bring"]
    return labels[code][current_ui().locale.code] if code in labels else _("Another paper")


def answer_rows(application: Application, *, change: bool) -> list[Row]:
    """Every question that is asked: the answer or that there is none yet, where it came from, the way to change it."""
    answers, locale = asking.answers_of(application), current_ui().locale.code
    rows = []
    for fact in asking.asked_facts(application):
        question = all_questions().get_question(fact)
        short = question.wording[locale].short
        if fact not in answers:
            rows.append({"key": short, "value": _("Not answered yet"), "change_href": None})
            continue
        value = answer_text(question, answers, locale)
        if change and asking.came_from_check(application, fact):
            value = "\n".join((value, _("From your check just now")))
        address = url_for("applications.answer", reference=application.reference, fact=fact)
        rows.append({"key": short, "value": value, "change_href": address if change else None})
    return rows


def contact_rows(application: Application, *, change: bool) -> list[Row]:
    rows = _rows_of_contact(application.contact)
    address = url_for("applications.contact", reference=application.reference)
    for row in rows:
        row["change_href"] = f"{address}#{row['name']}" if change else None
    return rows


def paper_rows(application: Application, papers: Sequence[Paper], *, change: bool) -> list[Row]:
    address = url_for("applications.papers", reference=application.reference)
    rows: list[Row] = [
        {"key": kind_name(paper.kind), "value": typed(paper.file_name), "change_href": None} for paper in papers
    ]
    plan = {"key": _("Papers"), "value": _(words.PLAN[application.papers_plan]), "change_href": None}
    if change:
        plan["change_href"] = address
    return [*rows, plan]


def for_whom_rows(application: Application) -> list[Row]:
    """Who sent it for whom; nothing when a person did it for themselves."""
    relation = _(words.RELATION[application.relation])
    rows: list[Row] = [{"key": _("Sent by"), "value": relation}]
    if application.subject_name:
        rows.append({"key": _("For whom"), "value": typed(application.subject_name)})
    return rows if "helper_name" in application.contact or application.subject_name else []


def task_items(application: Application, papers: Sequence[Paper]) -> list[Row]:
    """The task list: the parts in any order, the last step once they are done."""
    missing = asking.missing_parts(application)
    items = [_part_item(application, part, is_done=part not in missing, papers=papers) for part in Part]
    address = None if missing else url_for("applications.check_answers", reference=application.reference)
    status = _("Not possible yet, finish the parts above first") if missing else _("Next step")
    items.append({"text": _("Check everything and send"), "href": address, "status": status, "tone": "plain"})
    return items


def all_parts(application: Application, papers: Sequence[Paper], *, change: bool) -> list[tuple[str, list[Row]]]:
    """Everything a person entered, part by part: (heading, rows)."""
    return [
        (_(words.PART[Part.ANSWERS]), answer_rows(application, change=change)),
        (_(words.PART[Part.CONTACT]), contact_rows(application, change=change)),
        (_(words.PART[Part.PAPERS]), paper_rows(application, papers, change=change)),
    ]


def wanted_papers(application: Application, programme: Programme, given: Sequence[Paper]) -> list[Row]:
    """The papers that may help, each with how many files there are and the way to add one."""
    wanted = []
    for code, name in paper_kinds(programme):
        count = sum(paper.kind == code for paper in given)
        added = ngettext("%(num)s file added", "%(num)s files added", count) if count else _("No file yet")
        wanted.append(
            {
                "text": _("Add: %(paper)s", paper=name),
                "href": url_for("applications.add_paper", reference=application.reference, kind=code),
                "name": name,
                "status": added,
                "tone": "good" if count else "plain",
            }
        )
    return wanted


def paper_list(given: Sequence[Paper]) -> list[Row]:
    """The files that are there, for the list with its buttons."""
    return [{"id": paper.id, "kind": kind_name(paper.kind), "name": typed(paper.file_name)} for paper in given]


def paper_name(given: Sequence[Paper], paper_id: str) -> Markup | None:
    """The name of the file that was just added."""
    return next((typed(paper.file_name) for paper in given if str(paper.id) == paper_id), None)


def answer_conflict(application: Application, fact: str, form: AnswerForm) -> Row:
    """What is saved and what was just answered, to choose from."""
    locale, saved = current_ui().locale.code, asking.answers_of(application)
    question = all_questions().get_question(fact)
    mine = saved.saying(fact, form.value)
    short = question.wording[locale].short
    return {
        "what": short,
        "saved_rows": [{"key": short, "value": answer_text(question, saved, locale)}],
        "own_rows": [{"key": short, "value": answer_text(question, mine, locale)}],
        "again": url_for("applications.answer", reference=application.reference, fact=fact),
        "seen": asking.answer_mark(application, fact),
    }


def contact_conflict(application: Application, form: OwnContactForm | HelpedContactForm) -> Row:
    """What is saved and what was just entered, to choose from."""
    return {
        "what": _(words.PART[Part.CONTACT]),
        "saved_rows": contact_rows(application, change=False),
        "own_rows": _rows_of_contact(form.contact()),
        "again": url_for("applications.contact", reference=application.reference),
        "seen": asking.mark_of(application.contact),
    }


def status_text(application: Application) -> str:
    return _(words.STATUS[application.status])


def status_tone(application: Application) -> str:
    return words.TONE.get(application.status, "plain")


def next_text(application: Application) -> str:
    return _(words.NEXT[application.status])


def told_text(application: Application) -> str | None:
    """How news reach the person, as they chose."""
    told = application.contact.get("told")
    return _(words.TOLD[told]) if told else None


def path_steps(application: Application) -> list[Row]:
    return [
        {
            "text": _(words.STAGE[step.stage]),
            "progress": step.progress.value,
            "status": _(words.PROGRESS[step.progress]),
            "tone": words.PROGRESS_TONE[step.progress],
        }
        for step in path(application.status)
    ]


def since(events: Sequence[ApplicationEvent], application: Application) -> Any:
    """When the application came to stand where it stands."""
    arrivals = [one.at for one in events if one.to_status == application.status and one.from_status != one.to_status]
    return arrivals[-1] if arrivals else application.created_at


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
    if part is Part.PAPERS:
        item["hint"] = ngettext("%(num)s file added", "%(num)s files added", len(papers))
        if application.papers_plan is PapersPlan.BRING:
            item["hint"] = _("You bring papers to the service hall")
    return item


def _rows_of_contact(contact: Mapping[str, str]) -> list[Row]:
    return [
        {
            "name": name,
            "key": _contact_key(name, is_self="helper_name" not in contact),
            "value": _(words.TOLD[contact[name]]) if name == "told" else typed(contact[name]),
        }
        for name in _CONTACT_KEYS
        if name in contact
    ]


def _contact_key(name: str, *, is_self: bool) -> str:
    own = {"name": _("Your name"), "phone": _("Telephone number"), "address": _("Postal address")}
    helped = {
        "helper_name": _("Your name, as the helper"),
        "helper_phone": _("Your telephone number"),
        "name": _("Name of the person you are helping"),
        "phone": _("Telephone number of this person"),
        "address": _("Postal address of this person"),
    }
    return _("How news are sent") if name == "told" else (own if is_self else helped)[name]
