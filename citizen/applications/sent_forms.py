"""The forms of what can be done after sending."""

from __future__ import annotations

from citizen.applications.messages import LONGEST_MESSAGE
from citizen.applications.objections import LONGEST_OBJECTION
from citizen.web.fields import CheckboxesField, TextAreaField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

#: The answer "nothing has changed".
NOTHING = "nothing"


class MessageForm(Form):
    """A message to the office."""

    body = TextAreaField(
        label=N_("Your message to the office"),
        hint=N_("At most 1,000 characters. Please do not write identity or bank numbers here."),
        missing=N_("Write your message"),
        maximum=LONGEST_MESSAGE,
        autocomplete="off",
    )


class ObjectionForm(Form):
    """Why somebody does not agree."""

    body = TextAreaField(
        label=N_("Why do you not agree?"),
        hint=N_("Write it in your own words, at most 2,000 characters. You need no legal terms."),
        missing=N_("Write why you do not agree"),
        maximum=LONGEST_OBJECTION,
        autocomplete="off",
    )


class WithdrawForm(Form):
    """Which of several programmes are taken back."""

    @property
    def positions(self) -> set[int]:
        return {int(code) for code in self["cases"].data}


class RenewForm(Form):
    """What has changed since last time."""

    @property
    def changed(self) -> set[str]:
        """The facts to ask again."""
        return set(self["differs"].data) - {NOTHING}


def withdraw_form(choices: list[tuple[str, str]]) -> WithdrawForm:
    """Of (position, name of the programme), all chosen at first."""
    cases = CheckboxesField(
        label=_("Which do you want to withdraw?"),
        missing=_("Choose what you want to withdraw"),
        choices=choices,
        translated=True,
    )
    form_class: type[WithdrawForm] = type("WithdrawForm", (WithdrawForm,), {"cases": cases})
    return form_class.from_request(start={"cases": [code for code, _name in choices]})


def renew_form(answers: list[tuple[str, str]]) -> RenewForm:
    """Of (fact, question and the answer of last time)."""
    differs = CheckboxesField(
        label=_("What has changed since then?"),
        hint=_("We ask again only about what you choose."),
        missing=_("Choose what has changed, or “Nothing has changed”"),
        choices=[*answers, (NOTHING, _("Nothing has changed"))],
        exclusive=[NOTHING],
        translated=True,
    )
    form_class: type[RenewForm] = type("RenewForm", (RenewForm,), {"differs": differs})
    return form_class.from_request()
