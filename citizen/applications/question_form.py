"""A question of the check, asked within an application: same words, another promise of what the answer is for."""

from __future__ import annotations

from citizen.accessibility.ui import current_ui
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers
from citizen.eligibility.forms import AnswerForm, form_for
from citizen.eligibility.service import all_questions
from citizen.proxies.acting import called
from citizen.proxies.authority import Subject
from citizen.web.i18n import _


def question_form(fact: str, subject: Subject, answers: Answers) -> AnswerForm:
    """The form of one question, in the language of this request and about the subject."""
    question, locale = all_questions().get_question(fact), current_ui().locale.code
    name = None if subject.is_self else called(subject)
    form = form_for(question, catalogue.load().facts[fact], locale=locale, called=name, answers=answers)
    sentences = [question.wording[locale].hint] if question.wording[locale].hint else []
    if question.sensitive:
        sentences.append(_("Your answer goes only to the office that decides about this application."))
    form["answer"].hint_msgid = (" " if locale == "en" else "").join(sentences) or None
    return form
