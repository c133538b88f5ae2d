"""Guides across programmes, open to everybody: nothing is asked about a person, nothing is stored."""

from __future__ import annotations

from flask import Blueprint, Response, request

from citizen.accessibility.ui import current_ui
from citizen.core.errors import NotFound
from citizen.eligibility import catalogue
from citizen.eligibility.cautions import load_tasks
from citizen.eligibility.guide_pages import explain, show_step, show_task
from citizen.eligibility.guides import Question, child_rehabilitation, quiz
from citizen.web.access import open_to_all
from citizen.web.fields import RadioField
from citizen.web.forms import Form
from citizen.web.pages import about_district, page

blueprint = Blueprint("guides", __name__)
#: The district whose task table it is.
TASKS_OF = "chaoyang"


class AnswerForm(Form):
    """One answer; the words of the question and of its options come from the file."""

    answer = RadioField(label="", choices=[], translated=True)


@blueprint.get("/guides/child-rehabilitation")
@open_to_all
def child_rehabilitation_guide() -> Response:
    """From the first doubt to the review, step by step; ?district=… leaves out the other districts."""
    policy, locale = catalogue.load(), current_ui().locale.code
    asked = request.args.get("district")
    district = asked if asked in policy.districts else None
    about_district(district)
    return page(
        "directory/child_rehabilitation.html",
        steps=[show_step(step, district, locale) for step in child_rehabilitation()],
        district=district,
        districts={one.id: one.name[locale] for one in policy.districts.values()},
    )


@blueprint.get("/guides/tasks-of-2017")
@open_to_all
def task_table() -> Response:
    """Who was to do what by when, row by row, as the Chaoyang opinions of 2017 have it."""
    about_district(TASKS_OF)
    locale = current_ui().locale.code
    return page("directory/task_table.html", tasks=[show_task(task, locale) for task in load_tasks()])


@blueprint.get("/guides/quiz")
@open_to_all
def quiz_start() -> Response:
    """What it is, and the questions."""
    locale = current_ui().locale.code
    return page("directory/quiz.html", questions=[(one.number, one.text[locale]) for one in quiz()])


@blueprint.get("/guides/quiz/<int:number>")
@open_to_all
def quiz_question(number: int) -> Response:
    """One question; with ?answer=… also what the documents say. Nobody counts, nothing runs out."""
    questions, locale = quiz(), current_ui().locale.code
    if not 1 <= number <= len(questions):
        raise NotFound("question")
    question = questions[number - 1]
    form = _answer_form(question, locale)
    answered = form["answer"].data if form["answer"].data in form["answer"].codes else None
    return page(
        "directory/quiz_question.html",
        form=form,
        number=number,
        count=len(questions),
        is_answered=answered is not None,
        is_right=answered == str(question.right),
        **explain(question, locale),
    )


def _answer_form(question: Question, locale: str) -> AnswerForm:
    form: AnswerForm = AnswerForm.from_query()
    form["answer"].label_msgid = question.text[locale]
    form["answer"].choices = [(str(place), option) for place, option in enumerate(question.options[locale], 1)]
    return form
