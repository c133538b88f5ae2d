"""The check: for whom, one question a page, the answers, the result. No sign-in; all is found within the visit."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.eligibility import catalogue, service
from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.forms import form_for, wishes_form
from citizen.eligibility.interest import about
from citizen.eligibility.number_form import BORN, NumberForm, confirmed_facts, what_was_read
from citizen.eligibility.path import MOST_QUESTIONS
from citizen.eligibility.programme import Programme
from citizen.eligibility.result_page import answer_groups, asked_about, found_standings, result_parts
from citizen.people.endings import also_forget
from citizen.proxies.acting import act_for, called, current_who, require_who
from citizen.proxies.forms import ForWhomForm
from citizen.proxies.routes import answers_from
from citizen.web.access import needs_visit, open_to_all
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("eligibility", __name__, url_prefix="/check")
_LONGEST_QUERY = 60


class ComingFrom(StrEnum):
    """The page a question was opened from, to go back to; without it the path goes on."""

    ANSWERS = "answers"
    RESULT = "result"


@blueprint.record_once
def _prepare(_state: object) -> None:
    """A broken programme or question stops the start, not a person's check."""
    catalogue.load()
    service.all_questions()
    also_forget(service.forget_checks_of_visit)


@blueprint.get("")
@needs_visit
def start() -> Response:
    """What the check does and what is kept. Stores nothing. With a programme, the check is about that one alone."""
    begun, named = service.find_latest_check(session(), who=current_who()), _named_programme()
    return page(
        "eligibility/start.html",
        most=MOST_QUESTIONS,
        days=service.KEPT_FOR.days,
        begun=begun.key if begun else None,
        named=named.text[current_ui().locale.code].name if named else None,
        programme=named.id if named else None,
    )


@blueprint.route("/for-whom", methods=["GET", "POST"])
@needs_visit
def for_whom() -> Response:
    """The first question. Its answer begins the check, or goes on with the one it came from."""
    named = _named_programme()
    form = ForWhomForm.from_request(start=answers_from(current_who().subject))
    if form.submitted_and_valid():
        who = act_for(*form.chosen())
        begun = service.find_check(session(), who=who, key=request.args.get("check", ""))
        check = begun or service.start_check(session(), who=who)
        if named is None:
            return see_other(".wishes", key=check.key)
        service.choose_interest(session(), who=who, key=check.key, interest=about(named))
        return see_other(".go_on", key=check.key)
    back = url_for(".start", programme=named.id if named else None)
    return page("proxies/for_whom.html", status=422 if form.problems else 200, form=form, back=back)


@blueprint.route("/<key>/wishes", methods=["GET", "POST"])
@needs_visit
def wishes(key: str) -> Response:
    """What the person wants to know about: everything else is not asked for."""
    check, coming_from = service.get_check(session(), who=require_who(), key=key), _coming_from()
    form = wishes_form(catalogue.load(), locale=current_ui().locale.code, chosen=service.interest_of(check))
    if form.submitted_and_valid():
        service.choose_interest(session(), who=require_who(), key=key, interest=form.interest)
        return see_other(".go_on", key=key)
    return page(
        "eligibility/wishes.html",
        status=422 if form.problems else 200,
        form=form,
        back=url_for(f".{coming_from.value}", key=key) if coming_from else url_for(".for_whom", check=key),
    )


@blueprint.get("/<key>")
@needs_visit
def go_on(key: str) -> Response:
    """To the next question, or to the result when there is none."""
    return _go_to(_check(key), None)


@blueprint.route("/<key>/question/<fact>", methods=["GET", "POST"])
@needs_visit
def question(key: str, fact: str) -> Response:
    """One question. One that is neither on the path nor open in the result leads to the right page."""
    check, coming_from = _check(key), _coming_from()
    if not check.may_ask(fact):
        return _go_to(check, coming_from)
    form = form_for(
        check.questions.get_question(fact),
        check.catalogue.facts[fact],
        locale=current_ui().locale.code,
        called=_called(),
        answers=check.answers,
    )
    if form.submitted_and_valid():
        service.record_answer(session(), who=require_who(), key=key, fact=fact, value=form.value)
        return _go_to(_check(key), coming_from, after=fact)
    return page(
        "eligibility/question.html",
        status=422 if form.problems else 200,
        form=form,
        check=check,
        number=check.path.number(fact),
        most=MOST_QUESTIONS,
        back=_address_before(check, fact, coming_from),
        here=url_for(".question", key=key, fact=fact, **_kept(coming_from)),
    )


