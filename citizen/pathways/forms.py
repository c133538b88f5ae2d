"""The questions of this room."""

from __future__ import annotations

from collections.abc import Iterable

from citizen.booking.forms import OfferedChoice, OfferedField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class DistrictForm(Form):
    """Where it is done."""

    district = OfferedField(
        label=N_("In which district is it done?"), missing=N_("Choose the district where it is done")
    )

    def offer_districts(self, names: Iterable[tuple[str, str]]) -> None:
        self.district.offered = [OfferedChoice(code, name) for code, name in names]


class DeviceField(OfferedField):
    """Which class of devices; whoever does not know says so."""

    def __init__(self, **rest: object) -> None:
        super().__init__(
            N_("What kind of device is it?"),
            hint=N_("Not sure? Choose the last one. The assessment finds out."),
            missing=N_("Choose what kind of device it is"),
            **rest,
        )


class DeviceForm(DistrictForm):
    """A device, and where."""

    device = DeviceField()


class DeviceOnlyForm(Form):
    """A device, where the decision says the district."""

    device = DeviceField()


class SureForm(Form):
    """Nothing to fill in: the button says it all."""
