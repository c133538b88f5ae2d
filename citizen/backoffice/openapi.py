"""The OpenAPI 3.1 document, made from the declarations of the operations and the models that check them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from citizen.backoffice import problems, schemas
from citizen.backoffice.operations import OPERATIONS, PREFIX, Operation
from citizen.backoffice.vocabulary import EventType

VERSION = "1.0.0"
_REF = "#/components/schemas/{model}"
_EVERY = (400, 401, 403, 404, 422, 429, 500, 503)
_PATH_PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "number": {"type": "string", "examples": ["A7K3M9QX4-1"]},
    "paper_id": {"type": "string", "format": "uuid"},
    "reference": {"type": "string", "examples": ["B7K3M9QX4"]},
    "need": {"type": "string", "examples": ["hearing_loop"]},
}
_ABOUT = (
    "区级业务系统用这个接口接收申请、读取材料、推进办理、要求补正、发消息、作出决定。"
    "只认令牌（Authorization: Bearer …），不认 Cookie。时间是 UTC 的 ISO 8601。"
    "写入要带 Idempotency-Key 和 If-Match。案件要先 open，才能读到申请人填写的内容。"
    "出错时返回 application/problem+json，程序请看 code。"
)


_DETAILS: Mapping[str, str] = {
    "list_cases": "按最近一次变化的先后排列。记下 next_cursor，下次带着它接着取：不会漏，没有再变化的也不会重复。"
    "再次变化的案件会排到后面，再出现一次。列表里没有个人信息。",
    "list_changes": "每一次变化一行，按顺序。内容和 webhook 一样，收不到 webhook 的系统可以定时来取。",
    "get_case": "要先 open。没有打开的案件回答 409 case_not_opened：打开之前，申请人可以全部撤回。",
    "get_paper": "只给放行的文件；没有放行时回答 409 paper_not_released。Repr-Digest 是文件的 SHA-256（RFC 9530）。",
    "open_case": "确认收到。从这时起可以读取全部内容；已经打开过的，什么也不改变。",
    "advance_case": "act 和 chain_code 二选一。代码 10 请用 decision，11 请用 corrections。已经到了的什么也不改变。",
    "ask_correction": "facts、papers、contact 至少要求一样。补正期间，办理期限停止计算。",
    "decide": "不批准必须写原因，用申请人看得懂的话。补正期限没到之前不能作出决定。",
    "mark_read": "申请人写的消息，您都读过了。",
    "list_locations": "FHIR R5 Location。本区的地点。",
    "list_healthcare_services": "FHIR R5 HealthcareService。本区的地点能约的服务。",
    "list_schedules": "FHIR R5 Schedule。哪个地点有哪项服务。",
    "list_slots": "FHIR R5 Slot。空闲时间，最多 14 天，按没有特别需要的人算。",
    "list_appointments": "FHIR R5 Appointment。按开始时间，最多 31 天。有称呼、电话和需要：只用来安排当天。",
    "get_appointment": "一个预约。meta.versionId 放进 If-Match。",
    "list_stranded": "时间、人员或房间变了以后不再合适的预约。从不自动取消。",
    "set_appointment_status": "arrived 只能在当天；fulfilled、noshow 在开始以后；cancelled 要写 reason，马上通知本人。",
    "answer_need": "能不能安排一项需要。cannot 要写 note，本人会原样读到。占用人员的不能只答 arranged：reserve_it。",
    "change_opening": "在一天关闭或加开。of 是地点或资源的代码。回答里有因此不再合适的预约；什么也不会取消。",
}
_CODES: Mapping[int, str] = {
    400: "cookies_not_accepted、idempotency_key_missing、malformed_json、bad_request",
    401: "token_missing_or_wrong",
    403: "scope_missing",
    404: "not_found",
    409: "case_not_opened、paper_not_released、changed_meanwhile，或者 <act>_when_<status>（这个状态下不能这样办）",
    412: "case_changed（再读一次，看过再决定）",
    413: "too_large",
    415: "not_json",
    422: "invalid_request、invalid_cursor、idempotency_key_reused，或者具体规则的代码；problems 说明是哪一项",
    428: "version_missing",
    429: "too_many_attempts",
    500: "server_error（用同一个 Idempotency-Key 再发）",
    503: "unavailable（用同一个 Idempotency-Key 再发）",
}
_ONE_KEY = "同一次操作每次重发都用同一个值，得到同一个回答（带 Idempotent-Replayed: true）。记30天。"
_ONE_VERSION = '读到的 version，带引号，例如 "3"。期间有人办理过就回答 412。'
_SIGNED = (
    "v1= 加上 HMAC-SHA-256 的十六进制。密钥是 webhook 的密钥，内容是时间戳、一个英文句点、正文的原样字节。"
    "换密钥期间有两个，用逗号分开，有一个对就行。"
)


class WebhookBody(schemas.Given):
    """What a webhook tells: never anything about a person."""

    id: str
    event: EventType
    case: schemas.Number
    district: str
    sequence: int
    at: str


@cache
def document() -> Mapping[str, Any]:
    """The whole document. Built once: operations are declared when the rooms are imported."""
    asked, given = _models()
    _names, definitions = models_json_schema(
        [*((one, "validation") for one in asked), *((one, "serialization") for one in given)],
        ref_template=_REF,
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "助残服务案件接口", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}],
        "paths": _paths(),
        "webhooks": {"case": {"post": _webhook()}},
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _models() -> tuple[set[type[BaseModel]], set[type[BaseModel]]]:
    asked = {one.body for one in OPERATIONS.values() if one.body}
    given = {one.answer for one in OPERATIONS.values() if one.answer}
    return asked, {*given, schemas.Problem, WebhookBody}  # type: ignore[return-value]  # a set of subclasses


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for one in sorted(OPERATIONS.values(), key=lambda one: (one.path, one.method)):
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return paths


def _operation(one: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": one.id,
        "summary": one.summary,
        "description": f"{_DETAILS.get(one.id, '')}令牌需要的权限：{one.scope.value}。",
        "parameters": [*_path_parameters(one), *_query_parameters(one), *(_header_parameters(one))],
        "responses": {
            "200": _answer(one),
            **{str(code): _refusal(code) for code in sorted({*_EVERY, *one.refusals, *((413,) if one.writes else ())})},
        },
    }
    if one.body:
        said["requestBody"] = {
            "required": one.body is not schemas.NoBody,
            "content": {"application/json": {"schema": _ref(one.body)}},
        }
    return said


def _path_parameters(one: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in _PATH_PARAMETERS.items()
        if f"{{{name}}}" in one.path
    ]


def _query_parameters(one: Operation) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    described = one.query.model_json_schema()
    inlined = _inlined(described["properties"], described.get("$defs", {}))
    return [
        {"name": name, "in": "query", "required": False, "schema": schema, "explode": True}
        for name, schema in inlined.items()
    ]


def _inlined(part: Any, definitions: Mapping[str, Any]) -> Any:
    """Small enumerations stand where they are used."""
    if isinstance(part, dict):
        if "$ref" in part:
            return definitions[part["$ref"].rpartition("/")[2]]
        return {key: _inlined(value, definitions) for key, value in part.items()}
    return [_inlined(value, definitions) for value in part] if isinstance(part, list) else part


def _header_parameters(one: Operation) -> list[dict[str, Any]]:
    if not one.writes:
        return []
    version = r'^("[0-9]{1,9}"|\*)$' if one.any_version else r'^"[0-9]{1,9}"$'
    named = _header("Idempotency-Key", _ONE_KEY, r"^[\x21-\x7e]{8,100}$")
    return [named, *([_header("If-Match", _ONE_VERSION, version)] if one.versioned else [])]


def _header(name: str, description: str, pattern: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": pattern}
    return {"name": name, "in": "header", "required": True, "description": description, "schema": schema}


def _answer(one: Operation) -> dict[str, Any]:
    if one.answer is None:
        digest = {"Repr-Digest": {"schema": {"type": "string"}}, "Content-Disposition": {"schema": {"type": "string"}}}
        content: dict[str, Any] = {kind: {} for kind in ("image/jpeg", "image/png", "application/pdf")}
        return {"description": "文件", "headers": digest, "content": content}
    said: dict[str, Any] = {"description": "成功", "content": {"application/json": {"schema": _ref(one.answer)}}}
    if issubclass(one.answer, schemas.Versioned):
        said["headers"] = {"ETag": {"description": "版本", "schema": {"type": "string"}}}
    return said


def _refusal(code: int) -> dict[str, Any]:
    content = {problems.MEDIA_TYPE: {"schema": _ref(schemas.Problem)}}
    return {"description": f"code：{_CODES[code]}", "content": content}


def _webhook() -> dict[str, Any]:
    return {
        "operationId": "case_event",
        "summary": "案件有变化",
        "security": [],
        "parameters": [
            _header("X-Citizen-Delivery", "这一次通知的编号，重发时不变。", r"^[0-9a-f-]{36}$"),
            _header("X-Citizen-Timestamp", "发出的时间，1970年以来的秒数。", r"^[0-9]+$"),
            _header("X-Citizen-Signature", _SIGNED, r"^v1=[0-9a-f]{64}(, v1=[0-9a-f]{64})?$"),
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(WebhookBody)}}},
        "responses": {"2XX": {"description": "收下了"}},
    }


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


def document_order() -> list[Operation]:
    """The operations as the page lists them: what reads first."""
    return sorted(OPERATIONS.values(), key=lambda one: (one.writes, one.path))
