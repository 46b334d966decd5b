"""Bundles: asked for, watched while they are made, and taken away as PDF and ZIP by the person who asked."""

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import bundles as verbs
from requests_app.casework.documents import clean_name
from requests_app.errors import AccessError, CaseworkError, TrackerError
from requests_app.models import Bundle, BundleState, CourtCase, Matter, RecordsRequest
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, find, signed_in
from requests_app.web.filters import BundleFilter
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.views.sorting import chosen_requests

LISTING = Listing(
    title="Bundles",
    lede="What you took to lawyers: one PDF to read, one ZIP with every file as it came. Only you see yours.",
    noun="bundle",
    nouns="bundles",
    row="web/bundles/row.html",
    default_sort="-pk",
    empty="Open a request, a case or a matter and choose Bundle for lawyers; or tick requests in their list.",
    columns=(
        Column("Bundle", lambda row: row.title, "title"),
        Column("State", lambda row: row.get_state_display(), "state"),
        Column("Papers", lambda row: row.paper_count, "paper_count", number=True),
        Column("Pages", lambda row: row.page_count, "page_count", number=True),
        Column("Asked for", lambda row: row.asked_at, "pk"),
        Column("Kept until", lambda row: row.expires_on, "expires_on"),
        Column("SHA-256 of the PDF", lambda row: row.pdf_sha256, shown=False),
        Column("SHA-256 of the ZIP", lambda row: row.zip_sha256, shown=False),
    ),
)
FILE_TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


def _rows() -> QuerySet[Bundle]:
    return Bundle.objects.select_related("matter", "request__agency", "case", "asked_by")


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return show_list(request, LISTING, visible(request.user, _rows()), BundleFilter)


@signed_in
def new(request: SignedInRequest) -> HttpResponseBase:
    """Of the request, case or matter that the address names, or of the requests ticked in their list."""
    of = _of(request)
    chosen = of if isinstance(of, list) else [of]
    about = f"{len(chosen)} requests" if len(chosen) > 1 else str(chosen[0])
    act = Act(
        title="Bundle for lawyers",
        says=f"One PDF with every letter, answer, mail and file of {about} in order of date, and one ZIP with the "
        "files as they came and their SHA-256. It holds what you may see, no more. "
        "A worker makes it while you watch.",
        button="Make the bundle",
        done="The bundle is being made.",
        crumbs=[("Bundles", reverse("bundles")), (about, chosen[0].get_absolute_url())],
    )
    return perform(
        request,
        act,
        Form(request.POST if request.method == "POST" else None),
        lambda: verbs.ask_for_bundle(of=of, by=request.user, on=clock.today()),
        done=lambda made: made.get_absolute_url(),
    )


def _of(request: SignedInRequest) -> RecordsRequest | CourtCase | Matter | list[RecordsRequest]:
    given = {name: request.GET.get(name, "") for name in ("request", "case", "matter")}
    named = {name: number for name, number in given.items() if number.isdecimal()}
    if "request" in named:
        return find(request, RecordsRequest.objects.select_related("matter", "agency"), pk=named["request"])
    if "case" in named:
        return find(request, CourtCase.objects.select_related("matter", "court"), pk=named["case"])
    if "matter" in named:
        return find(request, Matter.objects.all(), pk=named["matter"])
    if chosen := chosen_requests(request, request.GET):
        return chosen
    raise Http404


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    bundle = find(request, _rows(), pk=pk)
    context = {
        "bundle": bundle,
        "twin": bundle,
        "may_take": verbs.may_take(request.user, bundle),
        **_progress(bundle),
    }
    return render(request, "web/bundles/detail.html", context)


def _progress(bundle: Bundle) -> dict[str, object]:
    return {
        "is_running": bundle.state == BundleState.WAITING,
        "percent": bundle.progress_percent,
        "words": f"{bundle.stage}." if bundle.stage else "It waits for a worker.",
    }


@signed_in
def status(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The progress bar alone, fetched while it is made."""
    bundle = find(request, _rows(), pk=pk)
    return render(request, "web/bundles/status.html", {"bundle": bundle, **_progress(bundle)})


@signed_in
def download(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    """One of its two files, where everything in it may still be seen."""
    bundle = find(request, _rows(), pk=pk)
    if kind not in FILE_TYPES:
        raise Http404
    try:
        file = verbs.open_file(bundle, "pdf" if kind == "pdf" else "zip", by=request.user)
    except (AccessError, CaseworkError) as error:
        raise Http404 from error
    name = clean_name(f"{bundle.title[:80]}-{bundle.asked_on}.{kind}")
    response = FileResponse(file, as_attachment=True, filename=name, content_type=FILE_TYPES[kind])
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store, no-transform"
    return response


@require_POST
@signed_in
def turn(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Cancel it, try again, keep its files or remove them, as the button says."""
    bundle = find(request, _rows(), pk=pk)
    acts = {
        "cancel": (verbs.cancel_bundle, "Cancelled; nothing of it is kept."),
        "retry": (verbs.retry_bundle, "It is made again, with what you may see now."),
        "keep": (verbs.keep_bundle, "Its files are kept until you remove them."),
        "remove": (verbs.remove_bundle, "Its files are removed."),
    }
    act, said = acts.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        raise Http404
    try:
        act(bundle=bundle, by=request.user)
        messages.success(request, said)
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(bundle)
