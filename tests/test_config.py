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
        "DISTRICT_PHONES",
        "HOLD_MINUTES",
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


def test_development_makes_its_own_keys_once(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("citizen.config.DEVELOPMENT_KEYS", tmp_path / "var" / "keys")
    first, second = from_environment({}), from_environment({})
    assert first.secret_key == second.secret_key
    assert first.data_keys == second.data_keys
    assert (tmp_path / "var" / "keys").stat().st_mode & 0o077 == 0
    assert from_environment({"SECRET_KEY": "x" * 40}).secret_key == "x" * 40
