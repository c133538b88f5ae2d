"""Requests of programs, made from the OpenAPI document: right in shape, but for what is wrong on purpose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any
from urllib.parse import quote, quote_from_bytes

from citizen.backoffice.operations import PREFIX
from tests.fuzz import hostile
from tests.fuzz.attacks import Request

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 10**400, 2**63, 2**31, "", [], {}, [[]], [None], {"a": None},
    float("nan"), float("inf"),
    "\ud800", "\x00", "a\x00b", ["\ud800"], {"\x00": 1}, "a" * 100_000, list(range(500)), "2026-11-23",
    "9999-12-31T23:59:59-14:00",
)  # fmt: skip


def request(random: Random, document: Mapping[str, Any], path: str, method: str, known: Mapping[str, Any]) -> Request:
    """One request of this operation."""
    operation = document["paths"][path][method]
    headers = {"Idempotency-Key": f"key-{random.randrange(10**9)}"}
    query = []
    for one in operation.get("parameters", []):
        name = one["name"]
        if one["in"] == "path":
            part = random.choice(known.get(name, ["x"])) if random.random() < 0.8 else hostile.text(random)
            path = path.replace(f"{{{name}}}", quote_from_bytes(hostile.as_bytes(part[:2000]), safe=""))
        elif one["in"] == "query" and random.random() < 0.6:
            written = _written(random, one["schema"], document)
            query.append(f"{name}={quote_from_bytes(hostile.as_bytes(written), safe='')[:3000]}")
        elif name == "If-Match":
            headers[name] = random.choice(('"1"', '"2"', '"3"', "*", '"999999999"', '"\xb2"', "x"))
    body = b""
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        written = json.dumps(value(random, schema, document), ensure_ascii=random.random() < 0.5)
        body = hostile.as_bytes(written)
    if random.random() < 0.1:
        body = random.choice((b"", b"{", b"[" * 50_000, b"\xff", b"null", b"[]", b'{"a":1}', b"1" * 5000))
    return Request(
        method.upper(),
        PREFIX + quote(path, safe="/%"),
        "&".join(query),
        headers,
        body,
        "application/json" if body else "",
    )


def _written(random: Random, schema: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    if random.random() < 0.5:
        return hostile.text(random)
    made = value(random, schema, document)
    return made if isinstance(made, str) else str(made)


def value(random: Random, schema: Mapping[str, Any], document: Mapping[str, Any], depth: int = 0) -> Any:
    """What the schema describes; here and there what it does not."""
    if random.random() < (0.06 if depth else 0.02):
        return random.choice(_VALUES)
    if "$ref" in schema:
        return value(random, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document, depth)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return value(random, random.choice(schema[several]), document, depth)
    if "enum" in schema:
        return random.choice(schema["enum"])
    return schema["const"] if "const" in schema else _of_type(random, schema, document, depth)


def _of_type(random: Random, schema: Mapping[str, Any], document: Mapping[str, Any], depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        return _thing(random, schema, document, depth)
    if kind == "array":
        return [value(random, schema.get("items", {}), document, depth + 1) for _ in range(random.choice((0, 1, 2)))]
    if kind == "string":
        return _text(random, schema)
    if kind in ("integer", "number"):
        return random.choice((schema.get("minimum", 0), schema.get("maximum", 9), 1, -1, 2**40))
    return {"boolean": random.random() < 0.5}.get(str(kind))


def _thing(random: Random, schema: Mapping[str, Any], document: Mapping[str, Any], depth: int) -> dict[str, Any]:
    required = schema.get("required", ())
    made = {
        name: value(random, one, document, depth + 1)
        for name, one in schema.get("properties", {}).items()
        if random.random() < (0.95 if name in required else 0.4)
    }
    if random.random() < 0.05:
        made[hostile.text(random)[:100]] = 1
    return made


_FORMATS = {
    "date": "2026-11-24",
    "date-time": "2026-11-23T01:00:00+00:00",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


def _text(random: Random, schema: Mapping[str, Any]) -> str:
    if random.random() < 0.4:
        return hostile.text(random)
    return str(_FORMATS.get(schema.get("format", ""), random.choice(("一句话", "x" * schema.get("minLength", 1)))))
