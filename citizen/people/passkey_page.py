"""What pages with passkeys share, for persons and for staff: for which site keys are made, and what went wrong."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request

from citizen.core.errors import RuleBroken
from citizen.people.passkey_answers import Refused
from citizen.people.passkeys import Site
from citizen.web.i18n import N_, _

_SAYINGS = {
    Refused.NOT_PROVED: N_("The answer of your device could not be checked. Please try once more."),
    Refused.TOO_LATE: N_("More than 10 minutes have passed, or another page was opened in between. Please try again."),
    Refused.UNKNOWN: N_("This passkey is not known here, or was removed. Please sign in another way."),
    Refused.COPIED: N_(
        "This passkey may have been copied, so we did not let it in. Sign in another way, remove it, and add a new one."
    ),
    Refused.KNOWN_ALREADY: N_("This passkey is here already. You need not do anything."),
    Refused.TOO_MANY: N_("You have 20 passkeys, more are not possible. Remove one that you no longer use."),
}


def this_site() -> Site:
    """The address people know the site by; where none is set, the one of this request."""
    public: str = current_app.extensions["settings"].public_url
    parts = urlsplit(public or request.host_url)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", _("Services for people with disabilities"))


def saying(problem: RuleBroken) -> str:
    """What to tell somebody whose device was refused."""
    return _(_SAYINGS[Refused(problem.code)])
