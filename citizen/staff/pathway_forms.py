"""What a place writes down on somebody's way to a device, or in their plan."""

from __future__ import annotations

import re
from typing import Any

from citizen.core.money import fen
from citizen.pathways.forms import DeviceField
from citizen.pathways.steps import Record
from citizen.pathways.terms import Attended
from citizen.pathways.words import ATTENDED, SKIP_REASONS
from citizen.web.fields import RadioField, TextAreaField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

DONE, SKIPPED, ONLY_REPORT = "done", "skipped", "report"
_YUAN = re.compile(r"(\d{1,7})(?:\.(\d{1,2}))?")


class FindPathwayForm(Form):
    """The number on the person's paper or screen."""

    reference = TextField(
        label=N_("Reference of the device steps or of the plan"),
        hint=N_("It begins with P. Spaces do not matter."),
        missing=N_("Enter the reference"),
        maximum=40,
        autocomplete="off",
    )


class BeginPathwayForm(Form):
    """For somebody who has an appointment here."""

    booking = TextField(
        label=N_("Reference of the appointment"),
        hint=N_("It begins with B. The steps then belong to the person of this appointment."),
        missing=N_("Enter the reference of the appointment"),
        maximum=40,
        autocomplete="off",
    )
    device = DeviceField()


def _report_field() -> TextAreaField:
    return TextAreaField(
        label=N_("What should the person read?"),
        hint=N_("In plain words: what was found, what fits, what to practise. The person and who helps them read it."),
        optional=True,
        maximum=2000,
        autocomplete="off",
    )


class StepForm(Form):
    """A step of the way to a device."""

    outcome = RadioField(
        label=N_("What about this step?"),
        missing=N_("Choose what about this step"),
        choices=[
            (DONE, N_("It is done")),
            (SKIPPED, N_("It is not needed")),
            (ONLY_REPORT, N_("Not done yet, I only write something")),
        ],
    )
    reason = RadioField(
        label=N_("Only if it is not needed: why?"),
        optional=True,
        choices=list(SKIP_REASONS.items()),
    )
    report = _report_field()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if is_valid and self.outcome.data == SKIPPED and not self.reason.data:
            self.refuse("reason", _("Choose why it is not needed"))
        if is_valid and self.outcome.data == ONLY_REPORT and not self.report.data:
            self.refuse("report", _("Write what the person should read"))
        return not self.problems


class SessionForm(Form):
    """A session of a plan. Saving it again corrects it."""

    attended = RadioField(
        label=N_("Was the person there?"),
        missing=N_("Choose whether the person was there"),
        choices=[(one.value, ATTENDED[one]) for one in Attended],
    )
    used = TextField(
        label=N_("Used of the subsidy, in yuan"),
        hint=N_("For example 120 or 120.50. Leave it empty if nothing was used or you do not know."),
        optional=True,
        maximum=12,
        autocomplete="off",
        inputmode="decimal",
    )
    report = _report_field()

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if is_valid and self.used.data and _YUAN.fullmatch(self.used.data.strip()) is None:
            self.refuse("used", _("Enter an amount such as 120 or 120.50"))
        return not self.problems

    def record(self) -> Record:
        """As it is kept, the amount in fen."""
        used = fen(self.used.data.strip()) if self.used.data else None
        return Record(Attended(str(self.attended.data)), used, self.report.data or None)
