"""A selection of requests changed at once, the tags and follow-up of one, and the lists a person keeps."""

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST
from django_filters import FilterSet

from requests_app.access import visible
from requests_app.casework import sorting as verbs
from requests_app.errors import TrackerError
from requests_app.models import Communication, ExemptionClaim, Matter, RecordsRequest, SavedFilter
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.forms.sorting import SortingForm, TagsForm
from requests_app.web.lists import ticked
from requests_app.web.request_filters import ClaimFilter, CommunicationFilter, RequestFilter
from requests_app.web.views.requests import crumbs, people_of

# Lists whose rows can be chosen: the rows, their filters, and the way to the request of each.
CHOSEN_FROM: dict[str, tuple[type[Model], type[FilterSet], str]] = {
    "requests": (RecordsRequest, RequestFilter, "pk"),
    "communications": (Communication, CommunicationFilter, "request"),
    "claims": (ExemptionClaim, ClaimFilter, "request"),
}


@changing
def selection(request: SignedInRequest) -> HttpResponseBase:
    """First what would change, with counts; the second button changes it.

    Of communications and claims that were chosen, their requests are changed.
    """
    sent = request.POST if request.method == "POST" else request.GET
    place = sent.get("of", "requests")
    if place not in CHOSEN_FROM:
        raise Http404
    # What is posted are requests already.
    chosen = chosen_requests(request, sent, "requests" if request.method == "POST" else place)
    matters = visible(request.user, Matter.objects.filter(requests__in=[row.pk for row in chosen]))
    form = SortingForm(request.POST or None, people=people_of(matters))
    refusal, preview = "", None
    if request.method == "POST" and form.is_valid():
        try:
            if "confirm" in request.POST:
                done = verbs.sort_requests(chosen, form.sorting(), by=request.user)
                for words, count in done.items():
                    messages.success(request, f"{count} {words}.")
                return redirect(f"{reverse(place)}?{request.POST.get('query', '')}")
            preview = sorted(verbs.outlook(chosen, form.sorting()).items())
        except TrackerError as error:
            refusal = str(error)
    return render(
        request,
        "web/requests/selection.html",
        {
            "form": form,
            "chosen": chosen,
            "preview": preview,
            "refusal": refusal,
            "list_query": sent.get("query", ""),
            "place": place,
            "back": reverse(place),
            "most": verbs.MOST_AT_ONCE,
        },
    )


def chosen_requests(request: SignedInRequest, sent: QueryDict, place: str = "requests") -> list[RecordsRequest]:
    """The requests of the rows ticked, or of every row the list's filters find; never more than may be seen."""
    model, filters, path = CHOSEN_FROM[place]
    rows = visible(request.user, model._default_manager.all())
    if "all" in sent:
        rows = filters(QueryDict(sent.get("query", "")), queryset=rows, request=request).qs
    else:
        rows = rows.filter(pk__in=ticked(sent))
    found = visible(request.user, RecordsRequest.objects.filter(pk__in=rows.order_by().values(path)))
    found = found.select_related("agency", "handled_by", "matter").prefetch_related("tags")
    return list(found.order_by("pk")[: verbs.MOST_AT_ONCE + 1])


@changing
def tags(request: SignedInRequest, pk: int) -> HttpResponseBase:
    record = find(request, RecordsRequest.objects.select_related("agency", "matter"), pk=pk)
    initial = {
        "tags": ", ".join(tag.name for tag in record.tags.all()),
        "follow_up_on": record.follow_up_on,
        "follow_up_note": record.follow_up_note,
    }
    form = TagsForm(request.POST or None, initial=initial)
    act = Act(
        title="Tags and follow-up",
        says="Tags find requests again. On its follow-up day the request stands on Today.",
        button="Keep them",
        done="Kept.",
        crumbs=crumbs(record),
    )

    def save() -> None:
        data = form.cleaned_data
        verbs.set_tags(request=record, names=verbs.tags_of(data["tags"]), by=request.user)
        verbs.follow_up(
            request=record, follow_up_on=data["follow_up_on"], note=data["follow_up_note"], by=request.user
        )

    return perform(request, act, form, save, done=record.get_absolute_url())


@require_POST
@signed_in
def save_filter(request: SignedInRequest) -> HttpResponseBase:
    """Keep the filters of a list under a name of one's own."""
    place, query = request.POST.get("place", ""), request.POST.get("query", "")
    try:
        address = reverse(place)
    except NoReverseMatch as error:
        raise Http404 from error
    try:
        verbs.save_filter(person=request.user, place=place, name=request.POST.get("name", ""), query=query)
        messages.success(request, "The list is kept.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(f"{address}?{query}")


@require_POST
@signed_in
def forget_filter(request: SignedInRequest, pk: int) -> HttpResponseBase:
    saved = find(request, SavedFilter.objects.all(), pk=pk)
    verbs.forget_filter(saved=saved, by=request.user)
    messages.success(request, f"The list “{saved.name}” is forgotten.")
    return redirect(reverse(saved.place))
