"""Fields and forms of one page: find them by name, fill them in, collect what a browser would send.

What a person types is kept in the parsed page itself (a `checked` or `value` attribute), so that the
page and the submission can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from tests.support.document import Element, is_disabled, squeeze, tag
from tests.support.page import Page

_TYPED = frozenset({"text", "tel", "email", "url", "search", "password", "number"})
_NOT_SENT = frozenset({"submit", "image", "button", "reset"})


class NotOnThePage(AssertionError):
    """The person looked for something that the page does not offer; the message shows what it does."""

    def __init__(self, what: str, page: Page) -> None:
        super().__init__(f"{what}\nOn the page:\n{page.described()}")


@dataclass(slots=True)
class Attachment:
    filename: str
    content: bytes
    media_type: str


@dataclass(slots=True)
class Submission:
    """What pressing a button sends: pairs in document order, files apart."""

    action: str
    method: str
    multipart: bool
    pairs: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, Attachment]] = field(default_factory=list)

    def encoded(self) -> tuple[str, bytes]:
        """Media type and body. In a form that is not multipart a file is only its name, as in a browser."""
        if not self.multipart:
            names = [(name, file.filename) for name, file in self.files]
            return "application/x-www-form-urlencoded", urlencode(self.pairs + names).encode("ascii")
        values: MultiDict[str, object] = MultiDict(self.pairs)
        for name, file in self.files:
            values.add(name, FileStorage(BytesIO(file.content), file.filename, content_type=file.media_type))
        boundary, body = encode_multipart(values)
        return f'multipart/form-data; boundary="{boundary}"', body


class Filling:
    """The person's hands on one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.document = page.document
        self._attached: dict[str, list[Attachment]] = {}

    # -- filling in --------------------------------------------------------------------------------

    def write(self, label: str, value: str, within: str | None = None) -> None:
        control = self._control(label, within, _is_typed)
        longest = control.get("maxlength")
        if longest is not None and len(value) > int(longest):
            raise NotOnThePage(f"‘{label}’ takes at most {longest} characters, not {value!r}.", self.page)
        if "readonly" in control.attrib:
            raise NotOnThePage(f"‘{label}’ is read-only.", self.page)
        _write(control, value)

    def write_date(self, legend: str, year: object, month: object, day: object) -> None:
        boxes = [one for one in self._in_group(legend) if _is_typed(one)]
        if len(boxes) != 3:
            raise NotOnThePage(f"‘{legend}’ has {len(boxes)} boxes; a date has three.", self.page)
        for box, part in zip(boxes, (year, month, day), strict=True):
            _write(box, str(part))

    def choose(self, group: str, option: str) -> None:
        chosen = self._selectable(group)
        if chosen is not None:
            self._choose_in_list(chosen, option)
            return
        radios = [one for one in self._in_group(group) if one.get("type") == "radio"]
        wanted = [one for one in radios if self.document.name(one) == squeeze(option)]
        if len(wanted) != 1:
            offered = " · ".join(self.document.name(one) for one in radios) or "no options"
            raise NotOnThePage(f"‘{group}’ offers ‘{option}’ {len(wanted)} times. It offers: {offered}.", self.page)
        for one in self._same_choice(wanted[0]):
            one.attrib.pop("checked", None)
        wanted[0].set("checked", "")

    def offered(self, group: str) -> list[str]:
        """The radios of a group by their labels, in order."""
        return [self.document.name(one) for one in self._in_group(group) if one.get("type") == "radio"]

    def tick(self, label: str, within: str | None = None, *, on: bool = True) -> None:
        box = self._control(label, within, lambda one: one.get("type") == "checkbox")
        if on:
            box.set("checked", "")
        else:
            box.attrib.pop("checked", None)

    def attach(self, label: str, attachment: Attachment, within: str | None = None) -> None:
        control = self._control(label, within, lambda one: one.get("type") == "file")
        chosen = self._attached.setdefault(self._place(control), [])
        if "multiple" not in control.attrib:
            chosen.clear()
        chosen.append(attachment)

    # -- submitting --------------------------------------------------------------------------------

    def press(self, name: str, within: str | None = None) -> Submission:
        button = self._button(name, within)
        form = self._form_of(button)
        if form is None:
            raise NotOnThePage(f"The button ‘{name}’ belongs to no form: without script it does nothing.", self.page)
        submission = Submission(
            action=button.get("formaction") or form.get("action") or self.page.url,
            method=(button.get("formmethod") or form.get("method") or "get").lower(),
            multipart=(button.get("formenctype") or form.get("enctype")) == "multipart/form-data",
        )
        for control in self.document.all("input", "select", "textarea", "button"):
            if self._form_of(control) is form and control.get("name") and not is_disabled(control):
                self._add(submission, control, pressed=button)
        return submission

    def _add(self, submission: Submission, control: Element, pressed: Element) -> None:
        name, kind = control.attrib["name"], control.get("type", "text")
        if tag(control) == "button" or kind in _NOT_SENT:
            if control is pressed:
                submission.pairs.append((name, control.get("value", "")))
        elif tag(control) == "textarea":
            submission.pairs.append((name, _crlf(control.text or "")))
        elif tag(control) == "select":
            submission.pairs += [(name, _value(one)) for one in self._chosen(control)]
        elif kind in ("radio", "checkbox"):
            if "checked" in control.attrib:
                submission.pairs.append((name, control.get("value", "on")))
        elif kind == "file":
            nothing = Attachment("", b"", "application/octet-stream")
            submission.files.extend((name, file) for file in self._attached.get(self._place(control), [nothing]))
        else:
            submission.pairs.append((name, control.get("value", "")))

    # -- finding -----------------------------------------------------------------------------------

    def _control(self, label: str, within: str | None, fits: object) -> Element:
        assert callable(fits)
        candidates = self.page.control_elements if within is None else self._in_group(within)
        named = [one for one in candidates if fits(one) and self.document.name(one) == squeeze(label)]
        if len(named) == 1:
            return named[0]
        where = f" in ‘{within}’" if within else ""
        problem = "No such field" if not named else f"{len(named)} fields"
        raise NotOnThePage(f"{problem} called ‘{label}’{where}.", self.page)

    def _in_group(self, legend: str) -> list[Element]:
        groups = [one for one in self.document.all("fieldset") if self.document.name(one) == squeeze(legend)]
        if len(groups) != 1:
            problem = "No group is" if not groups else f"{len(groups)} groups are"
            raise NotOnThePage(f"{problem} called ‘{legend}’.", self.page)
        return [one for one in self.page.control_elements if groups[0] in one.iterancestors()]

    def _selectable(self, label: str) -> Element | None:
        lists = [one for one in self.page.control_elements if tag(one) == "select"]
        return next((one for one in lists if self.document.name(one) == squeeze(label)), None)

    def _choose_in_list(self, control: Element, option: str) -> None:
        options = list(control.iter("option"))
        wanted = next((one for one in options if squeeze(one.text or "") == squeeze(option)), None)
        if wanted is None:
            offered = " · ".join(squeeze(one.text or "") for one in options)
            raise NotOnThePage(f"The list does not offer ‘{option}’. It offers: {offered}.", self.page)
        for one in options:
            one.attrib.pop("selected", None)
        wanted.set("selected", "")

    @staticmethod
    def _chosen(control: Element) -> list[Element]:
        """The selected options; a list that takes one shows its first option until somebody chooses."""
        options = [one for one in control.iter("option") if "disabled" not in one.attrib]
        selected = [one for one in options if "selected" in one.attrib]
        return selected or ([] if "multiple" in control.attrib else options[:1])

    def _button(self, name: str, within: str | None) -> Element:
        buttons = self.page.button_elements
        if within is not None:
            buttons = [one for one in buttons if self.page.stands_in(one, within)]
        named = [one for one in buttons if self.document.name(one) == squeeze(name)]
        if len(named) != 1:
            problem = "No button is" if not named else f"{len(named)} buttons are"
            raise NotOnThePage(f"{problem} called ‘{name}’.", self.page)
        return named[0]

    def _same_choice(self, radio: Element) -> list[Element]:
        form = self._form_of(radio)
        return [
            one
            for one in self.document.all("input")
            if one.get("type") == "radio" and one.get("name") == radio.get("name") and self._form_of(one) is form
        ]

    def _form_of(self, control: Element) -> Element | None:
        if "form" in control.attrib:
            return self.document.by_id(control.attrib["form"])
        return next(control.iterancestors("form"), None)

    def _place(self, control: Element) -> str:
        return control.getroottree().getpath(control)


def _is_typed(control: Element) -> bool:
    return tag(control) == "textarea" or (tag(control) == "input" and control.get("type", "text") in _TYPED)


def _write(control: Element, value: str) -> None:
    if tag(control) == "textarea":
        control.text = value
    else:
        control.set("value", value)


def _value(option: Element) -> str:
    return option.get("value", squeeze(option.text or ""))


def _crlf(text: str) -> str:
    """Line ends as browsers send them from a text area."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")
