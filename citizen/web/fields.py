"""Fields carry meaning (kind, label, hint, choices); HTML stands in templates/components/field.html only.

Labels and hints are msgids marked with `N_`; they are translated when shown. Values typed by a person are always
given back, the wrong ones too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.validators import StopValidation, ValidationError

from citizen.core.characters import visible
from citizen.web.dates import DateProblem, read_date
from citizen.web.i18n import N_, _

#: One choice as declared: code, label, and optionally a hint.
ChoiceText = tuple[str, str] | tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice as the template shows it."""

    code: str
    label: str
    hint: str | None
    checked: bool
    id: str
    divider: bool


@dataclass(frozen=True, slots=True)
class DatePart:
    """One box of a date."""

    name: str
    id: str
    label: str
    value: str
    width: int
    autocomplete: str | None


class CitizenField(Field):
    """What every field knows. `translated=True` means label, hint and choices are already in the right language."""

    kind: ClassVar[str] = "text"

    def __init__(
        self,
        label: str,
        *,
        hint: str | None = None,
        optional: bool = False,
        missing: str = N_("Answer this question"),
        autocomplete: str | None = None,
        of_the_typist: bool = False,
        inputmode: str | None = None,
        translated: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.label_msgid = label
        self.hint_msgid = hint
        self.optional = optional
        self.missing = missing
        self.autocomplete = autocomplete
        #: It asks about the one who types, whoever it is for: only such fields are completed by a helper's browser.
        self.of_the_typist = of_the_typist
        self.inputmode = inputmode
        self.translated = translated

    @property
    def label_text(self) -> str:
        return self._show(self.label_msgid)

    @property
    def hint_text(self) -> str | None:
        return self._show(self.hint_msgid) if self.hint_msgid else None

    @property
    def error_text(self) -> str | None:
        return str(self.errors[0]) if self.errors else None

    @property
    def value(self) -> str:
        """What to show in the control again."""
        return "" if self.data is None else str(self.data)

    @property
    def anchor(self) -> str:
        """The id the error summary links to: the control, or the first one of a group."""
        return str(self.id)

    def is_missing(self) -> bool:
        return self.data in (None, "", [])

    def pre_validate(self, form: Any) -> None:
        if self.is_missing():
            if not self.optional:
                raise StopValidation(self._show(self.missing))
            raise StopValidation  # nothing to check in an empty optional answer

    def _show(self, text: str) -> str:
        return text if self.translated else _(text)


class TextField(CitizenField):
    """One line of text: trimmed, composed characters, never longer than `maximum` characters."""

    kind: ClassVar[str] = "text"

    def __init__(self, label: str, *, maximum: int = 100, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.maximum = maximum

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = self.tidy(valuelist[0])

    def tidy(self, text: str) -> str:
        composed = unicodedata.normalize("NFC", text)
        # Every kind of space first becomes a plain one: some of them do not count as printable.
        return visible(" ".join(composed.split())).strip()

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if not validation_stopped and len(self.data or "") > self.maximum:
            raise ValidationError(
                _("Use at most %(maximum)s characters. You have written %(length)s.")
                % {"maximum": self.maximum, "length": len(self.data)}
            )


class TextAreaField(TextField):
    """Several lines of text."""

    kind: ClassVar[str] = "textarea"

    def tidy(self, text: str) -> str:
        composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
        return visible(composed, keep="\n").strip()


class IntegerField(TextField):
    """A whole number, as people type it (full-width digits, spaces, thousands commas)."""

    kind: ClassVar[str] = "number"

    def __init__(self, label: str, *, at_least: int = 0, at_most: int = 10**9, **rest: Any) -> None:
        super().__init__(label, inputmode="numeric", **rest)
        self.at_least, self.at_most = at_least, at_most
        self.number: int | None = None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if validation_stopped:
            return
        digits = unicodedata.normalize("NFKC", self.data or "").replace(",", "").replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
            raise ValidationError(_("Enter a whole number, for example 12"))
        self.number = int(digits)
        if not self.at_least <= self.number <= self.at_most:
            limits = {"least": self.at_least, "most": self.at_most}
            raise ValidationError(_("Enter a number from %(least)s to %(most)s") % limits)


class _ChoosingField(CitizenField):
    def __init__(self, label: str, *, choices: Sequence[ChoiceText], divided: Iterable[str] = (), **rest: Any) -> None:
        super().__init__(label, **rest)
        self.choices = choices
        #: Codes that stand after a divider "or": "not sure", "none of these".
        self.divided = frozenset(divided)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(choice[0] for choice in self.choices)

    @property
    def choices_list(self) -> list[Choice]:
        chosen = self._chosen()
        return [
            Choice(
                code=choice[0],
                label=self._show(choice[1]),
                hint=self._show(choice[2]) if len(choice) > 2 and choice[2] else None,  # type: ignore[misc]  # the length says there is a third
                checked=choice[0] in chosen,
                id=str(self.id) if position == 0 else f"{self.id}-{choice[0]}",
                divider=choice[0] in self.divided,
            )
            for position, choice in enumerate(self.choices)
        ]

    def _chosen(self) -> set[str]:
        raise NotImplementedError


class RadioField(_ChoosingField):
    """One of several."""

    kind: ClassVar[str] = "radios"

    def __init__(self, label: str, **rest: Any) -> None:
        rest.setdefault("missing", N_("Choose one answer"))
        super().__init__(label, **rest)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if not validation_stopped and self.data not in self.codes:
            raise ValidationError(self._show(self.missing))

    def _chosen(self) -> set[str]:
        return {self.data} if self.data else set()


class SelectField(RadioField):
    """One of many, as a drop-down; only inside plain GET filters."""

    kind: ClassVar[str] = "select"


class CheckboxesField(_ChoosingField):
    """Any of several. A code in `exclusive` ("none of these") cannot stand with others."""

    kind: ClassVar[str] = "checkboxes"

    def __init__(self, label: str, *, exclusive: Iterable[str] = (), **rest: Any) -> None:
        rest.setdefault("missing", N_("Choose at least one answer"))
        self.exclusive = frozenset(exclusive)
        super().__init__(label, divided=self.exclusive, **rest)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = list(dict.fromkeys(valuelist))

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if validation_stopped:
            return
        if any(code not in self.codes for code in self.data):
            raise ValidationError(self._show(self.missing))
        if len(self.data) > 1 and self.exclusive & set(self.data):
            raise ValidationError(_("Choose either the last answer alone, or one or more of the others"))

    def _chosen(self) -> set[str]:
        return set(self.data or ())


class DateField(CitizenField):
    """A day in three boxes, year first. `data` is a date; what was typed is kept as it was."""

    kind: ClassVar[str] = "date"

    def __init__(self, label: str, *, own_birthday: bool = False, not_after: date | None = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.own_birthday = own_birthday
        self.not_after = not_after
        self.typed: tuple[str, str, str] = ("", "", "")
        self._wrong_part = 0

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        start = data if isinstance(data, date) else self.default if isinstance(self.default, date) else None
        self.data = start
        self.process_errors: list[str] = []
        if isinstance(start, date):
            self.typed = (str(start.year), str(start.month), str(start.day))
        if formdata and f"{self.name}-year" in formdata:
            self.typed = tuple(formdata.get(f"{self.name}-{part}", "")[:40] for part in ("year", "month", "day"))  # type: ignore[assignment]  # three parts
            self.data = None

    @property
    def parts(self) -> list[DatePart]:
        labels = (_("Year"), _("Month"), _("Day"))
        return [
            DatePart(
                name=f"{self.name}-{part}",
                id=str(self.id) if index == 0 else f"{self.id}-{part}",
                label=labels[index],
                value=self.typed[index],
                width=4 if index == 0 else 2,
                autocomplete=f"bday-{part}" if self.own_birthday else "off",
            )
            for index, part in enumerate(("year", "month", "day"))
        ]

    @property
    def anchor(self) -> str:
        return self.parts[self._wrong_part].id

    def is_missing(self) -> bool:
        return not any(part.strip() for part in self.typed)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if validation_stopped:
            return
        reading = read_date(*self.typed)
        self.data, self._wrong_part = reading.day, reading.part
        if reading.problem is not None:
            raise ValidationError(_(_DATE_PROBLEMS[reading.problem]))
        if self.not_after is not None and reading.day is not None and reading.day > self.not_after:
            raise ValidationError(_("This day is still to come. Check the year."))


class FileField(CitizenField):
    """One file. Whether its content is acceptable is decided by the room that takes it."""

    kind: ClassVar[str] = "file"
    multiple: ClassVar[bool] = False
    #: "environment" asks a phone for its camera at once.
    capture: ClassVar[str | None] = None

    def __init__(self, label: str, *, accept: str, **rest: Any) -> None:
        rest.setdefault("missing", N_("Choose a file"))
        super().__init__(label, **rest)
        self.accept = accept

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = valuelist[0] if valuelist and isinstance(valuelist[0], FileStorage) else None

    @property
    def value(self) -> str:
        return ""  # browsers do not take a file name back

    def is_missing(self) -> bool:
        return self.data is None or not self.data.filename


class FilesField(FileField):
    """Several files at once; `data` is the list of those that were chosen."""

    multiple: ClassVar[bool] = True

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: Any = [one for one in valuelist if isinstance(one, FileStorage) and one.filename]

    @property
    def error_text(self) -> str | None:
        """Every file that was refused is named."""
        return " ".join(map(str, self.errors)) or None

    def is_missing(self) -> bool:
        return not self.data


class CameraField(FilesField):
    """A photo taken at this moment: a phone opens its camera, any other device lets one choose a file."""

    multiple: ClassVar[bool] = False
    capture: ClassVar[str | None] = "environment"


_DATE_PROBLEMS = {
    DateProblem.MISSING: N_("Enter the date: year, month and day"),
    DateProblem.MISSING_YEAR: N_("Enter the year, for example 1990"),
    DateProblem.MISSING_MONTH: N_("Enter the month, for example 5"),
    DateProblem.MISSING_DAY: N_("Enter the day, for example 1"),
    DateProblem.NOT_A_NUMBER: N_("Use digits, for example 1990, 5 and 1"),
    DateProblem.SHORT_YEAR: N_("Write the year with 4 digits, for example 1990"),
    DateProblem.IMPOSSIBLE: N_("This day does not exist. Check month and day."),
}
