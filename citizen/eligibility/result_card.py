"""One programme on the result page. Only words and addresses: what was decided stands in
:mod:`citizen.eligibility.findings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import current_app, url_for

from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.findings import Finding
from citizen.eligibility.horizon import Change
from citizen.eligibility.phrases import ReasonLine, This, amount_text, fact_name, reason_lines
from citizen.eligibility.programme import Programme, Verdict
from citizen.eligibility.would_change import Changeable
from citizen.web.i18n import _, show_date
from citizen.web.kept_parts import ANY_ADDRESS

_BACK_TO_RESULT: dict[str, Any] = {"return": "result"}
_ABOUT_MONEY = frozenset({"cash subsidy", "insurance contribution", "fee concession"})


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """An answer that could still settle something, and its question page."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Help:
    """What would change a "no", and the programme by which one gets there, if there is one here."""

    sentence: str
    name: str | None = None
    href: str | None = None


class Named:
    """A programme of which the page gives no more than the name. Each is itself and equal to no other."""

    def __init__(self, programme: Programme, locale: str) -> None:
        self.id = programme.id
        self.name: str = programme.text[locale].name
        self.href = programme_page(programme.id)


class Card(Named):
    """A programme with everything that is said about it; each thing is worked out when the page asks for it, and a page
    that has the card already (`same_as`) does not ask. Addresses hold ANY_ADDRESS in place of the key of the check.
    """

    def __init__(self, finding: Finding, check: CheckInHand, locale: str, name: str | None) -> None:
        super().__init__(finding.programme, locale)
        self._programme, self._outcome, self._finding = finding.programme, finding.outcome, finding
        self._check, self._locale, self._name = check, locale, name

    @property
    def is_for_all(self) -> bool:
        """Whether it says nobody's name."""
        return self._name is None

    @property
    def same_as(self) -> tuple[object, ...]:
        """All that a card says depends on this, the language and whose name it says."""
        outcome = self._outcome
        helps = tuple([This(change) for change in self._helps])
        return (self.id, outcome.verdict, This(outcome.reasons), outcome.missing, outcome.amount, self._change, helps)

    @cached_property
    def summary(self) -> str:
        return self._programme.text[self._locale].summary

    @property
    def is_about_money(self) -> bool:
        return not _ABOUT_MONEY.isdisjoint(self._programme.kinds)

    @cached_property
    def amount(self) -> str | None:
        return amount_text(self._outcome.amount)

    @cached_property
    def reasons(self) -> tuple[ReasonLine, ...]:
        check = self._check
        return reason_lines(self._finding, check.catalogue, check.questions, self._locale, name=self._name)

    @property
    def unmet(self) -> tuple[ReasonLine, ...]:
        return tuple(reason for reason in self.reasons if reason.holds is False)

    @cached_property
    def open_answers(self) -> tuple[OpenAnswer, ...]:
        check = self._check
        return tuple(
            OpenAnswer(
                fact_name(fact, check.catalogue, check.questions, self._locale),
                url_for("eligibility.question", key=ANY_ADDRESS, fact=fact, **_BACK_TO_RESULT),
            )
            for fact in self._outcome.missing
        )

    @property
    def in_time(self) -> str | None:
        """From when, or until when, the age fits."""
        return _in_time(self._outcome.verdict, self._change)

    @property
    def would_help(self) -> tuple[Help, ...]:
        """What the person could do, where one answer keeps the programme away."""
        helps = []
        for change in self._helps:
            sentence = change.wording[self._locale].sentence(self._name)
            by = self._check.catalogue.programmes.get(change.programme or "")
            if by is not None and self._check.district in by.runs:
                helps.append(Help(sentence, by.text[self._locale].name, programme_page(by.id)))
            else:
                helps.append(Help(sentence))
        return tuple(helps)

    @cached_property
    def apply_href(self) -> str | None:
        if "apply" not in self._programme.journeys:
            return None
        return _address("applications.new", programme=self.id, check=ANY_ADDRESS)

    @cached_property
    def book_href(self) -> str | None:
        return _address("booking.start", programme=self.id) if "book" in self._programme.journeys else None

    @property
    def _change(self) -> Change | None:
        return self._check.changes.get(self.id)

    @property
    def _helps(self) -> tuple[Changeable, ...]:
        return self._check.helps.get(self.id, ())


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


def programme_page(programme_id: str) -> str | None:
    """Its address, if this deployment has such pages."""
    return _address("directory.programme", programme_id=programme_id)


def _address(endpoint: str, **values: Any) -> str | None:
    """The address of a page of a room above, if this deployment has that room."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None
