"""What came from the agency about a request: one page for each kind of paper."""

from collections.abc import Callable
from datetime import date
from typing import IO, Any

from django.forms import Form, formset_factory
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from requests_app import archive, clock
from requests_app.access import visible
from requests_app.casework import communications as verbs
from requests_app.casework.documents import keep_document
from requests_app.models import Communication, CommunicationKind, Direction, Production, RecordsRequest
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.forms.papers import (
    AcknowledgementForm,
    CameForm,
    ClaimForm,
    DeterminationForm,
    ExtensionForm,
    NoteForm,
    PaperForm,
    ProductionForm,
    PromiseForm,
    PromiseRowForm,
)
from requests_app.web.readings import Read, held_file
from requests_app.web.readings import read as read_paper_sent
from requests_app.web.views.requests import crumbs

MOST_CLAIMS = 40
MOST_PROMISES = 20
ClaimFormSet = formset_factory(ClaimForm, extra=1, max_num=MOST_CLAIMS)
PromiseFormSet = formset_factory(PromiseRowForm, extra=0, max_num=MOST_PROMISES)

NO_PROMISES = {"promises-TOTAL_FORMS": "0", "promises-INITIAL_FORMS": "0"}
PRODUCTION = "Record a production"

Saved = Callable[[RecordsRequest, Any], Any]


def _record(request: SignedInRequest, pk: int) -> RecordsRequest:
    return find(request, RecordsRequest.objects.select_related("agency", "matter__organisation"), pk=pk)


def _keep_file(request: SignedInRequest, form: PaperForm, communication: Communication, **more: Any) -> None:
    """Keep the paper itself; a rehearsal keeps nothing, because bytes cannot be taken back."""
    if "check" in request.POST:
        return
    file = form.cleaned_data.get("file")
    if file is not None:
        _keep(request, file, file.name or "file", communication, **more)
    elif held := held_file(request, form.cleaned_data.get("kept", "")):
        sha256, name = held
        with archive.open_kept(sha256) as kept:
            _keep(request, kept, name, communication, **more)


def _keep(request: SignedInRequest, file: IO[bytes], name: str, communication: Communication, **more: Any) -> None:
    keep_document(
        file,
        file_name=name,
        title=f"{communication.get_kind_display()}: {name}",
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
    form.of(visible(request.user, Communication.objects.filter(request=record, direction=Direction.IN)))
    also_valid = act.pop("also_valid", lambda: True)
    promises = _promises(request, act.get("extra", {}).get("read"))

    def save_with_file() -> None:
        made = save(form.cleaned_data)
        paper = made if isinstance(made, Communication) else made.communication
        _keep_file(request, form, paper, **({"production": made} if isinstance(made, Production) else {}))
        for row in promises:
            if row.cleaned_data.get("promised_on"):
                verbs.record_promise(communication=paper, **row.cleaned_data, by=request.user, on=clock.today())

    if title != PRODUCTION:  # which asks for the next promise in a field of its own
        act["extra"] = {**act.get("extra", {}), "promises": promises}
    page = Act(title=title, says=says, button=title, crumbs=crumbs(record), clocks=record, **act)
    return perform(
        request,
        page,
        form,
        save_with_file,
        done=record.get_absolute_url(),
        also_valid=lambda: also_valid() and promises.is_valid(),
    )


def _promises(request: SignedInRequest, read: Read | None) -> Any:
    """The rows of promised days: as read, or as typed, one more when another row was asked for."""
    if read is not None:
        return PromiseFormSet(prefix="promises", initial=read.promises())
    if request.method != "POST" or "promises-TOTAL_FORMS" not in request.POST:
        return PromiseFormSet(NO_PROMISES if request.method == "POST" else None, prefix="promises")
    return PromiseFormSet(_one_more(request, "promises", "promise", MOST_PROMISES), prefix="promises")


def _one_more(request: SignedInRequest, prefix: str, asked: str, most: int) -> Any:
    """What was typed into a formset, with room for one more row if the button for it was pressed."""
    data = request.POST.copy()
    if data.get("again") == asked:
        given = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
        count = int(given) if given.isdecimal() else 0
        data[f"{prefix}-TOTAL_FORMS"] = str(min(count + 1, most))
    return data


def _bound(request: SignedInRequest, read: Read | None = None) -> dict[str, Any]:
    """What the form shows: what was read where the person typed nothing, what was typed, or today."""
    if read is not None:
        typed = {name: value for name, value in request.POST.dict().items() if value}
        if typed.get("happened_on") == clock.today().isoformat():
            del typed["happened_on"]  # it stood there before anybody typed
        for name in ("outcome", "body", "kept"):
            typed.pop(name, None)
        return {"initial": {"happened_on": clock.today(), **read.values(), **typed}}
    if request.method == "POST":
        return {"data": request.POST, "files": request.FILES}
    return {"initial": {"happened_on": clock.today()}}


@changing
def acknowledgement(request: SignedInRequest, pk: int, read: Read | None = None) -> HttpResponseBase:
    record = _record(request, pk)
    form = AcknowledgementForm(**_bound(request, read))
    return _paper_page(
        request,
        record,
        form,
        "Record an acknowledgement",
        "The agency says it has the request. This moves no clock.",
        lambda data: verbs.record_acknowledgement(
            request=record,
            paper=form.paper(),
            by=request.user,
            on=clock.today(),
        ),
        **_shown(read, "request-acknowledgement", pk),
    )


def _day_of_notice(request: SignedInRequest) -> date:
    """The day typed, whose list of grounds applies; today before one is typed."""
    try:
        return date.fromisoformat(request.POST.get("happened_on", ""))
    except ValueError:
        return clock.today()


@changing
def extension(request: SignedInRequest, pk: int, read: Read | None = None) -> HttpResponseBase:
    record = _record(request, pk)
    read = read or _read_here(request, record)
    form = ExtensionForm(**_bound(request, read), on=read.day if read else _day_of_notice(request))
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
        **_shown(read, "request-extension", pk, can_read=True),
    )


