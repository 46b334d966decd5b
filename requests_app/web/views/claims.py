"""The claim log: every exemption claimed, its answer and its end."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import exemptions as verbs
from requests_app.casework.documents import keep_document
from requests_app.casework.proposals import Piece, marked
from requests_app.casework.validity import findings_on_denial
from requests_app.law import Finding
from requests_app.models import Determination, Document, ExemptionClaim, JournalEntry
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.forms.claims import AnswerForm, DescriptionForm, OutcomeForm
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.request_filters import ClaimFilter

LISTING = Listing(
    title="Claims",
    lede="Every exemption an agency has claimed, what it withheld under it, our answer and what became of it.",
    noun="claim",
    nouns="claims",
    row="web/claims/row.html",
    default_sort="-pk",
    empty="Claims come from denials: open a request, record its determination and add each exemption it names.",
    columns=(
        Column("Cited as", lambda row: row.cited_as, "cited_as"),
        Column("Section", lambda row: row.exemption.citation, "exemption__citation"),
        Column("Former section", lambda row: row.exemption.former_citation, shown=False),
        Column("Agency", lambda row: row.request.agency.short_name, "request__agency__short_name"),
        Column("Request", lambda row: f"{row.request.number} {row.request.subject}", shown=False),
        Column("Records withheld", lambda row: row.records_withheld),
        Column("Pages", lambda row: row.page_count, number=True, shown=False),
        Column("The agency's words", lambda row: row.justification),
        Column("Our answer", lambda row: row.our_answer),
        Column("Status", lambda row: row.get_status_display(), "status"),
        Column("Since", lambda row: row.status_on, "status_on"),
        Column("Proof", lambda row: row.status_reason, shown=False),
        Column("Denied on", lambda row: row.communication.happened_on, shown=False),
        Column("Claim", lambda row: row.pk, "pk", number=True, shown=False),
    ),
    choosing="request-selection",
)
ROWS = ExemptionClaim.objects.select_related("request__agency", "request__matter", "exemption", "communication")


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return show_list(request, LISTING, visible(request.user, ROWS.all()), ClaimFilter)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    claim = find(request, ROWS.all(), pk=pk)
    history = JournalEntry.objects.filter(record_type="exemptionclaim", record_id=claim.pk).select_related("by")
    return render(
        request,
        "web/claims/detail.html",
        {
            "claim": claim,
            "twin": claim,
            "history": visible(request.user, history),
            "steps": claim.steps.select_related("document", "recorded_by", "ruling__case"),
            "notes": visible(request.user, claim.notes.select_related("written_by")),
            "papers": claim.communication.documents.all(),
            "quoted": _quoted(claim),
            "findings": _findings(claim),
        },
    )


def _findings(claim: ExemptionClaim) -> list[tuple[str, tuple[Finding, ...], str]]:
    """What the law says of the denial that makes the claim, as the request's page shows it."""
    determination = Determination.objects.filter(communication=claim.communication_id)
    found = determination.select_related("communication").prefetch_related("communication__claims").first()
    checks = findings_on_denial(found) if found else ()
    title = f"Is the denial of {claim.communication.happened_on:%a %-d %b %Y} good?"
    return [(title, checks, "denial-head")] if checks else []


def _crumbs(claim: ExemptionClaim) -> list[tuple[str, str]]:
    return [("Claims", reverse("claims")), (claim.cited_as, reverse("claim", args=[claim.pk]))]


@changing
def answer(request: SignedInRequest, pk: int) -> HttpResponseBase:
    claim = find(request, ROWS.all(), pk=pk)
    form = AnswerForm(request.POST or None, initial={"answer": claim.our_answer or claim.exemption.answer})
    act = Act(
        title="Answer the claim",
        says="An open claim becomes challenged. The answer is used in letters and in the claim log.",
        button="Keep the answer",
        done="The answer is kept.",
        crumbs=_crumbs(claim),
        extra={"claim": claim},
        template="web/claims/answer.html",
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.answer_claim(
            claim=claim, answer=form.cleaned_data["answer"], by=request.user, on=clock.today()
        ),
        done=reverse("claim", args=[claim.pk]),
    )


@changing
def outcome(request: SignedInRequest, pk: int) -> HttpResponseBase:
    claim = find(request, ROWS.all(), pk=pk)
    documents = visible(request.user, Document.objects.filter(matter=claim.request.matter))
    form = OutcomeForm(
        request.POST or None, request.FILES or None, documents=documents, initial={"happened_on": clock.today()}
    )
    act = Act(
        title="Record what became of it",
        says="The agency gave the claim up, or a court ruled. The paper that proves it is named or kept.",
        button="Record it",
        crumbs=_crumbs(claim),
    )

    def save() -> ExemptionClaim:
        data = dict(form.cleaned_data)
        if file := data.pop("file"):
            data["document"] = keep_document(
                file, file_name=file.name or "file", title=file.name or "file", request=claim.request, by=request.user
            )
        return verbs.record_claim_outcome(claim=claim, **data, by=request.user)

    return perform(request, act, form, save, done=reverse("claim", args=[claim.pk]))


@changing
def describe(request: SignedInRequest, pk: int) -> HttpResponseBase:
    claim = find(request, ROWS.all(), pk=pk)
    form = DescriptionForm(request.POST or None, initial={name: getattr(claim, name) for name in verbs.DESCRIBED})
    act = Act(
        title="Describe what is withheld",
        says="The columns of the exemption index. What nobody has said yet stays empty and shows as a dash.",
        button="Keep the description",
        done="The description is kept.",
        crumbs=_crumbs(claim),
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.describe_claim(claim=claim, by=request.user, **form.cleaned_data),
        done=reverse("claim", args=[claim.pk]),
    )


AROUND = 300  # characters of the paper shown before and after the place that cites the section


def _quoted(claim: ExemptionClaim) -> list[Piece]:
    """The place in the paper that makes the claim, with what stands around it; empty where no place is known."""
    if claim.text_start is None or claim.text_end is None:
        return []
    first = max(0, claim.text_start - AROUND)
    text = claim.communication.body[first : claim.text_end + AROUND]
    return marked(text, [(claim.text_start - first, claim.text_end - first, "cited here")])
