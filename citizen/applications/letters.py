"""The letters of an application: the receipt, what an office asked, what it decided. They are made from the rows when
somebody wants them, in the language of the page, so that they can be had again for as long as the application is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup
from sqlalchemy.orm import Session

from citizen.accessibility.ui import current_ui
from citizen.applications import asking, receipt_rows, rows, sent_rows, service
from citizen.applications.case_state import list_corrections
from citizen.applications.notice_kinds import CASE_DECIDED
from citizen.applications.scope import sees_decisions
from citizen.core.errors import NotFound
from citizen.core.references import grouped
from citizen.eligibility.service import all_questions
from citizen.letters.letter import Block, Facts, Heading, Letter, Paragraph, Points, Quote, Steps
from citizen.notices.service import Notice, list_notices
from citizen.proxies.acting import current_who
from citizen.web.i18n import _, show_date, show_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from citizen.applications.models import Application, Case, Correction


class Entry(NamedTuple):
    """One letter of an application in the list of them. `name` stands in its address."""

    name: str
    title: str
    about: str
    day: datetime


def list_letters(session: Session, *, application: Application) -> list[Entry]:
    """Every letter there is for the one who acts, newest first; none as long as nothing was sent."""
    if application.submitted_at is None or not application.answers:
        return []
    names = rows.programme_names(application)
    found = [Entry("receipt", _receipt_title(), names, application.submitted_at)]
    for case in application.cases:
        about = rows.case_name(case)
        for number, correction in enumerate(list_corrections(session, case=case), start=1):
            name = f"correction-{case.position}-{number}"
            found.append(Entry(name, _correction_title(), about, correction.asked_at))
        if case.decision and case.decided_at is not None and sees_decisions(current_who()):
            found.append(Entry(f"decision-{case.position}", _decision_title(), about, case.decided_at))
    return sorted(found, key=lambda one: one.day, reverse=True)


def full_title(entry: Entry) -> str:
    """The title with what tells it from other letters of the same kind, for those who hear a link without its row."""
    return _(
        "%(letter)s: %(programme)s, %(moment)s",
        letter=entry.title,
        programme=entry.about,
        moment=show_datetime(entry.day),
    )


def notices_to_show(session: Session, *, application: Application) -> list[Notice]:
    """What was told about it. Whoever may not see decisions reads that there is one, and nothing that came after it."""
    told = list_notices(session, about=application.reference, language=current_ui().locale.code)
    if sees_decisions(current_who()):
        return told
    decided = min((one.written_at for one in told if one.kind == CASE_DECIDED), default=None)
    return [one for one in told if decided is None or one.written_at <= decided]


def get_letter(session: Session, *, application: Application, name: str) -> Letter:
    """The letter of this name; raises NotFound."""
    if name not in {one.name for one in list_letters(session, application=application)}:
        raise NotFound("letter")
    kind, *numbers = name.split("-")
    if kind == "receipt":
        return _receipt(session, application)
    case = next(one for one in application.cases if one.position == int(numbers[0]))
    if kind == "decision":
        return _decision(case)
    return _correction(case, list_corrections(session, case=case)[int(numbers[1]) - 1])


def _receipt(session: Session, application: Application) -> Letter:
    papers = service.list_sent_papers(session, application=application)
    blocks: list[Block] = [
        Paragraph(_("We have received your application. You do not have to do anything now.")),
        Heading(_("What happens next")),
    ]
    blocks += [Facts(plain(step["name"]), _next_rows(step)) for step in receipt_rows.next_steps(session, application)]
    blocks.append(Points((_("You see at any time where it stands, with the reference and the access code."),)))
    blocks.append(Heading(_("A copy of what was sent")))
    if for_whom := rows.for_whom_rows(application):
        blocks.append(_facts(_("For whom"), for_whom))
    blocks.extend(_facts(heading, part) for heading, part in rows.all_parts(application, papers, change=False) if part)
    sent_at = application.submitted_at or application.changed_at
    return _letter("receipt", _receipt_title(), application, sent_at, blocks, application.cases)


def _next_rows(step: rows.Row) -> tuple[tuple[str, str], ...]:
    named = (
        (_("Number"), plain(step["number"])),
        (_("Received by"), plain(step["district"])),
        (_("How long it takes"), plain(step["how_long"])),
    )
    return tuple((key, value) for key, value in named if value)


def _correction(case: Case, correction: Correction) -> Letter:
    blocks: list[Block] = [
        Paragraph(_("The office needs something more before it can go on with “%(name)s”.", name=rows.case_name(case))),
        Heading(_("The office writes")),
        *_quotes(correction.reason),
        Heading(_("What you are asked for")),
        Points(tuple(_asked(correction))),
    ]
    if correction.ended_at is None:
        blocks += [
            Paragraph(plain(sent_rows.deadline_of(correction)["deadline"])),
            Heading(_("How to answer")),
            Steps((
                _("Open the website with the reference and the access code."),
                _("Choose “Answer the office”. Only what is asked is open."),
                _("Send everything in one go. Until then the office sees nothing of it."),
            )),
            Paragraph(_("You can also bring or post it. Write the reference on it.")),
        ]  # fmt: skip
    else:
        blocks.append(Paragraph(_("This is settled: you do not have to answer any more.")))
    return _letter("correction", _correction_title(), case.application, correction.asked_at, blocks, (case,))


def _asked(correction: Correction) -> Iterable[str]:
    locale = current_ui().locale.code
    for fact in correction.facts:
        yield all_questions().get_question(fact).wording[locale].short
    if correction.asks_contact:
        yield _("Your contact details")
    for kind in correction.papers:
        yield rows.kind_name(kind)


def _decision(case: Case) -> Letter:
    decided_at = case.decided_at or case.status_since
    blocks: list[Block] = [
        _facts(
            _("The decision"), [{"key": _("Programme"), "value": rows.case_name(case)}, *sent_rows.decision_rows(case)]
        ),
        Heading(_("If you do not agree")),
        Paragraph(_("You can tell the office so: open the website with the reference and the access code.")),
    ]
    blocks += [
        Facts(plain(remedy["name"]), ((_("Until when"), remedy["period"]), (_("Law"), remedy["article"])))
        for remedy in sent_rows.remedy_rows()
    ]
    return _letter("decision", _decision_title(), case.application, decided_at, blocks, (case,))


def _letter(
    kind: str, title: str, application: Application, at: datetime, blocks: Sequence[Block], cases: Sequence[Case]
) -> Letter:
    sender = _(", ").join(dict.fromkeys(rows.district_name(case.district) for case in cases if case.district))
    reference = grouped(application.reference) if len(cases) != 1 else asking.case_number(cases[0])
    whom = [Paragraph(_("For: %(name)s", name=application.contact["name"]))] if application.contact.get("name") else []
    return Letter(
        kind=kind,
        language=current_ui().locale.code,
        title=title,
        sender=sender,
        date=show_date(at),
        reference=reference,
        blocks=(*whom, *blocks),
    )


def _receipt_title() -> str:
    return _("Receipt of your application")


def _correction_title() -> str:
    return _("Please complete your application")


def _decision_title() -> str:
    return _("Decision about your application")


def _facts(title: str, shown: Iterable[rows.Row]) -> Facts:
    return Facts(title, tuple((plain(row["key"]), plain(row["value"])) for row in shown))


def _quotes(text: str) -> list[Block]:
    return [Quote(line.strip()) for line in text.split("\n") if line.strip()]


def plain(value: object) -> str:
    """The text of a row without its markup, on one line."""
    lines = value.split("\n") if isinstance(value, str) else [str(value)]
    texts = [line.striptags() if isinstance(line, Markup) else line.strip() for line in lines]
    return _("; ").join(text for text in texts if text)
