"""Two texts of one part side by side: what somebody saved meanwhile, and what was just entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from citizen.accessibility.ui import current_ui
from citizen.applications import asking, words
from citizen.applications.lifecycle import PapersPlan, Part
from citizen.applications.rows import Row, contact_rows, rows_of_contact
from citizen.eligibility.phrases import answer_text
from citizen.eligibility.service import all_questions
from citizen.web.i18n import _

if TYPE_CHECKING:
    from citizen.applications.forms import HelpedContactForm, OwnContactForm
    from citizen.applications.models import Application
    from citizen.eligibility.forms import AnswerForm


def answer_conflict(application: Application, fact: str, form: AnswerForm) -> Row:
    """What is saved and what was just answered, to choose from."""
    locale, saved = current_ui().locale.code, asking.answers_of(application)
    question = all_questions().get_question(fact)
    mine = saved.saying(fact, form.value)
    short = question.wording[locale].short
    return {
        "saved_rows": [{"key": short, "value": answer_text(question, saved, locale)}],
        "own_rows": [{"key": short, "value": answer_text(question, mine, locale)}],
        "again": url_for("applications.answer", reference=application.reference, fact=fact),
        "seen": asking.answer_mark(application, fact),
    }


def contact_conflict(application: Application, form: OwnContactForm | HelpedContactForm) -> Row:
    """What is saved and what was just entered, to choose from."""
    return {
        "saved_rows": contact_rows(application, change=False),
        "own_rows": rows_of_contact(form.contact()),
        "again": url_for("applications.contact", reference=application.reference),
        "seen": asking.mark_of(application.contact),
    }


def plan_conflict(application: Application, plan: PapersPlan) -> Row:
    """What is decided about papers and what was just chosen."""
    heading = _(words.PART[Part.PAPERS])
    return {
        "saved_rows": [{"key": heading, "value": _(words.PLAN[application.papers_plan])}],
        "own_rows": [{"key": heading, "value": _(words.PLAN[plan])}],
        "again": url_for("applications.papers", reference=application.reference),
        "seen": asking.mark_of(application.papers_plan),
    }
