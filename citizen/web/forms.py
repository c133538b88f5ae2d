"""Forms parse and validate; pages show them with our own macros. Invalid: the same page again, with status 422."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from flask import request
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Form as WtForm

from citizen.web.fields import CitizenField

#: A form with this comes back from an on-screen keyboard: it is shown with what was typed, and not yet judged.
ONLY_TYPED = "only_typed"


class Form(WtForm):
    """The base of all forms. CSRF is checked for every POST before any view runs (web.csrf)."""

    @classmethod
    def from_request(cls, *, start: Mapping[str, Any] | None = None) -> Self:
        """The form as sent, or, on GET, with the values to start from."""
        sent: MultiDict[str, Any] | CombinedMultiDict[str, Any] | None = None
        if request.method == "POST":
            sent = CombinedMultiDict([request.form, request.files])
        return cls(sent, data=dict(start or {}))

    @classmethod
    def from_query(cls) -> Self:
        """A filter: the values of the address, nothing is required."""
        return cls(MultiDict(request.args))

    def submitted_and_valid(self) -> bool:
        return request.method == "POST" and ONLY_TYPED not in request.form and self.validate()

    def refuse(self, field: str, message: str) -> None:
        """Add a problem found by a service; the message is already translated."""
        self[field].errors = (*self[field].errors, message)

    def never_complete(self) -> None:
        """On a shared machine, and for somebody else, the browser must not fill in whoever used it before."""
        for field in self:
            field.autocomplete = "off"

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(anchor, message) of every field with an error, in page order; the summary and the field say the same."""
        return [
            (field.anchor, field.error_text)
            for field in self
            if isinstance(field, CitizenField) and field.error_text is not None
        ]
