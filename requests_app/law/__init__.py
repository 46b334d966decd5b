"""The law, pure: facts in, due dates with their reasons out."""

from requests_app.law.calendar import LIST_VERSION, court_days_between, holiday_name, is_court_day
from requests_app.law.due import Alternative, Checkpoint, Closures, DueDate, Kind, Severity, Step, StepKind
from requests_app.law.facts import FACT_KINDS, Fact, FactKind, Home, Particular, ValueType
from requests_app.law.readings import READINGS, Reading
from requests_app.law.service import Service

__all__ = [
    "FACT_KINDS",
    "LIST_VERSION",
    "READINGS",
    "Alternative",
    "Checkpoint",
    "Closures",
    "DueDate",
    "Fact",
    "FactKind",
    "Home",
    "Kind",
    "Particular",
    "Reading",
    "Service",
    "Severity",
    "Step",
    "StepKind",
    "ValueType",
    "court_days_between",
    "holiday_name",
    "is_court_day",
]
