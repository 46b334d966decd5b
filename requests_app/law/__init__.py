"""The law, pure: facts in, due dates with their reasons out."""

from requests_app.law.calendar import FIRST_YEAR, LIST_VERSION, court_days_between, holiday_name, is_court_day
from requests_app.law.deadlines import check_extension, due_dates
from requests_app.law.due import Alternative, Checkpoint, Closures, DueDate, Kind, Severity, Step, StepKind
from requests_app.law.explain import explain, plain_date
from requests_app.law.facts import Fact
from requests_app.law.kinds import FACT_KINDS, FactKind, Home, Particular, ValueType
from requests_app.law.moves import Move, moves
from requests_app.law.reach import too_early
from requests_app.law.readings import READINGS, Reading
from requests_app.law.rulebook import PENDING_RULES, RULES
from requests_app.law.rulebook.exemptions import EXEMPTIONS, Exemption, ExemptionKind
from requests_app.law.rulebook.shapes import Rule
from requests_app.law.service import Service
from requests_app.law.unusual import UnusualCircumstance, unusual_circumstances
from requests_app.law.validity import Finding, Judgment, check_denial

__all__ = [
    "EXEMPTIONS",
    "FACT_KINDS",
    "FIRST_YEAR",
    "LIST_VERSION",
    "PENDING_RULES",
    "READINGS",
    "RULES",
    "Alternative",
    "Checkpoint",
    "Closures",
    "DueDate",
    "Exemption",
    "ExemptionKind",
    "Fact",
    "FactKind",
    "Finding",
    "Home",
    "Judgment",
    "Kind",
    "Move",
    "Particular",
    "Reading",
    "Rule",
    "Service",
    "Severity",
    "Step",
    "StepKind",
    "UnusualCircumstance",
    "ValueType",
    "check_denial",
    "check_extension",
    "court_days_between",
    "due_dates",
    "explain",
    "holiday_name",
    "is_court_day",
    "moves",
    "plain_date",
    "too_early",
    "unusual_circumstances",
]
