"""What case systems do: every act is one of applications.cases, as an officer of the token's district."""

from __future__ import annotations

from sqlalchemy.orm import Session

from citizen.applications import cases, messages
from citizen.applications.approval_levels import Level
from citizen.applications.lifecycle import Act
from citizen.applications.models import Case
from citizen.applications.office_acts import Asked, Decision
from citizen.backoffice import case_documents, schemas
from citizen.backoffice.case_routes import blueprint
from citizen.backoffice.chain_moves import acts_towards
from citizen.backoffice.operations import Call, Operation, writing
from citizen.backoffice.vocabulary import Scope


def _write(name: str, path: str, summary: str, body: type[schemas.Asked], *, any_version: bool = False) -> Operation:
    return Operation(
        name,
        "POST",
        f"/cases/{{number}}/{path}",
        Scope.WRITE,
        summary,
        schemas.CaseInShort,
        body=body,
        any_version=any_version,
        refusals=(409, 412, 415, 428),
    )


@writing(blueprint, _write("open_case", "open", "确认收到并打开案件", schemas.NoBody, any_version=True))
def open_case(session: Session, call: Call, case: Case) -> None:
    cases.open_case(session, case=case, by=call.bearer.officer)


@writing(blueprint, _write("advance_case", "advance", "推进到下一环节", schemas.AdvanceCase))
def advance_case(session: Session, call: Call, case: Case) -> None:
    asked: schemas.AdvanceCase = call.body
    if asked.act is not None:
        cases.advance_case(session, case=case, act=Act(asked.act), by=call.bearer.officer, seen=call.seen)
        return
    assert asked.chain_code is not None  # one of the two, says the schema
    cases.open_case(session, case=case, by=call.bearer.officer)
    for act in acts_towards(case.status, Level(asked.chain_code)):
        cases.advance_case(session, case=case, act=act, by=call.bearer.officer)


@writing(blueprint, _write("ask_correction", "corrections", "要求补正", schemas.AskCorrection))
def ask_correction(session: Session, call: Call, case: Case) -> None:
    body: schemas.AskCorrection = call.body
    asked = Asked(body.facts, body.papers, body.contact)
    cases.ask_correction(
        session, case=case, by=call.bearer.officer, asked=asked, reason=body.reason, until=body.until, seen=call.seen
    )


@writing(blueprint, _write("cancel_correction", "corrections/cancel", "取消补正要求", schemas.NoBody))
def cancel_correction(session: Session, call: Call, case: Case) -> None:
    cases.cancel_correction(session, case=case, by=call.bearer.officer, seen=call.seen)


@writing(blueprint, _write("send_message", "messages", "给申请人发消息", schemas.SendMessage, any_version=True))
def send_message(session: Session, call: Call, case: Case) -> None:
    cases.send_message(session, case=case, by=call.bearer.officer, body=call.body.text)


@writing(blueprint, _write("mark_read", "messages/read", "标记消息已读", schemas.NoBody, any_version=True))
def mark_read(session: Session, call: Call, case: Case) -> None:
    case_documents.refuse_unopened(case)
    messages.mark_read(session, application=case.application, by_office=True)


@writing(blueprint, _write("decide", "decision", "作出决定", schemas.Decide))
def decide(session: Session, call: Call, case: Case) -> None:
    body: schemas.Decide = call.body
    decision = Decision(Act(body.outcome), body.reason, body.amount, body.per, body.valid_from, body.valid_until)
    cases.decide(session, case=case, by=call.bearer.officer, decision=decision, seen=call.seen)


@writing(blueprint, _write("answer_objection", "objection/answer", "答复异议", schemas.AnswerObjection))
def answer_objection(session: Session, call: Call, case: Case) -> None:
    body: schemas.AnswerObjection = call.body
    cases.answer_objection(
        session, case=case, by=call.bearer.officer, answer=body.text, reopen=body.reopen, seen=call.seen
    )
