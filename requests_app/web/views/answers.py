"""What came from the agency about a request: one page for each kind of paper."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.forms import Form, formset_factory
from django.http import HttpResponseBase

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import communications as verbs
from requests_app.casework.documents import keep_document
from requests_app.models import Communication, RecordsRequest
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.forms.papers import (
    AcknowledgementForm,
    ClaimForm,
    DeterminationForm,
    ExtensionForm,
    NoteForm,
    PaperForm,
    ProductionForm,
    PromiseForm,
)
from requests_app.web.views.requests import crumbs

MOST_CLAIMS = 40
ClaimFormSet = formset_factory(ClaimForm, extra=1, max_num=MOST_CLAIMS)

Saved = Callable[[RecordsRequest, Any], Any]


def _record(request: SignedInRequest, pk: int) -> RecordsRequest:
    return find(request, RecordsRequest.objects.select_related("agency", "matter__organisation"), pk=pk)


def _keep_file(request: SignedInRequest, form: PaperForm, communication: Communication, **more: Any) -> None:
    """Keep the paper itself; a rehearsal keeps nothing, because bytes cannot be taken back."""
    file = form.cleaned_data.get("file")
    if file is not None and "check" not in request.POST:
        keep_document(
            file,
            file_name=file.name or "file",
            title=f"{communication.get_kind_display()}: {file.name}",
            communication=communication,
            by=request.user,
            **more,
        )


def _paper_page(
    request: SignedInRequest,
    record: RecordsRequest,
    form: PaperForm,
    title: str,
    says: str,
    save: Callable[[dict[str, Any]], Any],
    **act: Any,
) -> HttpResponseBase:
    """The page of one kind of paper. `save` gives back the communication, or a row that has one."""
    also_valid = act.pop("also_valid", lambda: True)

    def save_with_file() -> None:
        made = save(form.cleaned_data)
        paper = made if isinstance(made, Communication) else made.communication
        _keep_file(request, form, paper)

    page = Act(title=title, says=says, button=title, crumbs=crumbs(record), clocks=record, **act)
    return perform(request, page, form, save_with_file, done=record.get_absolute_url(), also_valid=also_valid)


def _bound(request: SignedInRequest) -> dict[str, Any]:
    if request.method == "POST":
        return {"data": request.POST, "files": request.FILES}
    return {"initial": {"happened_on": clock.today()}}


@changing
def acknowledgement(request: SignedInRequest, pk: int) -> HttpResponseBase:
    record = _record(request, pk)
    form = AcknowledgementForm(**_bound(request))
    return _paper_page(
        request,
        record,
        form,
        "Record an acknowledgement",
        "The agency says it has the request. This moves no clock.",
        lambda data: verbs.record_acknowledgement(
            request=record,
            paper=form.paper(),
            agency_number=data["agency_number"],
            by=request.user,
            on=clock.today(),
        ),
    )


def _day_of_notice(request: SignedInRequest) -> date:
    """The day typed, whose list of grounds applies; today before one is typed."""
    try:
        return date.fromisoformat(request.POST.get("happened_on", ""))
    except ValueError:
        return clock.today()


@changing
def extension(request: SignedInRequest, pk: int) -> HttpResponseBase:
    record = _record(request, pk)
    form = ExtensionForm(**_bound(request), on=_day_of_notice(request))
    return _paper_page(
        request,
        record,
        form,
        "Record an extension",
        "The agency takes more time. The law allows at most 14 days, once, in writing, on a ground of its list; "
        "what this notice lacks is shown after it is recorded.",
        lambda data: verbs.record_extension(
            request=record,
            paper=form.paper(),
            by=request.user,
            on=clock.today(),
            **{name: data[name] for name in ("extended_until", "ground", "ground_words", "in_writing")},
        ),
    )


@changing
def determination(request: SignedInRequest, pk: int) -> HttpResponseBase:
    record = _record(request, pk)
    form = DeterminationForm(**_bound(request))
    claims = _claims(request)
    return _paper_page(
        request,
        record,
        form,
        "Record the determination",
        "The agency says whether it will disclose. This ends the clock of the determination and starts what follows; "
        "each exemption it claims becomes a row of the claim log.",
        lambda data: verbs.record_determination(
            request=record,
            paper=form.paper(),
            claims=[claim for row in claims if (claim := row.claim())],
            by=request.user,
            on=clock.today(),
            **{name: data[name] for name in ("outcome", "available_on", "in_writing", "segregation_addressed")},
        ),
        also_valid=claims.is_valid,
        template="web/requests/determination.html",
        extra={"claims": claims},
    )


def _claims(request: SignedInRequest) -> Any:
    """The rows of claims as typed, one more when another row was asked for."""
    if request.method != "POST":
        return ClaimFormSet(prefix="claims")
    data = request.POST.copy()
    if "again" in data:
        count = int(data.get("claims-TOTAL_FORMS") or 0) if data.get("claims-TOTAL_FORMS", "").isdigit() else 0
        data["claims-TOTAL_FORMS"] = str(min(count + 1, MOST_CLAIMS))
    return ClaimFormSet(data, prefix="claims")


@changing
def production(request: SignedInRequest, pk: int) -> HttpResponseBase:
    record = _record(request, pk)
    form = ProductionForm(**_bound(request))
    names = ("instalment", "description", "page_count", "is_last", "next_promised_on")

    def save() -> None:
        made = verbs.record_production(
            request=record,
            paper=form.paper(),
            by=request.user,
            on=clock.today(),
            **{name: form.cleaned_data[name] for name in names},
        )
        if made.communication is not None:
            _keep_file(request, form, made.communication, production=made)

    page = Act(
        title="Record a production",
        says="Records came. A promise for this instalment is then kept; a new promise starts its own clock. "
        "A data file is better received as a dataset, from the request's page.",
        button="Record the production",
        crumbs=crumbs(record),
        clocks=record,
    )
    return perform(request, page, form, save, done=record.get_absolute_url())


@changing
def promise(request: SignedInRequest, pk: int) -> HttpResponseBase:
    record = _record(request, pk)
    form: Form = PromiseForm(request.POST or None)
    papers = visible(request.user, Communication.objects.filter(request=record, direction="in"))
    form.fields["communication"].queryset = papers.order_by("-happened_on", "-pk")  # type: ignore[attr-defined]
    page = Act(
        title="Record a promise",
        says="The agency promised records for a day. A promise made again for the same instalment moves it.",
        button="Record the promise",
        crumbs=crumbs(record),
        clocks=record,
    )
    return perform(
        request,
        page,
        form,
        lambda: verbs.record_promise(**form.cleaned_data, by=request.user, on=clock.today()),
        done=record.get_absolute_url(),
    )


@changing
def note(request: SignedInRequest, pk: int) -> HttpResponseBase:
    record = _record(request, pk)
    form = NoteForm(**_bound(request))
    return _paper_page(
        request,
        record,
        form,
        "Record a call or letter",
        "Something was said or written that starts no clock of its own. It joins the timeline.",
        lambda data: verbs.record_communication(
            request=record,
            kind=data["kind"],
            direction=data["direction"],
            paper=form.paper(),
            by=request.user,
            on=clock.today(),
        ),
    )
