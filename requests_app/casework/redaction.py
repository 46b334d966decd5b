"""Words with parts that stay here: what stands in [[double brackets]] never reaches what is filed."""

import re

from requests_app.errors import CaseworkError

_KEPT_BACK = re.compile(r"\[\[(?:(?!\[\[|\]\]).)*\]\]", re.DOTALL)
IN_ITS_PLACE = "[REDACTED]"


def filed(words: str) -> str:
    """The words as they may be filed.

    >>> filed("Call with client about [[the offer]]; reply drafted.")
    'Call with client about [REDACTED]; reply drafted.'

    Raises: CaseworkError as `check_marks`, rather than let a half-marked secret out.
    """
    check_marks(words)
    return _KEPT_BACK.sub(IN_ITS_PLACE, words)


def check_marks(words: str) -> None:
    """Whether every pair of brackets opens and closes.

    Raises: CaseworkError with what to mend.
    """
    rest = _KEPT_BACK.sub("", words)
    if "[[" in rest or "]]" in rest:
        raise CaseworkError("Each [[ needs its ]], and none may stand within another: what they hold is not filed.")
