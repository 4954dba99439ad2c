"""Settings: read once from the environment, in one typed place.

Every setting is a field of `Settings`; docs/settings.md lists the same names, and a test compares the two.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from environs import Env, EnvValidationError, validate
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from core.mailing import read_mail_url

PROJECT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
FEWEST_SIGNS = 8
_WEB_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?/?", re.IGNORECASE)
DATABASES = frozenset({"sqlite", "postgresql"})
_ADDRESS = re.compile(r"[^\s@<>\",;:]+@[^\s@<>\",;:]+")


class SettingsError(Exception):
    """The environment holds settings that cannot be used. `faults` maps each setting to what is wrong with it."""

    def __init__(self, faults: Mapping[str, list[str]]) -> None:
        self.faults = {name: list(messages) for name, messages in faults.items()}
        lines = [f"{name}: {'; '.join(messages)}" for name, messages in sorted(self.faults.items())]
        super().__init__("Settings cannot be used:\n  " + "\n  ".join(lines))


def _setting(doc: str, **extra: Any) -> Any:
    default = {"default": extra.pop("default")} if "default" in extra else {}
    return field(metadata={"doc": doc, **extra}, **default)


@dataclass(frozen=True, slots=True)
class Settings:
    """How this instance runs. `doc` of each field is what docs/settings.md says."""

    environment: str = _setting("`development` or `production`. Production refuses unsafe settings.")
    data_dir: Path = _setting("Folder for the database, the search index and the secret key.")
    database_url: str = _setting("SQLAlchemy URL of the database. Default: an SQLite file in `DATA_DIR`.")
    secret_key: str = _setting("Signs tokens. Development makes one in `DATA_DIR`; production wants one of 32+ signs.")
    port: int = _setting("Port that `make run` and `zorgbuurt run` listen on.")
    workers: int = _setting("Number of gunicorn worker processes of `zorgbuurt run`.")
    log_level: str = _setting("`debug`, `info`, `warning` or `error`.")
    log_format: str = _setting("`json` (one object a line) or `text` (for people).")
    max_body_bytes: int = _setting("Largest request body that is read, in bytes.")
    index_check_seconds: float = _setting("How often a worker looks whether the index must catch up, in seconds.")
    contact_email: str = _setting("Address in the API description for questions of developers.")
    demand_sightings: int = _setting("From how many sightings in a week words asked in vain are kept.", default=5)
    public_url: str = _setting(
        "Where visitors find this instance, as `https://zorginuwbuurt.example`. Default: as each request says it.",
        default="",
    )
    map_tiles: str = _setting(
        "`none`, or `pdok` for map tiles from PDOK: the browsers of visitors then ask another host.", default="none"
    )
    mail_url: str = _setting(
        "Where mail goes: `smtp+starttls://user:password@host`, `smtps://…`, `smtp://host`, or `folder:/path`. "
        "Default: the folder `mail` in `DATA_DIR`.",
        default="",
    )
    mail_from: str = _setting("Sender of mail. Default: `CONTACT_EMAIL`.", default="")
    four_eyes: int = _setting("`1`: nobody publishes what she changed herself. `0`: she may.", default=1)
    proxies: int = _setting(
        "How many web servers stand in front. The last of the addresses that they add is the visitor's.", default=0
    )
    geocoder: str = _setting(
        "`none` or `pdok`: whether full addresses of locations are looked up at PDOK.", default="none"
    )

    @property
    def is_production(self) -> bool:
        """True when real visitors use this instance."""
        return self.environment == "production"

    @property
    def index_dir(self) -> Path:
        """Folder of the search index. One per machine; never on a shared file system."""
        return self.data_dir / "index"


class _Environment(Env):
    """The environment, in which an empty value stands for a setting that is not there."""

    def _get_value(self, env_key: str, default: Any) -> Any:
        return super()._get_value(env_key, default) or default


def read_settings() -> Settings:
    """The settings of this process, from its environment.

    Raises SettingsError that names every fault at once.
    """
    env = _Environment(eager=False)
    environment = env.str("ENVIRONMENT", "development", validate=validate.OneOf(["development", "production"]))
    data_dir = env.path("DATA_DIR", PROJECT / "var")
    values: dict[str, Any] = {
        "environment": environment,
        "data_dir": data_dir,
        "database_url": env.str("DATABASE_URL", ""),
        "secret_key": env.str("SECRET_KEY", ""),
        "port": env.int("PORT", 5000, validate=validate.Range(1, 65535)),
        "workers": env.int("WORKERS", 2, validate=validate.Range(1, 64)),
        "log_level": env.str("LOG_LEVEL", "info", validate=validate.OneOf(["debug", "info", "warning", "error"])),
        "log_format": env.str("LOG_FORMAT", "json", validate=validate.OneOf(["json", "text"])),
        "max_body_bytes": env.int("MAX_BODY_BYTES", 1_000_000, validate=validate.Range(10_000, 50_000_000)),
        "index_check_seconds": env.float("INDEX_CHECK_SECONDS", 1.0, validate=validate.Range(0.05, 60)),
        "contact_email": env.str("CONTACT_EMAIL", "beheer@zorginuwbuurt.example"),
        "public_url": env.str("PUBLIC_URL", ""),
        "map_tiles": env.str("MAP_TILES", "none", validate=validate.OneOf(["none", "pdok"])),
        "mail_url": env.str("MAIL_URL", ""),
        "mail_from": env.str("MAIL_FROM", ""),
        "four_eyes": env.int("FOUR_EYES", 1, validate=validate.OneOf([0, 1])),
        "proxies": env.int("PROXIES", 0, validate=validate.Range(0, 5)),
        "demand_sightings": env.int("DEMAND_SIGHTINGS", 5, validate=validate.Range(3, 1000)),
        "geocoder": env.str("GEOCODER", "none", validate=validate.OneOf(["none", "pdok"])),
    }
    faults: dict[str, list[str]] = {}
    try:
        env.seal()
    except EnvValidationError as error:
        faults.update(_by_setting(error.error_messages))
    if values["environment"] == "production":
        for name, why in _production_faults(values["secret_key"], values["public_url"]):
            faults.setdefault(name, []).append(why)
    if values["database_url"] and not _is_usable(values["database_url"]):
        faults.setdefault("DATABASE_URL", []).append(
            "give an SQLAlchemy URL, as sqlite:////data/zorgbuurt.sqlite3 or postgresql://user@host/database"
        )
    if values["public_url"] and not _WEB_ADDRESS.fullmatch(values["public_url"]):
        faults.setdefault("PUBLIC_URL", []).append("give an address without a path, as https://zorginuwbuurt.example")
    for name, why in _mail_faults(values["mail_url"], values["mail_from"]):
        faults.setdefault(name, []).append(why)
    if faults:
        raise SettingsError(faults)
    values["data_dir"] = Path(values["data_dir"]).expanduser().absolute()
    values["database_url"] = values["database_url"] or f"sqlite:///{values['data_dir'] / 'zorgbuurt.sqlite3'}"
    values["secret_key"] = values["secret_key"] or _secret_of(values["data_dir"])
    return Settings(**values)


def _production_faults(secret_key: str, public_url: str) -> Iterator[tuple[str, str]]:
    """What would put real visitors and staff at risk, by setting."""
    if len(secret_key) < SHORTEST_SECRET:
        yield (
            "SECRET_KEY",
            f"production needs a secret key of at least {SHORTEST_SECRET} signs; make one with "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`",
        )
    elif len(set(secret_key)) < FEWEST_SIGNS:
        yield "SECRET_KEY", "production needs a secret key that nobody can guess; this one repeats itself"
    if not public_url.startswith("https://"):
        yield (
            "PUBLIC_URL",
            "production needs the address of this instance with TLS, as https://zorginuwbuurt.example: the "
            "links in mail and the session cookie depend on it",
        )
    if os.environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no"):
        yield "FLASK_DEBUG", "production never runs with debug on: its error pages run code for whoever sees them"


def _is_usable(database_url: str) -> bool:
    """Whether this is the URL of a database that the product runs on, with its driver installed."""
    try:
        url = make_url(database_url)
        url.get_dialect().import_dbapi()
    except (SQLAlchemyError, ImportError):
        return False
    return url.get_backend_name() in DATABASES


def _mail_faults(mail_url: str, mail_from: str) -> Iterator[tuple[str, str]]:
    if mail_url:
        try:
            read_mail_url(mail_url)
        except ValueError as error:
            yield "MAIL_URL", str(error)
    if mail_from and not _ADDRESS.fullmatch(mail_from):
        yield "MAIL_FROM", "give one plain e-mail address, as beheer@example.org"


def _secret_of(data_dir: Path) -> str:
    try:
        secret = kept_secret(data_dir)
    except OSError as error:
        raise SettingsError({"DATA_DIR": [f"cannot be used: {error.strerror}"]}) from error
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError(
            {"SECRET_KEY": [f"the file secret_key in DATA_DIR holds less than {SHORTEST_SECRET} signs; remove it"]}
        )
    return secret


def _by_setting(messages: Mapping[str, list[str]] | list[str]) -> dict[str, list[str]]:
    if isinstance(messages, Mapping):
        return {name: [str(item) for item in items] for name, items in messages.items()}
    return {"settings": [str(item) for item in messages]}


def kept_secret(data_dir: Path) -> str:
    """The secret key kept in the data folder; made on first use, readable by its owner only.

    Of processes that start at once, all get the same key: the file has its content before it has its name.
    """
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        handle, unnamed = tempfile.mkstemp(prefix=".secret_key.", dir=data_dir)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(unnamed, path)
        finally:
            os.unlink(unnamed)
    return path.read_text(encoding="ascii").strip()
