"""What can be applied for on this site, as a person looks through it: by a word, or by what it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from citizen.eligibility import catalogue
from citizen.eligibility.programme import Audience, Programme
from citizen.eligibility.programme_list import Filters, find_programmes

_LONGEST_QUERY = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """What was looked for, and what there is. Nothing was looked for: nothing is listed."""

    query: str
    need: str | None
    programmes: tuple[Programme, ...]
    is_guess: bool = False

    @property
    def was_sought(self) -> bool:
        return bool(self.query or self.need)


def find_offer(args: Mapping[str, str], *, without: Collection[str] = (), like: Audience | None = None) -> Offer:
    """Programmes for the words `q` and the need `need`, the best first; `like` keeps one kind of applicants."""
    query = " ".join("".join(c if c.isprintable() else " " for c in args.get("q", "")).split())[:_LONGEST_QUERY]
    need = args.get("need") if args.get("need") in needs_on_offer() else None
    if not query and not need:
        return Offer(query, need, ())
    first = find_programmes(Filters(query=query, need=need))
    pages = [first, *(find_programmes(Filters(query=query, need=need, page=n)) for n in range(2, first.pages + 1))]
    found = [one for each in pages for group in each.groups for one in group.programmes]
    wanted = (one for one in found if "apply" in one.journeys and one.id not in without)
    fitting = tuple(one for one in wanted if like is None or one.audience is like)
    return Offer(query, need, fitting, is_guess=first.is_guess)


def needs_on_offer() -> list[str]:
    """What programmes that can be applied for are about, in the order of the labels."""
    known = catalogue.load()
    served = {need for one in known.programmes.values() if "apply" in one.journeys for need in one.needs}
    return [need for need in known.labels["need"] if need in served]


def need_names(locale: str) -> dict[str, str]:
    names = catalogue.load().labels["need"]
    return {need: names[need][locale] for need in needs_on_offer()}
