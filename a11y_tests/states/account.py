"""The account, its sessions, coming back after one was over, and identity services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from a11y_tests.states.register import state
from citizen.people import identity_protocol, identity_services, sessions
from tests.conftest import database_of
from tests.people import card_steps
from tests.support.identity_provider import Provider, path_of, running_provider
from tests.support.people import app_of, sign_in, sign_out, signed_in, visit_of
from tests.support.visitor import Visitor

SERVICE = "示例省身份服务"


@state(key=True)
def account(visitor: Visitor) -> None:
    signed_in(visitor, name=None)  # a Chinese name on the English page is the person's own, not ours to mark
    visitor.open("/account")


@state()
def account_sessions(visitor: Visitor) -> None:
    person = signed_in(visitor)
    sign_in(Visitor(app_of(visitor)), person)
    visitor.open("/account/sessions")


@state()
def account_sign_out_everywhere(visitor: Visitor) -> None:
    account_sessions(visitor)
    visitor.follow("在所有设备上退出登录")


@state()
def account_still_there(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/account/still-there")


@state()
def account_sign_out(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/account/sign-out")


@state()
def account_signed_out(visitor: Visitor) -> None:
    account_sign_out(visitor)
    visitor.press("退出登录")


@state(status=403)
def session_over(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/account/still-there")
    sign_out(visitor)
    visitor.press("继续")


@state()
def session_kept_form(visitor: Visitor) -> None:
    """A form as it waits for the person who is signed in again."""
    person = signed_in(visitor)
    with database_of(app_of(visitor)).writing() as session:
        visit = visit_of(session, visitor)
        over = sessions.OverSession(visit.id, person, on_kiosk=False, was_ended=False)
        mark = _mark_on(visitor)
        fields = (("phone", "13800001234"),)
        sessions.keep_unsent(session, over=over, action="/account/still-there", fields=fields, acting_for=mark)
    visitor.open("/account/kept-form")


def _mark_on(visitor: Visitor) -> str:
    page = visitor.open("/account/still-there")
    return page.html.partition('name="acting_for" value="')[2].partition('"')[0]


_providers: list[Provider] = []


@contextmanager
def _with_a_service() -> Iterator[None]:
    """A provider that runs, and a site that knows it; afterwards no other state hears of it."""
    with running_provider() as provider:
        provider.person = {"sub": "1", "name": "王秀英", "birthdate": "1980-01-01"}
        identity_protocol.forget_known()
        identity_services.use_services(provider.service)
        _providers.append(provider)
        try:
            yield
        finally:
            _providers.pop()
            identity_services.use_services()
            identity_protocol.forget_known()


@state(within=_with_a_service)
def identity_choose(visitor: Visitor) -> None:
    visitor.open("/sign-in/identity")


@state(within=_with_a_service)
def identity_leaving(visitor: Visitor) -> None:
    _set_out(visitor)


@state(within=_with_a_service)
def identity_arrived(visitor: Visitor) -> None:
    _come_back(visitor)


@state(within=_with_a_service)
def identity_first_time(visitor: Visitor) -> None:
    _come_back(visitor)
    visitor.press("登录")


@state(status=403)
def identity_not_done(visitor: Visitor) -> None:
    visitor.open("/sign-in/identity/arrived")


@contextmanager
def _with_a_service_that_is_away() -> Iterator[None]:
    with _with_a_service():
        _providers[-1].wrong.discovery_status = 503
        yield


@state(status=503, within=_with_a_service_that_is_away)
def identity_away(visitor: Visitor) -> None:
    """The service does not answer: every other way stands there."""
    visitor.open("/sign-in/identity")
    visitor.press(SERVICE)


@state(within=_with_a_service)
def identity_in_the_account(visitor: Visitor) -> None:
    identity_first_time(visitor)
    visitor.press("开新账户")
    visitor.open("/account/identity")


@state(within=_with_a_service)
def identity_disconnect(visitor: Visitor) -> None:
    identity_in_the_account(visitor)
    card_steps.make(visitor, card_steps.CODES)
    visitor.open("/account/identity")
    visitor.follow(f"断开{SERVICE}")


def _set_out(visitor: Visitor) -> str:
    visitor.open("/sign-in/identity")
    visitor.press(SERVICE)
    issuer = _providers[-1].issuer
    return str(next(one.attrib["href"] for one in visitor.page.link_elements if issuer in one.attrib["href"]))


def _come_back(visitor: Visitor) -> None:
    visitor.open(path_of(httpx.get(_set_out(visitor), trust_env=False).headers["Location"]))


@state(status=409)
def account_while_somebody_is_here(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/for-whom")
    visitor.choose("您在为谁办理？", "有人在我身边，我帮他填")
    visitor.press("继续")
    visitor.open("/account/contacts")
