"""The profile: what is remembered about a person, where it came from, and the way to change or forget each of it.

Nothing is remembered by itself. Under a mandate these pages need `Act.MANAGE`, and are about the other person alone.
"""

from __future__ import annotations

import uuid
from typing import NamedTuple

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.ui import change_ui, current_ui
from citizen.applications import asking
from citizen.applications import service as applications
from citizen.applications.rows import typed
from citizen.core.errors import NotFound
from citizen.eligibility import catalogue
from citizen.eligibility import service as checks
from citizen.eligibility.answers import Answers
from citizen.eligibility.forms import AnswerForm, form_for
from citizen.eligibility.questions import Wording
from citizen.home import profile_forms, profile_page
from citizen.people import profile
from citizen.people import service as people
from citizen.people.needs import known_needs
from citizen.people.profile import FactOrigin, Reading, Wanted
from citizen.proxies.account_subject import subject_of_account
from citizen.proxies.acting import called, current_who, look_again
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Who
from citizen.proxies.doings import note_doing
from citizen.web.pages import page, see_other
from citizen.web.transaction import database, session

blueprint = Blueprint("profile", __name__, url_prefix="/account")


class Whose(NamedTuple):
    """The person the profile belongs to, and who looks at it."""

    person_id: uuid.UUID
    who: Who


@blueprint.get("/profile")
@needs_act(Act.MANAGE)
def overview() -> Response:
    """Everything that is remembered, and from where."""
    whose = _whose()
    _note_look(whose.who)
    person = people.get_person(session(), person_id=whose.person_id)
    needs = profile.needs_of(session(), person_id=whose.person_id)
    return page(
        "people/profile.html",
        name=typed(person.name) if person.name else None,
        born=profile.birth_date_of(person),
        groups=profile_page.remembered_groups(_facts(whose), current_ui().locale.code),
        needs=profile_page.need_lines(needs),
        reading=profile_page.reading_lines(profile.read_reading(person.reading)),
        done=request.args.get("done"),
        # Ways of being reached are proved by whoever is signed in: everybody their own.
        contacts=url_for("people.contacts") if whose.person_id == whose.who.actor_id else None,
    )


