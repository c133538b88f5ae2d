"""Forms about papers: files, how a paper comes instead, earlier papers, and the code a phone types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from werkzeug.datastructures import FileStorage

from citizen.applications.paper_models import Instead
from citizen.web.fields import (
    CameraField,
    CheckboxesField,
    ChoiceText,
    CitizenField,
    FilesField,
    RadioField,
    TextAreaField,
    TextField,
)
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

if TYPE_CHECKING:
    from citizen.applications.correction_papers import Promise

#: HEIC is what phones of one maker take; naming it keeps them from hiding their photos in the list.
ACCEPTED = "image/jpeg,image/png,image/heic,image/heif,.heic,application/pdf"
_PHOTOS = "image/*"
_UPLOAD = "file"


class _EachFileForm(Form):
    """Every file that was refused has a line of its own in the summary."""

    @property
    def problems(self) -> list[tuple[str, str]]:
        fields = (field for field in self if isinstance(field, CitizenField))
        return [(field.anchor, str(error)) for field in fields for error in field.errors]


class FilesForm(_EachFileForm):
    """One or several files of one kind of paper."""

    @property
    def files(self) -> list[FileStorage]:
        return list(self["paper"].data)


def files_form(*, largest: int, is_unread: bool = False) -> FilesForm:
    """The form with the size in its hint; empty when the request was too large to be read."""
    form_class: type[FilesForm] = type("FilesForm", (FilesForm,), {"paper": _files_field(largest)})
    return form_class() if is_unread else form_class.from_request()


class PhoneForm(_EachFileForm):
    """What a phone adds: which paper it is, and photos from the camera or from the phone."""

    @property
    def kind_code(self) -> str:
        return str(self["kind"].data)

    @property
    def files(self) -> list[FileStorage]:
        return [*(self["camera"].data or ()), *(self["paper"].data or ())]

    def submitted_and_valid(self) -> bool:
        """One of the two ways is enough."""
        valid = super().submitted_and_valid()
        if valid and not self.files:
            self.refuse("camera", _("Take a photo, or choose one"))
            return False
        return valid


def phone_form(kinds: list[tuple[str, str]], *, largest: int) -> PhoneForm:
    """The form for the kinds of papers of a draft; their names are already in the language of the page."""
    fields = {
        "kind": RadioField(
            label=_("What is on the paper?"), choices=kinds, missing=_("Choose what is on the paper"), translated=True
        ),
        "camera": CameraField(label=_("Take a photo now"), accept=_PHOTOS, optional=True, translated=True),
        "paper": _files_field(largest, label=_("Or choose photos or files on this phone"), optional=True),
    }
    form_class: type[PhoneForm] = type("PhoneForm", (PhoneForm,), fields)
    return form_class.from_request()


class InsteadForm(Form):
    """How one paper comes."""

    reason = TextAreaField(
        label=N_("Why is there none?"),
        hint=N_("Only if you do not have it. For example: it is lost, or it is being renewed."),
        optional=True,
        maximum=300,
    )

    @property
    def way(self) -> Instead | None:
        chosen = str(self["instead"].data)
        return None if chosen == _UPLOAD else Instead(chosen)

    @property
    def reason_text(self) -> str:
        return str(self["reason"].data or "")


def instead_form(name: str, *, said: Promise | None, takes_files: bool) -> InsteadForm:
    """The form for one paper, by its name. A shared terminal takes no files: there it may come from a phone."""
    ways: list[ChoiceText] = [
        (_UPLOAD, _("I add photos or files here") if takes_files else _("I add photos with a phone")),
        (Instead.BRING.value, _("I bring it"), _("To the service hall. Staff there help you.")),
        (
            Instead.POST.value,
            _("I send it by post"),
            _("The address is as published by the district federation. Send a copy, keep the original."),
        ),
        (Instead.NONE.value, _("I do not have it"), _("You can send the application without it.")),
    ]
    question = RadioField(
        label=_("How does this paper come: %(paper)s?", paper=name),
        choices=ways,
        missing=_("Choose one answer"),
        translated=True,
    )
    form_class: type[InsteadForm] = type("InsteadForm", (InsteadForm,), {"instead": question})
    return form_class.from_request(start=said._asdict() if said else None)


class ReuseForm(_EachFileForm):
    """Which of the earlier papers are used again."""

    @property
    def chosen(self) -> list[str]:
        return list(self["papers"].data)


def reuse_form(offered: Sequence[ChoiceText]) -> ReuseForm:
    """The form for papers with their names, which are words of the person."""
    papers = CheckboxesField(
        label=_("Papers you sent before"),
        choices=offered,
        missing=_("Tick at least one paper"),
        translated=True,
    )
    form_class: type[ReuseForm] = type("ReuseForm", (ReuseForm,), {"papers": papers})
    return form_class.from_request()


class CodeForm(Form):
    """The code another screen shows."""

    code = TextField(
        label=N_("The 8 digits on the other screen"),
        hint=N_("You may leave out spaces."),
        missing=N_("Enter the 8 digits"),
        maximum=30,
        autocomplete="off",
        inputmode="numeric",
    )

    @property
    def typed(self) -> str:
        return str(self["code"].data)


def _files_field(largest: int, *, label: str | None = None, optional: bool = False) -> FilesField:
    hint = _(
        "You can choose several at once. Photos (JPEG, PNG, HEIC) or PDF, each at most %(megabytes)s MB.",
        megabytes=largest // (1024 * 1024),
    )
    return FilesField(
        label=label or _("Choose files"),
        hint=hint,
        missing=_("Choose a file"),
        accept=ACCEPTED,
        optional=optional,
        translated=True,
    )
