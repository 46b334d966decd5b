"""Choose among the documents of a matter: searched, filtered, ticked, with the reason beside each that cannot be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from requests_app.access import visible
from requests_app.errors import TrackerError
from requests_app.models import Document, Matter
from requests_app.web.document_filters import DocumentFilter
from requests_app.web.doors import SignedInRequest

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """What the page of a choice says. `chosen`: keys of what is chosen already; `why_not`: for those of the page that
    cannot be, by their keys, a few words."""

    lede: str
    warning: str
    button: str
    chosen_word: str
    back: tuple[str, str]
    crumbs: Sequence[tuple[str, str]]
    chosen: frozenset[int]
    why_not: Callable[[Sequence[Document]], Mapping[int, str]]


def choose_documents(
    request: SignedInRequest, choice: Choice, *, matter: Matter, take: Callable[[list[Document]], object]
) -> HttpResponseBase:
    """Show the documents of the matter that the person may see; on the button hand those ticked to `take`.

    A refusal is shown, and every tick stays.
    """
    there = visible(request.user, Document.objects.filter(matter=matter)).select_related(
        "inspection", "request__agency", "communication", "production"
    )
    if request.method == "POST":
        keys = [int(key) for key in request.POST.getlist("document") if key.isdecimal() and len(key) < 10]
        found = {document.pk: document for document in there.filter(pk__in=keys)}
        ticked = [found[key] for key in keys if key in found]
        try:
            take(ticked)
            messages.success(request, f"{len(ticked)} document{'' if len(ticked) == 1 else 's'} added.")
            return redirect(choice.back[0])
        except TrackerError as error:
            messages.error(request, str(error))
    filtered = DocumentFilter(request.GET, queryset=there, request=request)
    filtered.form.fields.pop("matter", None)
    page = Paginator(filtered.qs.order_by("-kept_at", "-pk"), SHOWN).get_page(request.GET.get("page"))
    why_not = choice.why_not(list(page))
    context = {
        "choice": choice,
        "filter": filtered,
        "page": page,
        "rows": [(document, why_not.get(document.pk, "")) for document in page],
        "ticked": request.POST.getlist("document"),
        "has_private": any(document.counsel_only for document in page),
    }
    return render(request, "web/documents/choose.html", context)
