"""The file of identity services: read completely, or refused with every problem at once."""

from __future__ import annotations

import json

import pytest

from citizen.people.identity_services import ServicesWrong, is_safe_address, read_services

RIGHT = {
    "code": "zhejiang",
    "name": {"zh": "示例省身份服务", "en": "Example provincial service"},
    "issuer": "https://identity.example.gov.cn/realm",
    "client_id": "disability-services",
    "secret": "IDENTITY_SECRET_ZHEJIANG",
    "scopes": ["openid", "profile"],
    "offer": ["name", "birthdate"],
}
SECRETS = {"IDENTITY_SECRET_ZHEJIANG": "s3cret"}


def test_a_right_file_is_read() -> None:
    (service,) = read_services(json.dumps([RIGHT]), SECRETS)
    assert (service.code, service.secret, service.scopes) == ("zhejiang", "s3cret", ("openid", "profile"))
    assert (service.called("zh-Hant"), service.called("en")) == ("示例省身份服务", "Example provincial service")


def test_the_least_that_is_needed() -> None:
    least = {key: RIGHT[key] for key in ("code", "name", "issuer", "client_id")}
    (service,) = read_services(json.dumps([least]), {})
    assert (service.secret, service.scopes, service.offer) == ("", ("openid",), ())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"code": "Zhe Jiang"}, "code"),
        ({"name": {"zh": "示例"}}, "zh and en"),
        ({"issuer": "http://identity.example.gov.cn"}, "https"),
        ({"client_id": ""}, "client_id"),
        ({"secret": "PATH"}, "IDENTITY_SECRET_"),
        ({"scopes": ["profile"]}, "openid"),
        ({"offer": ["picture"]}, "offer"),
        ({"password": "x"}, "unknown: password"),
    ],
)
def test_every_slip_is_named(change: dict[str, object], says: str) -> None:
    with pytest.raises(ServicesWrong, match=says):
        read_services(json.dumps([{**RIGHT, **change}]), SECRETS)


def test_all_problems_come_at_once_and_no_secret_with_them() -> None:
    wrong = [{**RIGHT, "issuer": "ftp://x", "client_id": ""}, RIGHT]
    with pytest.raises(ServicesWrong) as raised:
        read_services(json.dumps(wrong), SECRETS)
    assert str(raised.value).count("\n") == 2
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("text", ["{", "{}", '["zhejiang"]'])
def test_what_is_no_list_of_services(text: str) -> None:
    with pytest.raises(ServicesWrong):
        read_services(text, SECRETS)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example/x", True),
        ("http://127.0.0.1:8080/x", True),
        ("http://a.example/x", False),
        ("http://127.0.0.1.example/x", False),
        ("javascript:alert(1)", False),
        ("https://[", False),
        (None, False),
    ],
)
def test_which_addresses_are_safe(address: object, safe: bool) -> None:
    assert is_safe_address(address) is safe
