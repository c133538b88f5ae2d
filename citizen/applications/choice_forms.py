"""The forms that choose and that send: programmes to tick, and the declaration."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from citizen.accessibility.ui import current_ui
from citizen.eligibility.programme import Programme
from citizen.web.fields import CheckboxesField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _


class DeclarationForm(Form):
    """The declaration before sending; `again` is there only when the same was sent before."""

    declared = CheckboxesField(
        label=N_("Declaration"),
        missing=N_("Tick the box to say that the answers are right"),
        choices=[("yes", N_("What I have entered is right, as far as I know."))],
    )

    @property
    def is_meant_again(self) -> bool:
        return "again" in self


class HelpedDeclarationForm(DeclarationForm):
    """The same, said by somebody who helps: the person has been told and agrees."""

    declared = CheckboxesField(
        label=N_("Declaration"),
        missing=N_("Tick the box to say that the answers are right"),
        choices=[
            (
                "yes",
                N_("I have told this person about the application. What I have entered is right, as far as I know."),
            )
        ],
    )


class _AgainField(CheckboxesField):
    """The word that a second application is meant."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(
            label=N_("The same was sent before"),
            missing=N_("Tick the box if you really want to apply again, or take the programme out"),
            choices=[("yes", N_("I know. I want to apply again."))],
            **rest,
        )


def declaration_form(*, is_self: bool, sent_before: bool) -> DeclarationForm:
    base = DeclarationForm if is_self else HelpedDeclarationForm
    fields = {"again": _AgainField()} if sent_before else {}
    form_class: type[DeclarationForm] = type("AskedDeclarationForm", (base,), fields)
    return form_class.from_request()


class ChooseForm(Form):
    """Programmes to tick."""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """With nothing to tick, the way on is to look for a programme first."""
        problems = super().problems
        return problems if self["programme"].choices else [("q", message) for _anchor, message in problems]


def choose_form(programmes: Sequence[Programme], *, ticked: Collection[str]) -> ChooseForm:
    """The programmes with what they are, in the language of the page; `ticked` ones stay ticked."""
    locale = current_ui().locale.code
    each_once = {one.id: one for one in programmes}.values()
    choices = [(one.id, one.text[locale].name, one.text[locale].summary) for one in each_once]
    field = CheckboxesField(label=_("Programmes"), choices=choices, translated=True)
    form_class: type[ChooseForm] = type("ChooseForm", (ChooseForm,), {"programme": field})
    return form_class(data={"programme": list(ticked)})
