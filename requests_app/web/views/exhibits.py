"""Exhibit sets of a case: chosen, ordered, described, and blacked out on a picture of each page."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.db.models import Count, Max, Prefetch
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app.access import visible
from requests_app.casework import binders, exhibits
from requests_app.casework.bates import next_number
from requests_app.casework.document_pages import has_pages, page_picture, page_sizes
from requests_app.casework.raw_rows import that_hold_originals
from requests_app.errors import TrackerError
from requests_app.exhibits.numbering import bates, letter_label
from requests_app.exhibits.shapes import ExhibitError
from requests_app.models import Binder, BinderState, CourtCase, Document, Exhibit, ExhibitSet, RedactionBox
from requests_app.web.acts import Act, perform
from requests_app.web.choosing import Choice, choose_documents
from requests_app.web.crumbs import of_case
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.exhibit_filters import ExhibitSetFilter
from requests_app.web.forms.exhibits import BoxFormSet, ExhibitForm, SetForm, given_of
from requests_app.web.lists import Column, Listing, show_list

CASES = CourtCase.objects.select_related("matter", "court")
SETS = ExhibitSet.objects.select_related("case__matter", "case__court", "made_by")
EXHIBITS = Exhibit.objects.select_related("exhibit_set__case__matter", "document")
LISTING = Listing(
    title="Exhibits",
    lede="Documents chosen for a filing, stamped with numbers that are never given twice in a matter.",
    noun="set of exhibits",
    nouns="sets of exhibits",
    row="web/exhibits/row.html",
    default_sort="-made_at",
    empty="Open a case and begin its exhibits there.",
    columns=(
        Column("Exhibits to", lambda row: row.title, "title"),
        Column("Case", lambda row: row.case, "case__number"),
        Column("Exhibits", lambda row: row.exhibit_count, "exhibit_count", number=True),
        Column("Binders", lambda row: row.binder_count, "binder_count", number=True),
        Column("Made", lambda row: row.made_at, "made_at"),
        Column("By", lambda row: row.made_by, "made_by__last_name"),
        Column("Counsel’s alone", lambda row: "yes" if row.counsel_only else "", shown=False),
    ),
)


def _crumbs(of: ExhibitSet | CourtCase) -> list[tuple[str, str]]:
    case = of if isinstance(of, CourtCase) else of.case
    crumbs = of_case(case)
    return [*crumbs, (str(of), of.get_absolute_url())] if isinstance(of, ExhibitSet) else crumbs


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    rows = SETS.annotate(exhibit_count=Count("exhibits", distinct=True), binder_count=Count("binders", distinct=True))
    return show_list(request, LISTING, visible(request.user, rows), ExhibitSetFilter)


@changing
def new(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, CASES, pk=pk)
    form = SetForm(request.POST or None, person=request.user)
    act = Act(
        title="Begin a set of exhibits",
        says="What is filed together. Documents are chosen next; the files themselves stay as they came.",
        button="Begin",
        done="Choose its documents next.",
        crumbs=_crumbs(case),
    )
    return perform(
        request,
        act,
        form,
        lambda: exhibits.make_set(case=case, **form.cleaned_data, by=request.user),
        done=lambda made: reverse("exhibitset-choose", args=[made.pk]),
    )


@changing
def revise(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, SETS, pk=pk)
    given = {name: getattr(row, name) for name in SetForm.base_fields}
    form = SetForm(request.POST or None, initial=given, person=request.user, made=row)
    act = Act(
        title="Labels, numbers and sheets",
        says="How the exhibits are marked and bound. A binder that is made already stays as it is.",
        button="Keep",
        done="Kept.",
        crumbs=_crumbs(row),
    )
    return perform(
        request,
        act,
        form,
        lambda: exhibits.revise_set(exhibit_set=row, **form.cleaned_data, by=request.user),
        done=row.get_absolute_url(),
    )


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, SETS, pk=pk)
    inside = list(
        visible(request.user, EXHIBITS.filter(exhibit_set=row).order_by("position", "pk")).prefetch_related(
            Prefetch("boxes", visible(request.user, RedactionBox.objects.all()))
        )
    )
    made = list(visible(request.user, Binder.objects.filter(exhibit_set=row)).select_related("asked_by", "document"))
    running = next((one for one in made if one.state == BinderState.WAITING), None)
    return render(
        request,
        "web/exhibits/detail.html",
        {
            "set": row,
            "twin": row,
            "exhibits": [(one, _label(row, place, one)) for place, one in enumerate(inside, 1)],
            "binders": made,
            "binder": running,
            "is_new": binders.takes_new_numbers(row) if inside else True,
            "next_bates": _next(row),
            **progress_of(running),
        },
    )


def progress_of(binder: Binder | None) -> dict[str, object]:
    """What the bar of a binder under way says."""
    if binder is None:
        return {"is_running": False}
    return {
        "is_running": binder.state == BinderState.WAITING,
        "percent": binder.progress_percent,
        "words": f"{binder.stage}." if binder.stage else "It waits for a worker.",
    }


def _label(row: ExhibitSet, place: int, exhibit: Exhibit) -> str:
    return exhibit.label or (letter_label(place) if row.labels == "letters" else str(place))


def _next(row: ExhibitSet) -> str:
    try:
        return bates(row.bates_prefix, row.bates_digits, next_number(row))
    except ExhibitError as error:
        return str(error)


@changing
def choose(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The documents of the matter; those ticked become exhibits."""
    row = find(request, SETS, pk=pk)

    def why_not(documents: Sequence[Document]) -> Mapping[int, str]:
        private = {document.pk: "privileged" for document in documents if document.counsel_only}
        without = {document.pk: "no pages" for document in documents if not has_pages(document)}
        without |= dict.fromkeys(that_hold_originals(documents), "raw data")
        return without if row.counsel_only else private | without

    private = "This set is counsel’s alone: nobody else sees them in it."
    choice = Choice(
        lede="Documents of the matter that you may see. What is ticked goes to the end of the exhibits, in the order "
        "shown.",
        warning=private if row.counsel_only else "They can be exhibits only of a set that is counsel’s alone.",
        button="Add the ticked documents",
        chosen_word="in this set",
        back=(row.get_absolute_url(), "Back to the exhibits"),
        crumbs=_crumbs(row),
        chosen=frozenset(row.exhibits.values_list("document", flat=True)),
        why_not=why_not,
    )
    return choose_documents(
        request,
        choice,
        matter=row.case.matter,
        take=lambda ticked: exhibits.choose_documents(exhibit_set=row, documents=ticked, by=request.user),
    )


