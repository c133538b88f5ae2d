"""What the pages of a saved check show: the codes, then and now, why it changed. In this request's language."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

from citizen.core import clock
from citizen.core.references import grouped
from citizen.eligibility import catalogue, rules, saved_checks, service
from citizen.eligibility.findings import Finding
from citizen.eligibility.models import SavedCheck
from citizen.eligibility.next_look import facts_on, verdicts_on
from citizen.eligibility.phrases import TOPICS, answer_text, reason_lines
from citizen.eligibility.programme import Basis, Decision, Verdict
from citizen.eligibility.saved_verdicts import VerdictChange, changes_between, read_verdict, verdicts_of
from citizen.notices.channels import Channel
from citizen.web.i18n import N_, _, show_date

_GONE = N_("not in your list")
_STANDS = {
    (Verdict.ELIGIBLE, Basis.POLICY): N_("probably yes"),
    (Verdict.ELIGIBLE, Basis.REPORT): N_("probably yes"),
    (Verdict.NOT_ELIGIBLE, Basis.POLICY): N_("probably not"),
    (Verdict.NOT_ELIGIBLE, Basis.REPORT): N_("please ask"),
    (Verdict.UNKNOWN, Basis.POLICY): N_("cannot be said yet"),
    (Verdict.UNKNOWN, Basis.REPORT): N_("cannot be said yet"),
}
CHANNELS = {
    Channel.SMS.value: N_("by text message"),
    Channel.EMAIL.value: N_("by e-mail"),
    Channel.POST.value: N_("by letter"),
    Channel.SCREEN.value: N_("on this page only"),
}


class Cause(StrEnum):
    """Why a programme stands otherwise although the answers are the same."""

    RULES = "rules"
    TIME = "time"


_CAUSES = {
    Cause.RULES: N_("The rules or the published texts have changed."),
    Cause.TIME: N_("Time has passed: an age, a date or a period has changed."),
}


class Change(NamedTuple):
    """One programme that stands otherwise now."""

    name: str
    then: str
    now: str
    is_better: bool
    because: str
    reasons: tuple[str, ...]


class Unchanged(NamedTuple):
    """The programmes that stand as they stood."""

    standing: str
    names: tuple[str, ...]


class Comparison(NamedTuple):
    """Then and now."""

    then: dt.date
    today: dt.date
    changes: list[Change]
    unchanged: list[Unchanged]


def compare(saved: SavedCheck, locale: str, *, name: str | None) -> Comparison:
    """The result now beside what it was when the answers were given; what changed first, with the reason."""
    known, facts, interest, today = (
        catalogue.load(),
        saved_checks.facts_of(saved),
        saved_checks.interest_of(saved),
        clock.today(),
    )
    decision = rules.decide(known, facts_on(facts, said_on=saved.on, on=today), on=today)
    now = verdicts_of(decision, known.programmes, interest)
    # The rules of today about the day of then: what differs there differs because of the rules.
    rules_only = verdicts_on(known, facts, said_on=saved.on, on=saved.on, interest=interest)
    changes = [
        _change(one, decision, _cause(one, rules_only), locale, name) for one in changes_between(saved.verdicts, now)
    ]
    return Comparison(saved.on, today, changes, _unchanged(saved, now, locale))


def _cause(change: VerdictChange, rules_only: dict[str, str]) -> Cause:
    return Cause.TIME if rules_only.get(change.programme_id) == change.before else Cause.RULES


def _change(change: VerdictChange, decision: Decision, cause: Cause, locale: str, name: str | None) -> Change:
    known = catalogue.load()
    programme = known.programmes.get(change.programme_id)
    reasons: tuple[str, ...] = ()
    if programme is not None and change.after is not None:
        finding = Finding(programme, decision.of(programme.id))
        lines = reason_lines(finding, known, service.all_questions(), locale, name=name)
        wanted = {True} if finding.outcome.verdict is Verdict.ELIGIBLE else {False, None}
        reasons = tuple(line.meaning for line in lines if line.holds in wanted)
    return Change(
        name=programme.text[locale].name if programme else change.programme_id,
        then=_standing(change.before),
        now=_standing(change.after),
        is_better=change.after is not None and read_verdict(change.after)[0] is Verdict.ELIGIBLE,
        because=_(_CAUSES[cause]),
        reasons=reasons,
    )


def _unchanged(saved: SavedCheck, now: dict[str, str], locale: str) -> list[Unchanged]:
    known = catalogue.load()
    groups: dict[str, list[str]] = {_(words): [] for words in dict.fromkeys(_STANDS.values())}
    for programme, verdict in now.items():
        if saved.verdicts.get(programme) == verdict:
            groups[_standing(verdict)].append(known.programmes[programme].text[locale].name)
    return [Unchanged(standing, tuple(names)) for standing, names in groups.items() if names]


def _standing(written: str | None) -> str:
    return _(_GONE if written is None else _STANDS[read_verdict(written)])


def answer_rows(saved: SavedCheck, locale: str) -> list[tuple[str, list[dict[str, str]]]]:
    """The saved answers by topic, in the order of the questions file."""
    answers = saved_checks.answers_of(saved)
    groups: dict[str, list[dict[str, str]]] = {}
    for question in service.all_questions():
        if question.fact in answers:
            row = {"key": question.wording[locale].short, "value": answer_text(question, answers, locale)}
            groups.setdefault(_(TOPICS[question.topic]), []).append(row)
    return list(groups.items())


class Spelt(NamedTuple):
    """A code to be seen, and as one says it: character by character, with a pause between the groups."""

    shown: str
    said: str


def spelt(code: str) -> Spelt:
    groups = [_(", ").join(group) for group in saved_checks.spelt(code)]
    return Spelt(grouped(code), _("; ").join(groups))


def kept_until(saved: SavedCheck) -> str:
    return show_date(saved.keep_until)
