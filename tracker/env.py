"""Typed reading of the environment; an optional .env file beside manage.py fills what is not set."""

import os
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(str(ROOT / os.environ.get("ENV_FILE", ".env")))
REMINDERS_EVERY_SECONDS = env.int("REMINDERS_EVERY_SECONDS", default=30)  # here, for the schedule is read first


def folder(name: str, default: Path) -> Path:
    """A folder named in the environment, absolute; relative names start at the project's root."""
    return (ROOT / str(env.str(name, default=str(default)))).resolve()


def secret_key(var: Path) -> str:
    """SECRET_KEY from the environment, else the one kept in var/secret_key, made at the first need."""
    given = str(env.str("SECRET_KEY", default=""))
    if given:
        return given
    kept = var / "secret_key"
    if not kept.exists():
        import secrets  # noqa: PLC0415 - needed once in a machine's life

        var.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text().strip()
