"""What a way to a person is used for."""

from __future__ import annotations

from citizen.people.contacts import Use
from citizen.web.fields import CheckboxesField
from citizen.web.forms import Form
from citizen.web.i18n import N_

SIGN_IN, NOTICES, VOICE = "sign_in", "notices", "voice"
_CHOICES = {
    SIGN_IN: (SIGN_IN, N_("Signing in"), N_("Codes may be sent there. Whoever reads them can sign in.")),
    NOTICES: (NOTICES, N_("News"), N_("When something happens to an application or booking, or somebody acts.")),
    VOICE: (
        VOICE,
        N_("Only calls, no text messages"),
        N_("Codes are read out. News is not read out, only shown here."),
    ),
}


class UseForm(Form):
    """Any of them, or none: then it is only kept."""

    used_for = CheckboxesField(label=N_("Choose any of these"), optional=True, choices=())

    @property
    def use(self) -> Use:
        chosen = set(self.used_for.data or ())
        return Use(signs_in=SIGN_IN in chosen, gets_notices=NOTICES in chosen, by_voice=VOICE in chosen)


def use_form(now: Use, *, can_call: bool, may_govern: bool) -> UseForm:
    """With what it is used for now. Who may not govern the account may not decide what signs in."""
    given = {SIGN_IN: now.signs_in, NOTICES: now.gets_notices, VOICE: now.by_voice}
    offered = [code for code in given if (code != VOICE or can_call) and (code != SIGN_IN or may_govern)]
    form = UseForm.from_request(start={"used_for": [code for code in offered if given[code]]})
    form.used_for.choices = [_CHOICES[code] for code in offered]
    return form
