"""Plays a sequence of steps (see separation_sequences) in a world, keeping the model beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.journeys.separation_model import Allowed, Browser
from tests.journeys.separation_sequences import PAGES, Sequence
from tests.journeys.separation_world import World


def play(world: World, steps: Sequence) -> None:
    """:raises Leak: something appeared where it may not, or came into a folder where it does not belong."""
    for step in steps:
        _STEPS[step[0]](world, *step[1:])
    world.judge_what_is_kept()


def _sign_in(world: World, browser: str, person: str) -> None:
    world.sign_in(browser, person)
    world.model.browsers[browser] = Browser(person)


def _allow(world: World, subject: str, helper: str, acts: str, how: dict[str, Any] | None = None) -> None:
    if subject == helper:
        return
    said = how or {}
    programmes = frozenset(said["programmes"]) if "programmes" in said else None
    now = world.model.now
    starts, lasts = now + said.get("from", 0), said.get("for")
    given = Allowed(
        subject, helper, frozenset(acts.split()), programmes, starts,
        None if lasts is None else starts + lasts, said.get("how", "live"),
    )  # fmt: skip
    world.grant(subject, helper, given.acts, programmes=programmes, starts=given.starts, ends=given.ends, how=given.how)
    world.model.given.append(given)
    world.model.now += 1  # the newest is known by its moment


def _limit(world: World, subject: str, helper: str, acts: str) -> None:
    world.limit(subject, helper, frozenset(acts.split()))
    for given in world.model.given:
        if (given.subject, given.helper) == (subject, helper):
            given.acts &= frozenset(acts.split())


def _end(world: World, subject: str, helper: str) -> None:
    world.end(subject, helper)
    for given in world.model.given:
        given.is_over |= (given.subject, given.helper) == (subject, helper)


def _wait(world: World, minutes: int) -> None:
    world.model.now += minutes


def _open(world: World, browser: str, page: str, person: str) -> None:
    world.open(browser, _address(world, page, person), owner=person)


def _keep(world: World, browser: str, page: str, person: str) -> None:
    world.keep_form(browser, _address(world, page, person))


def _sees(world: World, browser: str, person: str, kind: str) -> None:
    found = [canary for where, canary in world.seen if (where, canary.owner, canary.kind) == (browser, person, kind)]
    assert found, f"{browser} never showed the {kind} of {person}: the search looks past it"


def _sees_nothing(world: World, browser: str, person: str) -> None:
    assert not [canary for where, canary in world.seen if where == browser and canary.owner == person]


def _address(world: World, page: str, person: str) -> str:
    things = world.things[person]
    return PAGES[page].format(**{name: getattr(things, name) for name in things.__slots__})


_STEPS: dict[str, Callable[..., object]] = {
    "sign in": _sign_in,
    "sign out": World.sign_out,
    "allow": _allow,
    "limit": _limit,
    "end": _end,
    "wait": _wait,
    "act for": World.choose,
    "act for oneself": lambda world, browser: world.choose(browser, None),
    "type code": World.type_code,
    "open": _open,
    "open everything": World.open_everything,
    "open everything with files": lambda world, *who: world.open_everything(*who, files=True),
    "open every public page": lambda world, *who: world.open_everything(*who, public=True),
    "keep form": _keep,
    "send kept": World.send_kept,
    "begin": World.begin_application,
    "sees": _sees,
    "sees nothing of": _sees_nothing,
}
