"""Coming back to something from any browser by its reference and access code, without telling which was wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from citizen.core.references import CODE_LENGTH, normalise, normalise_code
from citizen.people.attempts import find_or_count
from citizen.web import where_from
from citizen.web.fields import TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _


def reference_field(hint: str) -> TextField:
    """The reference; `hint` says what it looks like."""
    return TextField(
        label=N_("Reference"), hint=hint, missing=N_("Enter the reference"), maximum=40, autocomplete="off"
    )


def access_code_field() -> TextField:
    return TextField(
        label=N_("Access code"),
        hint=N_("8 letters and digits. It stands next to the reference."),
        missing=N_("Enter the access code"),
        maximum=40,
        autocomplete="off",
    )


class FindAgainForm(Form):
    """Reference and access code, as they stand on the page or the paper somebody kept. A room adds the two fields, with
    a hint of its own.
    """

    reference: TextField
    code: TextField

    def validate(self, extra_validators: Any = None) -> bool:
        """What cannot be a reference is said at once: a slip of the pen is no attempt at a secret."""
        is_valid = bool(super().validate(extra_validators))
        if is_valid and normalise(self.reference.data) is None:
            self.refuse("reference", _("This reference is not complete or has a slip. Check each character."))
        if is_valid and len(normalise_code(self.code.data)) != CODE_LENGTH:
            self.refuse("code", _("An access code has 8 letters and digits. Check each character."))
        return is_valid and not self.problems


def prove(form: FindAgainForm, *, kind: str, find: Callable[..., object | None]) -> str | None:
    """The reference, if `find(session, reference=, code=)` finds something. Every failure counts, for the reference and
    for the address it came from. Raises TooMany.
    """
    reference = normalise(form.reference.data)

    def opened(short: Session) -> str | None:
        is_opened = reference is not None and find(short, reference=reference, code=form.code.data) is not None
        return reference if is_opened else None

    return find_or_count(opened, scopes=[f"{kind}:{reference}", where_from.place()])
