"""What must be true of an installation before it serves; each check has an id."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def var_is_writable(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """requests_app.E001: received bytes, mail and the default database live under one writable folder."""
    var = Path(settings.VAR)
    if var.is_dir() and os.access(var, os.W_OK):
        return []
    return [
        Error(
            f"The folder {var} cannot be written.",
            hint="Make it writable, or name another one in DAYLIGHT_VAR.",
            id="requests_app.E001",
        )
    ]
