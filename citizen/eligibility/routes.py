"""The check: for whom, one question a page, the answers, the result. No sign-in; all is found within the visit."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.core import clock
from citizen.eligibility import catalogue, service
from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.combinations import combination_notes
from citizen.eligibility.forms import wishes_form
from citizen.eligibility.interest import EVERYTHING, Interest, about
from citizen.eligibility.number_form import BORN, NumberForm, confirmed_facts, what_was_read
from citizen.eligibility.path import most_questions
from citizen.eligibility.programme import Programme
from citizen.eligibility.question_pages import load_page_wordings, load_paging
from citizen.eligibility.result_page import answer_groups, asked_about, found_standings, result_parts
from citizen.eligibility.rules_page import combination_lines
from citizen.eligibility.shown_question import ComingFrom, ShownQuestion
from citizen.proxies import choosing
from citizen.proxies.acting import current_who, require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.access import open_to_all
from citizen.web.at_hand import this_request
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session, where_to_look

blueprint = Blueprint("eligibility", __name__, url_prefix="/check")
_LONGEST_QUERY = 60
_FROM = {one.value: one for one in ComingFrom}


@blueprint.record_once
def _prepare(_state: object) -> None:
    """A broken programme or question stops the start, not a person's check."""
    catalogue.load()
    load_page_wordings(service.all_questions())
    load_paging(service.all_questions())


@blueprint.get("")
@needs_act(Act.FILL)
def start() -> Response:
    """What the check does and what is kept. Stores nothing. With a programme, the check is about that one alone."""
    begun, named = service.find_latest_check(session(), who=current_who()), _named_programme()
    return page(
        "eligibility/start.html",
        most=_most_questions(about(named) if named else EVERYTHING),
        days=service.KEPT_FOR.days,
        begun=begun.key if begun else None,
        named=named.text[current_ui().locale.code].name if named else None,
        programme=named.id if named else None,
    )


@blueprint.route("/for-whom", methods=["GET", "POST"])
@needs_act(Act.FILL)
def for_whom() -> Response:
    """The first question. Its answer begins the check, or goes on with the one it came from."""
    named = _named_programme()
    form = choosing.question()
    if form.submitted_and_valid():
        if (first := choosing.first_elsewhere(form)) is not None:
            return first
        who = choosing.act_for_chosen(form)
        begun = service.find_check(session(), who=who, key=request.args.get("check", ""))
        check = begun or service.start_check(session(), who=who)
        if named is not None:
            service.choose_interest(session(), who=who, key=check.key, interest=about(named))
        if not service.answers_of(check):
            return see_other("remembered.confirm", key=check.key)
        return see_other(".wishes" if named is None else ".go_on", key=check.key)
    back = url_for(".start", programme=named.id if named else None)
    return choosing.page_with(form, back=back)


@blueprint.route("/<key>/wishes", methods=["GET", "POST"])
@needs_act(Act.FILL)
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
@needs_act(Act.FILL)
def go_on(key: str) -> Response:
    """To the next question, or to the result when there is none."""
    return _go_to(_check(key), None)


@blueprint.route("/<key>/question/<fact>", methods=["GET", "POST"])
@needs_act(Act.FILL)
def question(key: str, fact: str) -> Response:
    """One question, or the page on which several are asked with it. A question that is neither on the path nor open
    in the result leads to the right page; one that was opened from there is asked alone.
    """
    check, coming_from = _check(key), _coming_from()
    if not check.may_ask(fact):
        return _go_to(check, coming_from)
    shown = ShownQuestion(check, fact, coming_from)
    if (kept := shown.show_kept()) is not None:
        return kept
    form = shown.form()
    if form.submitted_and_valid():
        answered = service.record_answers(session(), who=require_who(), key=key, answers=form.answers)
        return _go_to(CheckInHand.of(answered), coming_from, after=fact)
    return shown.show(form)


@blueprint.route("/<key>/number", methods=["GET", "POST"])
@needs_act(Act.FILL)
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
@needs_act(Act.FILL)
def use_number(key: str) -> Response:
    """Keeps what was read, once the person has confirmed it: facts only, never the number."""
    check = _check(key)
    facts = confirmed_facts(check.catalogue.facts)
    if not facts or not check.may_ask(BORN):
        return see_other(".number", key=key)
    answered = service.record_answers(session(), who=require_who(), key=key, answers=facts)
    return _go_to(CheckInHand.of(answered), None)


@blueprint.get("/<key>/answers")
@needs_act(Act.FILL)
def answers(key: str) -> Response:
    """Every answer, each with the way to change it."""
    check = _check(key)
    return page("eligibility/answers.html", check=check, groups=answer_groups(check, current_ui().locale.code))


@blueprint.get("/<key>/result")
@needs_act(Act.FILL)
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
        combinations=combination_lines(
            combination_notes(check.findings, check.catalogue.programmes, check.district), check.catalogue, locale
        ),
        asked_about=asked_about(check, locale),
        days=service.KEPT_FOR.days,
    )


@blueprint.route("/<key>/delete", methods=["GET", "POST"])
@needs_act(Act.FILL)
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


def _most_questions(interest: Interest) -> int:
    asked, paging = catalogue.load(), load_paging(service.all_questions())
    return most_questions(asked, asked.districts, on=clock.today(), paging=paging, interest=interest)


def _named_programme() -> Programme | None:
    """The one programme the visitor came from; one that is not known changes nothing."""
    return catalogue.load().programmes.get(request.args.get("programme", ""))


def _check(key: str) -> CheckInHand:
    return CheckInHand.of(service.get_check(where_to_look(), who=require_who(), key=key))


def _coming_from() -> ComingFrom | None:
    here = this_request()
    return _FROM.get(here.args.get("return", "")) if here.query_string else None


def _go_to(check: CheckInHand, coming_from: ComingFrom | None, after: str | None = None) -> Response:
    """Back to where the question was opened from; else to the next question, else to the result."""
    if coming_from is not None:
        return see_other(f".{coming_from.value}", key=check.key)
    is_done = after is not None and not check.path.is_waiting(after)
    next_fact = check.path.after(after) if after is not None and is_done else check.path.next
    if next_fact is None:
        return see_other(".result", key=check.key)
    return see_other(".question", key=check.key, fact=next_fact)
