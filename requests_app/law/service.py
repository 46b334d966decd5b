"""Manners of service, and how many days each adds to which rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from requests_app.law.counting import Unit


class Service(StrEnum):
    """How a paper reached the other side."""

    PERSONAL = "personal"
    MAIL = "mail"
    MAIL_OUT_OF_STATE = "mail_out_of_state"
    MAIL_ABROAD = "mail_abroad"
    EXPRESS = "express"
    FAX = "fax"
    ELECTRONIC = "electronic"

    @property
    def words(self) -> str:
        """The words that fit after "served": "by mail within California"."""
        return _WORDS[self]


_WORDS: Mapping[Service, str] = {
    Service.PERSONAL: "personally",
    Service.MAIL: "by mail within California",
    Service.MAIL_OUT_OF_STATE: "by mail from or to another state",
    Service.MAIL_ABROAD: "by mail from or to another country",
    Service.EXPRESS: "by express mail or overnight delivery",
    Service.FAX: "by fax",
    Service.ELECTRONIC: "electronically",
}


@dataclass(frozen=True, slots=True)
class Extension:
    """Days that one manner of service adds; they go further back where the count runs back."""

    days: int
    unit: Unit
    authority: str


@dataclass(frozen=True, slots=True)
class OpenExtension:
    """An extension on which the sources leave a choice: one answer for each side of a reading."""

    reading: str
    sides: Mapping[str, Extension | None]


@dataclass(frozen=True, slots=True)
class ServiceEffect:
    """What each manner of service adds to one rule; a manner that is not listed adds nothing.

    `why_none` is the sentence for a rule that no service extends.
    """

    name: str
    adds: Mapping[Service, Extension | OpenExtension]
    why_none: str = ""


def _calendar(days: int, authority: str) -> Extension:
    return Extension(days, Unit.CALENDAR_DAYS, authority)


def _court(days: int, authority: str) -> Extension:
    return Extension(days, Unit.COURT_DAYS, authority)


NO_EXTENSION = ServiceEffect("none", {}, "No manner of service extends this time.")

FROM_FILING = ServiceEffect("none", {}, "The time runs from filing, so no manner of service extends it.")

FROM_ISSUANCE = ServiceEffect(
    "none",
    {},
    "The time runs from issuance, not from service, so no manner of service extends it.",
)

NOTICE_OF_APPEAL = ServiceEffect(
    "none",
    {},
    "Code Civ. Proc. §§ 1013(a) and 1010.6(a)(3)(B) except the notice of appeal, so service adds nothing.",
)

AFTER_SERVICE = ServiceEffect(
    "Code Civ. Proc. §§ 1013, 1010.6",
    {
        Service.MAIL: _calendar(5, "Code Civ. Proc. § 1013(a)"),
        Service.MAIL_OUT_OF_STATE: _calendar(10, "Code Civ. Proc. § 1013(a)"),
        Service.MAIL_ABROAD: _calendar(20, "Code Civ. Proc. § 1013(a)"),
        Service.EXPRESS: _court(2, "Code Civ. Proc. § 1013(c)"),
        Service.FAX: _court(2, "Code Civ. Proc. § 1013(e)"),
        Service.ELECTRONIC: _court(2, "Code Civ. Proc. § 1010.6(a)(3)(B)"),
    },
)

MOVING_PAPERS = ServiceEffect(
    "Code Civ. Proc. §§ 1005(b), 1010.6",
    {
        Service.MAIL: _calendar(5, "Code Civ. Proc. § 1005(b)"),
        Service.MAIL_OUT_OF_STATE: _calendar(10, "Code Civ. Proc. § 1005(b)"),
        Service.MAIL_ABROAD: _calendar(20, "Code Civ. Proc. § 1005(b)"),
        Service.EXPRESS: _calendar(2, "Code Civ. Proc. § 1005(b)"),
        Service.FAX: _calendar(2, "Code Civ. Proc. § 1005(b)"),
        Service.ELECTRONIC: _court(2, "Code Civ. Proc. § 1010.6(a)(3)(B)"),
    },
)

_WRIT_MAIL = _calendar(5, "Gov. Code § 7923.500")


def _unnamed_in_the_act(extended: Extension) -> OpenExtension:
    return OpenExtension("U3", {"not_extended": None, "extended": extended})


WRIT_UNDER_THE_ACT = ServiceEffect(
    "Gov. Code § 7923.500",
    {
        Service.MAIL: _WRIT_MAIL,
        Service.MAIL_OUT_OF_STATE: OpenExtension(
            "U4", {"five": _WRIT_MAIL, "ten": _calendar(10, "Code Civ. Proc. § 1013(a)")}
        ),
        Service.MAIL_ABROAD: OpenExtension(
            "U4", {"five": _WRIT_MAIL, "ten": _calendar(20, "Code Civ. Proc. § 1013(a)")}
        ),
        Service.EXPRESS: _unnamed_in_the_act(_court(2, "Code Civ. Proc. § 1013(c)")),
        Service.FAX: _unnamed_in_the_act(_court(2, "Code Civ. Proc. § 1013(e)")),
        Service.ELECTRONIC: _unnamed_in_the_act(_court(2, "Code Civ. Proc. § 1010.6(a)(3)(B)")),
    },
)
