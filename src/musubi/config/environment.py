"""Read the environment variables that a city sets; each is described in docs/how-to/configure.md."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_INIT = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"


def data_folder() -> Path:
    """Folder of the database, attachments and the generated key (`MUSUBI_DATA`, else ./var)."""
    folder = Path(os.environ.get("MUSUBI_DATA") or Path.cwd() / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """`MUSUBI_SECRET_KEY`, else a key made once and kept in the data folder (mode 600)."""
    given = os.environ.get("MUSUBI_SECRET_KEY")
    if given:
        return given
    path = folder / "secret-key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def sqlite_database(path: Path) -> dict[str, object]:
    """SQLite tuned for several writers: WAL, and IMMEDIATE so that no read-then-write transaction fails."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_INIT},
    }


def database(url: str, folder: Path) -> dict[str, object]:
    """Django's settings for `DATABASE_URL` (postgres://user:password@host:port/name, sqlite:///path), else SQLite in the data folder."""
    if not url:
        return sqlite_database(folder / "musubi.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_database(Path(parts.path))
    if parts.scheme not in {"postgres", "postgresql"}:
        message = f"DATABASE_URL: {parts.scheme}:// is not known; use postgresql:// or sqlite:///"
        raise ValueError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def smtp(url: str) -> dict[str, object]:
    """Mail settings for `MUSUBI_SMTP_URL` (smtp://user:password@host:port, smtp+tls://, smtps://); empty without it."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"}:
        message = f"MUSUBI_SMTP_URL: {parts.scheme}:// is not known; use smtp://, smtp+tls:// or smtps://"
        raise ValueError(message)
    return {
        "EMAIL_HOST": unquote(parts.hostname or ""),
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
