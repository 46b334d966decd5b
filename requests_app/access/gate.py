"""The gate: which rows a person may see, and what their role lets them do."""

from enum import StrEnum
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from requests_app.errors import AccessError
from requests_app.models import (
    Agency,
    AgencyClosure,
    Attention,
    BatesNumber,
    Binder,
    Bundle,
    CalendarFeed,
    Campaign,
    CampaignEntry,
    ClaimStep,
    Communication,
    Continuance,
    Cost,
    Counsel,
    Court,
    CourtCase,
    CourtClosure,
    DataAgreement,
    Dataset,
    DaysAway,
    Deadline,
    Determination,
    DocketImport,
    Document,
    DocumentFinding,
    DocumentPage,
    Exemption,
    ExemptionClaim,
    Exhibit,
    ExhibitSet,
    Extension,
    Hearing,
    Heartbeat,
    HourlyRate,
    Inspection,
    JournalEntry,
    JudgeAssignment,
    Letter,
    Letterhead,
    LetterMail,
    LetterWording,
    LineCorrection,
    MailFetch,
    Matter,
    MeasureAnswer,
    Membership,
    Milestone,
    Note,
    Organisation,
    Party,
    PersonalReminder,
    Privilege,
    Production,
    ReceivedMail,
    RecordsRequest,
    RedactionBox,
    Release,
    ReleasePolicy,
    Reminder,
    ReminderDigest,
    ReminderPolicy,
    ReminderPreference,
    RequestFact,
    RequestTag,
    Role,
    RuleInForce,
    SavedFilter,
    SearchEntry,
    SearchFurtherWords,
    SearchKind,
    SearchWords,
    SentForm,
    ServiceOfPaper,
    SettlementTerm,
    TermStep,
    TimeEntry,
    Upload,
    User,
)

Rows = TypeVar("Rows", bound=QuerySet[Any])
Person = User | AnonymousUser


class Power(StrEnum):
    """What a role lets a person do in the matters they may see."""

    READ = "read"
    CHANGE = "change"
    ADMINISTER = "administer"
    CONFIDE = "confide"  # sees what is counsel's alone


POWERS: dict[str, frozenset[Power]] = {
    Role.ADMINISTRATOR: frozenset({Power.READ, Power.CHANGE, Power.ADMINISTER}),
    Role.STAFF: frozenset({Power.READ, Power.CHANGE}),
    Role.COUNSEL: frozenset({Power.READ, Power.CHANGE, Power.CONFIDE}),
    Role.READ_ONLY: frozenset({Power.READ}),
}

# How each record is reached from the matter it belongs to. "" is the matter itself.
PATH_TO_MATTER: dict[type[Model], str] = {
    Matter: "",
    Membership: "matter",
    RecordsRequest: "matter",
    Communication: "request__matter",
    Extension: "communication__request__matter",
    Determination: "communication__request__matter",
    Production: "request__matter",
    ExemptionClaim: "request__matter",
    ClaimStep: "claim__request__matter",
    RequestFact: "request__matter",
    RequestTag: "request__matter",
    Campaign: "matter",
    CampaignEntry: "campaign__matter",
    CourtCase: "matter",
    Milestone: "case__matter",
    SettlementTerm: "case__matter",
    TermStep: "term__case__matter",
    Party: "case__matter",
    DocketImport: "case__matter",
    Hearing: "milestone__case__matter",
    Continuance: "hearing__milestone__case__matter",
    ServiceOfPaper: "milestone__case__matter",
    Counsel: "party__case__matter",
    JudgeAssignment: "case__matter",
    Document: "matter",
    Inspection: "document__matter",
    DocumentPage: "document__matter",
    DocumentFinding: "document__matter",
    Letter: "request__matter",
    LetterMail: "letter__request__matter",
    ReceivedMail: "request__matter",
    Deadline: "matter",
    Dataset: "matter",
    Release: "dataset__matter",
    MeasureAnswer: "dataset__matter",
    DataAgreement: "matter",
    LineCorrection: "dataset__matter",
    Reminder: "deadline__matter",
    Attention: "deadline__matter",
    JournalEntry: "matter",
    Note: "matter",
    TimeEntry: "matter",
    Cost: "matter",
    ExhibitSet: "case__matter",
    Exhibit: "exhibit_set__case__matter",
    RedactionBox: "exhibit__exhibit_set__case__matter",
    Binder: "exhibit_set__case__matter",
    BatesNumber: "matter",
    SearchEntry: "matter",
    SearchWords: "entry__matter",
    SearchFurtherWords: "entry__matter",
}
# Until these are filed with a request nobody knows whose they are: who may change records sorts them.
UNFILED: dict[type[Model], Q] = {
    ReceivedMail: Q(request__isnull=True),
    SearchEntry: Q(kind=SearchKind.MAIL, matter__isnull=True),
}
# The rows of a model that belong to no matter, and that everyone on the team may read.
COMMON: dict[type[Model], Q] = {SearchEntry: Q(kind=SearchKind.AGENCY)}
# Rows that only the person they belong to may see.
OWN: dict[type[Model], str] = {
    Bundle: "asked_by",
    CalendarFeed: "owner",
    SavedFilter: "person",
    SentForm: "person",
    PersonalReminder: "person",
    ReminderDigest: "person",
    ReminderPreference: "person",
    Upload: "person",
}
# Reference records that everyone who signs in may read; nothing in them belongs to one matter.
SHARED: frozenset[type[Model]] = frozenset(
    {
        Agency,
        AgencyClosure,
        Court,
        CourtClosure,
        DaysAway,
        Exemption,
        Heartbeat,
        LetterWording,
        Letterhead,
        HourlyRate,
        MailFetch,
        Organisation,
        ReleasePolicy,
        ReminderPolicy,
        RuleInForce,
        User,
    }
)


