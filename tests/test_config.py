from __future__ import annotations

import pytest

from citizen.config import SettingsError, from_environment

KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
COMPLETE = {
    "CITIZEN_MODE": "production",
    "SECRET_KEY": "s" * 40,
    "DATA_KEYS": KEY,
    "DATABASE_URL": "postgresql://citizen@localhost/citizen",
}


def test_production_needs_every_secret_and_names_all_problems_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment({"CITIZEN_MODE": "production", "HOLD_MINUTES": "soon", "DISTRICT_PHONES": "tongzhou"})
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "SECRET_KEY",
        "DATA_KEYS",
        "DATABASE_URL",
        "HOLD_MINUTES",
        "DISTRICT_PHONES",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("DATA_KEYS", f"{KEY},nonsense"),
        ("DATABASE_URL", "mysql://x/y"),
        ("CITIZEN_MODE", "staging"),
        ("CITIZEN_HTTPS", "perhaps"),
        ("HOLD_MINUTES", "0"),
    ],
)
def test_a_malformed_value_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_environment({**COMPLETE, name: value})


def test_a_complete_production_environment() -> None:
    settings = from_environment({**COMPLETE, "DISTRICT_PHONES": "tongzhou=1, fenghua=2"})
    assert settings.is_production
    assert settings.https
    assert not settings.sample_data
    assert settings.database_url == "postgresql+psycopg://citizen@localhost/citizen"
    assert settings.district_phones == {"tongzhou": "1", "fenghua": "2"}


def test_no_limit_may_be_written_out() -> None:
    """0 is what these two say when nothing is set: never, and nothing promised."""
    settings = from_environment({**COMPLETE, "UNUSED_ACCOUNT_DAYS": "0", "BARRIER_REPLY_DAYS": "0"})
    assert (settings.unused_account_days, settings.barrier_reply_days) == (0, 0)


def test_development_makes_its_own_keys_once(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citizen.config.DEVELOPMENT_KEYS", tmp_path / "var" / "keys")
    first, second = from_environment({}), from_environment({})
    assert first.secret_key == second.secret_key
    assert first.data_keys == second.data_keys
    assert (tmp_path / "var" / "keys").stat().st_mode & 0o077 == 0
    assert from_environment({"SECRET_KEY": "x" * 40}).secret_key == "x" * 40


GATEWAYS = {
    "SMS_GATEWAY_URL": "https://sms.example.gov.cn/send",
    "SMS_GATEWAY_SECRET": "g" * 32,
    "SMTP_URL": "smtp+starttls://user:p%40ss@mail.example.gov.cn:587",
    "MAIL_FROM": "service@example.gov.cn",
    "PUBLIC_URL": "https://example.gov.cn/",
}


def test_gateways_for_notices() -> None:
    settings = from_environment({**COMPLETE, **GATEWAYS})
    assert settings.sms_gateway_url == GATEWAYS["SMS_GATEWAY_URL"]
    assert settings.smtp_url == GATEWAYS["SMTP_URL"]
    assert settings.public_url == "https://example.gov.cn"
    assert not settings.shows_local_outbox
    assert from_environment({"SECRET_KEY": "s" * 40, "DATA_KEYS": KEY}).shows_local_outbox
    assert not from_environment({**COMPLETE, "LOCAL_OUTBOX": "yes"}).shows_local_outbox


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMS_GATEWAY_URL", "http://sms.example.gov.cn/send"),
        ("SMS_GATEWAY_URL", "sms.example.gov.cn"),
        ("SMS_GATEWAY_URL", "https://sms.example.gov.cn:port/"),
        ("SMS_GATEWAY_SECRET", "short"),
        ("SMTP_URL", "smtp://user:hunter2@mail.example.gov.cn"),
        ("SMTP_URL", "https://mail.example.gov.cn"),
        ("MAIL_FROM", ""),
        ("MAIL_FROM", "a@example.org\nBcc: b@example.org"),
        ("PUBLIC_URL", "http://example.gov.cn"),
    ],
)
def test_gateways_that_are_not_safe_stop_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment({**COMPLETE, **GATEWAYS, name: value})
    assert str(caught.value).startswith(name)
    assert "hunter2" not in str(caught.value)


def test_a_gateway_on_this_machine_needs_no_encryption() -> None:
    local = {"SMS_GATEWAY_URL": "http://127.0.0.1:9000/sms", "SMTP_URL": "smtp://localhost"}
    assert from_environment({**COMPLETE, **GATEWAYS, **local}).smtp_url == "smtp://localhost"
