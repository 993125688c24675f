"""Settings are checked together; each problem names its variable and its remedy."""

from pathlib import Path

import pytest

from leadwright.kernel.settings import SettingsRefused, load


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SYSTEM_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("PORT", "HOST", "PUBLIC_URL", "SMTP_URL", "SECRET", "TRUSTED_PROXIES"):
        monkeypatch.delenv(f"LEADWRIGHT_{name}", raising=False)


def test_nothing_needs_to_be_set() -> None:
    settings = load()
    assert settings.address == "http://127.0.0.1:8000"
    assert settings.database_urls is None


def test_all_problems_are_told_at_once_with_their_remedies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "LEADWRIGHT_PORT": "70000",
        "LEADWRIGHT_SMTP_URL": "mail.example.com",
        "LEADWRIGHT_SECRET": "short",
        "LEADWRIGHT_TRUSTED_PROXIES": "not-a-network",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as refusal:
        load()
    told = str(refusal.value)
    for name in ("LEADWRIGHT_PORT", "LEADWRIGHT_SMTP_URL", "LEADWRIGHT_SECRET"):
        assert name in told
    assert "LEADWRIGHT_TRUSTED_PROXIES" in told


def test_one_database_address_without_the_others_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.example/leadwright")
    with pytest.raises(SettingsRefused, match="DATABASE_OWNER_URL"):
        load()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7"])
def test_plain_http_on_an_open_address_is_refused_unless_allowed(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("LEADWRIGHT_HOST", host)
    with pytest.raises(SettingsRefused, match="LEADWRIGHT_PUBLIC_URL"):
        load()
    monkeypatch.setenv("LEADWRIGHT_ALLOW_PLAIN_HTTP", "1")
    assert load().host == host


def test_a_file_named_env_counts_and_the_environment_counts_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("LEADWRIGHT_PORT=9001\nLEADWRIGHT_LOG_LEVEL=WARNING\n")
    assert load().port == 9001
    monkeypatch.setenv("LEADWRIGHT_PORT", "9002")
    assert (load().port, load().log_level) == (9002, "warning")
