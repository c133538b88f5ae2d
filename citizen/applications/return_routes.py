"""An application that this browser may not open, or no longer: how to come back, and what was typed, to copy.

The page is the same whether there is such an application or not, so that nobody learns which references exist.
"""

from __future__ import annotations

from flask import Response, request

from citizen.accessibility.ui import current_ui
from citizen.applications import words
from citizen.applications.blueprint import blueprint
from citizen.applications.forms import contact_form
from citizen.applications.question_form import question_form
from citizen.applications.rows import Row, rows_of_contact, typed
from citizen.core.errors import NotFound
from citizen.eligibility.answers import Answers
from citizen.eligibility.phrases import answer_text
from citizen.eligibility.service import all_questions
from citizen.proxies.authority import Subject
from citizen.web.errors import answer_for
from citizen.web.i18n import _
from citizen.web.kept_form import kept_form
from citizen.web.pages import page

_NOT_OPEN = ("application", "visit")
_CONTACT = ("applications.contact", "applications.correct_contact")


@blueprint.errorhandler(NotFound)
def not_open_here(fault: NotFound) -> Response:
    """The way back to the application of this address; for everything else the general page."""
    if fault.code not in _NOT_OPEN or "reference" not in (request.view_args or {}):
        return answer_for(404)
    given_back = _what_was_typed() if kept_form() and not current_ui().kiosk else []
    return page("applications/not_open.html", status=404, was_sent=request.method == "POST", given_back=given_back)


def _what_was_typed() -> list[Row]:
    """The form of this request in words, as far as a person typed or chose something."""
    fact = (request.view_args or {}).get("fact", "")
    if fact in all_questions():
        return _answer(fact)
    if request.endpoint in _CONTACT:
        contact = contact_form(is_self="helper_name" not in request.form, on_kiosk=False, start={}).contact()
        known = {name: value for name, value in contact.items() if name != "told" or value in words.TOLD}
        return [row for row in rows_of_contact(known) if row["name"] != "language"]
    labels = {"body": _("Your message"), "reason": _("Why is there none?")}
    given = ((label, request.form.get(name, "").strip()) for name, label in labels.items())
    return [{"key": label, "value": typed(text)} for label, text in given if text]


def _answer(fact: str) -> list[Row]:
    locale, question = current_ui().locale.code, all_questions().get_question(fact)
    form = question_form(fact, Subject(), Answers())
    if not form.submitted_and_valid():
        return []
    said = answer_text(question, Answers().saying(fact, form.value), locale)
    return [{"key": question.wording[locale].short, "value": said}]
