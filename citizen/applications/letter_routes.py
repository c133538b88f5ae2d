"""Letters to read, to print, to feel and to hear; again whenever they are wanted."""

from __future__ import annotations

from collections import Counter

from flask import Response, url_for

from citizen.applications import letters, rows
from citizen.applications.blueprint import blueprint, open_application
from citizen.letters.files import Form, letter_file, letter_page
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.i18n import show_date
from citizen.web.limits import costly
from citizen.web.pages import page
from citizen.web.transaction import session


@blueprint.get("/applications/<reference>/letters")
@needs_act(Act.SEE)
def letter_list(reference: str) -> Response:
    """Every letter of this application and everything that was told about it, newest first."""
    _who, application = open_application(reference)
    found = letters.list_letters(session(), application=application)
    titles = Counter(one.title for one in found)
    entries = [
        {
            "text": one.title if titles[one.title] == 1 else letters.full_title(one),
            "hint": f"{show_date(one.day)} · {one.about}",
            "href": url_for("applications.letter", reference=reference, name=one.name),
        }
        for one in found
    ]
    told = letters.notices_to_show(session(), application=application)
    return page("applications/letters.html", **rows.heading_of(application), entries=entries, notices=told)


@blueprint.get("/applications/<reference>/letters/<name>")
@needs_act(Act.SEE)
def letter(reference: str, name: str) -> Response:
    """One letter on screen, and the way to its other forms."""
    _who, application = open_application(reference)

    def address_of(form: Form) -> str:
        return url_for("applications.letter_in_form", reference=reference, name=name, ending=form.value)

    found = letters.get_letter(session(), application=application, name=name)
    back = url_for("applications.letter_list", reference=reference)
    return letter_page(found, back=back, address_of=address_of)


@blueprint.get("/applications/<reference>/letters/<name>/<ending>")
@needs_act(Act.SEE)
@costly
def letter_in_form(reference: str, name: str, ending: str) -> Response:
    """One letter as a file."""
    _who, application = open_application(reference)
    found = letters.get_letter(session(), application=application, name=name)
    return letter_file(found, ending, name=name)
