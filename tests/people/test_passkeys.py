"""Passkeys in the real library, against a device made in software: what lets in, and everything that must not."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.people import passkeys
from citizen.people import service as people
from citizen.people.passkey_answers import Refused
from citizen.people.passkeys import Owner, Site
from citizen.staff.models import StaffMember
from tests.support.authenticator import Authenticator

pytestmark = pytest.mark.database
At = Callable[[dt.datetime], AbstractContextManager[None]]
SITE = Site("localhost", "http://localhost", "助残服务")
MOMENT = dt.datetime(2026, 11, 22, 1, 0, tzinfo=dt.UTC)


def a_person(session: Session) -> Owner:
    return Owner(person_id=people.add_person(session, name="王秀英").id)


def add(session: Session, owner: Owner, device: Authenticator, browser: str = "home") -> passkeys.Passkey:
    options = passkeys.begin_registration(session, site=SITE, owner=owner, browser=browser, name="王秀英")
    answer = device.register(options)
    return passkeys.finish_registration(
        session, site=SITE, owner=owner, browser=browser, answer=answer, label="我的手机"
    )


def finish(session: Session, answer: str, browser: str = "home") -> passkeys.Passkey:
    return passkeys.finish_sign_in(session, site=SITE, browser=browser, answer=answer)


def refused(session: Session, answer: str, browser: str = "home") -> str:
    with pytest.raises(RuleBroken) as caught:
        finish(session, answer, browser)
    return caught.value.code


def begin(session: Session, browser: str = "home") -> str:
    return passkeys.begin_sign_in(session, site=SITE, browser=browser)


def test_a_device_that_was_added_signs_its_person_in_from_any_browser(session: Session) -> None:
    owner, device = a_person(session), Authenticator()
    added = add(session, owner, device)
    assert (added.label, added.last_used_at) == ("我的手机", None)
    key = finish(session, device.sign_in(begin(session, "elsewhere")), "elsewhere")
    assert (key.person_id, key.staff_id) == (owner.person_id, None)
    assert key.last_used_at is not None


def test_two_people_with_one_device_are_told_apart(session: Session) -> None:
    device = Authenticator()
    owners = [a_person(session), a_person(session)]
    for owner in owners:
        add(session, owner, device)
    for number, owner in enumerate(owners):
        assert finish(session, device.sign_in(begin(session), number=number)).person_id == owner.person_id


def test_the_question_names_nobody(session: Session) -> None:
    add(session, a_person(session), Authenticator())
    asked = json.loads(begin(session))
    assert asked.get("allowCredentials", []) == []
    assert asked["rpId"] == "localhost"


def test_an_answer_is_good_once(session: Session) -> None:
    device = Authenticator()
    add(session, a_person(session), device)
    answer = device.sign_in(begin(session))
    finish(session, answer)
    assert refused(session, answer) == Refused.TOO_LATE


def test_an_old_answer_does_not_fit_a_new_question(session: Session) -> None:
    device = Authenticator()
    add(session, a_person(session), device)
    old = device.sign_in(begin(session))
    begin(session)
    assert refused(session, old) == Refused.TOO_LATE


def test_an_answer_is_worth_nothing_in_another_browser(session: Session) -> None:
    device = Authenticator()
    add(session, a_person(session), device)
    answer = device.sign_in(begin(session))
    begin(session, "thief")
    assert refused(session, answer, "thief") == Refused.TOO_LATE


def test_an_answer_comes_in_time(session: Session, at: At) -> None:
    device = Authenticator()
    with at(MOMENT):
        add(session, a_person(session), device)
        answer = device.sign_in(begin(session))
    with at(MOMENT + passkeys.LIFETIME):
        assert refused(session, answer) == Refused.TOO_LATE


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://localhost.example"},
        {"origin": "http://localhost:8080"},
        {"host": "example.com"},
        {"kind": "webauthn.create"},
        {"handle": bytes_to_base64url(b"somebody else, thirty-two bytes!")},
    ],
    ids=lambda lie: next(iter(lie.items()))[1][:24],
)
def test_what_was_made_for_something_else_proves_nothing(session: Session, lie: dict[str, str]) -> None:
    device = Authenticator()
    add(session, a_person(session), device)
    assert refused(session, device.sign_in(begin(session), **lie)) == Refused.NOT_PROVED


def test_a_challenge_that_we_did_not_give_is_refused(session: Session) -> None:
    device = Authenticator()
    add(session, a_person(session), device)
    answer = device.sign_in(begin(session), challenge=bytes_to_base64url(bytes(32)))
    assert refused(session, answer) == Refused.TOO_LATE


def test_another_key_cannot_sign_for_a_known_one(session: Session) -> None:
    """The thief knows the id of the key, not the key."""
    device, thief = Authenticator(), Authenticator()
    add(session, a_person(session), device)
    add(session, a_person(session), thief)
    thief.kept[0].credential_id = device.kept[0].credential_id
    assert refused(session, thief.sign_in(begin(session))) == Refused.NOT_PROVED


def test_a_key_that_nobody_added_is_unknown(session: Session) -> None:
    device = Authenticator()
    owner = a_person(session)
    device.register(passkeys.begin_registration(session, site=SITE, owner=owner, browser="home", name="王秀英"))
    assert refused(session, device.sign_in(begin(session))) == Refused.UNKNOWN


def test_a_removed_passkey_opens_nothing(session: Session) -> None:
    owner, device = a_person(session), Authenticator()
    key = add(session, owner, device)
    passkeys.remove_passkey(session, owner=owner, passkey_id=key.id)
    assert refused(session, device.sign_in(begin(session))) == Refused.UNKNOWN
    assert passkeys.list_passkeys(session, owner=owner) == []
    with pytest.raises(NotFound):
        passkeys.remove_passkey(session, owner=owner, passkey_id=key.id)


def test_a_copy_that_counts_less_is_refused_and_the_true_one_goes_on(session: Session) -> None:
    device = Authenticator()
    add(session, a_person(session), device)
    thief = device.copy()
    for _ in range(2):
        finish(session, device.sign_in(begin(session)))
    assert refused(session, thief.sign_in(begin(session))) == Refused.COPIED
    finish(session, device.sign_in(begin(session)))


def test_a_device_that_keeps_no_count_works_again_and_again(session: Session) -> None:
    device = Authenticator(counts=False)
    add(session, a_person(session), device)
    for _ in range(3):
        finish(session, device.sign_in(begin(session)))


def test_a_device_that_asks_for_nothing_is_enough_for_persons(session: Session) -> None:
    device = Authenticator(verifies=False)
    add(session, a_person(session), device)
    finish(session, device.sign_in(begin(session)))


def test_nobody_sees_or_removes_the_passkey_of_another(session: Session) -> None:
    owner, other = a_person(session), a_person(session)
    key = add(session, owner, Authenticator())
    assert passkeys.list_passkeys(session, owner=other) == []
    with pytest.raises(NotFound):
        passkeys.remove_passkey(session, owner=other, passkey_id=key.id)


def test_a_key_of_somebody_else_cannot_be_added_to_ones_own_account(session: Session) -> None:
    """With the answer of one's own registration changed to the id of a key that is known already."""
    victim, thief = Authenticator(), Authenticator()
    add(session, a_person(session), victim)
    owner = a_person(session)
    options = passkeys.begin_registration(session, site=SITE, owner=owner, browser="home", name="x")
    answer = json.loads(thief.register(options))
    data = answer["response"]["attestationObject"]
    own, theirs = (bytes_to_base64url(one.kept[0].credential_id) for one in (thief, victim))
    raw = base64url_to_bytes(data).replace(thief.kept[0].credential_id, victim.kept[0].credential_id)
    text = json.dumps(answer).replace(data, bytes_to_base64url(raw)).replace(own, theirs)
    with pytest.raises(RuleBroken) as caught:
        passkeys.finish_registration(session, site=SITE, owner=owner, browser="home", answer=text)
    assert caught.value.code == Refused.KNOWN_ALREADY


