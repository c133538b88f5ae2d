"""What was sent as rows for pages: where each case stands, its path, what was decided, what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from flask import url_for
from sqlalchemy.orm import Session

from citizen.accessibility.traditional import to_traditional
from citizen.accessibility.ui import current_ui
from citizen.applications import asking, chain_file, corrections, messages, objections, renewal, sent_words, words
from citizen.applications.case_state import find_open_correction, way_of
from citizen.applications.chain import Progress, Step, Way
from citizen.applications.lifecycle import Act, Part, Standing, open_acts
from citizen.applications.rows import Row, case_name, kind_name, typed
from citizen.applications.scope import hides_decision, sees_decisions
from citizen.applications.withdrawal import cases_to_withdraw
from citizen.core import clock
from citizen.eligibility.service import all_questions
from citizen.proxies.acting import current_who
from citizen.web.i18n import _, ngettext, show_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citizen.applications.models import Application, Case, Correction, Message


def case_rows(session: Session, application: Application) -> list[Row]:
    """Every case as its page shows it."""
    return [case_view(session, case) for case in application.cases]


def case_view(session: Session, case: Case) -> Row:
    """All that is known about where a case stands, as far as the one who acts may know it."""
    if hides_decision(current_who(), case):
        return _with_hidden_decision(case)
    way = way_of(session, case=case)
    standing, correction = way.standing, find_open_correction(session, case=case)
    steps = way.steps()
    return {
        "position": case.position,
        "number": typed(asking.case_number(case)),
        "name": case_name(case),
        "href": url_for("applications.case", reference=case.application.reference, position=case.position),
        "status": status_text(standing),
        "tone": status_tone(standing),
        "since": case.status_since,
        "next": _(sent_words.next_of(standing)),
        "where": where_of(steps),
        "promise": promise_of(steps),
        "steps": [_step(step) for step in steps],
        "correction": correction_view(case, correction) if correction else None,
        "decision": decision_rows(case),
        "objections": _objections(session, case) if sees_decisions(current_who()) else [],
        "actions": _actions(session, case, way),
    }


def _with_hidden_decision(case: Case) -> Row:
    """That something was decided and when; nothing that tells what."""
    return {
        "position": case.position,
        "number": typed(asking.case_number(case)),
        "name": case_name(case),
        "href": url_for("applications.case", reference=case.application.reference, position=case.position),
        "status": _(words.HIDDEN_DECISION),
        "tone": "plain",
        "since": case.decided_at or case.status_since,
        "next": _(sent_words.ASK_THE_PERSON),
        "where": None,
        "promise": None,
        "steps": [],
        "correction": None,
        "decision": [],
        "objections": [],
        "actions": [],
    }


def status_text(standing: Standing) -> str:
    return _(sent_words.NEEDS_YOU if standing.correction_open else words.STATUS[standing.status])


def status_tone(standing: Standing) -> str:
    return "stop" if standing.correction_open else words.TONE.get(standing.status, "plain")


def decision_rows(case: Case) -> list[Row]:
    """What was decided, as rows; nothing as long as nothing is."""
    decision = case.decision
    if not decision or case.decided_at is None:
        return []
    outcome = sent_words.OUTCOME[decision["outcome"]]
    rows = [
        (_("Decision"), _(outcome)),
        (_("Decided on"), show_date(case.decided_at)),
    ]
    if "amount" in decision:
        per_time = sent_words.AMOUNT[decision.get("per", "")]
        amount = decision["amount"]
        rows.append((_("Amount"), _(per_time, amount=amount)))
    for key, label in (("valid_from", _("From")), ("valid_until", _("Until"))):
        if key in decision:
            rows.append((label, show_date(date.fromisoformat(decision[key]))))
    if "reason" in decision:
        rows.append((_("The office says why"), typed(decision["reason"])))
    return [{"key": key, "value": value} for key, value in rows]


def general_actions(session: Session, application: Application) -> list[Row]:
    """What can be done with the whole application."""
    reference, actions = application.reference, []
    if application.submitted_at is not None and application.answers:
        actions.append((_("Open the receipt with a copy of everything"), "receipt"))
        actions.append((_("Letters and notices: read, print, in braille or spoken"), "letter_list"))
    if messages.may_write(application) or messages.list_messages(session, application=application):
        actions.append((_messages_link(session, application), "messages"))
    if cases_to_renew(application):
        actions.append((_("Apply again with the same answers"), "renew"))
    if application.submitted_at is not None:
        actions.append((_("See everything that happened"), "history"))
    if cases_to_withdraw(session, application=application):
        actions.append((_("Withdraw the application"), "withdraw"))
    return [{"text": text, "href": url_for(f"applications.{view}", reference=reference)} for text, view in actions]


def cases_to_renew(application: Application) -> list[Case]:
    """What one may apply for again: only what was approved, so nothing for whoever may not see decisions."""
    return renewal.cases_to_renew(application) if sees_decisions(current_who()) else []


def thread(found: Sequence[Message]) -> list[Row]:
    """The messages, oldest first."""
    return [
        {
            "id": f"message-{one.position}",
            "who": _("The office wrote") if one.from_office else _("You wrote"),
            "at": one.sent_at,
            "lines": [typed(line) for line in one.body.split("\n") if line.strip()],
            "is_new": one.from_office and one.read_at is None,
            "from_office": one.from_office,
            "seen": None if one.from_office else _("Read by the office") if one.read_at else _("Not read yet"),
        }
        for one in found
    ]


def correction_items(session: Session, case: Case, correction: Correction) -> list[Row]:
    """What was asked as a task list: only these parts are open."""
    application, locale = case.application, current_ui().locale.code
    missing = corrections.missing_in(session, application=application, correction=correction)
    at: Row = {"reference": application.reference, "position": case.position}
    items = []
    for fact in correction.facts:
        short = all_questions().get_question(fact).wording[locale].short
        href = url_for("applications.correct_answer", fact=fact, **at)
        items.append(_task(short, href, is_done=fact not in missing.facts))
    if correction.asks_contact:
        href = url_for("applications.correct_contact", **at)
        items.append(_task(_(words.PART[Part.CONTACT]), href, is_done=not missing.contact))
    for kind in correction.papers:
        href = url_for("applications.add_paper", reference=application.reference, kind=kind)
        items.append(_task(kind_name(kind), href, is_done=kind not in missing.papers))
    return items


def remedy_rows() -> list[Row]:
    """What the law offers, with the article it stands in."""
    return [
        {
            "name": in_language(one.name),
            "period": in_language(one.period),
            "article": f"《{one.law}》{one.article}",
            "quote": one.quote,
        }
        for one in chain_file.load().remedies
    ]


def in_language(names: Mapping[str, str]) -> str:
    """A text of a data file in the language of the page."""
    code = current_ui().locale.code
    if code == "en":
        return names["en"]
    return to_traditional(names["zh"]) if code == "zh-Hant" else names["zh"]


def _task(text: str, href: str, *, is_done: bool) -> Row:
    status, tone = (_("Done"), "good") if is_done else (_("To do"), "wait")
    return {"text": text, "href": href, "status": status, "tone": tone}


def where_of(steps: Sequence[Step]) -> str | None:
    now = next((step for step in steps if step.progress in (Progress.NOW, Progress.PAUSED)), None)
    if now is None or now.desk is None:
        return None
    if now.progress is Progress.PAUSED:
        return _("It is with %(desk)s, which waits for your answer.", desk=in_language(now.desk.name))
    return _("It is with %(desk)s now.", desk=in_language(now.desk.name))


def promise_of(steps: Sequence[Step]) -> str | None:
    """Until when the office wants to be done with the step that is going on."""
    now = next((step for step in steps if step.progress in (Progress.NOW, Progress.PAUSED)), None)
    if now is None:
        return None
    if now.progress is Progress.PAUSED:
        return _("The days in which the office waits for you do not count.")
    if now.until is not None:
        return _("The office promises to finish this step by %(day)s.", day=show_date(now.until))
    if now.promise is not None:
        days = now.promise.working_days
        return ngettext(
            "The office promises to finish this step within %(num)s working day.",
            "The office promises to finish this step within %(num)s working days.",
            days,
        )
    return _("How long this step takes is as published by the district federation.")


def _step(step: Step) -> Row:
    return {
        "text": _(sent_words.STAGE[step.stage]),
        "progress": step.progress.value,
        "is_now": step.progress in (Progress.NOW, Progress.PAUSED),
        "status": _(sent_words.PROGRESS[step.progress]),
        "tone": sent_words.PROGRESS_TONE[step.progress],
        "on": step.on if step.progress is not Progress.LATER else None,
    }


def correction_view(case: Case, correction: Correction) -> Row:
    """What the office asks, as a notice."""
    return {
        "reason": [typed(line) for line in correction.reason.split("\n") if line.strip()],
        "asked_at": correction.asked_at,
        "href": url_for("applications.correct", reference=case.application.reference, position=case.position),
        **deadline_of(correction),
    }


def deadline_of(correction: Correction) -> Row:
    """Until when an answer is expected, in words."""
    if correction.until is None:
        text = _("The office has set no last day. The sooner you answer, the sooner it goes on.")
    elif corrections.is_late(correction):
        text = _("The last day was %(day)s. As long as nothing is decided you can still answer.", day=_day(correction))
    else:
        text = _("Please answer by %(day)s.", day=_day(correction))
    return {"deadline": text, "is_late": corrections.is_late(correction)}


def _day(correction: Correction) -> str:
    return show_date(correction.until or clock.today())


def _objections(session: Session, case: Case) -> list[Row]:
    return [
        {
            "at": one.sent_at,
            "lines": [typed(line) for line in one.body.split("\n") if line.strip()],
            "answer": [typed(line) for line in (one.answer or "").split("\n") if line.strip()],
            "answered_at": one.answered_at,
            "outcome": _outcome(one.reopened),
        }
        for one in objections.list_objections(session, case=case)
    ]


def _outcome(reopened: bool | None) -> str | None:
    if reopened is None:
        return None
    return _("The office decides again.") if reopened else _("The decision stays as it is.")


def _actions(session: Session, case: Case, way: Way) -> list[Row]:
    """What the person can do with this case now."""
    acts = open_acts(way.standing)
    at: Row = {"reference": case.application.reference, "position": case.position}
    actions = []
    if Act.OBJECT in acts:
        actions.append({"text": _("I do not agree with the decision"), "href": url_for("applications.object_to", **at)})
    return actions


def _messages_link(session: Session, application: Application) -> str:
    unread = messages.count_unread(session, application=application)
    if not unread:
        return _("Messages with the office")
    return ngettext(
        "Messages with the office (%(num)s new message)", "Messages with the office (%(num)s new messages)", unread
    )
