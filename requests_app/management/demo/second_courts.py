"""The dockets of the second, invented case: every fact of the law engine that one chain of courts can hold.

The rows tell a lawsuit in order; `second_case` puts them on record through the verbs.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

TRIAL, WRIT, REVIEW = "22STCP00917", "B330417", "S279930"
APART, APART_WRIT, APART_FEES = "22CV004410", "A165208", "A167733"
_BY_HAND = "personal"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a docket: the day, what happened, the fact it is, and what else the fact says."""

    on: date
    title: str
    kind: str = ""
    service: str = ""
    outcome: str = ""
    says: dict[str, Any] = field(default_factory=dict)


def done(on: date, title: str, rule: str, leg: str = "") -> Row:
    """A paper was filed, or a choice made, that only the rule's own name can end."""
    return Row(on, title, "act_done", says={"rule": rule, "leg": leg})


# The chain of the case: superior court, writ in the Court of Appeal, review, remand, and back for judgment.
BEFORE_THE_WRIT = (
    Row(date(2022, 3, 11), "Verified petition for writ of mandate filed", "petition_filed"),
    Row(date(2022, 3, 14), "Petition served on the city", "petition_served", _BY_HAND),
    Row(date(2022, 3, 16), "Notice of all-purpose assignment served", "judge_assigned", _BY_HAND),
    done(date(2022, 4, 1), "The judge was accepted: no challenge under section 170.6", "JUDGE-PEREMPT"),
    Row(date(2022, 4, 4), "Record of the department's review lodged and served", "administrative_record_received"),
    Row(
        date(2022, 4, 18), "Ex parte application for an alternative writ served", "writ_application_served", _BY_HAND
    ),
    done(date(2022, 4, 25), "Points and authorities against the application", "WRIT-OPP-1107"),
    Row(date(2022, 4, 29), "Demurrer of the city to the petition"),
)
AFTER_THE_DEMURRER = (
    done(date(2022, 4, 28), "Moving papers of the demurrer", "MOT-MOVE"),
    done(date(2022, 5, 27), "Opposition to the demurrer", "MOT-OPP"),
    done(date(2022, 6, 3), "Reply on the demurrer", "MOT-REPLY"),
    Row(date(2022, 6, 10), "Minute order: demurrer overruled", outcome="Overruled."),
    done(date(2022, 6, 24), "Answer of the city", "WRIT-ANS", "record"),
    done(date(2022, 8, 1), "Opening brief", "LASC-3.231", "opening"),
    done(date(2022, 8, 31), "Opposition brief", "LASC-3.231", "opposition"),
    done(date(2022, 9, 15), "Reply brief", "LASC-3.231", "reply"),
    done(date(2022, 9, 20), "Notice of the hearing on the writ", "WRIT-NOTICE-1088"),
)
IN_CAMERA = Row(date(2022, 9, 30), "Minute order: the court will read the video log in camera")
DISCLOSURE_REFUSED = Row(date(2022, 10, 14), "Order after reading in camera: disclosure refused", outcome="Denied.")
TO_THE_WRIT = (
    Row(
        date(2022, 10, 17),
        "Clerk mailed notice of entry of the order",
        "notice_of_entry_served",
        "mail",
        says={"of": "disclosure_order", "by": "clerk"},
    ),
    Row(
        date(2022, 11, 1),
        "Order for good cause: ten more days to petition",
        "good_cause_extension",
        says={"calendar_days": 10},
    ),
)
IN_THE_COURT_OF_APPEAL = (
    Row(date(2022, 11, 14), "Petition for writ of mandate, with a request for a stay", "writ_petition_filed"),
    Row(date(2022, 11, 18), "Preliminary opposition of the city", "preliminary_opposition_filed"),
    done(date(2022, 11, 28), "Reply to the preliminary opposition", "COA-PRELIM-R"),
    Row(date(2022, 12, 5), "Order to show cause", "order_to_show_cause"),
    Row(date(2023, 1, 4), "Return of the city", "return_filed"),
    done(date(2023, 1, 19), "Reply to the return", "COA-REPLY"),
    Row(date(2023, 4, 12), "Opinion: petition denied", "court_of_appeal_decision", outcome="Denied, unpublished."),
)
IN_THE_SUPREME_COURT = (
    Row(date(2023, 5, 19), "Petition for review", "petition_for_review_filed"),
    Row(date(2023, 6, 8), "Answer to the petition for review", "answer_to_petition_filed"),
    done(date(2023, 6, 20), "Reply to the answer", "SC-PFR-REP"),
    Row(date(2023, 7, 12), "Review granted", "review_granted"),
    Row(date(2023, 8, 11), "Opening brief on the merits", "opening_brief_filed"),
    Row(date(2023, 9, 11), "Answer brief on the merits", "answer_brief_filed"),
    Row(date(2023, 10, 2), "Reply brief on the merits", "reply_brief_filed"),
    Row(date(2024, 2, 5), "Opinion: reversed", "supreme_court_decision", outcome="Reversed."),
)
ON_REMAND = (
    Row(date(2024, 2, 5), "Transferred back with directions", "remand"),
    Row(date(2024, 3, 20), "Supplemental brief of the petitioner", "supplemental_brief_filed"),
    done(date(2024, 4, 4), "Supplemental brief of the city", "COA-SUPP", "responding"),
    Row(date(2024, 7, 17), "Remittitur issued", "remittitur_issued"),
    done(date(2024, 8, 23), "Memorandum of costs on appeal", "COST-APP"),
    done(date(2024, 8, 23), "Motion for fees on appeal, continued to the judgment", "FEE-APP"),
)
SETTLED = Row(date(2024, 9, 3), "Notice of conditional settlement", "settlement")

# What one case cannot hold besides: an immediate disclosure request is made to a city with such an ordinance, and a
# decision is either denied without an order to show cause, or after one, or on an appeal.
APART_BELOW = (
    Row(date(2022, 2, 14), "Petition for writ of mandate filed", "petition_filed"),
    Row(date(2022, 5, 27), "Order refusing disclosure", outcome="Denied."),
    Row(
        date(2022, 6, 1),
        "Notice of entry of the order served",
        "notice_of_entry_served",
        _BY_HAND,
        says={"of": "disclosure_order", "by": "party"},
    ),
)
APART_SUMMARILY = (
    Row(date(2022, 6, 21), "Petition for writ of mandate", "writ_petition_filed"),
    Row(
        date(2022, 7, 6),
        "Petition denied summarily",
        "court_of_appeal_decision",
        outcome="Denied.",
        says={"summary_denial": True},
    ),
    Row(date(2022, 7, 15), "Petition for review", "petition_for_review_filed"),
    Row(date(2022, 8, 31), "Review denied", "review_denied", outcome="Denied."),
)
APART_ON_FEES = (
    Row(
        date(2023, 1, 9),
        "Order on attorney's fees entered",
        "judgment_entered",
        outcome="Denied.",
        says={"of": "fee_order"},
    ),
    Row(
        date(2023, 1, 11),
        "Clerk served notice of entry of the fee order",
        "notice_of_entry_served",
        _BY_HAND,
        says={"of": "fee_order", "by": "clerk"},
    ),
    Row(date(2023, 2, 15), "Notice of appeal from the fee order", "notice_of_appeal_filed"),
)
APART_APPEAL = (
    Row(
        date(2023, 11, 20),
        "Opinion: fee order affirmed",
        "court_of_appeal_decision",
        outcome="Affirmed.",
        says={"civil_appeal": True},
    ),
)
