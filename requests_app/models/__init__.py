"""The records, and one append-only journal.

Outsiders import from here. Inside, a module imports only the modules of nouns that stand before its own.
"""

from requests_app.models.agencies import Agency, AgencyClosure, AgencyKind
from requests_app.models.agreements import DataAgreement
from requests_app.models.away import DaysAway
from requests_app.models.bundles import Bundle, BundleState
from requests_app.models.campaigns import Campaign, CampaignEntry, EntryState
from requests_app.models.claim_steps import ClaimStep
from requests_app.models.communications import (
    Communication,
    CommunicationKind,
    Determination,
    DeterminationOutcome,
    Direction,
    Extension,
    Production,
)
from requests_app.models.corrections import LineCorrection
from requests_app.models.costs import Cost, CostCategory
from requests_app.models.courts import (
    CaseState,
    Court,
    CourtCase,
    CourtLevel,
    EntryKind,
    Milestone,
    SettlementTerm,
    TermState,
)
from requests_app.models.datasets import Dataset, DatasetState
from requests_app.models.deadlines import SETTLEMENT, Deadline, DeadlineStatus
from requests_app.models.docket_imports import DocketImport
from requests_app.models.documents import Document
from requests_app.models.exemptions import ClaimStatus, Exemption, ExemptionClaim, Segregation
from requests_app.models.exhibits import (
    BatesNumber,
    Binder,
    BinderState,
    Exhibit,
    ExhibitSet,
    LabelKind,
    RedactionBox,
)
from requests_app.models.feeds import CalendarFeed
from requests_app.models.hearings import Continuance, Hearing
from requests_app.models.inspections import (
    DocumentFinding,
    DocumentPage,
    FindingKind,
    Inspection,
    InspectionState,
    TextSource,
)
from requests_app.models.journal import JournalEntry, JournalIsAppendOnlyError
from requests_app.models.law_changes import CourtClosure, RuleInForce
from requests_app.models.letterheads import Language, Letterhead
from requests_app.models.letters import NOT_OUT, Letter, LetterMail, LetterState
from requests_app.models.mail import MACHINES, MailFetch, MailOutcome, ReceivedMail, ReceivedMailKind
from requests_app.models.matters import Matter, Membership, Openness, Organisation
from requests_app.models.measure_answers import AnswerState, MeasureAnswer
from requests_app.models.notes import Note, NoteKind
from requests_app.models.outbox import MailState, OutgoingMail
from requests_app.models.parties import Counsel, CounselRole, JudgeAssignment, Party, PartyRole
from requests_app.models.privilege import Privilege
from requests_app.models.queued import Queued
from requests_app.models.releases import Release, ReleaseForm, ReleasePolicy, ReleaseState, TimeStep
from requests_app.models.reminders import Channel, Reminder, ReminderDigest, ReminderState
from requests_app.models.reminding import (
    AppliesTo,
    Attention,
    Heartbeat,
    PersonalReminder,
    ReminderPolicy,
    ReminderPreference,
    page_of,
)
from requests_app.models.request_facts import RequestFact
from requests_app.models.requests import CLOSED_STATES, DeliveryMethod, RecordsRequest, RequestState, SendingMethod
from requests_app.models.saved_filters import SavedFilter
from requests_app.models.search import SearchEntry, SearchFurtherWords, SearchKind, SearchWords
from requests_app.models.sent_forms import SentForm
from requests_app.models.services import ServiceOfPaper
from requests_app.models.sources import Confidence, Precision, Sourced
from requests_app.models.tags import RequestTag
from requests_app.models.term_steps import TermStep
from requests_app.models.time import DAY_TENTHS, HourlyRate, Phase, TaskCode, TimeEntry
from requests_app.models.uploads import Upload
from requests_app.models.users import Role, User
from requests_app.models.wordings import LetterWording

__all__ = [
    "CLOSED_STATES",
    "DAY_TENTHS",
    "MACHINES",
    "NOT_OUT",
    "SETTLEMENT",
    "Agency",
    "AgencyClosure",
    "AgencyKind",
    "AnswerState",
    "AppliesTo",
    "Attention",
    "BatesNumber",
    "Binder",
    "BinderState",
    "Bundle",
    "BundleState",
    "CalendarFeed",
    "Campaign",
    "CampaignEntry",
    "CaseState",
    "Channel",
    "ClaimStatus",
    "ClaimStep",
    "Communication",
    "CommunicationKind",
    "Confidence",
    "Continuance",
    "Cost",
    "CostCategory",
    "Counsel",
    "CounselRole",
    "Court",
    "CourtCase",
    "CourtClosure",
    "CourtLevel",
    "DataAgreement",
    "Dataset",
    "DatasetState",
    "DaysAway",
    "Deadline",
    "DeadlineStatus",
    "DeliveryMethod",
    "Determination",
    "DeterminationOutcome",
    "Direction",
    "DocketImport",
    "Document",
    "DocumentFinding",
    "DocumentPage",
    "EntryKind",
    "EntryState",
    "Exemption",
    "ExemptionClaim",
    "Exhibit",
    "ExhibitSet",
    "Extension",
    "FindingKind",
    "Hearing",
    "Heartbeat",
    "HourlyRate",
    "Inspection",
    "InspectionState",
    "JournalEntry",
    "JournalIsAppendOnlyError",
    "JudgeAssignment",
    "LabelKind",
    "Language",
    "Letter",
    "LetterMail",
    "LetterState",
    "LetterWording",
    "Letterhead",
    "LineCorrection",
    "MailFetch",
    "MailOutcome",
    "MailState",
    "Matter",
    "MeasureAnswer",
    "Membership",
    "Milestone",
    "Note",
    "NoteKind",
    "Openness",
    "Organisation",
    "OutgoingMail",
    "Party",
    "PartyRole",
    "PersonalReminder",
    "Phase",
    "Precision",
    "Privilege",
    "Production",
    "Queued",
    "ReceivedMail",
    "ReceivedMailKind",
    "RecordsRequest",
    "RedactionBox",
    "Release",
    "ReleaseForm",
    "ReleasePolicy",
    "ReleaseState",
    "Reminder",
    "ReminderDigest",
    "ReminderPolicy",
    "ReminderPreference",
    "ReminderState",
    "RequestFact",
    "RequestState",
    "RequestTag",
    "Role",
    "RuleInForce",
    "SavedFilter",
    "SearchEntry",
    "SearchFurtherWords",
    "SearchKind",
    "SearchWords",
    "Segregation",
    "SendingMethod",
    "SentForm",
    "ServiceOfPaper",
    "SettlementTerm",
    "Sourced",
    "TaskCode",
    "TermState",
    "TermStep",
    "TextSource",
    "TimeEntry",
    "TimeStep",
    "Upload",
    "User",
    "page_of",
]
