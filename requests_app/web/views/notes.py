"""Notes: the list, one note, writing it on a record, and opening counsel's to everyone."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app.access import Power, may, visible
from requests_app.casework import notes as verbs
from requests_app.casework.board import journal_of
from requests_app.casework.notes import Notable
from requests_app.errors import TrackerError
from requests_app.models import CourtCase, Document, ExemptionClaim, Matter, Note, RecordsRequest
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.fee_filters import NoteFilter
from requests_app.web.forms.notes import NoteForm, NoteWordsForm
from requests_app.web.lists import Column, Listing, show_list

LISTING = Listing(
    title="Notes",
    noun="note",
    nouns="notes",
    row="web/notes/row.html",
    default_sort="-written_at",
    empty="Notes are written on the page of a request, case, claim, document or matter.",
    columns=(
        Column("Note", lambda row: row.words, "words"),
        Column("On", lambda row: row.about),
        Column("Who may read it", lambda row: row.get_kind_display(), "kind"),
        Column("Written by", lambda row: row.written_by, "written_by__last_name"),
        Column("When", lambda row: row.written_at, "written_at"),
        Column("Matter", lambda row: row.matter, "matter__title"),
    ),
)
ROWS = Note.objects.select_related(
    "matter", "request__agency", "case__court", "claim__request__agency", "document", "written_by"
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return show_list(request, LISTING, visible(request.user, ROWS.all()), NoteFilter)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    note = find(request, ROWS.all(), pk=pk)
    history = journal_of(request.user, matter=note.matter).filter(record_type="note", record_id=note.pk)
    context = {"note": note, "twin": note, "journal": history, "may_confide": may(request.user, Power.CONFIDE)}
    return render(request, "web/notes/detail.html", context)


@changing
def new(request: SignedInRequest) -> HttpResponseBase:
    about = _about(request)
    form = NoteForm(request.POST or None)
    act = Act(
        title="Write a note",
        says=f"On {about}. What happened is recorded on the record's own page; a note says what you make of it.",
        button="Keep the note",
        done="The note is kept.",
        crumbs=[("Notes", reverse("notes")), (str(about), about.get_absolute_url())],
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.write_note(about=about, **form.cleaned_data, by=request.user),
        done=lambda made: made.get_absolute_url(),
    )


def _about(request: SignedInRequest) -> Notable:
    """The record that the address names."""
    rows = {
        "request": RecordsRequest.objects.select_related("matter", "agency"),
        "case": CourtCase.objects.select_related("matter", "court"),
        "claim": ExemptionClaim.objects.select_related("request__matter", "request__agency"),
        "document": Document.objects.select_related("matter"),
        "matter": Matter.objects.all(),
    }
    for name, found in rows.items():
        if request.GET.get(name, "").isdecimal():
            about: Notable = find(request, found, pk=request.GET[name])  # type: ignore[assignment]  # one of these
            return about
    raise Http404


@changing
def revise(request: SignedInRequest, pk: int) -> HttpResponseBase:
    note = find(request, ROWS.all(), pk=pk)
    form = NoteWordsForm(request.POST or None, initial={"words": note.words})
    act = Act(
        title="Change the note",
        says="The journal keeps the words as they were, for those who may read the note.",
        button="Keep the note",
        done="The note is kept.",
        crumbs=[("Notes", reverse("notes")), (f"Note on {note.about}", note.get_absolute_url())],
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.revise_note(note=note, **form.cleaned_data, by=request.user),
        done=note.get_absolute_url(),
    )


@require_POST
@changing
def open_to_everyone(request: SignedInRequest, pk: int) -> HttpResponseBase:
    note = find(request, ROWS.all(), pk=pk)
    try:
        verbs.open_note(note=note, by=request.user)
        messages.success(request, "Everyone on the matter may read it now.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(note)


@require_POST
@changing
def remove(request: SignedInRequest, pk: int) -> HttpResponseBase:
    note = find(request, ROWS.all(), pk=pk)
    try:
        verbs.remove_note(note=note, by=request.user)
        messages.success(request, "Removed; the journal keeps what it said.")
    except TrackerError as error:
        messages.error(request, str(error))
        return redirect(note)
    return redirect("notes")
