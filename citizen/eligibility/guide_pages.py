"""The guides as pages show them, in the language of a page."""

from __future__ import annotations

from typing import Any

from citizen.eligibility import catalogue
from citizen.eligibility.cautions import Task
from citizen.eligibility.guides import Question, Step, StepInDistrict
from citizen.eligibility.programme import Source


def show_step(step: Step, district: str | None, locale: str) -> dict[str, Any]:
    """A step, with what the documents of the district say, or of all where none was asked for."""
    policy = catalogue.load()
    spoken_of = {one.district for one in step.districts}
    return {
        "id": step.id,
        "title": step.title[locale],
        "text": step.text[locale],
        "who": step.who[locale],
        "bring": [policy.labels["bring"][code][locale] for code in step.bring],
        "programmes": [
            (one, policy.programmes[one].text[locale].name)
            for one in step.programmes
            if district is None or district in policy.programmes[one].runs
        ],
        "districts": [_in_district(one, locale) for one in step.districts if district in (None, one.district)],
        "silent": [
            one.name[locale]
            for one in policy.districts.values()
            if one.id not in spoken_of and district in (None, one.id)
        ],
    }


def show_task(task: Task, locale: str) -> dict[str, Any]:
    """A row of the task table. Names of offices are Chinese in every language."""
    programmes = catalogue.load().programmes
    return {
        "number": task.number,
        "lead": task.lead,
        "partners": "、".join(task.partners),
        "planned_for": task.planned_for,
        "quote": task.source.quote,
        "programmes": [(one, programmes[one].text[locale].name) for one in task.programmes],
    }


def _in_district(one: StepInDistrict, locale: str) -> dict[str, str]:
    name = catalogue.load().districts[one.district].name[locale]
    return {"name": name, "text": one.text[locale], **_source(one.source, locale)}


def explain(question: Question, locale: str) -> dict[str, Any]:
    """Why the answer is what it is: in plain words, and with the words of the document."""
    name = catalogue.load().programmes[question.programme].text[locale].name
    why = question.why[locale]
    right = question.options[locale][question.right - 1]
    about = {"programme": question.programme, "programme_name": name}
    return {"right": right, "why": why, **about, **_source(question.source, locale)}


def _source(source: Source, locale: str) -> dict[str, str]:
    return {"document": catalogue.load().documents[source.document].title[locale], "quote": source.quote}
