"""What a page's drawing operators say: the names they use, the states they leave open, whether they show text."""

import re

_NAME = re.compile(rb"/([^\s/<>\[\](){}%]+)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_SHOWS_TEXT = re.compile(rb"[\])>]\s*(?:T[jJ]|['\"])")
# Strings and pictures in line are stepped over; what is left saves and restores the state.
_STATE = re.compile(
    rb"\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*\)"
    rb"|(?<![^\s\]>)])BI\s.*?\sEI(?!\S)"
    rb"|(?<![^\s\]>)])[qQ](?![^\s/\[(<])",
    re.DOTALL,
)


def names(operators: bytes) -> set[str]:
    """Every name written in the operators, as "/Name"; more than are used, never fewer.

    >>> sorted(names(b"/F1 12 Tf (x) Tj /Im#31 Do"))
    ['/F1', '/Im1']
    """
    found = (_ESCAPE.sub(lambda two: bytes([int(two[1], 16)]), name) for name in _NAME.findall(operators))
    return {"/" + name.decode("utf-8", "replace") for name in found}


def imbalance(operators: bytes) -> tuple[int, int]:
    """How many states are restored that were never saved, and how many then stay saved.

    >>> imbalance(b"q 1 0 0 1 0 0 cm q (q) Tj Q")
    (0, 1)
    >>> imbalance(b"Q Q q")
    (2, 1)
    """
    depth = lowest = 0
    for found in _STATE.finditer(operators):
        operator = found.group()
        if operator == b"q":
            depth += 1
        elif operator == b"Q":
            depth -= 1
            lowest = min(lowest, depth)
    return -lowest, depth - lowest


def shows_text(operators: bytes) -> bool:
    """Whether any text is shown, visibly or not.

    >>> shows_text(b"BT (a) Tj ET"), shows_text(b"/Im0 Do")
    (True, False)
    """
    return bool(_SHOWS_TEXT.search(operators))
