"""At the start of a check: the answers a person had remembered, each with its day and origin, to be confirmed. None
counts before that, and none is used that was unticked.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from citizen.accessibility.ui import current_ui
from citizen.eligibility import remembered, service
from citizen.eligibility.phrases import answer_text
from citizen.people.profile import FactOrigin, RememberedFact
from citizen.proxies.acting import require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.fields import CheckboxesField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _, show_date
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("remembered", __name__, url_prefix="/check")
_ORIGINS = {
    FactOrigin.CHECK: N_("You said so on %(day)s, in a check"),
    FactOrigin.APPLICATION: N_("You said so on %(day)s, in an application"),
    FactOrigin.PROFILE: N_("Written into the profile on %(day)s"),
    FactOrigin.IDENTITY: N_("From an identity service, on %(day)s"),
}


class RememberedForm(Form):
    """Which of them are still right; all may be left out."""

    right = CheckboxesField(
        label=N_("Which of these are still right?"),
        hint=N_("Take the tick away where something has changed: then we ask you."),
        optional=True,
        choices=(),
    )


@blueprint.route("/<key>/remembered", methods=["GET", "POST"])
@needs_act(Act.FILL)
def confirm(key: str) -> Response:
    """Only before anything was answered: later answers are never replaced by older ones."""
    who = require_who()
    check = service.get_check(session(), who=who, key=key)
    known = remembered.to_confirm(session(), who=who)
    if not known or service.answers_of(check):
        return _go_on(key)
    form = RememberedForm.from_request(start={"right": [one.fact for one in known]})
    form.right.choices = [_choice(one) for one in known]
    if request.method == "POST" and "anew" in request.form:
        return _go_on(key)
    if form.submitted_and_valid():
        _use(key, [one for one in known if one.fact in form.right.data])
        return _go_on(key)
    return page("eligibility/remembered.html", status=422 if form.problems else 200, form=form, check=check)


def _use(key: str, chosen: list[RememberedFact]) -> None:
    answers = {one.fact: remembered.as_answers(one).facts[one.fact] for one in chosen}
    if answers:
        service.record_answers(session(), who=require_who(), key=key, answers=answers)


def _go_on(key: str) -> Response:
    check = service.get_check(session(), who=require_who(), key=key)
    is_new = service.interest_of(check) is None
    return see_other("eligibility.wishes" if is_new else "eligibility.go_on", key=key)


def _choice(one: RememberedFact) -> tuple[str, str, str]:
    locale, question = current_ui().locale.code, service.all_questions().get_question(one.fact)
    said = _(
        "%(question)s: %(answer)s",
        question=question.wording[locale].short,
        answer=answer_text(question, remembered.as_answers(one), locale).replace("\n", _(", ")),
    )
    return one.fact, said, _(_ORIGINS[one.origin], day=show_date(one.noted_at))
