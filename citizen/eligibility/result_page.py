"""What the pages with the answers and the result show, in the language of this request. Only words and addresses:
what was decided stands in :mod:`citizen.eligibility.findings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import current_app, url_for

from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.findings import Finding, Group
from citizen.eligibility.horizon import Change
from citizen.eligibility.phrases import ReasonLine, amount_text, answer_text, fact_name, reason_lines
from citizen.eligibility.programme import Verdict
from citizen.eligibility.programme_list import Filters, find_programmes
from citizen.eligibility.questions import Topic
from citizen.proxies.acting import called, current_who
from citizen.web.i18n import N_, _, show_date

TOPICS = {
    Topic.PERSON: N_("The person"),
    Topic.DISABILITY: N_("Disability"),
    Topic.HOUSEHOLD: N_("Family"),
    Topic.WORK: N_("Work"),
    Topic.SCHOOL: N_("School and training"),
    Topic.VEHICLE_HOME: N_("Vehicle and home"),
    Topic.INSURANCE: N_("Insurance"),
    Topic.CARE: N_("Care"),
    Topic.WISH: N_("Wishes"),
    Topic.EMPLOYER: N_("Employer"),
    Topic.INSTITUTION: N_("Institution"),
}
_BACK_TO_ANSWERS: dict[str, Any] = {"return": "answers"}
_BACK_TO_RESULT: dict[str, Any] = {"return": "result"}
_NAMES_ONLY = frozenset({Group.NOT_HERE, Group.NOT_CHOSEN, Group.FOR_OTHERS})
STANDINGS = {
    Group.LIKELY: N_("Probably yes"),
    Group.TO_CONFIRM: N_("Depends on an answer"),
    Group.PLEASE_ASK: N_("Please ask"),
    Group.UNLIKELY: N_("Probably not"),
    Group.NOT_STATED: N_("Conditions not fully published"),
    Group.NOT_HERE: N_("Not published by this district"),
    Group.NOT_CHOSEN: N_("About something else"),
    Group.FOR_OTHERS: N_("For others"),
}
_ABOUT_MONEY = frozenset({"cash subsidy", "insurance contribution", "fee concession"})


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """An answer that could still settle something, and its question page."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Card:
    """One programme on the result page."""

    id: str
    name: str
    href: str | None
    summary: str = ""
    is_about_money: bool = False
    amount: str | None = None
    reasons: tuple[ReasonLine, ...] = ()
    open_answers: tuple[OpenAnswer, ...] = ()
    in_time: str | None = None
    """From when, or until when, the age fits."""
    apply_href: str | None = None
    book_href: str | None = None

    @property
    def unmet(self) -> tuple[ReasonLine, ...]:
        return tuple(reason for reason in self.reasons if reason.holds is False)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    key: str
    value: str
    change_href: str
    change_text: str


class Standing(NamedTuple):
    """One programme, and in which part of the result it stands."""

    name: str
    standing: str
    href: str | None
    why: tuple[str, ...]
    """What the open or unmet conditions mean, in whole sentences."""


Parts = dict[str, list[Card]]


def result_parts(check: CheckInHand, locale: str) -> Parts:
    """The cards of every group, by its code."""
    return {
        group.value: [
            _name_only(finding, locale) if group in _NAMES_ONLY else _card(finding, check, locale)
            for finding in check.findings[group]
        ]
        for group in Group
    }


def asked_about(check: CheckInHand, locale: str) -> Standing | None:
    """How the one programme stands that the check is about."""
    named = check.interest.programme
    return None if named is None else _standings(check, locale)[named]


def found_standings(check: CheckInHand, query: str, locale: str) -> list[Standing]:
    """Answers "why is this not in my list?": the programmes called so, the best match first, each with its reasons."""
    standings = _standings(check, locale)
    groups = find_programmes(Filters(query=query)).groups
    return [standings[programme.id] for group in groups for programme in group.programmes]


