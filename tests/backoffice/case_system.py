"""A case system in tests: it speaks to the API with a token, and holds every answer against the OpenAPI document."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

import jsonschema
from flask import Flask
from werkzeug.test import TestResponse

from citizen.backoffice import openapi
from citizen.backoffice.operations import PREFIX

_keys = itertools.count(1)


class CaseSystem:
    """Sends requests; an answer that the document does not allow is an AssertionError."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client = app.test_client(use_cookies=False)
        self.token = token

    def get(self, path: str, **query: Any) -> TestResponse:
        return self._checked(self.client.get(PREFIX + path, query_string=query, headers=self._headers()))

    def post(
        self, path: str, body: Any = None, *, seen: object = None, key: str | None = None, **headers: str
    ) -> TestResponse:
        sent = {"Idempotency-Key": key or f"key-of-test-{next(_keys)}", **self._headers(), **headers}
        if seen is not None:
            sent["If-Match"] = "*" if seen == "*" else f'"{seen}"'
        return self._checked(self.client.post(PREFIX + path, json=body, headers=sent))

    def opened(self, number: str) -> dict[str, Any]:
        """The case in full, after opening it."""
        assert self.post(f"/cases/{number}/open", seen="*").status_code == 200
        answer = self.get(f"/cases/{number}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        return found

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _checked(self, response: TestResponse) -> TestResponse:
        path = response.request.path.removeprefix(PREFIX)
        declared = _find_operation(path, response.request.method.lower())
        if declared is not None:
            hold_against(declared, response)
        return response


def hold_against(operation: Mapping[str, Any], response: TestResponse) -> None:
    """Status, media type and body as the document says."""
    allowed = operation["responses"]
    assert str(response.status_code) in allowed, f"{response.status_code} is not in the document"
    content = allowed[str(response.status_code)]["content"]
    assert response.mimetype in content, f"{response.mimetype} is not in the document"
    schema = content[response.mimetype].get("schema")
    if schema:
        validator(schema).validate(response.json)


def validator(schema: Mapping[str, Any]) -> jsonschema.Draft202012Validator:
    """Checks against a schema of the document, formats included."""
    whole = {"components": openapi.document()["components"], **schema}
    return jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())


def _find_operation(path: str, method: str) -> Mapping[str, Any] | None:
    for template, methods in openapi.document()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method in methods:
            found: Mapping[str, Any] = methods[method]
            return found
    return None