@blueprint.route("/profile/name", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
def name() -> Response:
    whose = _whose()
    person = people.get_person(session(), person_id=whose.person_id)
    born = profile.birth_date_of(person)
    # Whether a child is under 14 decides what a guardian is asked: no helper changes that.
    with_birth_date = born is not None and whose.who.mandate is None
    start = {"name": person.name or "", "birth_date": born}
    form = profile_forms.name_form(is_self=whose.who.is_self, start=start, with_birth_date=with_birth_date)
    if form.submitted_and_valid():
        given = form.birth_date.data if with_birth_date else born
        profile.rename(session(), person_id=whose.person_id, name=form.name.data or "", birth_date=given)
        return _changed(whose, "name")
    return page("people/profile_name.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/profile/facts/<fact>", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
def fact(fact: str) -> Response:
    """One remembered answer, with its question: change it or forget it. "Not sure" is nothing to remember."""
    whose, locale = _whose(), current_ui().locale.code
    known = {one.fact: one for one in _facts(whose)}
    answers = profile_page.answers_of(known.values())
    if fact not in answers.facts or not profile_page.can_be_remembered(fact):
        raise NotFound("fact")
    question = checks.all_questions().get_question(fact)
    named = None if whose.who.is_self else called(whose.who.subject)
    form = form_for(question, catalogue.load().facts[fact], locale=locale, called=named, answers=answers)
    if form.submitted_and_valid():
        if form.value is None:
            profile.forget_facts(session(), person_id=whose.person_id, facts=[fact])
            return _changed(whose, "forgotten")
        _remember(whose, Answers({fact: form.value}), FactOrigin.PROFILE)
        return _changed(whose, "fact")
    return _fact_page(known[fact], form, question.wording[locale])


@blueprint.post("/profile/forget")
@needs_act(Act.MANAGE)
def forget() -> Response:
    """One press: this answer, this group, or everything is no longer remembered."""
    whose = _whose()
    facts = None if request.form.get("what") == "everything" else request.form.getlist("fact")
    profile.forget_facts(session(), person_id=whose.person_id, facts=facts)
    return _changed(whose, "forgotten")


@blueprint.route("/profile/remember/check/<key>", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
def remember_check(key: str) -> Response:
    """After a check: which of these answers to remember, if any."""
    whose = _whose()
    check = checks.get_check(session(), who=whose.who, key=key)
    return _remember_page(whose, checks.answers_of(check), FactOrigin.CHECK)


@blueprint.route("/profile/remember/application/<reference>", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
def remember_application(reference: str) -> Response:
    """After an application was sent. One opened with reference and code may be about anybody: not from there."""
    whose = _whose()
    application = applications.get_application(session(), who=whose.who, reference=reference)
    if application.visit_id != whose.who.visit_id:
        raise NotFound("application")
    return _remember_page(whose, asking.answers_of(application), FactOrigin.APPLICATION)


@blueprint.route("/needs", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
def needs() -> Response:
    """What the person needs on the day and on paper."""
    whose = _whose()
    before = profile.needs_of(session(), person_id=whose.person_id)
    form = profile_forms.needs_form(before)
    if form.submitted_and_valid():
        wanted = form.wanted(before)
        profile.replace_needs(session(), person_id=whose.person_id, needs=wanted)
        done = _changed(whose, "needs")
        return see_other(".telling") if wanted else done
    return page("people/needs.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/needs/telling", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
def telling() -> Response:
    """Whether offices and places may know."""
    whose = _whose()
    needs = profile.needs_of(session(), person_id=whose.person_id)
    if not needs:
        return see_other(".needs")
    form = profile_forms.tell_form(needs, [profile_page.need_text(need) for need in needs])
    if form.submitted_and_valid():
        allowed = known_needs(form.allowed([need.code.value for need in needs]))
        told = [Wanted(need.code, need.code in allowed, need.detail) for need in needs]
        profile.replace_needs(session(), person_id=whose.person_id, needs=told)
        return _changed(whose, "needs")
    return page("people/needs_telling.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/profile/reading", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
def reading() -> Response:
    """Language and look on every device; somebody else's screen stays as it is."""
    whose, ui = _whose(), current_ui()
    kept = profile.reading_of(session(), person_id=whose.person_id)
    form = profile_forms.reading_form(kept, shown=ui.preferences, language=ui.locale.code)
    if request.method == "POST" and request.form.get("what") == "forget":
        profile.keep_reading(session(), person_id=whose.person_id, reading=Reading())
        return _changed(whose, "reading_forgotten")
    if form.submitted_and_valid():
        profile.keep_reading(session(), person_id=whose.person_id, reading=form.reading)
        if whose.person_id == whose.who.actor_id and form.reading.preferences:
            change_ui(form.reading.language, form.reading.preferences)
        return _changed(whose, "reading")
    is_kept = kept != Reading()
    return page("people/profile_reading.html", status=422 if form.problems else 200, form=form, is_kept=is_kept)


def _fact_page(one: profile.RememberedFact, form: AnswerForm, wording: Wording) -> Response:
    return page(
        "people/profile_fact.html",
        status=422 if form.problems else 200,
        form=form,
        fact=one.fact,
        wording=wording,
        origin=profile_page.origin_text(one),
    )


def _remember_page(whose: Whose, answers: Answers, origin: FactOrigin) -> Response:
    offered = profile_page.offered_groups(answers, current_ui().locale.code)
    form = profile_forms.remember_form(offered)
    if form.submitted_and_valid():
        ticked = {fact for group in offered if group.topic in form.groups.data for fact in group.facts}
        _remember(whose, Answers({fact: answers.facts[fact] for fact in ticked}), origin)
        return _changed(whose, "remembered")
    return page("people/profile_remember.html", status=422 if form.problems else 200, form=form, offered=offered)


def _remember(whose: Whose, answers: Answers, origin: FactOrigin) -> None:
    profile.remember_facts(
        session(),
        person_id=whose.person_id,
        facts=answers.written_facts(),
        origin=origin,
        noted_by=whose.who.actor_id,
    )


def _whose() -> Whose:
    """Whose profile this is. Nobody signed in: sign in first."""
    return Whose(subject_of_account(), current_who())


def _facts(whose: Whose) -> tuple[profile.RememberedFact, ...]:
    return profile.facts_of(session(), person_id=whose.person_id)


def _changed(whose: Whose, what: str) -> Response:
    """Back to the profile, which says what was done; the person is told when somebody else did it."""
    note_doing(session(), who=whose.who, doing="profile_changed")
    if what == "name":
        look_again()
    return see_other(".overview", done=what)


def _note_look(who: Who) -> None:
    """In a transaction of its own: opening a page only reads."""
    if who.mandate is not None or who.staff_id is not None:
        with database().writing() as short:
            note_doing(short, who=who, doing="profile_viewed")
