"""What a kept check says on a day, and the first later day on which it says something else. Pure.

Rules decide otherwise on few days only: when a rule, a document or a parameter starts or ends, on a birthday that some
rule looks at, and on the day after a date the person named. Those days are tried one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from citizen.eligibility import rules
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.facts import OLDEST_AGE
from citizen.eligibility.implications import load_implications, what_follows
from citizen.eligibility.interest import EVERYTHING, Interest
from citizen.eligibility.programme import Facts
from citizen.eligibility.saved_verdicts import verdicts_of
from citizen.eligibility.telling_ages import age_conventions, first_day_of_age, telling_ages

_A_DAY = dt.timedelta(days=1)
_BORN = "birth_date"
_STATUS, _EXPIRY, _STILL_VALID = "certificate_status", "certificate_expiry", frozenset({"valid", "expiring"})


class Look(NamedTuple):
    """A kept check as the rules decide it on a day."""

    verdicts: dict[str, str]
    next_on: dt.date | None
    """The first day on which the verdicts are others; None when no day is known."""


def facts_on(facts: Facts, *, said_on: dt.date, on: dt.date) -> Facts:
    """The answers as they are on a later day, with what follows from them then: a certificate that was valid has
    expired after its last day."""
    last = facts.get(_EXPIRY)
    if isinstance(last, dt.date) and said_on <= last < on and facts.get(_STATUS) in _STILL_VALID:
        facts = {**facts, _STATUS: "expired"}
    return {**facts, **what_follows(facts, load_implications(), on)}


def verdicts_on(
    catalogue: Catalogue, facts: Facts, *, said_on: dt.date, on: dt.date, interest: Interest = EVERYTHING
) -> dict[str, str]:
    """What these answers, given on one day, come to on another."""
    decision = rules.decide(catalogue, facts_on(facts, said_on=said_on, on=on), on=on)
    return verdicts_of(decision, catalogue.programmes, interest)


def look_at(
    catalogue: Catalogue, facts: Facts, *, said_on: dt.date, on: dt.date, interest: Interest = EVERYTHING
) -> Look:
    """The verdicts of a day, and when to look again while rules and answers stay as they are."""
    now = verdicts_on(catalogue, facts, said_on=said_on, on=on, interest=interest)
    later = (day for day in sorted({*catalogue.days_of_change, *_own_days(catalogue, facts)}) if day > on)
    changed = (day for day in later if verdicts_on(catalogue, facts, said_on=said_on, on=day, interest=interest) != now)
    return Look(now, next(changed, None))


def _own_days(catalogue: Catalogue, facts: Facts) -> Iterator[dt.date]:
    """The days that only this person has."""
    last = facts.get(_EXPIRY)
    if isinstance(last, dt.date) and last < dt.date.max:
        yield last + _A_DAY
    born = facts.get(_BORN)
    if not isinstance(born, dt.date):
        return
    for convention in age_conventions(catalogue):
        for age in telling_ages(catalogue):
            yield first_day_of_age(born, age, convention)
    if born.year + OLDEST_AGE < dt.MAXYEAR:
        yield dt.date(born.year + OLDEST_AGE + 1, 1, 1)  # from then on nobody believes the date of birth
