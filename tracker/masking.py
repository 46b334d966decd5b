"""Keep the secrets of calendar addresses out of the logs: whoever reads a log must not be able to subscribe."""

import logging
import re

_SECRET = re.compile(r"(?<=/feeds/)[^/?#\s\"']+(?=\.ics)")


def masked(text: str) -> str:
    """The text with stars in place of the secret of a calendar address.

    >>> masked("GET /feeds/Xy-3.ics HTTP/1.1")
    'GET /feeds/***.ics HTTP/1.1'
    """
    return _SECRET.sub("***", text)


class MaskSecrets(logging.Filter):
    """For the handlers of Django's own logs, which name the address that failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        return True