@pytest.mark.parametrize(
    "lie", [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"kind": "webauthn.get"}]
)
def test_a_key_made_for_another_site_is_not_added(session: Session, lie: dict[str, str]) -> None:
    owner = a_person(session)
    options = passkeys.begin_registration(session, site=SITE, owner=owner, browser="home", name="王秀英")
    answer = Authenticator().register(options, **lie)
    with pytest.raises(RuleBroken):
        passkeys.finish_registration(session, site=SITE, owner=owner, browser="home", answer=answer)
    assert passkeys.list_passkeys(session, owner=owner) == []


def test_a_question_to_sign_in_is_no_question_to_add(session: Session) -> None:
    """A stolen answer from one ceremony is worth nothing in the other."""
    owner, device = a_person(session), Authenticator()
    add(session, owner, device)
    challenge = json.loads(begin(session))["challenge"]
    options = passkeys.begin_registration(session, site=SITE, owner=owner, browser="home", name="王秀英")
    answer = Authenticator().register(options, challenge=challenge)
    with pytest.raises(RuleBroken):
        passkeys.finish_registration(session, site=SITE, owner=owner, browser="home", answer=answer)


def test_a_device_that_has_one_already_is_told_so(session: Session) -> None:
    owner, device = a_person(session), Authenticator()
    add(session, owner, device)
    options = passkeys.begin_registration(session, site=SITE, owner=owner, browser="home", name="王秀英")
    excluded = json.loads(options)["excludeCredentials"]
    assert [one["id"] for one in excluded] == [bytes_to_base64url(device.kept[0].credential_id)]


