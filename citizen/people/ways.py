"""The ways in, all equal, in one place: what each needs, whom it suits, and what to do when it is lost.

Rooms above build some of them; a way is shown where its page exists. The same table stands in docs/ways-in.md.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from citizen.web.i18n import N_


@dataclass(frozen=True, slots=True)
class Way:
    """One way in, in the words of the pages."""

    code: str
    #: Its page; empty for what happens at a counter.
    endpoint: str
    title: str
    #: One line on the page where one chooses.
    hint: str
    needs: str
    suits: str
    lost: str

    def is_open_in(self, endpoints: Container[str]) -> bool:
        """Whether this deployment has it."""
        return not self.endpoint or self.endpoint in endpoints


WAYS = (
    Way(
        code="receipt",
        endpoint="people.by_code",
        title=N_("Reference and access code"),
        hint=N_("Both stand on your receipt. They open this one thing only."),
        needs=N_("The receipt, on paper or as a picture. No telephone."),
        suits=N_("Whoever wants to look at one application, booking or saved result."),
        lost=N_("Sign in another way, or ask at the counter."),
    ),
    Way(
        code="code",
        endpoint="people.send_code",
        title=N_("A code by text message, call or e-mail"),
        hint=N_("We send you 6 digits. You may paste them."),
        needs=N_("A telephone or an e-mail address. A call reads the code out to you."),
        suits=N_("Whoever has a telephone. Deaf people choose the text message, blind people the call."),
        lost=N_("You have a new number? Sign in another way, then add it to your account. The counter can do it too."),
    ),
    Way(
        code="passkey",
        endpoint="passkeys.sign_in",
        title=N_("Passkey"),
        hint=N_("Your own device lets you in, the way you unlock it."),
        needs=N_("A telephone or computer of your own that can do this. A PIN is enough, no face is needed."),
        suits=N_("Whoever always uses the same device and wants to type nothing."),
        lost=N_("Sign in another way and remove the passkey of the lost device."),
    ),
    Way(
        code="card",
        endpoint="cards.sign_in",
        title=N_("Sign-in card on paper"),
        hint=N_("A code or a square on paper. No telephone."),
        needs=N_("The card. You print it yourself, or get it at the counter."),
        suits=N_("Whoever has no telephone, or cannot read a message on it."),
        lost=N_("Say so at the counter or in your account: the card is blocked at once, and you get a new one."),
    ),
    Way(
        code="identity",
        endpoint="identity.begin",
        title=N_("Provincial or national identity service"),
        hint=N_("You sign in there, and come back here."),
        needs=N_("An account at that service."),
        suits=N_("Whoever uses it already."),
        lost=N_("Ask that service, or choose another way here."),
    ),
    Way(
        code="assisted",
        endpoint="",
        title=N_("With the help of staff"),
        hint=N_("At the service counter. You stay there and see everything."),
        needs=N_("You come in person. Somebody may come with you."),
        suits=N_("Everybody who wants to do it together with somebody."),
        lost=N_("Nothing can be lost: it needs nothing that you keep."),
    ),
)