def is_signed_in(person: Person) -> bool:
    return bool(person.is_authenticated and person.is_active)


def may(person: Person, power: Power) -> bool:
    """Whether the person's role has this power at all; where they have it is `visible`."""
    return is_signed_in(person) and power in POWERS.get(getattr(person, "role", ""), frozenset())


def visible(person: Person, rows: Rows) -> Rows:
    """The rows of this QuerySet that the person may see. Strangers see none, and only counsel what is privileged.

    Raises: KeyError for a model the gate does not know, so that a new one cannot be forgotten.
    """
    if not may(person, Power.READ):
        return rows.none()
    return _before_the_wall(person, _in_reach(person, rows))


def _before_the_wall(person: Person, rows: Rows) -> Rows:
    """Without what is counsel's alone, for everyone else; what a person wrote stays theirs to read."""
    privilege: Privilege | None = getattr(rows.model, "privilege", None)
    if privilege is None or may(person, Power.CONFIDE):
        return rows
    walled = privilege.when
    if rows.model is JournalEntry:  # a draft may become counsel's after others have changed it
        drafts = Letter.objects.filter(counsel_only=True).values("pk")
        walled |= Q(record_type=Letter._meta.model_name, record_id__in=drafts)
    shown = ~walled
    if privilege.author:
        shown |= Q(**{privilege.author: person.pk})
    return rows.filter(shown)


def _in_reach(person: Person, rows: Rows) -> Rows:
    """The rows of the person's matters, their own, and those that are everybody's."""
    if rows.model in SHARED:
        return rows
    if rows.model in OWN:
        return rows.filter(**{OWN[rows.model]: person})
    path = PATH_TO_MATTER[rows.model]
    if may(person, Power.ADMINISTER):
        return rows
    own = Matter.objects.filter(memberships__user=person.pk).values("pk")
    in_own = Q(**{f"{path}__in" if path else "pk__in": own})
    if rows.model in UNFILED and may(person, Power.CHANGE):
        in_own |= UNFILED[rows.model]
    if rows.model in COMMON:
        in_own |= COMMON[rows.model]
    return rows.filter(in_own)


def may_see(person: Person, row: Model) -> bool:
    """Whether the person may see this one row."""
    model = type(row)
    return visible(person, model._default_manager.all()).filter(pk=row.pk).exists()


def may_see_raw(person: Person, matter: Matter | None) -> bool:
    """Whether the person may see the plates of this matter as agencies handed them over: nobody, unless an
    administrator let them."""
    if matter is None or not may(person, Power.READ):
        return False
    return Membership.objects.filter(matter=matter, user=person.pk, sees_raw=True).exists()


def require(person: User | None, power: Power, matter: Matter | None) -> None:
    """Pass silently, or refuse. None is the schedule, which acts for everyone.

    Raises:
        AccessError: the role lacks the power, or the matter is not the person's.
    """
    if person is None:
        return
    if not may(person, power):
        raise AccessError(f"Your role ({person.get_role_display()}) does not allow this.")
    if matter is not None and not may_see(person, matter):
        raise AccessError("You are not a member of this matter.")
