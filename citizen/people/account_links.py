"""What stands on the account page, in the order of how often it is wanted. Rooms above are named by endpoint only."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from citizen.web.i18n import N_


@dataclass(frozen=True, slots=True)
class AccountLink:
    endpoint: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class AccountGroup:
    title: str
    links: tuple[AccountLink, ...]


_GROUPS = (
    AccountGroup(
        N_("About me"),
        (
            AccountLink("profile.overview", N_("My profile"), N_("What we may remember about you, and your needs.")),
            AccountLink(
                "pathways.overview",
                N_("My devices and rehabilitation"),
                N_("Each step in order, with what comes next."),
            ),
            AccountLink("my_data.overview", N_("My data"), N_("See everything we keep, take it along, delete it.")),
        ),
    ),
    AccountGroup(
        N_("Who acts for whom"),
        (
            AccountLink(
                "activity.helpers", N_("Who may act for me"), N_("Allow somebody, limit it, or end it at once.")
            ),
            AccountLink("activity.done", N_("What was done for me"), N_("Who did what for you, and when.")),
            AccountLink("activity.helping", N_("Whom I help"), N_("Choose for whom you are here today.")),
        ),
    ),
    AccountGroup(
        N_("Signing in"),
        (
            AccountLink("people.contacts", N_("Phone and e-mail"), N_("Where we send your codes and messages.")),
            AccountLink("passkeys.overview", N_("Passkeys"), N_("Sign in with your device, nothing to remember.")),
            AccountLink("cards.overview", N_("Sign-in cards"), N_("Codes on paper. Say so here if a card is lost.")),
            AccountLink("identity.overview", N_("Identity services"), N_("Sign in with a provincial or national one.")),
            AccountLink("account.list_sessions", N_("Where I am signed in"), N_("See every device, and sign it out.")),
        ),
    ),
)

#: How somebody signed in, in the list of sessions.
WAYS_IN = {
    "receipt": N_("with reference and access code"),
    "code": N_("with a code that was sent"),
    "passkey": N_("with a passkey"),
    "card_code": N_("with a code of the sign-in card"),
    "card_qr": N_("with the square on the sign-in card"),
    "identity": N_("with an identity service"),
    "assisted": N_("with the help of staff"),
}


def groups_of(endpoints: Container[str]) -> tuple[AccountGroup, ...]:
    """The groups with the pages this deployment has."""
    kept = (AccountGroup(one.title, tuple(a for a in one.links if a.endpoint in endpoints)) for one in _GROUPS)
    return tuple(group for group in kept if group.links)
