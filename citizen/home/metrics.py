"""/metrics for Prometheus: how many answers, how quick, and at which step of a journey people stop. Nothing in it is
about anybody: pages, methods, numbers of HTTP, steps and questions of the catalogue.

Off unless a deployment says who may read it (METRICS_TOKEN, METRICS_NETWORKS). Workers of gunicorn count together in
the folder PROMETHEUS_MULTIPROC_DIR, which gunicorn.conf.py makes.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from flask import Blueprint, Flask, Response, current_app, request

from citizen.config import Settings
from citizen.core.errors import NotFound
from citizen.home.journey_steps import step_of
from citizen.notices.outbox import count_waiting
from citizen.web.access import Access
from citizen.web.measuring import Answered
from citizen.web.transaction import session

blueprint = Blueprint("metrics", __name__)
_EXTENSION = "metrics"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Counts:
    """What this process counts; imports the library only where somebody reads it."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self.registry = CollectorRegistry()
        self._answers = Counter(
            "citizen_answers",
            "Answers by room, method and status",
            ["room", "method", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "citizen_answer_seconds", "How long answers took", ["room"], buckets=_SECONDS, registry=self.registry
        )
        self._steps = Counter(
            "citizen_journey_steps",
            "Steps of journeys that were shown, finished, or sent back with something to change",
            ["journey", "step", "question", "what"],
            registry=self.registry,
        )

    def note(self, answered: Answered) -> None:
        """Count one answer."""
        room = answered.page.partition(".")[0] or "nothing"
        self._answers.labels(room, answered.method, answered.status).inc()
        self._seconds.labels(room).observe(answered.seconds)
        step, what = step_of(answered.page), _what_happened(answered)
        if step is not None and what:
            self._steps.labels(*step, answered.part, what).inc()

    def written(self) -> bytes:
        """Everything that all processes counted, as Prometheus reads it."""
        from prometheus_client import CollectorRegistry, generate_latest, values
        from prometheus_client.multiprocess import MultiProcessCollector

        if values.ValueClass.__name__ != "MmapedValue":
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


def install(app: Flask, settings: Settings) -> Callable[[Answered], None] | None:
    """The page, and what has to be told of every answer; None where nobody may read it."""
    app.register_blueprint(blueprint)
    if not (settings.metrics_token or settings.metrics_networks):
        return None
    counts = app.extensions[_EXTENSION] = Counts()
    return counts.note


def _for_programs(view: Callable[[], Response]) -> Callable[[], Response]:
    view.access = Access.TOKEN  # type: ignore[attr-defined]  # views are functions
    return view


@blueprint.get("/metrics")
@_for_programs
def metrics() -> Response:
    """Whoever may not read it gets to know as much as from an address that is not there."""
    counts: Counts | None = current_app.extensions.get(_EXTENSION)
    if counts is None or not _may_read(current_app.extensions["settings"]):
        raise NotFound("metrics")
    answer = Response(counts.written() + _notices(), content_type="text/plain; version=0.0.4; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _notices() -> bytes:
    """Looked up now: the same from whichever worker."""
    name = "citizen_notices_waiting"
    lines = [f"# HELP {name} Notices that wait to be sent", f"# TYPE {name} gauge"]
    lines += [f'{name}{{channel="{channel.value}"}} {n}' for channel, n in count_waiting(session()).items()]
    return "\n".join([*lines, ""]).encode()


def _may_read(settings: Settings) -> bool:
    """By the token, or from a network of the deployment."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.metrics_token.encode()
    if wanted and scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), wanted):
        return True
    try:
        asking = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    networks = (ip_network(one) for one in settings.metrics_networks)
    return any(asking in one for one in networks if one.version == asking.version)


def _what_happened(answered: Answered) -> str:
    """To a step: shown, finished, sent back; empty for what was no turn of a person."""
    if answered.method == "GET":
        return "shown" if answered.status == 200 else ""
    if answered.method != "POST":
        return ""
    return {303: "done", 422: "to-change"}.get(answered.status, "done" if answered.status == 200 else "")
