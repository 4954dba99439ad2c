"""Settings are read once, all faults are told at once, and the secret is kept from others."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from core.config import PROJECT, SHORTEST_SECRET, Settings, SettingsError, kept_secret, read_settings

NAMES = [item.upper() for item in Settings.__dataclass_fields__]
LONG = "a-secret-of-32-signs-for-tests-only"
ADDRESS = "https://zorginuwbuurt.example"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))


def faults() -> dict[str, list[str]]:
    with pytest.raises(SettingsError) as caught:
        read_settings()
    return caught.value.faults


def test_without_any_setting_everything_lives_in_the_data_folder(tmp_path: Path) -> None:
    settings = read_settings()
    assert settings.environment == "development"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/zorgbuurt.sqlite3"
    assert settings.index_dir == tmp_path / "data" / "index"
    assert (settings.port, settings.workers) == (5000, 2)


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "ENVIRONMENT": "staging",
        "DATABASE_URL": "not a url",
        "PORT": "70000",
        "WORKERS": "many",
        "LOG_LEVEL": "loud",
        "LOG_FORMAT": "xml",
        "MAX_BODY_BYTES": "1",
        "INDEX_CHECK_SECONDS": "nan",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    assert set(faults()) == set(wrong)


def test_a_fault_is_told_with_its_setting_and_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "70000")
    with pytest.raises(SettingsError, match=r"(?s)PORT: .*65535"):
        read_settings()


@pytest.mark.parametrize("url", ["mysql://localhost/zorg", "oracle://x", "postgresql+nothing://x/y", "sqlite"])
def test_a_database_that_cannot_be_used_is_a_fault(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert set(faults()) == {"DATABASE_URL"}


def test_the_password_of_the_database_is_not_in_the_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://zorg:geheimpje@localhost/zorg")
    assert "geheimpje" not in str(faults())


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "sqlite"])
def test_both_databases_are_accepted(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}:///zorg")
    assert read_settings().database_url == f"{scheme}:///zorg"


def test_an_empty_setting_is_one_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", LONG)
    monkeypatch.setenv("PUBLIC_URL", ADDRESS)
    settings = read_settings()
    assert (settings.port, settings.log_level) == (5000, "info")
    assert settings.data_dir == PROJECT / "var"


@pytest.mark.parametrize("secret", ["", "short", "x" * (SHORTEST_SECRET - 1)])
def test_production_refuses_a_short_secret(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", secret)
    monkeypatch.setenv("PUBLIC_URL", ADDRESS)
    found = faults()
    assert set(found) == {"SECRET_KEY"}
    assert "token_urlsafe" in found["SECRET_KEY"][0]
    assert not secret or f"'{secret}'" not in str(found)


def test_production_takes_a_long_secret_and_keeps_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", LONG)
    monkeypatch.setenv("PUBLIC_URL", ADDRESS)
    settings = read_settings()
    assert (settings.is_production, settings.secret_key) == (True, LONG)
    assert not (tmp_path / "data" / "secret_key").exists()


@pytest.mark.parametrize("secret", ["x" * SHORTEST_SECRET, "changeme" * 8])
def test_production_refuses_a_secret_that_repeats_itself(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", secret)
    monkeypatch.setenv("PUBLIC_URL", ADDRESS)
    assert set(faults()) == {"SECRET_KEY"}


@pytest.mark.parametrize("address", ["", "http://zorginuwbuurt.example"])
def test_production_refuses_to_start_without_tls(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", LONG)
    monkeypatch.setenv("PUBLIC_URL", address)
    assert set(faults()) == {"PUBLIC_URL"}


@pytest.mark.parametrize("flag", ["1", "true", "on"])
def test_production_refuses_to_start_with_debug_on(monkeypatch: pytest.MonkeyPatch, flag: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", LONG)
    monkeypatch.setenv("PUBLIC_URL", ADDRESS)
    monkeypatch.setenv("FLASK_DEBUG", flag)
    assert set(faults()) == {"FLASK_DEBUG"}


def test_the_kept_secret_is_for_its_owner_only_and_stays_the_same(tmp_path: Path) -> None:
    secret = read_settings().secret_key
    path = tmp_path / "data" / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(secret) >= SHORTEST_SECRET
    assert read_settings().secret_key == secret


def test_processes_that_start_at_once_get_one_secret(tmp_path: Path) -> None:
    for attempt in range(20):
        folder = tmp_path / str(attempt)
        secrets = _secrets_of_a_joint_start(folder)
        assert len(set(secrets)) == 1
        assert len(secrets[0]) >= SHORTEST_SECRET
        assert [path.name for path in folder.iterdir()] == ["secret_key"]


def _secrets_of_a_joint_start(folder: Path) -> list[str]:
    found: list[str] = []
    start = threading.Barrier(6)

    def begin() -> None:
        start.wait()
        found.append(kept_secret(folder))

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_kept_secret_that_is_no_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").write_text("")
    found = faults()
    assert set(found) == {"SECRET_KEY"}
    assert "secret_key" in found["SECRET_KEY"][0]


def test_a_data_folder_that_cannot_be_made_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "data"))
    assert set(faults()) == {"DATA_DIR"}
