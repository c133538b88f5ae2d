"""What the pages with the answers and the result show, in the language of this request. Only words and addresses:
what was decided stands in :mod:`citizen.eligibility.findings`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import url_for

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.findings import Finding, Group
from citizen.eligibility.phrases import TOPICS, answer_text, reason_lines
from citizen.eligibility.programme import Programme
from citizen.eligibility.programme_list import Filters, find_programmes
from citizen.eligibility.questions import Topic
from citizen.eligibility.result_card import Card, Named, programme_page
from citizen.proxies.acting import called, current_who
from citizen.web.i18n import N_, _
from citizen.web.kept_parts import made_once

_BACK_TO_ANSWERS: dict[str, Any] = {"return": "answers"}
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


Parts = dict[str, tuple[Named, ...] | tuple[Card, ...]]


def result_parts(check: CheckInHand, locale: str) -> Parts:
    """The cards of every group, by its code."""
    name = _name_of_the_helped()
    names = made_once("names", locale, make=lambda: _all_names(check.catalogue, locale))
    return {
        group.value: tuple([names[finding.programme.id] for finding in found])
        if group in _NAMES_ONLY
        else tuple([Card(finding, check, locale, name) for finding in found])
        for group, found in check.findings.items()
    }


def _all_names(catalogue: Catalogue, locale: str) -> dict[str, Named]:
    return {programme.id: Named(programme, locale) for programme in catalogue.programmes.values()}


def asked_about(check: CheckInHand, locale: str) -> Standing | None:
    """How the one programme stands that the check is about."""
    named = check.interest.programme
    if named is None:
        return None
    return next(
        _standing(finding, group, check, locale)
        for group in Group
        for finding in check.findings[group]
        if finding.programme.id == named
    )


def found_standings(check: CheckInHand, query: str, locale: str) -> list[Standing]:
    """Answers "why is this not in my list?": the programmes called so, the best match first, each with its reasons."""
    standings = _standings(check, locale)
    return [standings[programme.id] for programme in _called(query)]


def _called(query: str) -> Iterator[Programme]:
    """Every programme that the search finds, from all its pages."""
    number, pages = 1, 1
    while number <= pages:
        found = find_programmes(Filters(query=query, page=number))
        yield from (programme for group in found.groups for programme in group.programmes)
        number, pages = number + 1, found.pages


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
    return Standing(text.name, _(STANDINGS[group]), programme_page(finding.programme.id), why)


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


def _name_of_the_helped() -> str | None:
    who = current_who()
    return None if who.is_self else called(who.subject)
