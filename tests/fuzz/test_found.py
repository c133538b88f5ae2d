"""Faults made on purpose: each kind of harm is found by an attack, or the rest of this folder would prove nothing."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask, Response, request
from markupsafe import Markup

from citizen.applications import service
from citizen.db.session import Database
from citizen.proxies.models import MandateRow
from citizen.web import errors
from tests.fuzz.attacks import Request
from tests.fuzz.judging import Harm
from tests.fuzz.player import Player
from tests.fuzz.world import STRANGER, World
from tests.support.people import EVERYTHING

pytestmark = [pytest.mark.database, pytest.mark.once]
Plant = Callable[[pytest.MonkeyPatch, Flask], None]


def _instead(endpoint: str, view: Callable[..., object]) -> Plant:
    def plant(patch: pytest.MonkeyPatch, app: Flask) -> None:
        view.access = app.view_functions[endpoint].access  # type: ignore[attr-defined]
        patch.setitem(app.view_functions, endpoint, view)

    return plant


def _fails_on_odd_numbers() -> Response:
    return Response(str(int(request.args.get("page", "1"))))


def _reflects() -> Response:
    return Response(f"<html lang=zh-Hans-CN><h1>{Markup(request.args.get('q', ''))}</h1></html>", mimetype="text/html")


def _redirects() -> Response:
    return Response("", status=303, headers={"Location": request.args.get("back", "/")})


def _computes() -> Response:
    from flask import render_template_string

    return Response(render_template_string(request.args.get("q", "")), mimetype="text/html")


def _refuses_without_words() -> Response:
    return Response("no", status=400, mimetype="text/html")


def _forgets_whose_it_is(patch: pytest.MonkeyPatch, _app: Flask) -> None:
    patch.setattr(service, "_may_open", lambda *_args: True)


def _in_the_wrong_language(patch: pytest.MonkeyPatch, _app: Flask) -> None:
    answer = errors._answer
    page = Response(
        '<html lang="fr"><h1></h1><main id="main"></main><footer></footer></html>', 404, mimetype="text/html"
    )
    patch.setattr(errors, "_answer", lambda status, *rest: page if status == 404 else answer(status, *rest))


_HELP = "home.help_page"


@pytest.mark.parametrize(
    ("plant", "asked", "found"),
    [
        (_instead(_HELP, _fails_on_odd_numbers), Request("GET", "/help", "page=%C2%B2"), "500"),
        (_instead(_HELP, _reflects), Request("GET", "/help", "q=%3Cfz94011%20onclick=x%3E"), "stands in the page"),
        (
            _instead(_HELP, _reflects),
            Request("GET", "/help", "q=%3Ca%20href=javascript:fz94011%3E"),
            "stands in the page",
        ),
        (_instead(_HELP, _redirects), Request("GET", "/help", "back=//fz94011.example"), "leads to"),
        (_instead(_HELP, _computes), Request("GET", "/help", "q=%7B%7B31337*3%7D%7D"), "a template was run"),
        (_instead(_HELP, _refuses_without_words), Request("GET", "/help"), "a refusal without a page"),
        (_in_the_wrong_language, Request("GET", "/nowhere"), "a refusal in fr"),
    ],
)
def test_harm_is_found(plant: Plant, asked: Request, found: str, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    player = Player(World(app), "signed out")
    player.send(Request("GET", "/help"))
    plant(monkeypatch, app)
    with pytest.raises(Harm, match=found):
        player.send(asked)


@pytest.mark.parametrize("state", ["signed in", "acting", "assisting", "terminal in use"])
def test_a_stranger_s_words_are_found(state: str, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(app)
    asked = Request("GET", f"/applications/{world.site.things[STRANGER].draft}/contact")
    Player(world, state).send(asked)
    _forgets_whose_it_is(monkeypatch, app)
    with pytest.raises(Harm, match=f"雀{STRANGER}"):
        Player(world, state).send(asked)


def test_what_a_helper_was_not_allowed_is_found(app: Flask, database: Database) -> None:
    """They may fill in and book, for one programme; what was sent for another is not theirs to read."""
    world = World(app)
    player, things = Player(world, "acting"), world.site.things["甲"]
    assert player.send(Request("GET", f"/applications/{things.draft}")).status_code == 200
    sent = Request("GET", f"/applications/{things.sent}/status")
    assert player.send(sent).status_code in (403, 404)
    with database.writing() as session:
        session.execute(sa.update(MandateRow).values(acts=sorted(EVERYTHING), programmes=None))
    with pytest.raises(Harm, match="雀甲"):
        player.send(sent)


@pytest.mark.parametrize("state", ["acting", "assisting", "terminal in use"])
def test_the_states_are_what_they_say(state: str, app: Flask) -> None:
    """An attack in a state that was never reached would find nothing."""
    said = {"acting": "雀甲称呼雀", "assisting": "工号：G3", "terminal in use": "结束并清除"}
    page = Player(World(app), state).send(Request("GET", "/needs"))
    assert said[state] in page.get_data(as_text=True)


def test_the_attacks_themselves_find_a_view_that_trusts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only when one knows what to send."""
    player = Player(World(app), "signed out")
    _instead("directory.place", lambda place_id: Response(str(len(place_id.encode("ascii")))))(monkeypatch, app)
    with pytest.raises(Harm, match="500"):
        _attack_often(player, "directory.place")


def _attack_often(player: Player, endpoint: str) -> None:
    [rule] = [one for one in player.rules if one.endpoint == endpoint]
    for turn in range(200):
        player.attack(rule, Random(turn))
