"""What the profile page shows, in the language of this request: every remembered answer in the words of its question,
with its day and where it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from citizen.accessibility.forms import look_lines
from citizen.accessibility.locales import LOCALES
from citizen.applications.rows import typed
from citizen.core import clock
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers, read_answers
from citizen.eligibility.phrases import TOPICS, answer_text
from citizen.eligibility.questions import Asked, Question, Topic
from citizen.eligibility.service import all_questions
from citizen.people.needs import LABELS, AccessNeed
from citizen.people.profile import FactOrigin, Reading, RememberedFact, ToldNeed
from citizen.web.i18n import N_, _, show_date

Row = dict[str, str | Markup]

_ORIGINS = {
    FactOrigin.CHECK: N_("%(day)s, from an eligibility check"),
    FactOrigin.APPLICATION: N_("%(day)s, from an application"),
    FactOrigin.PROFILE: N_("%(day)s, written here"),
    FactOrigin.IDENTITY: N_("%(day)s, from an identity service"),
}
#: About the one who types, and about this moment: never remembered.
_OF_THE_MOMENT = frozenset({"applicant_role"})
_TOPICS_OF_A_PERSON = frozenset(Topic) - {Topic.WISH, Topic.EMPLOYER, Topic.INSTITUTION}


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Answers about one subject; they are remembered and forgotten together."""

    topic: str
    title: str
    rows: tuple[Row, ...]
    facts: tuple[str, ...]


def can_be_remembered(fact: str) -> bool:
    """Whether the answer is about a person and may still be true next year."""
    return fact in all_questions() and _is_lasting(all_questions().get_question(fact)) and fact not in _OF_THE_MOMENT


def answers_of(facts: Iterable[RememberedFact]) -> Answers:
    """As answers of today's catalogue; what it no longer knows, or knows otherwise, is left out."""
    written = {one.fact: one.value for one in facts}
    return read_answers({"facts": written}, catalogue.load().facts, on=clock.today())


def remembered_groups(facts: Iterable[RememberedFact], locale: str) -> list[FactGroup]:
    """What is remembered, with day, origin, and the way to change it. Whatever is kept is shown, so that it can be
    forgotten, also what no question asks any more.
    """
    by_fact = {one.fact: one for one in facts}
    answers = answers_of(by_fact.values())

    def row(question: Question) -> Row:
        short = question.wording[locale].short
        value = Markup("{}<br>{}").format(answer_text(question, answers, locale), origin_text(by_fact[question.fact]))
        return {"key": short, "value": value, "change_href": url_for("profile.fact", fact=question.fact)}

    groups = _by_topic(answers, row)
    lost = tuple(sorted(fact for fact in by_fact if fact not in {f for group in groups for f in group.facts}))
    if not lost:
        return groups
    rows = tuple(_lost_row(by_fact[fact], locale) for fact in lost)
    return [*groups, FactGroup("other", _("Answers that nothing asks for any more"), rows, lost)]


def offered_groups(answers: Answers, locale: str) -> list[FactGroup]:
    """What could be remembered of these answers: nothing that a person was not sure of."""

    def row(question: Question) -> Row:
        return {"key": question.wording[locale].short, "value": answer_text(question, answers, locale)}

    lasting = {fact: value for fact, value in answers.facts.items() if can_be_remembered(fact)}
    return _by_topic(Answers(lasting), row)


def origin_text(one: RememberedFact) -> str:
    """'2026年11月22日，来自资格自查'."""
    return _(_ORIGINS[one.origin], day=show_date(one.noted_at))


def need_lines(needs: Iterable[ToldNeed]) -> list[tuple[str | Markup, bool]]:
    """Each need in words, and whether offices and places may know it."""
    return [(need_text(need), need.may_tell) for need in needs]


def need_text(need: ToldNeed) -> str | Markup:
    return typed(need.detail) if _is_in_own_words(need) else _(LABELS[need.code])


def _is_in_own_words(need: ToldNeed) -> bool:
    return need.code is AccessNeed.OTHER and bool(need.detail)


def language_name(code: str) -> Markup:
    """A language in its own words, marked as such."""
    return Markup('<span lang="{}">{}</span>').format(LOCALES[code].tag, LOCALES[code].name)


def reading_lines(reading: Reading) -> list[str | Markup]:
    """How the person reads on every device; nothing when each device decides."""
    lines: list[str | Markup] = [language_name(reading.language)] if reading.language else []
    if reading.preferences is None:
        return lines
    return [*lines, *(look_lines(reading.preferences) or [_("All settings are standard.")])]


def _is_lasting(question: Question) -> bool:
    return question.audience is Asked.PERSON and question.topic in _TOPICS_OF_A_PERSON


def _by_topic(answers: Answers, row: Callable[[Question], Row]) -> list[FactGroup]:
    found: dict[Topic, list[tuple[str, Row]]] = {}
    for question in all_questions():
        if question.fact in answers.facts:
            found.setdefault(question.topic, []).append((question.fact, row(question)))
    return [
        FactGroup(
            topic.value,
            _(TOPICS[topic]),
            tuple(row for _fact, row in found[topic]),
            tuple(fact for fact, _row in found[topic]),
        )
        for topic in Topic
        if topic in found
    ]


def _lost_row(one: RememberedFact, locale: str) -> Row:
    known: Mapping[str, object] = catalogue.load().facts
    name = catalogue.load().facts[one.fact].name[locale] if one.fact in known else one.fact
    return {"key": name, "value": Markup("{}<br>{}").format(typed(str(one.value)), origin_text(one))}
