"""Mandates in everyday words: what may be done, on what ground, how long. One place for every page and letter."""

from __future__ import annotations

from typing import NamedTuple

from citizen.proxies.authority import CAN_BE_ALLOWED, Act, Basis, Mandate, MandateState, Relation
from citizen.proxies.models import MandateRow
from citizen.web.i18n import N_, _

#: What a helper may do, as the helper ticks it and the person reads it.
ACT_WORDS: dict[Act, str] = {
    Act.FILL: N_("Fill in forms and add papers"),
    Act.SUBMIT: N_("Send applications and answer the office"),
    Act.SEE: N_("See what was sent and where it stands"),
    Act.SEE_DECISIONS: N_("See the decisions of the office"),
    Act.BOOK: N_("Book appointments, move and cancel them"),
    Act.MANAGE: N_("See and change personal data and needs"),
    Act.GOVERN: N_("Decide who else may act, as a guardian"),
}
RELATION_WORDS: dict[Relation, str] = {
    Relation.SELF: N_("Myself"),
    Relation.GUARDIAN: N_("Guardian"),
    Relation.AUTHORISED: N_("Allowed by the person"),
    Relation.HELPING_PRESENT: N_("Helping, the person is present"),
}
BASIS_WORDS: dict[Basis, str] = {
    Basis.ACCOUNT: N_("allowed from their own account"),
    Basis.IN_PERSON: N_("said yes on this device"),
    Basis.SIGNED_PAPER: N_("signed a paper"),
    Basis.GUARDIAN_DOCUMENT: N_("guardian"),
    Basis.COUNTER: N_("entered at the counter"),
}


def act_choices() -> list[tuple[str, str]]:
    """What can be allowed, as choices of a form."""
    return [(act.value, ACT_WORDS[act]) for act in CAN_BE_ALLOWED]


def acts_in_words(codes: list[str]) -> list[str]:
    """In the order in which they are always shown."""
    return [_(words) for act, words in ACT_WORDS.items() if act.value in codes and act is not Act.GOVERN]


def ground_of(row: MandateRow | Mandate) -> str:
    """On what ground one acts, in a few words; and that nobody has confirmed it yet."""
    ground = _("You are the guardian.") if row.relation is Relation.GUARDIAN else _("This person allowed it.")
    if row.state is MandateState.PROVISIONAL:
        not_yet = _("Until the office has confirmed it, decisions and the profile stay closed.")
        return f"{ground} {not_yet}"
    return ground


class NoticePart(NamedTuple):
    heading: str
    text: str


def child_notice(name: str) -> list[NoticePart]:
    """What a guardian is told before anything about a child under 14 is kept (Personal Information Protection Law, art.
    17, 28 to 31).
    """
    return [*_what_is_kept(name), *_what_can_be_done()]


def _what_is_kept(name: str) -> list[NoticePart]:
    return [
        NoticePart(
            _("What we keep"),
            _(
                "The name and birthday of %(name)s, and what you fill in for them: answers, papers, applications and "
                "appointments. Some of it is about health and disability.",
                name=name,
            ),
        ),
        NoticePart(
            _("Why it is necessary"),
            _("Without it the office cannot see whether the child is entitled, and cannot decide."),
        ),
        NoticePart(
            _("What it means for the child"),
            _(
                "The district federation and the offices that decide can read what you send. Places that you book can "
                "read what they need. Nobody else can. Everything is kept encrypted."
            ),
        ),
        NoticePart(
            _("How long"),
            _(
                "Drafts that are not sent are deleted after some time; each page says when. What was sent is kept as "
                "long as the law and the district demand."
            ),
        ),
    ]


def _what_can_be_done() -> list[NoticePart]:
    return [
        NoticePart(
            _("Your rights, for the child"),
            _("You can see, copy and correct all of it. You can ask for it to be deleted."),
        ),
        NoticePart(
            _("How to take the consent back"),
            _(
                "At any time: on the page “My data”, or at a counter. Then nothing more is kept. What was done before "
                "stays valid."
            ),
        ),
        NoticePart(
            _("If you do not agree"),
            _("Nothing is kept. You can still read everything here, and apply at a counter."),
        ),
    ]