@pytest.mark.parametrize(
    "answer",
    ["", "[]", "{", "null", '{"response": 1}', '{"response": {"clientDataJSON": "e30"}}', "[" * 9_000, "9" * 30_000],
    ids=lambda text: text[:12] or "empty",
)
def test_what_is_no_answer_proves_nothing(session: Session, answer: str) -> None:
    begin(session)
    assert refused(session, answer) == Refused.NOT_PROVED


def test_broken_parts_prove_nothing(session: Session) -> None:
    """Every field of a true answer cut short or changed: refused, and never a fault."""
    device = Authenticator()
    add(session, a_person(session), device)
    for name in ("authenticatorData", "signature", "clientDataJSON", "userHandle"):
        for spoil in (lambda text: text[:-6], lambda _text: "AAAA", lambda _text: 7, lambda _text: "é"):
            answer = json.loads(device.sign_in(begin(session)))
            answer["response"][name] = spoil(answer["response"][name])
            with pytest.raises(RuleBroken):
                finish(session, json.dumps(answer))


def a_member_of_staff(session: Session) -> Owner:
    member = StaffMember(code="T-1", name="刘敏", district="tongzhou", roles=["desk"], enrolled_at=clock.now())
    session.add(member)
    session.flush()
    return Owner(staff_id=member.id)


def test_the_passkey_of_staff_opens_the_door_of_staff_only(session: Session) -> None:
    owner, device = a_member_of_staff(session), Authenticator()
    add(session, owner, device)
    assert refused(session, device.sign_in(begin(session))) == Refused.UNKNOWN
    options = passkeys.begin_sign_in(session, site=SITE, browser="home", of_staff=True)
    key = passkeys.finish_sign_in(session, site=SITE, browser="home", answer=device.sign_in(options), of_staff=True)
    assert (key.staff_id, key.person_id) == (owner.staff_id, None)


def test_the_passkey_of_a_person_does_not_open_the_door_of_staff(session: Session) -> None:
    device = Authenticator()
    add(session, a_person(session), device)
    options = passkeys.begin_sign_in(session, site=SITE, browser="home", of_staff=True)
    with pytest.raises(RuleBroken) as caught:
        passkeys.finish_sign_in(session, site=SITE, browser="home", answer=device.sign_in(options), of_staff=True)
    assert caught.value.code == Refused.UNKNOWN


def test_staff_unlock_their_device(session: Session) -> None:
    """They open other people's things: having the device is not enough."""
    owner = a_member_of_staff(session)
    with pytest.raises(RuleBroken):
        add(session, owner, Authenticator(verifies=False))


def test_a_passkey_has_one_owner() -> None:
    with pytest.raises(ValueError, match="one owner"):
        Owner()
    with pytest.raises(ValueError, match="one owner"):
        Owner(uuid.uuid4(), uuid.uuid4())
