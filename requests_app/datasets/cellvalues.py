"""Numbers in the cells of spreadsheets as text: moments in the ISO form, all others as they stand."""

import re
from datetime import datetime, timedelta

LAST_DAY = 2_958_466  # the day after 9999-12-31

# Number formats every workbook has (ECMA-376 part 1, 18.8.30), those of days and times.
BUILT_IN = {**dict.fromkeys((14, 15, 16, 17), "day"), 22: "both", **dict.fromkeys((18, 19, 20, 21, 45, 47), "time")}
_UNSPOKEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_WHOLE = re.compile(r"-?[0-9]+\Z")


def moment_of(code: str) -> str:
    """What a number format shows: "day", "time", "both", or "" for what is no moment, a duration too.

    >>> moment_of("m/d/yyyy h:mm"), moment_of('0.00" days"'), moment_of("[h]:mm")
    ('both', '', '')
    """
    spoken = _UNSPOKEN.sub("", code.partition(";")[0]).lower()
    if "[" in spoken or "general" in spoken:
        return ""
    day = any(mark in spoken for mark in "yd") or ("m" in spoken and not any(mark in spoken for mark in "hs0#"))
    time = any(mark in spoken for mark in "hs")
    return "both" if day and time else "day" if day else "time" if time else ""


def number_written(value: str, moment: str, *, from_1904: bool = False) -> str:
    """A stored number as text: a moment in the ISO form, any other number as it stands in the file, but for
    the artefacts of binary fractions in the 16th and 17th digit, which come out as the same number's
    shortest form.

    >>> number_written("34.052199999999999", ""), number_written("12345678901234567890", "")
    ('34.0522', '12345678901234567890')
    >>> number_written("46237.520833333336", "both"), number_written("46237", "day")
    ('2026-08-03 12:30:00', '2026-08-03')
    """
    value = value.strip()
    if moment and (written := _moment_written(value, moment, from_1904)):
        return written
    if _WHOLE.match(value) or sum(mark.isdigit() for mark in value.partition("E")[0]) <= 15:
        return value
    try:
        shortest = repr(float(value))
    except ValueError:
        return value
    digits = sum(mark.isdigit() for mark in value.lower().partition("e")[0].lstrip("-0."))
    return shortest if digits <= 17 else value


def _moment_written(value: str, moment: str, from_1904: bool) -> str:
    """A serial day number as a moment, to the millisecond; "" where it is none."""
    try:
        serial = float(value)
    except ValueError:
        return ""
    if not 0 <= serial < LAST_DAY:
        return ""
    milliseconds = round(serial * 86_400_000)
    days, within = divmod(milliseconds, 86_400_000)
    seconds, thousandths = divmod(within, 1000)
    time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    time += f".{thousandths:03d}" if thousandths else ""
    if moment == "time" and not days:
        return time
    if not from_1904 and days < 61:  # before March 1900 Excel's calendar has a day that never was
        return ""
    day = (datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)) + timedelta(days=days)  # noqa: DTZ001
    if day.year > 9998:
        return ""
    return f"{day:%Y-%m-%d}" if moment == "day" and not within else f"{day:%Y-%m-%d} {time}"


def double_written(value: float, moment: str, *, from_1904: bool = False) -> str:
    """A number kept as its eight bytes, as text: a moment in the ISO form, another in its shortest form.

    >>> double_written(712.0, ""), double_written(34.0522, ""), double_written(46237.5, "both")
    ('712', '34.0522', '2026-08-03 12:00:00')
    """
    written = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return number_written(written, moment, from_1904=from_1904)