def _standings(check: CheckInHand, locale: str) -> dict[str, Standing]:
    return {
        finding.programme.id: _standing(finding, group, check, locale)
        for group in Group
        for finding in check.findings[group]
    }


def _standing(finding: Finding, group: Group, check: CheckInHand, locale: str) -> Standing:
    lines = reason_lines(finding, check.catalogue, check.questions, locale, name=_name_of_the_helped())
    why = tuple(line.meaning for line in lines if line.holds is not True)
    text = finding.programme.text[locale]
    return Standing(text.name, _(STANDINGS[group]), _programme_page(finding.programme.id), why)


def answer_groups(check: CheckInHand, locale: str) -> list[tuple[str, list[AnswerRow]]]:
    """All answers by topic, in the order of the questions file."""
    rows: dict[Topic, list[AnswerRow]] = {}
    for question in check.questions:
        if question.fact in check.answers:
            short = question.wording[locale].short
            row = AnswerRow(
                key=short,
                value=answer_text(question, check.answers, locale),
                change_href=url_for("eligibility.question", key=check.key, fact=question.fact, **_BACK_TO_ANSWERS),
                change_text=short,
            )
            rows.setdefault(question.topic, []).append(row)
    return [(_(TOPICS[topic]), rows[topic]) for topic in Topic if topic in rows]


def _name_only(finding: Finding, locale: str) -> Card:
    programme = finding.programme
    return Card(programme.id, programme.text[locale].name, _programme_page(programme.id))


def _card(finding: Finding, check: CheckInHand, locale: str) -> Card:
    programme = finding.programme
    text = programme.text[locale]
    return Card(
        id=programme.id,
        name=text.name,
        href=_programme_page(programme.id),
        summary=text.summary,
        is_about_money=not _ABOUT_MONEY.isdisjoint(programme.kinds),
        amount=amount_text(finding.outcome.amount),
        reasons=tuple(reason_lines(finding, check.catalogue, check.questions, locale, name=_name_of_the_helped())),
        open_answers=_open_answers(finding, check, locale),
        in_time=_in_time(finding.outcome.verdict, check.changes.get(programme.id)),
        apply_href=_address("applications.new", programme=programme.id, check=check.key)
        if "apply" in programme.journeys
        else None,
        book_href=_address("booking.start", programme=programme.id) if "book" in programme.journeys else None,
    )


def _in_time(verdict: Verdict, change: Change | None) -> str | None:
    """A sentence about the next birthday that matters; none when it only makes an open question another one."""
    if change is None:
        return None
    if verdict is Verdict.ELIGIBLE:
        return _(
            "With these answers it fits until %(day)s, the day before the birthday number %(age)s.",
            day=show_date(change.last),
            age=change.age,
        )
    if change.verdict is Verdict.ELIGIBLE:
        return _(
            "From %(day)s, the birthday number %(age)s, it probably fits, if nothing else changes.",
            day=show_date(change.first),
            age=change.age,
        )
    if verdict is Verdict.NOT_ELIGIBLE:
        return _(
            "From %(day)s, the birthday number %(age)s, it may fit. Please check again then.",
            day=show_date(change.first),
            age=change.age,
        )
    return _("The age fits until %(day)s.", day=show_date(change.last))


def _open_answers(finding: Finding, check: CheckInHand, locale: str) -> tuple[OpenAnswer, ...]:
    return tuple(
        OpenAnswer(
            fact_name(fact, check.catalogue, check.questions, locale),
            url_for("eligibility.question", key=check.key, fact=fact, **_BACK_TO_RESULT),
        )
        for fact in finding.outcome.missing
    )


def _name_of_the_helped() -> str | None:
    who = current_who()
    return None if who.is_self else called(who.subject)


def _programme_page(programme_id: str) -> str | None:
    return _address("directory.programme", programme_id=programme_id)


def _address(endpoint: str, **values: Any) -> str | None:
    """The address of a page of a room above, if this deployment has that room."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None
