"""A sign-in card as a letter: the same content on screen, on paper, in large print, in braille and spoken.

No name stands on it: whoever finds a lost card learns only that it opens something.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from citizen.accessibility.ui import current_ui
from citizen.core import clock
from citizen.core.references import grouped
from citizen.letters.letter import Block, Facts, Heading, Letter, Paragraph, Picture, Points, Steps
from citizen.people.credential_models import CardKind
from citizen.web.i18n import _, show_date
from citizen.web.own_words import typed
from citizen.web.squares import drawing_of


def card_letter(*, number: str, kind: CardKind, codes: Sequence[str], public_url: str) -> Letter:
    """The card, in the language of this page. `public_url` is the address of the site; empty: that of this request."""
    blocks = _code_blocks(codes, public_url) if kind is CardKind.CODES else _square_blocks(codes[0], public_url)
    return Letter(
        kind="sign-in-card",
        language=current_ui().locale.code,
        title=kind_name(kind),
        sender=_("Services for people with disabilities"),
        date=show_date(clock.today()),
        reference="",
        blocks=(Facts(_("This card"), ((_("Number of the card"), grouped(number)),)), *blocks, *_if_lost()),
    )


def kind_name(kind: CardKind) -> str:
    """'Sign-in card with 10 codes'."""
    return _("Sign-in card with 10 codes") if kind is CardKind.CODES else _("Sign-in card with a square")


def shown_number(number: str) -> Markup:
    """The number of a card in groups, kept apart from the words around it."""
    return typed(grouped(number))


def square_address(code: str, public_url: str) -> str:
    """What the square of a card holds: the address that asks whether to sign in."""
    return _address("cards.open_square", public_url, code=code)


def _code_blocks(codes: Sequence[str], public_url: str) -> tuple[Block, ...]:
    return (
        Facts(
            _("Your codes"), tuple((_("Code %(number)s", number=n), grouped(code)) for n, code in enumerate(codes, 1))
        ),
        Heading(_("How you sign in")),
        Steps(
            (
                _("Open %(address)s", address=_address("cards.sign_in", public_url)),
                _("Enter any code that you have not used. Capital or small letters, with or without spaces."),
                _("Cross the code out. Each is good once."),
            )
        ),
    )


def _square_blocks(code: str, public_url: str) -> tuple[Block, ...]:
    return (
        Heading(_("Your square")),
        Picture(_drawing(square_address(code, public_url))),
        Heading(_("How you sign in")),
        Steps(
            (
                _("Hold the square before the camera of a telephone, or before the reader of a terminal."),
                _("A page opens. Press “Sign in” on it."),
            )
        ),
        Heading(_("Without a camera")),
        Facts(
            _("Enter this code on the page"),
            (
                (_("Page"), _address("cards.sign_in", public_url)),
                (_("Code on your card"), grouped(code)),
            ),
        ),
        Paragraph(_("You can use this card as often as you like.")),
    )


def _if_lost() -> tuple[Block, ...]:
    return (
        Heading(_("Keep it safe")),
        Points(
            (
                _("Whoever has this card can open your account. Keep it like a key of your home."),
                _("Lost? Sign in another way, open “Sign-in cards” in your account, and block it. It ends at once."),
                _("You cannot sign in? Tell the number of the card at the counter of your district's federation."),
                _("Staff never ask for your codes. They only need the number of the card."),
            )
        ),
    )


def _address(endpoint: str, public_url: str, **values: Any) -> str:
    return f"{public_url}{url_for(endpoint, **values)}" if public_url else url_for(endpoint, _external=True, **values)


def _drawing(address: str) -> Markup:
    """The address for a camera, dark on white in every mode; it says itself what it is."""
    drawn = drawing_of(address)
    name = escape(_("The square of your card. It holds the address and the code that stand below in words."))
    start, end = drawn.split(">", 1)
    return Markup(f'{start} role="img"><title>{name}</title>{end}')  # noqa: S704  (made here, of an address of ours)
