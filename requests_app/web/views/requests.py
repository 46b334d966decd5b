"""Requests: the list, one request, and the acts of ours upon it."""

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import BaseForm
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import requests as verbs
from requests_app.casework.board import journal_of
from requests_app.casework.timeline import request_timeline
from requests_app.casework.validity import findings_on_denial, findings_on_extension
from requests_app.law import Finding
from requests_app.models import Deadline, DeadlineStatus, Determination, Extension, Matter, RecordsRequest, User
from requests_app.web.acts import Act, perform
from requests_app.web.context import current_matter
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.forms.requests import ReceiptForm, RequestForm, SendingForm, SureForm
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.request_filters import RequestFilter

LISTING = Listing(
    title="Requests",
    noun="request",
    nouns="requests",
    row="web/requests/row.html",
    default_sort="-pk",
    empty="A request begins with what you want to know: choose Open a request.",
    columns=(
        Column("Number", lambda row: row.number, "pk"),
        Column("Subject", lambda row: row.subject, "subject"),
        Column("Agency", lambda row: row.agency.short_name, "agency__short_name"),
        Column("State", lambda row: row.get_state_display(), "state"),
        Column("Next due", lambda row: row.next_due_on, "next_due_on"),
        Column("Received", lambda row: row.received_on, "received_on"),
        Column("Who has it", lambda row: row.responsible, "handled_by__last_name"),
        Column("Matter", lambda row: row.matter, "matter__title"),
        Column("Tags", lambda row: ", ".join(tag.name for tag in row.tags.all())),
        Column("Follow up", lambda row: row.follow_up_on, "follow_up_on", shown=False),
    ),
    choosing="request-selection",
    choosing_says=("Change the chosen", "Change all"),
    bundling="bundle-new",
)


def next_due(request: str) -> Subquery:
    """The next open due day of the request at this path; looked up only for the rows that are shown."""
    due = Deadline.objects.current().filter(
        request=OuterRef(request), status=DeadlineStatus.OPEN, kind="act", due_on__isnull=False
    )
    return Subquery(due.order_by("due_on").values("due_on")[:1])


def rows() -> QuerySet[RecordsRequest]:
    """Requests with what a list shows of each."""
    return (
        RecordsRequest.objects.select_related("agency", "matter__lead", "handled_by")
        .prefetch_related("tags")
        .annotate(next_due_on=next_due("pk"))
    )


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return show_list(
        request,
        LISTING,
        visible(request.user, rows()),
        RequestFilter,
        {"button": "Open a request", "button_url": reverse("request-new")},
    )


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    record = find(request, RecordsRequest.objects.select_related("agency", "matter__lead", "handled_by"), pk=pk)
    deadlines = list(record.deadlines.current())
    return render(
        request,
        "web/requests/detail.html",
        {
            "record": record,
            "twin": record,
            "running": [row for row in deadlines if row.is_open],
            "settled": [row for row in deadlines if not row.is_open],
            "findings": findings_on(record),
            "timeline": request_timeline(record),
            "claims": record.claims.select_related("exemption"),
            "productions": record.productions.select_related("communication"),
            "letters": visible(request.user, record.letters.select_related("document")),
            "documents": visible(request.user, record.documents.all()),
            "notes": visible(request.user, record.notes.select_related("written_by")),
            "datasets": record.datasets.all(),
            "cases": record.cases.select_related("court"),
            "journal": journal_of(request.user, request=record)[:50],
        },
    )


def findings_on(record: RecordsRequest) -> list[tuple[str, tuple[Finding, ...], str]]:
    """What the law says of each extension and denial: a heading, the findings, and where they are on the page."""
    rows = []
    extensions = Extension.objects.filter(communication__request=record)
    for extension in extensions.select_related("communication__request__agency", "communication__request__matter"):
        title = f"Is the extension of {extension.communication.happened_on:%a %-d %b %Y} good?"
        rows.append((title, findings_on_extension(extension), f"extension-{extension.pk}"))
    determinations = Determination.objects.filter(communication__request=record)
    for determination in determinations.select_related("communication").prefetch_related("communication__claims"):
        title = f"Is the denial of {determination.communication.happened_on:%a %-d %b %Y} good?"
        rows.append((title, findings_on_denial(determination), f"denial-{determination.pk}"))
    return [row for row in rows if row[1]]


def crumbs(record: RecordsRequest) -> list[tuple[str, str]]:
    """The way to a page under a request."""
    return [("Requests", reverse("requests")), (f"{record.number} {record}", record.get_absolute_url())]


def people_of(matters: QuerySet[Matter]) -> QuerySet[User]:
    """Everyone who is a member of one of these matters."""
    return User.objects.filter(is_active=True, memberships__matter__in=matters).distinct()


@changing
def new(request: SignedInRequest) -> HttpResponseBase:
    matters = visible(request.user, Matter.objects.filter(closed_on__isnull=True))
    form = RequestForm(
        request.POST or None,
        matters=matters,
        people=people_of(matters),
        initial={"matter": current_matter(request), "agency": request.GET.get("agency")},
    )
    act = Act(
        title="Open a request",
        says="This makes a draft. No clock runs until the agency has received the request.",
        button="Open the request",
        done="The request is open, in draft. Propose its letter next.",
        crumbs=[("Requests", reverse("requests"))],
    )

    def save() -> RecordsRequest:
        return verbs.open_request(**form.cleaned_data, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=lambda made: made.get_absolute_url())


def _act(
    request: SignedInRequest,
    pk: int,
    title: str,
    says: str,
    form: BaseForm,
    save: Callable[[RecordsRequest, dict[str, Any]], object],
) -> HttpResponseBase:
    """One act on one request: find it, ask, do it, and go back to it."""
    record = find(request, RecordsRequest.objects.select_related("agency", "matter__organisation"), pk=pk)
    act = Act(title=title, says=says, button=title, crumbs=crumbs(record), clocks=record)
    return perform(request, act, form, lambda: save(record, form.cleaned_data), done=record.get_absolute_url())


@changing
def sending(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return _act(
        request,
        pk,
        "Record the sending",
        "The request went out. The clock still waits for the day the agency received it.",
        SendingForm(request.POST or None, initial={"sent_on": clock.today()}),
        lambda record, data: verbs.record_sending(request=record, **data, by=request.user, on=clock.today()),
    )


@changing
def receipt(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return _act(
        request,
        pk,
        "Record the receipt",
        "The agency received the request. This starts the statutory clock; the day itself is day 0.",
        ReceiptForm(request.POST or None, initial={"received_on": clock.today()}),
        lambda record, data: verbs.record_receipt(request=record, **data, by=request.user, on=clock.today()),
    )


@changing
def withdraw(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return _act(
        request,
        pk,
        "Withdraw the request",
        "You give the request up. Its clocks stop; everything on record stays. The agency is not told by this.",
        SureForm(request.POST or None),
        lambda record, _: verbs.withdraw_request(request=record, by=request.user, on=clock.today()),
    )


@changing
def close(request: SignedInRequest, pk: int) -> HttpResponseBase:
    return _act(
        request,
        pk,
        "Close the request",
        "Everything that was wanted has come. Its clocks stop; everything on record stays.",
        SureForm(request.POST or None),
        lambda record, _: verbs.close_request(request=record, by=request.user, on=clock.today()),
    )
