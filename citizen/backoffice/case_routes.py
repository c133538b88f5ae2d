"""What case systems read: cases, changes, messages and papers."""

from __future__ import annotations

import base64
from typing import Annotated
from urllib.parse import quote

from flask import Blueprint, Response, current_app
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from citizen.applications import paper_service
from citizen.applications.lifecycle import Status
from citizen.applications.paper_store import store_of
from citizen.backoffice import case_documents, case_lists, changes, schemas
from citizen.backoffice.case_lists import MOST_ON_A_PAGE, Wanted
from citizen.backoffice.operations import PREFIX, Call, Operation, reading, scans_papers, the_case
from citizen.backoffice.vocabulary import Scope
from citizen.core.errors import Conflict
from citizen.web.transaction import session

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)

_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


class PageQuery(BaseModel):
    """Where to go on."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(None, max_length=200, description="next_cursor of the page before.")
    limit: int = Field(50, ge=1, le=MOST_ON_A_PAGE)


class CaseQuery(PageQuery):
    """Which cases."""

    status: list[Status] = Field([], description="Repeat it for several.")
    programme: list[Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]] = Field(
        [], description="Repeat it for several."
    )
    changed_since: AwareDatetime | None = Field(None, description="With an offset, e.g. 2026-11-22T00:00:00Z.")


@reading(blueprint, Operation("list_cases", "GET", "/cases", Scope.READ, "列出案件", schemas.CasePage, query=CaseQuery))
def list_cases(call: Call) -> schemas.CasePage:
    wanted = Wanted(call.query.status, call.query.programme, call.query.changed_since)
    after = changes.read_cursor(call.bearer.district, call.query.cursor)
    placed, has_more = case_lists.list_after(
        session(), by=call.bearer, after=after, at_most=call.query.limit, wanted=wanted
    )
    cursor = changes.write_cursor(call.bearer.district, placed[-1].sequence if placed else after)
    shown = [case_documents.in_short(session(), one) for one in placed]
    return schemas.CasePage(cases=shown, next_cursor=cursor, has_more=has_more)


@reading(
    blueprint,
    Operation("list_changes", "GET", "/changes", Scope.READ, "按顺序列出变化", schemas.ChangePage, query=PageQuery),
)
def list_changes(call: Call) -> schemas.ChangePage:
    after = changes.read_cursor(call.bearer.district, call.query.cursor)
    found, has_more = case_lists.list_changes(session(), by=call.bearer, after=after, at_most=call.query.limit)
    cursor = changes.write_cursor(call.bearer.district, found[-1].sequence if found else after)
    shown = [
        schemas.Change(sequence=one.sequence, event=one.event, case=one.number, programme=one.programme_id, at=one.at)
        for one in found
    ]
    return schemas.ChangePage(changes=shown, next_cursor=cursor, has_more=has_more)


@reading(
    blueprint,
    Operation("get_case", "GET", "/cases/{number}", Scope.READ, "读取一个案件", schemas.CaseInFull, refusals=(409,)),
)
def get_case(call: Call) -> schemas.CaseInFull:
    """Only after the office has opened it: until then the person can take everything back unseen."""
    placed = case_lists.place_of(session(), case=the_case(call))
    return case_documents.in_full(session(), placed, scans=scans_papers())


@reading(
    blueprint,
    Operation(
        "list_messages", "GET", "/cases/{number}/messages", Scope.READ, "读取消息", schemas.Messages, refusals=(409,)
    ),
)
def list_messages(call: Call) -> schemas.Messages:
    case = case_documents.refuse_unopened(the_case(call))
    return schemas.Messages(messages=[case_documents.message(one) for one in case_documents.thread_of(session(), case)])


@reading(
    blueprint,
    Operation(
        "get_paper", "GET", "/cases/{number}/papers/{paper_id}", Scope.PAPERS, "取一份材料的文件", None, refusals=(409,)
    ),
)
def get_paper(call: Call) -> Response:
    case = case_documents.refuse_unopened(the_case(call))
    paper = case_lists.find_paper(case_documents.papers_of(session(), case), call.path["paper_id"])
    if not paper_service.is_released(paper, scans=scans_papers()):
        raise Conflict("paper_not_released")
    store = store_of(current_app.extensions["settings"])
    response = Response(paper_service.open_released(paper, store=store, scans=scans_papers()))
    response.headers.update(_file_headers(paper.media_type, paper.file_name, paper.sha256))
    response.content_length = paper.size
    return response


def _file_headers(media_type: str, name: str, sha256: str) -> dict[str, str]:
    """A name that cannot end the header or lead to another folder; the digest of the bytes (RFC 9530)."""
    digest = base64.b64encode(bytes.fromhex(sha256)).decode("ascii")
    suffix = _SUFFIXES.get(media_type, "bin")
    bare = name.replace("\\", "/").rpartition("/")[2]
    return {
        "Content-Type": media_type,
        "Content-Disposition": f"attachment; filename=\"paper.{suffix}\"; filename*=UTF-8''{quote(bare, safe='')}",
        "Repr-Digest": f"sha-256=:{digest}:",
    }
