"""Who may see whose things: the rules once more, written down independently of `citizen.proxies.authority`.

A small model of persons, of what they allowed each other, and of browsers. It knows no page, no database and none of
the code it judges. Persons are single characters; a moment is a number of minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

#: What a canary stands in. `typed` is what somebody sent for a person during the test.
Kind = Literal["name", "check", "draft", "sent", "decision", "booking", "needs", "profile", "typed"]
HowGiven = Literal["live", "asked", "paper", "paper, person known"]

PROGRAMME_OF_DRAFT, PROGRAMME_OF_SENT = "home-care-assistance-subsidy", "adult-rehab-subsidy"
_OPENS: dict[Kind, frozenset[str]] = {
    "check": frozenset({"fill"}),
    "draft": frozenset({"fill"}),
    "needs": frozenset({"fill"}),
    "sent": frozenset({"see"}),
    "decision": frozenset({"see_decisions"}),
    "booking": frozenset({"book", "see"}),
    "profile": frozenset({"manage"}),
    "typed": frozenset({"fill", "see", "book", "manage"}),
}
_ABOUT_A_PROGRAMME: dict[Kind, str] = {
    "draft": PROGRAMME_OF_DRAFT,
    "sent": PROGRAMME_OF_SENT,
    "decision": PROGRAMME_OF_SENT,
}


@dataclass(slots=True)
class Allowed:
    """What one person allowed another, as it was said."""

    subject: str
    helper: str
    acts: frozenset[str]
    programmes: frozenset[str] | None
    starts: int
    ends: int | None
    how: HowGiven
    is_over: bool = False

    def is_in_force(self, now: int) -> bool:
        if self.is_over or self.how in ("asked", "paper, person known"):
            return False
        return self.starts <= now and (self.ends is None or now < self.ends)

    def opens(self) -> frozenset[str]:
        """Sending includes filling in and seeing; seeing decisions includes seeing."""
        acts = set(self.acts)
        if "submit" in acts:
            acts |= {"fill", "see"}
        if "see_decisions" in acts:
            acts.add("see")
        return frozenset(acts - {"see_decisions", "manage"} if self.how == "paper" else acts)


@dataclass(slots=True)
class Browser:
    """One browser: who is signed in, for whom they act, whose code was typed in since."""

    person: str | None = None
    acts_for: str | None = None
    codes: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Model:
    now: int = 0
    given: list[Allowed] = field(default_factory=list)
    browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self, name: str) -> Browser:
        return self.browsers.setdefault(name, Browser())

    def in_force(self, helper: str | None, subject: str) -> Allowed | None:
        """The newest permission of these two that is in force now."""
        found = [one for one in self.given if (one.helper, one.subject) == (helper, subject)]
        return next((one for one in reversed(found) if one.is_in_force(self.now)), None)

    def subject_of(self, name: str) -> str | None:
        """Whom the things are about that this browser deals with now; nobody when nobody is signed in."""
        browser = self.browser(name)
        if browser.acts_for is None or self.in_force(browser.person, browser.acts_for) is None:
            return browser.person
        return browser.acts_for

    def may_see(self, name: str, owner: str, kind: Kind) -> bool:
        """Whether something of this kind of this person may appear in this browser now."""
        browser, subject = self.browser(name), self.subject_of(name)
        if kind == "name" and browser.person is not None and self._know_each_other(browser.person, owner):
            return True
        acts_for_another = subject != browser.person
        if owner in browser.codes and not acts_for_another and kind in ("name", "sent", "decision"):
            return True
        if subject != owner:
            return False
        if not acts_for_another:
            return True
        permission = self.in_force(browser.person, owner)
        return permission is not None and _is_opened(permission, kind)

    def _know_each_other(self, one: str, other: str) -> bool:
        """Whoever allowed or was allowed something knows the name of the other, also when it is over."""
        return one == other or any({given.subject, given.helper} == {one, other} for given in self.given)


def _is_opened(permission: Allowed, kind: Kind) -> bool:
    if kind == "name":
        return True
    programme = _ABOUT_A_PROGRAMME.get(kind)
    if programme and permission.programmes is not None and programme not in permission.programmes:
        return False
    return bool(_OPENS[kind] & permission.opens())