@blueprint.route("/<key>/number", methods=["GET", "POST"])
@needs_visit
def number(key: str) -> Response:
    """Reads an identity or certificate number and shows what it says. Keeps nothing.

    Not on a shared terminal, where whoever stands behind could read the number.
    """
    check = _check(key)
    if current_ui().kiosk or not check.may_ask(BORN):
        return _go_to(check, None)
    form = NumberForm.from_request()
    if form.submitted_and_valid():
        rows = what_was_read(form.reading, check.questions, current_ui().locale.code)
        return page("eligibility/number_read.html", check=check, form=form, rows=rows)
    back = url_for(".question", key=key, fact=BORN)
    return page("eligibility/number.html", status=422 if form.problems else 200, form=form, back=back)


@blueprint.post("/<key>/number/use")
@needs_visit
def use_number(key: str) -> Response:
    """Keeps what was read, once the person has confirmed it: facts only, never the number."""
    check = _check(key)
    facts = confirmed_facts(check.catalogue.facts)
    if not facts or not check.may_ask(BORN):
        return see_other(".number", key=key)
    service.record_answers(session(), who=require_who(), key=key, answers=facts)
    return _go_to(_check(key), None)


@blueprint.get("/<key>/answers")
@needs_visit
def answers(key: str) -> Response:
    """Every answer, each with the way to change it."""
    check = _check(key)
    return page("eligibility/answers.html", check=check, groups=answer_groups(check, current_ui().locale.code))


@blueprint.get("/<key>/result")
@needs_visit
def result(key: str) -> Response:
    """What the answers so far say about every programme, with reasons and sources."""
    check = _check(key)
    about_district(check.district)
    locale, sought = current_ui().locale.code, " ".join(request.args.get("find", "").split())[:_LONGEST_QUERY]
    return page(
        "eligibility/result.html",
        check=check,
        sought=sought,
        found=found_standings(check, sought, locale) if sought else [],
        parts=result_parts(check, locale),
        asked_about=asked_about(check, locale),
        days=service.KEPT_FOR.days,
    )


@blueprint.route("/<key>/delete", methods=["GET", "POST"])
@needs_visit
def delete(key: str) -> Response:
    """Asks once more, then deletes the answers."""
    check = _check(key)
    if request.method == "POST":
        service.forget_answers(session(), who=require_who(), key=key)
        return see_other(".deleted")
    return page("eligibility/delete.html", check=check)


@blueprint.get("/deleted")
@open_to_all
def deleted() -> Response:
    """Says that nothing is left."""
    return page("eligibility/deleted.html")


def _named_programme() -> Programme | None:
    """The one programme the visitor came from; one that is not known changes nothing."""
    return catalogue.load().programmes.get(request.args.get("programme", ""))


def _called() -> str | None:
    """How the questions name the person, when it is not the visitor."""
    who = require_who()
    return None if who.is_self else called(who.subject)


def _check(key: str) -> CheckInHand:
    return CheckInHand.of(service.get_check(session(), who=require_who(), key=key))


def _coming_from() -> ComingFrom | None:
    asked = request.args.get("return")
    return ComingFrom(asked) if asked in list(ComingFrom) else None


def _kept(coming_from: ComingFrom | None) -> dict[str, Any]:
    return {"return": coming_from.value} if coming_from else {}


def _go_to(check: CheckInHand, coming_from: ComingFrom | None, after: str | None = None) -> Response:
    """Back to where the question was opened from; else to the next question, else to the result."""
    if coming_from is not None:
        return see_other(f".{coming_from.value}", key=check.key)
    next_fact = check.path.next if after is None else check.path.after(after)
    if next_fact is None:
        return see_other(".result", key=check.key)
    return see_other(".question", key=check.key, fact=next_fact)


def _address_before(check: CheckInHand, fact: str, coming_from: ComingFrom | None) -> str:
    if coming_from is not None:
        return url_for(f".{coming_from.value}", key=check.key)
    before = check.path.before(fact)
    return url_for(".question", key=check.key, fact=before) if before else url_for(".wishes", key=check.key)
