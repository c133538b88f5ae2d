"""A check as a file of the person's own: a text to read, and JSON for other programs (see docs/check-file.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from citizen.eligibility.answers import Answers
from citizen.eligibility.cases import Case, answer
from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.findings import Group
from citizen.eligibility.result_card import Card
from citizen.eligibility.result_page import STANDINGS, answer_groups, result_parts
from citizen.web.i18n import _, show_date

FORMAT, VERSION = "eligibility-check", 1


def as_json(check: CheckInHand) -> str:
    """The answers as a case that `eligibility check` reads, and what it answers."""
    case = Case(check.facts, check.on, None, check.catalogue.parameters)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "case": {"on": check.on.isoformat(), "facts": Answers(check.facts).written_facts()},
        "not_said_but_follows": sorted(check.facts.keys() - check.answers.facts.keys()),
        "not_sure": sorted(check.answers.unsure),
        "interest": check.interest.as_json(),
        "decision": answer(check.catalogue, case),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_text(check: CheckInHand, locale: str) -> str:
    """The whole result with reasons and sources, line by line, for any program that shows text."""
    return "\r\n".join(_lines(check, locale)) + "\r\n"


def _lines(check: CheckInHand, locale: str) -> Iterator[str]:
    yield _("The result of a check: what a person may be entitled to")
    yield _("As on %(day)s.", day=show_date(check.on))
    yield _("This is not a decision. The office decides. Whatever stands here, you can still apply.")
    for part, cards in result_parts(check, locale).items():
        if cards:
            yield ""
            yield f"== {_(STANDINGS[Group(part)])} =="
            for card in cards:
                yield from _card(card) if isinstance(card, Card) else [f"- {card.name}"]
    yield ""
    yield f"== {_('The answers')} =="
    for topic, rows in answer_groups(check, locale):
        yield ""
        yield topic
        yield from (_("%(question)s: %(answer)s", question=row.key, answer=_one_line(row.value)) for row in rows)


def _card(card: Card) -> Iterator[str]:
    yield ""
    yield card.name
    yield from filter(None, (card.summary, card.in_time))
    if card.amount:
        yield _("How much: %(amount)s", amount=card.amount)
    yield from (f"  * {reason.meaning}" for reason in card.reasons)
    for document, quote in dict.fromkeys((reason.document, reason.quote) for reason in card.reasons):
        yield "  " + _("Source: %(document)s", document=document)
        yield f"    “{_one_line(quote)}”"
    yield from ("  " + _("Still open: %(fact)s", fact=one.name) for one in card.open_answers)


def _one_line(text: str) -> str:
    return _("; ").join(line for line in str(text).splitlines() if line)
