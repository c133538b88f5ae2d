"""A question as its page shows it. Whoever answers for themselves, choosing from a list, gets a page that is kept for
everybody (web/kept_pages.py): the words are the same, only the key of the check and how far one has come are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from flask import Response, url_for

from citizen.accessibility.listening import address_of_page
from citizen.accessibility.ui import current_ui
from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.facts import FactKind
from citizen.eligibility.forms import NONE, UNSURE, AnswerForm, form_for, start_of
from citizen.eligibility.list_form import ListForm, facts_shown, list_form, start_of_list
from citizen.eligibility.path import Step
from citizen.eligibility.question_pages import load_page_wordings
from citizen.eligibility.questions import Question
from citizen.proxies import acting
from citizen.proxies.acting import require_who
from citizen.proxies.public_pages import FOR_ANYBODY
from citizen.web.i18n import _
from citizen.web.kept_pages import can_be_kept, kept_page, place_of
from citizen.web.pages import page

_SINGLE, _LIST = "eligibility/question.html", "eligibility/question_list.html"
_CHOSEN = (FactKind.YES_NO, FactKind.CHOICE, FactKind.CHOICES)


class ComingFrom(StrEnum):
    """The page a question was opened from, to go back to; without it the path goes on."""

    ANSWERS = "answers"
    RESULT = "result"


@dataclass(frozen=True)
class ShownQuestion:
    """One question of a check, or the page on which several are asked with it."""

    check: CheckInHand
    fact: str
    coming_from: ComingFrom | None

    def show(self, form: AnswerForm | ListForm) -> Response:
        """With what was sent, or with the answers given before."""
        context = {**self._context(self.check.key), "form": form, "caption": self._caption, "back": self._back}
        return page(_template_of(form), status=422 if form.problems else 200, **context)

    def show_kept(self) -> Response | None:
        """The page from the table; None where it would say something that is one person's."""
        said = self._said_alike() if can_be_kept() and self._is_anybody() else None
        if said is None:
            return None

        def context() -> Mapping[str, object]:
            places = {"caption": place_of("caption"), "back": place_of("back")}
            return {**self._context(place_of("key")), **places, **FOR_ANYBODY, "form": self._form(called=None)}

        return kept_page(
            _LIST if self._together else _SINGLE,
            self._together or self.fact,
            said,
            self.coming_from,
            len(self.check.answers) > 0,
            own={"key": self.check.key, "caption": self._caption, "back": self._back},
            address=address_of_page(),
            context=context,
        )

    def form(self) -> AnswerForm | ListForm:
        """As it was sent or, when the page is opened, with the answers given before."""
        return self._form(called=_called())

    def _form(self, *, called: str | None) -> AnswerForm | ListForm:
        check, locale = self.check, current_ui().locale.code
        if not self._together:
            fact = check.catalogue.facts[self.fact]
            return form_for(self._question, fact, locale=locale, called=called, answers=check.answers)
        group = check.paging.group_of[self.fact]
        shown = facts_shown(
            self._together, [one for one in check.paging.group_of if check.paging.group_of[one] == group]
        )
        return list_form(
            [check.questions.get_question(one) for one in shown],
            load_page_wordings(check.questions)[group][locale],
            locale=locale,
            called=called,
            answers=check.answers,
        )

    @cached_property
    def _together(self) -> tuple[str, ...]:
        """One that was opened from the answers or the result is asked alone."""
        return () if self.coming_from is not None else self.check.asked_together(self.fact)

    @property
    def _question(self) -> Question:
        return self.check.questions.get_question(self.fact)

    @property
    def _caption(self) -> str:
        return how_far(None if self.coming_from else self.check.path.step(self.fact))

    @property
    def _back(self) -> str:
        """The page before this one."""
        key = self.check.key
        if self.coming_from is not None:
            return url_for(f"eligibility.{self.coming_from.value}", key=key)
        before = self.check.path.before(self.fact)
        if before is None:
            return url_for("eligibility.wishes", key=key)
        return url_for("eligibility.question", key=key, fact=before)

    def _context(self, key: str) -> dict[str, object]:
        kept: dict[str, Any] = {"return": self.coming_from.value} if self.coming_from else {}
        return {
            "key": key,
            "has_answers": len(self.check.answers) > 0,
            "was_unsure": self.fact in self.check.answers.unsure,
            "here": url_for("eligibility.question", key=key, fact=self.fact, **kept),
        }

    def _is_anybody(self) -> bool:
        who = require_who()
        return who.is_self and not who.is_signed_in and who.staff_id is None and not current_ui().kiosk

    def _said_alike(self) -> tuple[str, ...] | None:
        """What is chosen already, as codes; None for what is typed, and for what few people choose together."""
        if self._together:
            chosen = start_of_list(self._together, self.check.answers)
            return tuple(chosen) if len(chosen) <= 1 else None
        if self._question.kind not in _CHOSEN:
            return None
        started = start_of(self.fact, self._question, self.check.answers).get("answer") or []
        codes = tuple(started) if isinstance(started, list) else (str(started),)
        known = {*map(str, self._question.options), "yes", "no", NONE, UNSURE}
        return codes if len(codes) <= 1 and known.issuperset(codes) else None


def how_far(step: Step | None) -> str:
    """The caption of a question page: never a number that grows again."""
    if step is None:
        return _("One more question")
    if step.left is None:
        return _("Question %(number)s", number=step.number)
    if step.left:
        return _("Question %(number)s. After this at most %(left)s more", number=step.number, left=step.left)
    return _("Question %(number)s, the last one", number=step.number)


def _template_of(form: AnswerForm | ListForm) -> str:
    return _LIST if isinstance(form, ListForm) else _SINGLE


def _called() -> str | None:
    """How the questions name the person, when it is not the visitor."""
    who = require_who()
    return None if who.is_self else acting.called(who.subject)
