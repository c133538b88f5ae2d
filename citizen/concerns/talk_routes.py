"""Two people at one screen who cannot hear or speak to each other take turns in writing.

The conversation lives in the page alone: each form carries the lines so far, the server keeps nothing and logs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request

from citizen.concerns.blueprint import blueprint
from citizen.web.access import needs_visit
from citizen.web.fields import TextAreaField
from citizen.web.forms import Form
from citizen.web.i18n import N_
from citizen.web.pages import page

_LONGEST_TALK = 60
_LONGEST_LINE = 400
VISITOR, STAFF = "visitor", "staff"


@dataclass(frozen=True, slots=True)
class Line:
    """What one of the two wrote."""

    speaker: str
    text: str

    @property
    def carried(self) -> str:
        return f"{self.speaker}:{self.text}"


class LineForm(Form):
    """The next line."""

    line = TextAreaField(
        label=N_("What do you want to say?"),
        missing=N_("Write something first"),
        maximum=_LONGEST_LINE,
        autocomplete="off",
    )


@blueprint.route("/talk", methods=["GET", "POST"])
@needs_visit
def talk() -> Response:
    """The last lines, large, and one box. Opening the address anew begins a new conversation."""
    form = LineForm.from_request()
    said, speaker = _carried_lines(), _speaker()
    if "swap" in request.form:
        speaker = _other(speaker)
    elif form.submitted_and_valid():
        said, speaker, form = [*said, Line(speaker, form.line.data)], _other(speaker), LineForm()
    return page(
        "concerns/talk.html",
        status=422 if form.problems else 200,
        form=form,
        said=said[-_LONGEST_TALK:],
        speaker=speaker,
    )


def _carried_lines() -> list[Line]:
    lines = (carried.partition(":") for carried in request.form.getlist("said")[-_LONGEST_TALK:])
    return [Line(who, text[:_LONGEST_LINE]) for who, _colon, text in lines if who in (VISITOR, STAFF) and text]


def _speaker() -> str:
    """Whose turn it is. A second button swaps: nobody has to wait for the other."""
    return STAFF if request.form.get("speaker") == STAFF else VISITOR


def _other(speaker: str) -> str:
    return VISITOR if speaker == STAFF else STAFF
