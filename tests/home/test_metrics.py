"""/metrics: who may read it, what is counted, and that nothing in it is about anybody."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from citizen import create_app
from citizen.config import Settings, for_tests
from citizen.core import clock
from citizen.home.journey_steps import STEPS
from tests.booking.conftest import MORNING
from tests.conftest import database_of
from tests.faults.server import running
from tests.journeys import steps
from tests.support.sample import load_sample
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.once]

TOKEN = "t" * 40
_BEARER = {"Authorization": f"Bearer {TOKEN}"}
Samples = dict[str, float]


def samples(text: str) -> Samples:
    """Every series with its value; also proves that the format is right."""
    return {
        one.name + "".join(f" {name}={value}" for name, value in sorted(one.labels.items())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


@pytest.fixture
def measured(app: Flask, settings: Settings) -> Iterator[Flask]:
    """An application of its own, on the same empty database."""
    own = create_app(
        for_tests(
            database_url=settings.database_url,
            papers_folder=settings.papers_folder,
            compress_pages=False,
            metrics_token=TOKEN,
            metrics_networks=("10.1.0.0/16",),
        )
    )
    own.testing = False
    own.test_client_class = app.test_client_class
    yield own
    database_of(own).dispose()


def read(app: Flask) -> Samples:
    answer = app.test_client().get("/metrics", headers=_BEARER)
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.headers["Cache-Control"] == "no-store"
    return samples(answer.text)


def test_without_a_setting_there_is_no_such_page(app: Flask) -> None:
    for sent in ({}, _BEARER, {"Authorization": "Bearer "}):
        assert app.test_client().get("/metrics", headers=sent).status_code == 404


@pytest.mark.parametrize(
    ("sent", "comes_from", "status"),
    [
        (_BEARER, "203.0.113.9", 200),
        ({}, "10.1.200.3", 200),
        ({}, "10.2.0.1", 404),
        ({}, "::1", 404),
        ({}, "", 404),
        ({"Authorization": f"Bearer {TOKEN}x"}, "203.0.113.9", 404),
        ({"Authorization": f"Basic {TOKEN}"}, "203.0.113.9", 404),
        ({"Authorization": "Bearer \xff"}, "203.0.113.9", 404),
        ({"X-Forwarded-For": "10.1.0.1"}, "203.0.113.9", 404),
    ],
)
def test_only_the_token_and_the_networks_of_the_deployment_read_it(
    measured: Flask, sent: dict[str, str], comes_from: str, status: int
) -> None:
    answer = measured.test_client().get("/metrics", headers=sent, environ_base={"REMOTE_ADDR": comes_from})
    assert answer.status_code == status


def test_where_people_stop_in_a_journey(measured: Flask) -> None:
    visitor = Visitor(measured)
    steps.begin_check(visitor)
    first = visitor.page.url.rpartition("/")[2].partition("?")[0]
    visitor.press("继续")
    assert visitor.page.status == 422
    found = read(measured)

    def step(name: str, what: str, question: str = "") -> float:
        return found.get(f"citizen_journey_steps_total journey=check question={question} step={name} what={what}", 0)

    assert step("01-start", "shown") == 1
    assert step("02-for-whom", "done") == 1
    assert step("04-question", "shown", first) == 1
    assert step("04-question", "to-change", first) == 1
    assert step("04-question", "done", first) == 0
    assert step("06-result", "shown") == 0


def test_every_answer_is_counted_with_how_long_it_took(measured: Flask) -> None:
    client = measured.test_client()
    client.get("/help")
    client.get("/nowhere/王秀英")
    client.open("/help", method="ANYTHING")
    client.open("/help", method="ELSE")
    found = read(measured)
    assert found["citizen_answers_total method=GET room=home status=200"] == 1
    assert found["citizen_answers_total method=GET room=nothing status=404"] == 1
    assert found["citizen_answers_total method=OTHER room=nothing status=405"] == 2
    assert found["citizen_answer_seconds_count room=home"] == 1
    assert found["citizen_answer_seconds_sum room=home"] > 0


def test_nothing_in_it_is_about_anybody(measured: Flask) -> None:
    """No label has a value of a person's making: after a whole booking all of them are names of the program."""
    visitor = Visitor(measured)
    with clock.fixed(MORNING):
        with database_of(measured).writing() as session:
            load_sample(session)
        reference, code = steps.book(visitor)
        visitor.open(f"/book/bookings/{reference.replace(' ', '')}?q=王秀英")
    text = measured.test_client().get("/metrics", headers=_BEARER).text
    assert 'journey="book"' in text
    for word in (reference, reference.replace(" ", ""), code, "王秀英"):
        assert word not in text
    values = set(re.findall(r'="([^"]*)"', text))
    assert {
        one for one in values if not re.fullmatch(r"[a-z0-9_-]*|[0-9.]+|\+Inf|GET|HEAD|POST|OPTIONS|OTHER", one)
    } == set()


def test_the_steps_are_pages_that_there_are(app: Flask) -> None:
    pages = {page for journey in STEPS.values() for page in journey}
    assert pages <= set(app.view_functions)


def test_the_workers_of_a_server_count_together(app: Flask, settings: Settings, tmp_path: Path) -> None:
    """Two processes: whichever of them is asked tells the sum."""
    with running(settings, tmp_path, workers=2, METRICS_TOKEN=TOKEN, LOG_LINES="none") as server:

        def get(path: str, **headers: str) -> str:
            connection: http.client.HTTPConnection = server.connection()
            connection.request("GET", path, headers=headers)
            text = connection.getresponse().read().decode()
            connection.close()
            return text

        for _ in range(12):
            get("/help")
        told = {
            samples(get("/metrics", **_BEARER))["citizen_answers_total method=GET room=home status=200"]
            for _ in range(6)
        }
        assert told == {12}
