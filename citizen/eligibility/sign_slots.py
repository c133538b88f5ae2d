"""The sign-language slots of the check: every question, every page of several questions, every group of the result.

They are counted from the questions and groups themselves: a new one has its slot without anybody thinking of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from citizen.accessibility.sign_registry import Slot
from citizen.eligibility.findings import Group
from citizen.eligibility.question_pages import load_page_wordings
from citizen.eligibility.questions import Question, Wording
from citizen.eligibility.result_page import STANDINGS
from citizen.eligibility.service import all_questions
from citizen.web.catalogues import catalogue, in_ordinary_words

_CHINESE = "zh-Hans"


class QuestionSlots:
    """`question/birth_date`."""

    def ids(self) -> Iterable[str]:
        return [f"question/{question.fact}" for question in all_questions()]

    def find(self, slot_id: str) -> Slot | None:
        room, _, fact = slot_id.partition("/")
        if room != "question" or fact not in {question.fact for question in all_questions()}:
            return None
        question = all_questions().get_question(fact)
        return Slot(slot_id, "question", _titles(question), "eligibility/question.html", lambda: _text(question))


class ListSlots:
    """`questions/money`: the page that asks several questions at once."""

    def ids(self) -> Iterable[str]:
        return [f"questions/{page}" for page in load_page_wordings(all_questions())]

    def find(self, slot_id: str) -> Slot | None:
        room, _, page = slot_id.partition("/")
        wordings = load_page_wordings(all_questions())
        if room != "questions" or page not in wordings:
            return None
        titles = {"zh": wordings[page][_CHINESE].to_self, "en": wordings[page]["en"].to_self}
        return Slot(slot_id, "list", titles, "eligibility/question_list.html", lambda: _text_of_list(page))


class ResultSlots:
    """`result/likely`."""

    def ids(self) -> Iterable[str]:
        return [f"result/{group.value}" for group in Group]

    def find(self, slot_id: str) -> Slot | None:
        room, _, name = slot_id.partition("/")
        if room != "result" or name not in set(Group):
            return None
        english = STANDINGS[Group(name)]
        chinese = catalogue("zh_Hans").gettext(english)
        titles = {"zh": chinese, "en": english}
        return Slot(slot_id, "result", titles, "eligibility/result.html", lambda: chinese)


@in_ordinary_words()
def _titles(question: Question) -> Mapping[str, str]:
    return {"zh": question.text(_CHINESE), "en": question.text("en")}


@in_ordinary_words()
def _text(question: Question) -> str:
    wording = question.wording[_CHINESE]
    options = [
        " ".join(filter(None, (wording.options.get(code, ""), wording.option_hints.get(code, ""))))
        for code in question.options
    ]
    return _lines(wording.to_self, wording.hint, *options, wording.none, wording.yes, wording.no, *_reasons(wording))


@in_ordinary_words()
def _text_of_list(page: str) -> str:
    said = load_page_wordings(all_questions())[page][_CHINESE]
    asked = [question.wording[_CHINESE] for question in all_questions() if question.page == page]
    return _lines(said.to_self, said.hint, *(one.ticked for one in asked), said.none, said.unsure)


def _reasons(wording: Wording) -> tuple[str, str]:
    return wording.why, wording.find


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))
