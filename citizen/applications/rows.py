"""An application as rows for pages: answers, contact, papers, path. Whatever a person typed is marked as theirs, so
that no program takes it for text of ours in the language of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for
from markupsafe import Markup, escape

from citizen.accessibility.locales import LOCALES
from citizen.accessibility.reading_codes import language_of
from citizen.accessibility.ui import current_ui
from citizen.applications import asking, paper_service, sayings, words
from citizen.applications.editions import find_offered
from citizen.applications.lifecycle import Part
from citizen.applications.paper_words import INSTEAD
from citizen.applications.scope import hides_decision
from citizen.applications.senders import sender_of
from citizen.core.references import grouped
from citizen.eligibility import catalogue
from citizen.eligibility.phrases import answer_text
from citizen.eligibility.programme import Programme, ProgrammeText
from citizen.eligibility.service import all_questions
from citizen.notices.kinds import in_easy_read
from citizen.people.needs import LABELS, known_needs
from citizen.proxies.acting import current_who
from citizen.proxies.mandate_words import BASIS_WORDS
from citizen.web.i18n import _, ngettext
from citizen.web.own_words import typed as typed
from citizen.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from citizen.applications.models import Application, Case, Paper

Row = dict[str, Any]

_CONTACT_KEYS = (
    "helper_name", "helper_phone", "name", "told", "phone", "email", "address", "letter_print", "needs", "needs_more",
    "language",
)  # fmt: skip


def text_of(programme: Programme) -> ProgrammeText:
    return programme.text[current_ui().locale.code]


def heading_of(application: Application) -> Row:
    """What every page of an application shows of it."""
    return {
        "application": application,
        "programme_name": programme_names(application),
        "reference": grouped(application.reference),
        # Whoever acts under a mandate does not take along what opens it when the mandate is over.
        "access_code": None if current_who().mandate else grouped(application.access_code),
    }


def programme_names(application: Application) -> str:
    """What it asks for, as one short heading: the first name, and how many more there are."""
    names = [case_name(case) for case in application.cases]
    if len(names) < 2:
        return "".join(names)
    more = len(names) - 1
    return ngettext(
        "%(first)s and %(num)s more programme", "%(first)s and %(num)s more programmes", more, first=names[0]
    )


def case_name(case: Case) -> str:
    """The name of its programme, also when the catalogue has it no longer."""
    programme = catalogue.load().programmes.get(case.programme_id)
    if programme is not None:
        return text_of(programme).name
    wanted = asking.sheet_of(case.application).wanted.get(case.programme_id)
    return wanted.name[current_ui().locale.code] if wanted else case.programme_id


def district_name(code: str | None) -> str:
    return catalogue.load().districts[code].name[current_ui().locale.code] if code else ""


def district_names(programme: Programme) -> str:
    return _(", ").join(district_name(code) for code in programme.districts)


def paper_kinds(programmes: Iterable[Programme]) -> list[tuple[str, str]]:
    """(code, name) of the papers that may help with these programmes, each once, and "something else"."""
    labels = catalogue.load().labels["bring"]
    wanted = dict.fromkeys(code for programme in programmes for code in programme.bring)
    named = [(code, labels[code][current_ui().locale.code]) for code in wanted]
    return [*named, ("other", _("Another paper"))]


def kind_name(code: str) -> str:
    labels = catalogue.load().labels["bring"]
    return labels[code][current_ui().locale.code] if code in labels else _("Another paper")


def case_summary(application: Application, *, change: bool) -> list[Row]:
    """The programmes it asks for with their numbers and the districts that receive them, to read through."""
    address = url_for("applications.programmes", reference=application.reference) if change else None
    rows: list[Row] = []
    for case in application.cases:
        received = _("Received by %(district)s", district=district_name(case.district))
        value = Markup("{}\n{}").format(received, typed(asking.case_number(case)))
        rows.append({"key": case_name(case), "value": value, "change_href": address})
    return rows


def names_of(application: Application, programme_ids: Collection[str]) -> list[str]:
    """The names of some of its programmes."""
    return [case_name(case) for case in application.cases if case.programme_id in programme_ids]


def without_district(application: Application) -> list[str]:
    """Sentences about programmes that no district can receive, as the answers stand."""
    sentences = []
    for case in asking.cases_without_district(application):
        programme = find_offered(case.programme_id)
        if programme is not None:
            districts = district_names(programme)
            name = text_of(programme).name
            sentences.append(_("%(programme)s: in %(districts)s", programme=name, districts=districts))
    return sentences


def needed_by(application: Application, fact: str) -> str | None:
    """Who needs an answer, when the application asks for several programmes."""
    if len(application.cases) < 2:
        return None
    wanted = next(field.needed_by for field in asking.fields_of(application) if field.fact == fact)
    return _(", ").join(names_of(application, wanted))


def answer_rows(application: Application, *, change: bool) -> list[Row]:
    """Every question that is asked: the answer or that there is none yet, where it came from, what changed about it,
    and the way to change it.
    """
    sheet, locale = asking.sheet_of(application), current_ui().locale.code
    changes = asking.changes_of(application) if change else None
    rows = []
    for fact in asking.asked_facts(application):
        question = all_questions().get_question(fact)
        lines = [answer_text(question, sheet.answers, locale) if fact in sheet.answers else _("Not answered yet")]
        if change and fact in sheet.origins:
            lines.append(sayings.origin_sentence(sheet.origins[fact]))
        if changes is not None:
            lines.extend(sayings.change_sentences(changes, fact))
        address = url_for("applications.answer", reference=application.reference, fact=fact)
        can_change = change and (fact in sheet.answers)
        rows.append(
            {
                "key": question.wording[locale].short,
                "value": Markup("\n").join(lines),
                "change_href": address if can_change else None,
            }
        )
    return rows


def contact_rows(application: Application, *, change: bool) -> list[Row]:
    rows = rows_of_contact(application.contact)
    address = url_for("applications.contact", reference=application.reference)
    for row in rows:
        anchor = "told" if row["name"] == "language" else row["name"]
        row["change_href"] = f"{address}#{anchor}" if change else None
    return rows


def paper_rows(application: Application, papers: Sequence[Paper], *, change: bool) -> list[Row]:
    address = url_for("applications.papers", reference=application.reference)
    rows: list[Row] = [
        {"key": kind_name(paper.kind), "value": typed(paper.file_name), "change_href": None} for paper in papers
    ]
    plan = {"key": _("Papers"), "value": _(words.PLAN[application.papers_plan]), "change_href": None}
    if change:
        plan["change_href"] = address
    promises = paper_service.list_promises(session(), application=application)
    for kind, said in sorted(promises.items()):
        way = Markup("{} {}").format(_(INSTEAD[said.instead]), typed(said.reason or ""))
        rows.append({"key": kind_name(kind), "value": way, "change_href": address if change else None})
    return [*rows, plan]


def for_whom_rows(application: Application) -> list[Row]:
    """Who sent it for whom, and with what right; nothing when a person did it for themselves. The name and the number
    of a helper are for the person and for that helper, not for another one.
    """
    sender, reader = sender_of(session(), application), current_who().mandate
    rows: list[Row] = [{"key": _("Sent by"), "value": _(words.RELATION[sender.relation])}]
    if sender.with_staff:
        rows.append({"key": _("Helped by"), "value": _("A member of staff, with the person there")})
    if sender.mandate and (reader is None or reader.id == sender.mandate_id):
        rows.append({"key": _("Name of the helper"), "value": typed(sender.helper) if sender.helper else _("No name")})
        rows.append({"key": _("Number of the permission"), "value": typed(grouped(sender.mandate))})
    if sender.basis:
        rows.append({"key": _("On what it rests"), "value": _(BASIS_WORDS[sender.basis])})
    if application.subject_name:
        rows.append({"key": _("For whom"), "value": typed(application.subject_name)})
    tells = sender.mandate or sender.with_staff or "helper_name" in application.contact or application.subject_name
    return rows if tells else []


def all_parts(application: Application, papers: Sequence[Paper], *, change: bool) -> list[tuple[str, list[Row]]]:
    """Everything a person entered, part by part: (heading, rows)."""
    return [
        (_("Programmes you apply for"), case_summary(application, change=change)),
        (_(words.PART[Part.ANSWERS]), answer_rows(application, change=change)),
        (_(words.PART[Part.CONTACT]), contact_rows(application, change=change)),
        (_(words.PART[Part.PAPERS]), paper_rows(application, papers, change=change)),
    ]


def status_text(case: Case) -> str:
    return _(words.HIDDEN_DECISION if hides_decision(current_who(), case) else words.STATUS[case.status])


def status_tone(case: Case) -> str:
    if hides_decision(current_who(), case):
        return "plain"
    return words.TONE.get(case.status, "plain")


def told_text(application: Application) -> str | None:
    """How news reach the person, as they chose."""
    told = application.contact.get("told")
    return _(words.TOLD[told]) if told else None


def rows_of_contact(contact: Mapping[str, Any]) -> list[Row]:
    return [
        {
            "name": name,
            "key": _contact_key(name, is_self="helper_name" not in contact, by_helper=not current_who().is_self),
            "value": _contact_value(name, contact[name]),
        }
        for name in _CONTACT_KEYS
        if name in contact
    ]


def _contact_value(name: str, value: Any) -> str:
    if name == "needs":
        return "\n".join(_(LABELS[need]) for need in known_needs(value))
    if name == "told":
        return _(words.TOLD[value])
    if name == "letter_print":
        return _(words.LETTER_PRINT[value])
    if name == "language":
        return _how_news_are_read(value)
    return typed(value)


def _how_news_are_read(code: str) -> str:
    """The language by its own name; and that it is easy-read, where there is some."""
    info = LOCALES[language_of(code)]
    name = Markup('<span lang="{}">{}</span>').format(info.tag, info.name)
    return escape(_("%(language)s, in easy-read")) % {"language": name} if in_easy_read(code) else name


def _contact_key(name: str, *, is_self: bool, by_helper: bool) -> str:
    """What is asked is asked of whoever reads: the person sees their helper's name as their helper's."""
    own = {
        "name": _("Your name"),
        "phone": _("Telephone number"),
        "email": _("E-mail address"),
        "address": _("Postal address"),
    }
    helped = {
        "helper_name": _("Your name, as the helper") if by_helper else _("Name of the helper"),
        "helper_phone": _("Your telephone number") if by_helper else _("Telephone number of the helper"),
        "name": _("Name of the person you are helping"),
        "phone": _("Telephone number of this person"),
        "email": _("E-mail address of this person"),
        "address": _("Postal address of this person"),
    }
    shared = {
        "told": _("How news are sent"),
        "letter_print": _("Print of letters"),
        "language": _("Language of the news"),
        "needs": _("What the office shall have ready"),
        "needs_more": _("Something else that helps"),
    }
    if name.startswith("helper_"):
        return helped[name]
    return shared.get(name) or (own if is_self or not by_helper else helped)[name]