@changing
def determination(request: SignedInRequest, pk: int, read: Read | None = None) -> HttpResponseBase:
    record = _record(request, pk)
    read = read or _read_here(request, record)
    form = DeterminationForm(**_bound(request, read))
    claims = ClaimFormSet(prefix="claims", initial=read.claims()) if read else _claims(request)
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
            claims=[claim for row in claims if (claim := row.claim(form.cleaned_data["body"]))],
            by=request.user,
            on=clock.today(),
            **{name: data[name] for name in ("outcome", "available_on", "in_writing", "segregation_addressed")},
        ),
        also_valid=claims.is_valid,
        template="web/requests/determination.html",
        **_shown(read, "request-determination", pk, claims=claims, can_read=True),
    )


def _claims(request: SignedInRequest) -> Any:
    """The rows of claims as typed, one more when another row was asked for."""
    if request.method != "POST":
        return ClaimFormSet(prefix="claims")
    return ClaimFormSet(_one_more(request, "claims", "claim", MOST_CLAIMS), prefix="claims")


@changing
def production(request: SignedInRequest, pk: int, read: Read | None = None) -> HttpResponseBase:
    record = _record(request, pk)
    form = ProductionForm(**_bound(request, read))
    return _paper_page(
        request,
        record,
        form,
        PRODUCTION,
        "Records came. A promise for this instalment is then kept; a new promise starts its own clock. "
        "A data file is better received as a dataset, from the request's page.",
        lambda data: verbs.record_production(
            request=record,
            paper=form.paper(),
            by=request.user,
            on=clock.today(),
            **{
                name: data[name]
                for name in ("instalment", "description", "page_count", "is_last", "next_promised_on")
            },
        ),
        **_shown(read, "request-production", pk),
    )


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
def note(request: SignedInRequest, pk: int, read: Read | None = None) -> HttpResponseBase:
    record = _record(request, pk)
    form = NoteForm(**_bound(request, read))
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
        **_shown(read, "request-note", pk),
    )


PAGES = {
    CommunicationKind.ACKNOWLEDGEMENT: acknowledgement,
    CommunicationKind.EXTENSION: extension,
    CommunicationKind.DETERMINATION: determination,
    CommunicationKind.DENIAL: determination,
    CommunicationKind.PRODUCTION: production,
}


def page_of(request: SignedInRequest, pk: int, read: Read) -> HttpResponseBase:
    """The page of the kind that a paper seems to be, opened with everything it seems to say."""
    return PAGES.get(CommunicationKind(read.kind), note)(request, pk, read=read)


@changing
def came(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The paper first: it is read, and the page of its kind opens with everything it seems to say."""
    record = _record(request, pk)
    if request.method == "POST" and (read := read_paper_sent(request, record)):
        return page_of(request, pk, read)
    act = Act(
        title="Record what came",
        says="Begin with the paper. Its kind, its days, its grounds and the exemptions it claims are proposed from "
        "its words, and nothing is recorded until you confirm it.",
        button="Read it",
        crumbs=crumbs(record),
    )
    return render(request, act.template, {"act": act, "form": CameForm()})


def _read_here(request: SignedInRequest, record: RecordsRequest) -> Read | None:
    """What the paper says, when the button that reads it was pressed on this page."""
    return read_paper_sent(request, record) if "read" in request.POST else None


def _shown(read: Read | None, name: str, pk: int, **extra: object) -> dict[str, Any]:
    """What the page of a kind says of the paper that was read, and where its form goes."""
    return {"action": reverse(name, args=[pk]) if read else "", "extra": {"read": read, **extra}}
