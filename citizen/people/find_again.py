"""Coming back to something from any browser by its reference and access code, without telling which was wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from citizen.core.references import CODE_LENGTH, normalise, normalise_code
from citizen.people import service as people
from citizen.web import where_from
from citizen.web.fields import TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _
from citizen.web.transaction import database, session


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
    for the address it came from, whatever the answer: in a transaction of its own, before this request opens one, for
    a database with a single writer. Raises TooMany.
    """
    reference = normalise(form.reference.data)
    scopes = [f"{kind}:{reference}", where_from.place()]
    with database().writing() as short:
        people.check_attempts(short, scopes=scopes)
        if reference is not None and find(short, reference=reference, code=form.code.data) is not None:
            return reference
        people.record_attempt(short, scopes=scopes)
        return None


def count_failure(scopes: list[str]) -> None:
    """Counted whatever the answer; the request's own transaction must let go first, or SQLite waits for itself."""
    session().rollback()
    with database().writing() as short:
        people.record_attempt(short, scopes=scopes)
