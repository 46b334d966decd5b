"""The Public Records Act's sections since 2023 beside those they replaced (Stats. 2021, ch. 614)."""

import re

FORMER = {
    "7920.000": ("6251",),
    "7921.000": ("6250",),
    "7921.300": ("6257.5",),
    "7921.505": ("6254.5",),
    "7922.000": ("6255(a)",),
    "7922.200": ("6254.29",),
    "7922.205": ("6254.29",),
    "7922.210": ("6254.29",),
    "7922.500": ("6253(d)",),
    "7922.505": ("6253(e)",),
    "7922.525": ("6253(a)",),
    "7922.530": ("6253(b)",),
    "7922.535": ("6253(c)",),
    "7922.540": ("6253(d)", "6255(b)"),
    "7922.545": ("6253(f)",),
    "7922.570": ("6253.9(a)",),
    "7922.575": ("6253.9(a)(2)", "6253.9(b)"),
    "7922.580": ("6253.9(c)",),
    "7922.585": ("6254.9",),
    "7922.600": ("6253.1",),
    "7922.605": ("6253.1",),
    "7923.000": ("6258",),
    "7923.005": ("6258",),
    "7923.100": ("6259(a)",),
    "7923.105": ("6259(a)",),
    "7923.110": ("6259(b)",),
    "7923.115": ("6259(d)",),
    "7923.500": ("6259(c)",),
    "7923.600": ("6254(f)",),
    "7923.605": ("6254(f)",),
    "7923.610": ("6254(f)(1)",),
    "7923.615": ("6254(f)(2)",),
    "7923.620": ("6254(f)(3)",),
    "7923.625": ("6254(f)(4)",),
    "7923.800": ("6254(u)",),
    "7923.805": ("6254(u)",),
    "7924.000": ("6254.4",),
    "7924.100": ("6253.5",),
    "7924.105": ("6253.5",),
    "7924.110": ("6253.5",),
    "7924.510": ("6254.7",),
    "7925.000": ("6254(i)",),
    "7925.005": ("6254(n)",),
    "7927.100": ("6254(j)",),
    "7927.105": ("6267",),
    "7927.200": ("6254(b)",),
    "7927.205": ("6254.25",),
    "7927.300": ("6254(e)",),
    "7927.410": ("6254.16",),
    "7927.500": ("6254(a)",),
    "7927.605": ("6254.15",),
    "7927.700": ("6254(c)",),
    "7927.705": ("6254(k)",),
    "7928.200": ("6254.21",),
    "7928.300": ("6254.3",),
    "7928.400": ("6254.8",),
    "7928.405": ("6254(p)",),
    "7928.410": ("6254(p)",),
    "7928.705": ("6254(h)",),
    "7929.000": ("6254(d)",),
    "7929.200": ("6254(aa)",),
    "7929.205": ("6254(ab)",),
    "7929.210": ("6254.19",),
    "7929.605": ("6254(g)",),
}
"""New section -> the former sections it came from; where one became several, the first listed is the closest."""

_FROM = {former: new for new, formers in reversed(FORMER.items()) for former in formers}
_OF_THE_ACT = re.compile(r"79(?:2\d|3[01])\.\d{3}")
_FORMERLY_OF_THE_ACT = re.compile(r"62(?:[56]\d|7[0-6])(?:\.\d{1,2})?")


def is_current(number: str) -> bool:
    """Whether a section number can only be the Act's: 7920.000 to 7931.000 with three decimals."""
    return bool(_OF_THE_ACT.fullmatch(number))


def is_former(number: str) -> bool:
    """Whether a section of the Government Code held the Act before 2023: 6250 to 6276.48."""
    return bool(_FORMERLY_OF_THE_ACT.fullmatch(number))


def former_of(number: str) -> str:
    """The former section and subdivision, "" when there was none or it is not known.

    >>> former_of("7923.600")
    '6254(f)'
    """
    return FORMER.get(number, ("",))[0]


def current_of(number: str, subdivision: str = "") -> str:
    """The section since 2023 of a former one, "" when it is not known; a deeper subdivision goes with its parent.

    >>> current_of("6254", "(f)"), current_of("6254", "(f)(2)"), current_of("6255", "")
    ('7923.600', '7923.615', '7922.000')
    """
    steps = re.findall(r"\([^)]*\)", subdivision)
    for depth in range(len(steps), -1, -1):
        if found := _FROM.get(number + "".join(steps[:depth])):
            return found
    return _FROM.get(f"{number}(a)", "") if number == "6255" else ""


def between(first: str, last: str) -> tuple[str, ...]:
    """The sections of a range: its ends, and the Act's sections known between them."""
    if not (is_current(first) and is_current(last)):
        return (first, last)
    return (first, *(number for number in sorted(FORMER) if first < number < last), last)