@require_POST
@changing
def arrange(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, SETS, pk=pk)
    order = {
        int(name[6:]): int(value)
        for name in request.POST
        if name.startswith("order-") and name[6:].isdecimal()
        if (value := request.POST.get(name, "")).isdecimal() and len(value) < 8
    }
    try:
        exhibits.arrange(exhibit_set=row, order=order, by=request.user)
        messages.success(request, "The exhibits are in this order.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(row)


@changing
def describe(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, EXHIBITS, pk=pk)
    form = ExhibitForm(request.POST or None, initial=given_of(row))
    act = Act(
        title="Describe the exhibit",
        says=f"{row.document.file_name}, as the index and its cover sheet will name it.",
        button="Keep",
        done="Kept.",
        crumbs=_crumbs(row.exhibit_set),
    )
    return perform(
        request,
        act,
        form,
        lambda: exhibits.describe_exhibit(exhibit=row, **form.cleaned_data, by=request.user),
        done=row.get_absolute_url(),
    )


@require_POST
@changing
def leave_out(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, EXHIBITS, pk=pk)
    went_to = row.get_absolute_url()
    try:
        exhibits.leave_out(exhibit=row, by=request.user)
        messages.success(request, f"“{row}” is left out. The document stays.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(went_to)


@changing
def black_out(request: SignedInRequest, pk: int, page: int) -> HttpResponseBase:
    """One page with its boxes: drawn on its picture, or typed as numbers."""
    row = find(request, EXHIBITS, pk=pk)
    try:
        sizes = page_sizes(row.document)
    except TrackerError as error:
        messages.error(request, str(error))
        return redirect(row)
    if not 1 <= page <= len(sizes):
        raise Http404
    drawn = list(row.boxes.filter(page=page))
    given = [{name: getattr(box, name) for name in ("left", "top", "width", "height", "code")} for box in drawn]
    boxes = BoxFormSet(request.POST or None, initial=given)
    counts = row.boxes.values("page").annotate(count=Count("pk"), last=Max("pk")).order_by("page")
    width, height = sizes[page - 1]
    act = Act(
        title=f"Black out: {row}",
        says=f"Page {page} of {len(sizes)}. Boxes are burnt in when the binder is made: the page becomes a picture, "
        "and what stood under them is in the file no more. The document itself stays as it came.",
        button="Keep the boxes of this page",
        done=f"The boxes of page {page} are kept.",
        crumbs=_crumbs(row.exhibit_set),
        template="web/exhibits/black_out.html",
        extra={
            "exhibit": row,
            "boxes": boxes,
            "drawn": drawn,
            "number": page,
            "page_count": len(sizes),
            "width": round(width, 2),
            "height": round(height, 2),
            "marked": counts,
        },
    )
    return perform(
        request,
        act,
        Form(request.POST if request.method == "POST" else None),
        lambda: exhibits.black_out(
            exhibit=row, page=page, boxes=[box for form in boxes if (box := form.box(page))], by=request.user
        ),
        done=request.path,
        also_valid=boxes.is_valid,
    )


@changing
def picture(request: SignedInRequest, pk: int, page: int) -> HttpResponseBase:
    """The page as it is shown, without its boxes."""
    row = find(request, EXHIBITS, pk=pk)
    try:
        data = page_picture(row.document, page)
    except (TrackerError, IndexError) as error:
        raise Http404 from error
    response = HttpResponse(data, content_type="image/png")
    response["Cache-Control"] = "private, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
