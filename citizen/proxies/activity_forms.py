"""What a helper may do, with which things and until when: to allow it, and to limit it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Self

from citizen.accessibility.ui import current_ui
from citizen.core import clock
from citizen.core.references import normalise
from citizen.people.find_again import FindAgainForm, access_code_field, reference_field
from citizen.proxies import programme_areas
from citizen.proxies.authority import CAN_BE_ALLOWED, Act
from citizen.proxies.mandate_words import ACT_WORDS, act_choices
from citizen.web.fields import CheckboxesField, RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_

if TYPE_CHECKING:
    from citizen.proxies.models import MandateRow

ALL = "all"
KEEP = "keep"
_EVERYTHING = N_("Everything on this site")
#: Lengths by their code, in days; None: until somebody ends it.
_DAYS = {"month": 30, "half_year": 182, "year": 365, "open": None}
_LENGTHS: dict[str, str] = {
    "month": N_("For 30 days"),
    "half_year": N_("For half a year"),
    "year": N_("For one year"),
    "open": N_("Until I end it"),
}


class _ScopeForm(Form):
    acts = CheckboxesField(
        label=N_("What may this helper do?"), missing=N_("Choose at least one thing the helper may do"), choices=()
    )
    areas = CheckboxesField(
        label=N_("About what?"),
        hint=N_("Choose everything that fits."),
        missing=N_("Choose what it is about"),
        choices=(),
        exclusive=(ALL,),
    )
    until = RadioField(label=N_("For how long?"), missing=N_("Choose for how long"), choices=())

    def chosen_acts(self) -> list[Act]:
        return [Act(code) for code in self.acts.data]


class AllowForm(_ScopeForm):
    """Everything a person can allow; nothing is ticked beforehand."""

    helper_name = TextField(
        label=N_("What do you call this helper?"),
        hint=N_("For example: my daughter Fang. Only you and the office see it."),
        optional=True,
        maximum=30,
        autocomplete="off",
    )

    @classmethod
    def prepare(cls) -> Self:
        form = cls.from_request()
        form.acts.choices = act_choices()
        form.areas.choices = [*_area_choices(programme_areas.all_areas()), (ALL, _EVERYTHING)]
        form.until.choices = list(_LENGTHS.items())
        return form

    def chosen_programmes(self) -> list[str] | None:
        return None if self.areas.data == [ALL] else programme_areas.programmes_in(self.areas.data)

    def chosen_end(self) -> datetime | None:
        days = _DAYS[str(self.until.data)]
        return None if days is None else end_after(days)


class LimitForm(_ScopeForm):
    """What is allowed now, ticked: taking ticks away makes it less. More cannot be chosen."""

    row: MandateRow

    @classmethod
    def prepare_for(cls, row: MandateRow) -> Self:
        areas = programme_areas.areas_within(row.programmes)
        now = [ALL] if row.programmes is None else [area.code for area in areas]
        form = cls.from_request(start={"acts": _allowable(row), "areas": now, "until": KEEP})
        form.row = row
        form.acts.choices = [(code, ACT_WORDS[Act(code)]) for code in _allowable(row)]
        form.areas.choices = _area_choices(areas)
        if row.programmes is None:
            form.areas.choices = [*form.areas.choices, (ALL, _EVERYTHING)]
        if not areas:  # none of its programmes is known any more: only the rest can be limited
            del form.areas
        form.until.choices = [(KEEP, N_("As it is now")), *_shorter(row)]
        return form

    def chosen_programmes(self) -> list[str] | None:
        if "areas" not in self:
            return self.row.programmes
        if self.areas.data == [ALL]:
            return None
        return programme_areas.programmes_in(self.areas.data, within=self.row.programmes)

    def chosen_end(self) -> datetime | None:
        days = _DAYS.get(str(self.until.data))
        return self.row.ends_at if days is None else end_after(days)


class HelperFilterForm(Form):
    """Everybody, or one of them."""

    by = RadioField(label=N_("Done by whom?"), choices=())


class FindMandateForm(FindAgainForm):
    """The two stand on the paper about the consent."""

    reference = reference_field(N_("It begins with M, for example M7K 3M9 QX4."))
    code = access_code_field()

    @property
    def wanted(self) -> str | None:
        return normalise(self.reference.data or "")


def end_after(days: int) -> datetime:
    """The end of the day that many days from today, in the districts."""
    return datetime.combine(clock.today() + timedelta(days=days + 1), time(), tzinfo=clock.LOCAL_ZONE)


def _allowable(row: MandateRow) -> list[str]:
    return [act.value for act in CAN_BE_ALLOWED if act.value in row.acts]


def _shorter(row: MandateRow) -> list[tuple[str, str]]:
    """Only what ends earlier than now."""
    return [
        (code, _LENGTHS[code])
        for code, days in _DAYS.items()
        if days is not None and (row.ends_at is None or end_after(days) < row.ends_at)
    ]


def _area_choices(areas: Sequence[programme_areas.Area]) -> list[tuple[str, str]]:
    language = current_ui().locale.code
    return [(area.code, area.name[language]) for area in areas]
