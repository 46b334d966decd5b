"""The seven questions the sources leave open, both sides of each, and which side is taken when nobody chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from requests_app.errors import RuleError


@dataclass(frozen=True, slots=True)
class Reading:
    """One open question. `choices` maps each side's name to what it holds; `default` is the cautious side.

    Cautious means the earliest date for an act of our own, and the latest before an agency is called late.
    """

    id: str
    title: str
    question: str
    choices: Mapping[str, str]
    default: str
    sources: str

    def other(self, choice: str) -> str:
        """The side that `choice` is not."""
        first, second = self.choices
        return second if choice == first else first


READINGS: Mapping[str, Reading] = MappingProxyType(
    {
        reading.id: reading
        for reading in (
            Reading(
                "U1",
                "Where the 14 days begin",
                "Do the days of an extension run from the tenth day itself, or from the day to which it rolled?",
                {
                    "unrolled": "the extension runs from the tenth day itself, open or closed",
                    "rolled": "the extension runs from the open day to which the tenth day rolled",
                },
                "rolled",
                "Gov. Code § 7922.535(b); Code Civ. Proc. §§ 12, 12a. They part only where the first roll "
                "crosses a holiday on a weekday.",
            ),
            Reading(
                "U2",
                "A request that arrives while the agency is closed",
                "Is a request received on the closed day it arrives, or on the next day the agency is open?",
                {
                    "as_received": "the request is received on the day it arrives, open or closed",
                    "next_business_day": "the request is received on the next day the agency is open",
                },
                "next_business_day",
                "Gov. Code § 7922.535(a) says only receipt; some agencies deem the next business day, and AB 1821 "
                "would legislate it.",
            ),
            Reading(
                "U3",
                "A writ petition after service the Act does not name",
                "Do the two court days for electronic, fax or overnight service extend the twenty days?",
                {
                    "not_extended": "Gov. Code § 7923.500 names mail only, so no other service extends the time",
                    "extended": "the general statutes on service add two court days",
                },
                "not_extended",
                "Gov. Code § 7923.500; Code Civ. Proc. §§ 1010.6(a)(3)(B), 1013(c) and (e). No case found either "
                "way; the time is jurisdictional.",
            ),
            Reading(
                "U4",
                "A writ petition after mail from or to another state",
                "Does mail that crosses the state line add the Act's five days or those of section 1013?",
                {
                    "five": "Gov. Code § 7923.500 adds five days for mail, wherever it was posted",
                    "ten": "Code Civ. Proc. § 1013 governs: ten days from or to another state, twenty abroad",
                },
                "five",
                "Gov. Code § 7923.500; Code Civ. Proc. § 1013(a).",
            ),
            Reading(
                "U5",
                "Two court days after a closed last day",
                "Does a last day that is closed roll before the two court days for service are added?",
                {
                    "count_from_day": "the two court days are counted from the last day itself, open or closed",
                    "roll_first": "the last day rolls to an open day, and the two court days follow it",
                },
                "count_from_day",
                "Code Civ. Proc. §§ 12a, 1010.6(a)(3)(B), 1013(c) and (e).",
            ),
            Reading(
                "U6",
                "A holiday observed on another day, and the agency",
                "Does an observed day that closes the courts, and that Gov. Code § 6701 does not make, extend "
                "an agency's time?",
                {
                    "observed_binds": "the observed day is a holiday for the agency's time too",
                    "observed_does_not_bind": "the observed day closes the courts only; the agency's time runs on",
                },
                "observed_binds",
                "Code Civ. Proc. §§ 12a, 135; Cal. Rules of Court, rule 1.11; Gov. Code § 6701.",
            ),
            Reading(
                "U7",
                "How long one may wait to sue",
                "The Act has no period of limitation: do three years run, or four?",
                {
                    "three_years": "Code Civ. Proc. § 338(a): three years, as Kao v. CDCR (2016) held for "
                    "traditional mandate",
                    "four_years": "Code Civ. Proc. § 343: four years, the period for what no other section names",
                },
                "three_years",
                "Kao v. Department of Corrections & Rehabilitation (2016) 244 Cal.App.4th 1326; no published "
                "decision under the Act was found, and laches can be argued at any time.",
            ),
        )
    }
)

_DEFAULTS: Mapping[str, str] = MappingProxyType({key: reading.default for key, reading in READINGS.items()})


def chosen(readings: Mapping[str, str]) -> Mapping[str, str]:
    """Every reading with the side in use: the caller's choice, or the default.

    Raises: RuleError for a question or a side that does not exist.
    """
    if not readings:
        return _DEFAULTS
    for key, choice in readings.items():
        if key not in READINGS:
            raise RuleError(f"There is no open question {key!r}; there are {', '.join(READINGS)}.")
        if choice not in READINGS[key].choices:
            sides = " or ".join(READINGS[key].choices)
            raise RuleError(f"Reading {key} is {sides}, not {choice!r}.")
    return {**_DEFAULTS, **readings}
