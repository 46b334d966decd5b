"""The docket: its list over all cases, and what is done with one entry."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import docket as verbs
from requests_app.casework.documents import keep_document
from requests_app.models import Document, Milestone
from requests_app.web.acts import Act, perform
from requests_app.web.court_filters import DocketFilter
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.forms.cases import CorrectEntryForm
from requests_app.web.forms.docket import NothingToSay, ServiceForm, VacateForm
from requests_app.web.lists import Column, Listing, show_list

ROWS = Milestone.objects.select_related("case__court", "case__matter__organisation", "case__matter__lead")

LISTING = Listing(
    title="Docket",
    lede="What happened in every case, entry by entry.",
    noun="entry",
    nouns="entries",
    row="web/cases/docket_row.html",
    default_sort="-happened_on",
    empty="Entries are recorded on a case's page, or taken over from a register of actions.",
    columns=(
        Column("Day", lambda row: row.happened_on, "happened_on"),
        Column("Known", lambda row: row.happened_precision, shown=False),
        Column("What", lambda row: row.title, "title"),
        Column("Kind", lambda row: row.get_entry_kind_display(), "entry_kind"),
        Column("Filed by", lambda row: row.filed_by, "filed_by"),
        Column("Outcome", lambda row: row.outcome, "outcome"),
        Column("Case", lambda row: row.case.number, "case__number"),
        Column("Served", lambda row: row.get_service_display(), shown=False),
        Column("Counts no more", lambda row: row.vacated_why, shown=False),
        Column("Note", lambda row: row.note, shown=False),
        Column("Source", lambda row: row.source, shown=False),
    ),
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return show_list(request, LISTING, visible(request.user, ROWS.all()), DocketFilter)


@signed_in
def entry(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """An address that stays: to the entry on its case's page."""
    return redirect(find(request, ROWS.all(), pk=pk).get_absolute_url())


@changing
def correct(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, ROWS.all(), pk=pk)
    form = CorrectEntryForm(request.POST or None, milestone=row)
    act = Act(
        title="Correct the entry",
        says=f"{row.title}, {row.case.number}. The dates counted from it follow.",
        button="Correct it",
        done="Corrected.",
        crumbs=crumbs(row),
        clocks=row.case,
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.correct_entry(milestone=row, **form.entry(), by=request.user, on=clock.today()),
        done=row.get_absolute_url(),
    )


@changing
def vacate(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, ROWS.all(), pk=pk)
    form = VacateForm(request.POST or None)
    act = Act(
        title="It counts no more",
        says=f"{row.title}, {row.case.number}: vacated, withdrawn, struck or taken off calendar. It stays on the "
        "docket; what it set or started goes back to what the rules give without it.",
        button="Record that it counts no more",
        crumbs=crumbs(row),
        clocks=row.case,
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.vacate_entry(milestone=row, **form.cleaned_data, by=request.user, on=clock.today()),
        done=row.get_absolute_url(),
    )


@changing
def reinstate(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, ROWS.all(), pk=pk)
    form = NothingToSay(request.POST or None)
    act = Act(
        title="It counts again",
        says=f"{row.title}, {row.case.number}. It counted no more: {row.vacated_why or 'no reason on record'}",
        button="Let it count again",
        crumbs=crumbs(row),
        clocks=row.case,
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.reinstate_entry(milestone=row, by=request.user, on=clock.today()),
        done=row.get_absolute_url(),
    )


@changing
def service(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, ROWS.all(), pk=pk)
    form = ServiceForm(
        request.POST or None,
        request.FILES or None,
        milestone=row,
        is_served=verbs.is_served(row),
        initial={"served_on": row.happened_on, "method": row.service, "served_by": row.filed_by},
    )
    act = Act(
        title="Record a service",
        says=f"Who served the paper “{row.title}” on whom, how and when.",
        button="Record the service",
        crumbs=crumbs(row),
        clocks=row.case,
    )

    def save() -> None:
        data = dict(form.cleaned_data)
        file = data.pop("file")
        proof = kept(request, file, row, "Proof of service") if file else None
        verbs.record_service(milestone=row, proof=proof, **data, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=row.get_absolute_url())


def crumbs(row: Milestone) -> list[tuple[str, str]]:
    return [("Cases", reverse("cases")), (str(row.case), row.get_absolute_url())]


def kept(request: SignedInRequest, file: Any, row: Milestone, title: str) -> Document | None:
    """The file of a form as a document of the entry; None while somebody only looks at what would move."""
    if "check" in request.POST:
        return None
    return keep_document(file, file_name=file.name, title=f"{title}: {row.title}", milestone=row, by=request.user)
