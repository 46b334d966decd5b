"""The kinds of fact the law asks about, what each may say, and what it must follow or cannot stand without."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from requests_app.errors import RuleError

Value = str | int | bool | date


class Home(StrEnum):
    """Which record a kind of fact belongs to."""

    REQUEST = "request"
    COURT_CASE = "court case"
    EITHER = "either"


class ValueType(StrEnum):
    """What a particular holds; a web form takes its field from it."""

    DATE = "date"
    COUNT = "count"
    YES_NO = "yes or no"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Particular:
    """One detail a fact may carry. `default` is what the law takes when it is left out."""

    name: str
    type: ValueType
    title: str
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    default: Value | None = None

    def check(self, kind: str, value: Value) -> None:
        """Raises: RuleError when `value` is not of this particular's type or choices."""
        if not (value in self.choices if self.choices else _FITS[self.type](value)):
            wanted = " or ".join(self.choices) if self.choices else _WANTED[self.type]
            raise RuleError(f"{self.name} of {kind} must be {wanted}, not {value!r}.")


def _is_count(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 366


_FITS: Mapping[ValueType, Callable[[Value], bool]] = {
    ValueType.DATE: lambda value: isinstance(value, date),
    ValueType.COUNT: _is_count,
    ValueType.YES_NO: lambda value: isinstance(value, bool),
    ValueType.TEXT: lambda value: isinstance(value, str),
}

_WANTED: Mapping[ValueType, str] = {
    ValueType.DATE: "a date written YYYY-MM-DD",
    ValueType.COUNT: "a whole number from 1 to 366",
    ValueType.YES_NO: "true or false",
    ValueType.TEXT: "text",
}


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact: its title, the record it belongs to, and the particulars it takes.

    `served`: it takes a manner of service that can matter. `once`: a record has at most one.
    `after`: kinds that cannot be dated later than this one. `needs`: kinds without which it has no meaning.
    """

    kind: str
    title: str
    home: Home
    particulars: Mapping[str, Particular]
    served: bool
    once: bool
    after: tuple[str, ...]
    needs: tuple[str, ...]


def _date(name: str, title: str, *, required: bool = False) -> Particular:
    return Particular(name, ValueType.DATE, title, required)


def _count(name: str, title: str, *, required: bool = False) -> Particular:
    return Particular(name, ValueType.COUNT, title, required)


def _yes_no(name: str, title: str, *, default: bool | None = None) -> Particular:
    return Particular(name, ValueType.YES_NO, title, default=default)


def _text(name: str, title: str, *, required: bool = False, default: str | None = None) -> Particular:
    return Particular(name, ValueType.TEXT, title, required, default=default)


def _choice(
    name: str,
    title: str,
    choices: Mapping[str, str],
    *,
    required: bool = False,
    default: str | None = None,
) -> Particular:
    return Particular(name, ValueType.CHOICE, title, required, MappingProxyType(choices), default)


def _kind(
    home: Home,
    kind: str,
    title: str,
    *particulars: Particular,
    served: bool = False,
    once: bool = False,
    after: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
) -> FactKind:
    by_name = MappingProxyType({particular.name: particular for particular in particulars})
    return FactKind(kind, title, home, by_name, served, once, after, needs)


_RULED_ON = {
    "disclosure_order": "order directing or refusing disclosure",
    "judgment": "judgment",
    "fee_order": "order on fees or costs",
    "dismissal": "dismissal",
}

_REQUEST_KINDS = (
    _kind(
        Home.REQUEST,
        "request_received",
        "Request received by the agency",
        _yes_no("after_hours", "It arrived after office hours", default=False),
        once=True,
    ),
    _kind(
        Home.REQUEST,
        "extension_notice",
        "Extension notice",
        _count("calendar_days", "Calendar days of extension"),
        _date("until", "Day by which a determination is promised"),
        _text("ground", "Unusual circumstance the notice names"),
        _yes_no("written", "The notice is in writing"),
        _yes_no("by_head_or_designee", "It comes from the head of the agency or a designee"),
        after=("request_received",),
        needs=("request_received",),
    ),
    _kind(Home.REQUEST, "determination", "Determination", after=("request_received",)),
    _kind(
        Home.REQUEST,
        "determination_notified",
        "Determination and its reasons sent to the requester",
        after=("request_received",),
    ),
    _kind(
        Home.REQUEST,
        "denial",
        "Denial, in whole or in part",
        _yes_no("written", "The denial is in writing"),
        _yes_no("request_written", "The request was in writing", default=True),
        _yes_no("names_given", "It names each person responsible"),
        _yes_no("titles_given", "It gives the title or position of each person responsible"),
        _text("sections", "Sections it cites"),
        _yes_no("segregation_addressed", "It says what can be separated and released"),
        after=("request_received",),
    ),
    _kind(
        Home.REQUEST,
        "estimated_availability",
        "Estimated date of availability",
        _date("available_on", "Day the records are promised for", required=True),
        after=("request_received",),
    ),
    _kind(Home.REQUEST, "fees_paid", "Copying fee paid, or none owed", after=("request_received",)),
    _kind(
        Home.REQUEST,
        "production",
        "Records produced",
        _yes_no("complete", "Nothing more is owed after it", default=True),
        after=("request_received",),
    ),
    _kind(
        Home.REQUEST,
        "peace_officer_records_request",
        "Request for peace-officer records",
        once=True,
    ),
    _kind(
        Home.REQUEST,
        "immediate_disclosure_request",
        "Immediate disclosure request under a local ordinance",
        _choice("place", "City", {"oakland": "Oakland"}, required=True),
        once=True,
    ),
    _kind(
        Home.REQUEST,
        "critical_incident_known",
        "Agency knew of the critical incident",
        once=True,
    ),
    _kind(
        Home.REQUEST,
        "reassessment_notice",
        "Notice that withheld video was reassessed",
        after=("critical_incident_known",),
    ),
)

_COURT_KINDS = (
    _kind(Home.COURT_CASE, "petition_filed", "Petition filed in the superior court"),
    _kind(Home.COURT_CASE, "petition_served", "Petition served", served=True),
    _kind(
        Home.COURT_CASE,
        "administrative_record_received",
        "Record of the agency's proceedings received",
        after=("petition_served",),
    ),
    _kind(Home.COURT_CASE, "writ_application_served", "Writ application served and filed", served=True),
    _kind(Home.COURT_CASE, "writ_trial_set", "Trial on the writ set"),
    _kind(
        Home.COURT_CASE,
        "hearing_set",
        "Hearing set",
        _choice(
            "of",
            "What is heard",
            {"motion": "a noticed motion", "writ_application": "an application for a writ"},
        ),
        served=True,
    ),
    _kind(Home.COURT_CASE, "judge_assigned", "Notice of all-purpose assignment", served=True),
    _kind(
        Home.COURT_CASE,
        "notice_of_entry_served",
        "Notice of entry served",
        _choice("by", "Served by", {"clerk": "the clerk", "party": "a party"}),
        _choice("of", "Entry of", _RULED_ON, default="disclosure_order"),
        served=True,
    ),
    _kind(
        Home.COURT_CASE,
        "good_cause_extension",
        "More time to petition for a writ, by order for good cause",
        _count("calendar_days", "Calendar days added", required=True),
        once=True,
        after=("notice_of_entry_served",),
        needs=("notice_of_entry_served",),
    ),
    _kind(Home.COURT_CASE, "writ_petition_filed", "Writ petition filed in the Court of Appeal"),
    _kind(
        Home.COURT_CASE,
        "preliminary_opposition_filed",
        "Preliminary opposition filed",
        after=("writ_petition_filed",),
    ),
    _kind(
        Home.COURT_CASE,
        "order_to_show_cause",
        "Alternative writ, order to show cause or Palma notice issued",
        after=("writ_petition_filed",),
    ),
    _kind(
        Home.COURT_CASE,
        "return_filed",
        "Return or opposition filed",
        after=("order_to_show_cause",),
    ),
    _kind(
        Home.COURT_CASE,
        "court_of_appeal_decision",
        "Court of Appeal decision filed",
        _yes_no("summary_denial", "Petition denied without an order to show cause", default=False),
        _yes_no("moot", "Denied or dismissed as moot", default=False),
        _yes_no("civil_appeal", "Decision in a civil appeal, not a writ", default=False),
        _yes_no("published", "The opinion was certified for publication when filed", default=False),
        _date("modified_on", "Day it was modified without a change in the judgment"),
        _date("modified_judgment_on", "Day it was modified with a change in the judgment"),
        _date("publication_ordered_on", "Day publication was ordered"),
        _date("consent_filed_on", "Day a consent to a changed amount was filed"),
        after=("writ_petition_filed",),
    ),
    _kind(
        Home.COURT_CASE,
        "petition_for_review_filed",
        "Petition for review filed",
        after=("court_of_appeal_decision",),
    ),
    _kind(
        Home.COURT_CASE,
        "answer_to_petition_filed",
        "Answer to the petition for review filed",
        after=("petition_for_review_filed",),
    ),
    _kind(Home.COURT_CASE, "review_granted", "Review granted", once=True, after=("court_of_appeal_decision",)),
    _kind(Home.COURT_CASE, "review_denied", "Review denied", once=True, after=("petition_for_review_filed",)),
    _kind(Home.COURT_CASE, "opening_brief_filed", "Opening brief on the merits filed", after=("review_granted",)),
    _kind(
        Home.COURT_CASE,
        "answer_brief_filed",
        "Answer brief on the merits filed",
        after=("opening_brief_filed",),
    ),
    _kind(Home.COURT_CASE, "reply_brief_filed", "Reply brief on the merits filed", after=("answer_brief_filed",)),
    _kind(
        Home.COURT_CASE,
        "supreme_court_decision",
        "Supreme Court decision filed",
        once=True,
        after=("review_granted",),
    ),
    _kind(
        Home.COURT_CASE,
        "remand",
        "Remand or transfer to the Court of Appeal",
        once=True,
        after=("supreme_court_decision",),
    ),
    _kind(
        Home.COURT_CASE,
        "supplemental_brief_filed",
        "Supplemental opening brief filed after remand",
        after=("remand",),
    ),
    _kind(
        Home.COURT_CASE,
        "judgment_entered",
        "Judgment entered",
        _choice("of", "Entry of", _RULED_ON, default="judgment"),
    ),
    _kind(Home.COURT_CASE, "notice_of_appeal_filed", "Notice of appeal filed"),
    _kind(Home.COURT_CASE, "cost_memorandum_served", "Memorandum of costs served", served=True),
    _kind(Home.COURT_CASE, "fee_motion_filed", "Motion for attorney's fees filed"),
    _kind(Home.COURT_CASE, "remittitur_issued", "Remittitur issued"),
    _kind(Home.COURT_CASE, "settlement", "Settlement reached"),
    _kind(Home.COURT_CASE, "case_dismissed", "Request for dismissal filed", once=True, after=("settlement",)),
)

_EITHER_KINDS = (
    _kind(
        Home.EITHER,
        "date_set_by_order",
        "Date set by order of the court",
        _text("rule", "Rule whose date the order sets", required=True),
        _date("due_on", "Day the order sets", required=True),
        _text("leg", "Which of the rule's dates", default=""),
        _text("trigger", "Key of the fact the date runs from", default=""),
        _choice(
            "by",
            "Set by",
            {
                "order": "order of the court",
                "stipulation": "stipulation of the parties",
                "extension": "extension granted",
            },
            default="order",
        ),
    ),
    _kind(
        Home.EITHER,
        "act_done",
        "Act done",
        _text("rule", "Rule whose act was done", required=True),
        _text("leg", "Which of the rule's dates", default=""),
        _text("trigger", "Key of the fact the date runs from", default=""),
    ),
)

FACT_KINDS: Mapping[str, FactKind] = MappingProxyType(
    {kind.kind: kind for kind in (*_REQUEST_KINDS, *_COURT_KINDS, *_EITHER_KINDS)}
)
