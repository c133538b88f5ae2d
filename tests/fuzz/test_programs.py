"""The interface for programs: whatever is sent, an answer is one that the OpenAPI document knows."""

from __future__ import annotations

import os
import re
from random import Random

import pytest
from flask import Flask
from hypothesis import settings

from citizen.backoffice import openapi
from citizen.backoffice.operations import PREFIX
from tests.backoffice.case_system import hold_against
from tests.fuzz import documented
from tests.fuzz.judging import Harm
from tests.fuzz.player import Player
from tests.fuzz.world import World

pytestmark = [pytest.mark.database, pytest.mark.slow, pytest.mark.timeout(3000)]
_ROUNDS = settings().max_examples if settings().max_examples > 100 else 3
_SEED = os.environ.get("FUZZ_SEED", "1")


@pytest.mark.parametrize("state", ["program", "program elsewhere"])
def test_every_operation_withstands(state: str, app: Flask) -> None:
    world = World(app)
    player, document = Player(world, state), openapi.document()
    harms = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for turn in range(_ROUNDS):
                random = Random(f"{_SEED} {state} {method} {path} {turn}")
                sent = documented.request(random, document, path, method, world.site.known)
                try:
                    answer = player.send(sent)
                    if re.fullmatch(PREFIX + re.sub(r"\{\w+\}", "[^/]+", path), answer.request.path):
                        hold_against(operation, answer)
                except (Harm, AssertionError) as harm:
                    harms.append(f"{method} {path}: {harm}; {sent.described()}")
    assert not harms, "\n\n".join(harms)


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/cases/x/y/z", "/api/v1/", "/api/v1/openapi.json/x"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_there_is_not_is_said_as_programs_read_it(app: Flask, path: str, method: str) -> None:
    answer = app.test_client().open(path, method=method, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == "not_found"


def test_another_method_is_refused_as_programs_read_it(app: Flask) -> None:
    answer = app.test_client().delete("/api/v1/cases")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_pages_stay_pages(app: Flask) -> None:
    assert app.test_client().get("/api/v2/cases").mimetype == "text/html"
