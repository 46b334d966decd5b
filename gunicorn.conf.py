"""What gunicorn reads by itself, however it is started from this folder: a log without secrets."""

from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

from tracker.masking import masked


class AccessLog(Logger):
    """Every part of a request masked: its line, its path, and where it came from."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> dict[str, Any]:
        """The parts a log line is made of."""
        parts = super().atoms(resp, req, environ, request_time)
        return {name: masked(value) if isinstance(value, str) else value for name, value in parts.items()}


logger_class = AccessLog
