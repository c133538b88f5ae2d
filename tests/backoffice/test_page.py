"""The page for offices, and the document for their programs."""

from __future__ import annotations

from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

from citizen.backoffice import openapi
from citizen.backoffice.operations import PREFIX
from citizen.web.access import Access
from tests.support.visitor import Visitor


def test_the_page_explains_how_to_connect(visitor: Visitor) -> None:
    page = visitor.open("/api")
    assert page.h1 == "给办事单位的业务系统"
    for text in ("POST /api/v1/cases/{number}/decision", "待乡镇街道审批", "case.submitted"):
        assert page.has_text(text)


def test_the_document_is_served_to_everybody_and_valid(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(answer.json).validate()


def test_every_route_is_in_the_document_and_the_other_way_round(app: Flask) -> None:
    routes = {
        (method, rule.rule.removeprefix(PREFIX).replace("<uuid:", "{").replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method.upper(), path) for path, methods in openapi.document()["paths"].items() for method in methods}
    assert routes == described


def test_nothing_of_the_api_opens_without_a_token(app: Flask) -> None:
    views = {name: view for name, view in app.view_functions.items() if name.startswith("api.")}
    assert {view.access for view in views.values()} == {Access.TOKEN}
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in views:
            path = rule.rule.replace("<uuid:paper_id>", "0" * 8 + "-0000-0000-0000-" + "0" * 12)
            method = client.post if "POST" in (rule.methods or ()) else client.get
            headers = {"Idempotency-Key": "12345678", "If-Match": '"1"'}
            answer = method(path.replace("<number>", "A7K3M9QX4-1"), headers=headers)
            assert answer.status_code in (401, 429)
