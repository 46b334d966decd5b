"""Requests for public records."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower, Replace
from django.urls import reverse

from requests_app.law import FIRST_YEAR
from requests_app.models.agencies import Agency
from requests_app.models.matters import Matter
from requests_app.models.sources import Precision, Sourced
from requests_app.models.users import User

# What people write between the pieces of a tracking number, or leave out.
_BETWEEN_PIECES = " \u00a0-\u2010\u2011\u2013\u2014_/\\.,:;#()[]&+*'\u2019\""


def _squeezed(column: str) -> Lower:
    """The column in small letters without those characters, as both databases can derive it by themselves."""
    bare: Any = models.F(column)
    for mark in _BETWEEN_PIECES:
        bare = Replace(bare, Value(mark), Value(""))
    return Lower(bare)


class RequestState(models.TextChoices):
    """Where a request stands; recomputed from what was sent and what came."""

    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent, not yet received"
    WAITING = "waiting", "Waiting for a determination"
    EXTENDED = "extended", "Extended by the agency"
    GRANTED = "granted", "To be disclosed"
    PARTLY_DENIED = "partly_denied", "Denied in part"
    DENIED = "denied", "Denied"
    PRODUCING = "producing", "Records coming"
    IN_COURT = "in_court", "In court"
    COMPLETED = "completed", "Completed"
    WITHDRAWN = "withdrawn", "Withdrawn"


CLOSED_STATES = (RequestState.COMPLETED, RequestState.WITHDRAWN)


class DeliveryMethod(models.TextChoices):
    """How a paper of a case was served; the law's words for service."""

    ELECTRONIC = "electronic", "Electronically"
    MAIL = "mail", "Mail within California"
    MAIL_OUT_OF_STATE = "mail_out_of_state", "Mail from or to another state"
    MAIL_ABROAD = "mail_abroad", "Mail from or to abroad"
    PERSONAL = "personal", "By hand"
    EXPRESS = "express", "Express or overnight"
    FAX = "fax", "Fax"


class SendingMethod(models.TextChoices):
    """How a letter, a request or an answer travelled; a portal is no service, so the law's words lack it."""

    ELECTRONIC = "electronic", "E-mail"
    PORTAL = "portal", "Portal"
    MAIL = "mail", "Mail within California"
    MAIL_OUT_OF_STATE = "mail_out_of_state", "Mail from or to another state"
    MAIL_ABROAD = "mail_abroad", "Mail from or to abroad"
    PERSONAL = "personal", "By hand"
    EXPRESS = "express", "Express or overnight"
    FAX = "fax", "Fax"


class RecordsRequestQuerySet(models.QuerySet["RecordsRequest"]):
    def open(self) -> Self:
        """Requests that still want something from somebody."""
        return self.exclude(state__in=CLOSED_STATES)


class RecordsRequest(Sourced):
    """One request to one agency. Its clock starts on the day the agency received it."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="requests")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="requests")
    subject = models.CharField(max_length=200)
    records_sought = models.TextField(help_text="What is asked for, as the letter says it.")
    handled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="handled_requests"
    )
    agency_number = models.CharField(
        "agency's number", max_length=60, blank=True, help_text="The agency's own tracking number."
    )
    agency_number_key = models.GeneratedField(
        expression=_squeezed("agency_number"),
        output_field=models.CharField(max_length=60),
        db_persist=True,
        db_index=True,
        help_text="The agency's number without what people write between its pieces: mail is placed by it.",
    )
    state = models.CharField(max_length=20, choices=RequestState, default=RequestState.DRAFT, db_index=True)
    drafted_on = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    sent_by_method = models.CharField(max_length=20, choices=SendingMethod, blank=True)
    received_on = models.DateField(
        null=True, blank=True, help_text="The day the agency received it: day 0 of the statutory clock."
    )
    received_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    receipt_proof = models.CharField(
        max_length=200, blank=True, help_text="How the receipt is known, for example a portal's confirmation."
    )
    follow_up_on = models.DateField(
        null=True, blank=True, db_index=True, help_text="It stands on Today from this day on, whatever its state."
    )
    follow_up_note = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    mail_secret = models.CharField(
        max_length=20, blank=True, editable=False, help_text="In the request's own mail address."
    )
    completed_on = models.DateField(null=True, blank=True)

    objects = RecordsRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-drafted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_on__isnull=True)
                | models.Q(received_on__isnull=True)
                | models.Q(received_on__gte=models.F("sent_on")),
                name="request_is_not_received_before_it_is_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_on__isnull=True) | models.Q(sent_on__gte=models.F("drafted_on")),
                name="request_is_not_sent_before_it_is_drafted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency.short_name}: {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("request", args=[self.pk])

    @property
    def number(self) -> str:
        """Our own number, as letters and lists show it."""
        return f"DL-{self.pk:05d}"

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED_STATES

    @property
    def clock_starts_on(self) -> date | None:
        """Day 0, where it is known to the day and can be counted from; None while it is not."""
        return None if self.no_clock_because else self.received_on

    @property
    def no_clock_because(self) -> str:
        """Why nothing is counted from a receipt on record; "" where it is, or there is none yet."""
        if self.received_on is None:
            return ""
        if self.received_precision != Precision.DAY:
            return "The day of receipt is not known to the day, so nothing is counted from it."
        if self.received_on.year < FIRST_YEAR:
            return (
                f"It was received before {FIRST_YEAR}, where the list of court holidays begins: no day is counted "
                "from the receipt, and none is guessed. Work out by hand what matters, and ask to be reminded."
            )
        return ""

    @property
    def responsible(self) -> User:
        """Who is told about this request's deadlines."""
        return self.handled_by or self.matter.lead
