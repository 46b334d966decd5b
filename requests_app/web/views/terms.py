"""Settlement terms: the list, one term with its steps and its data, and what is done with it."""

from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from requests_app import clock
from requests_app.access import visible
from requests_app.casework import terms as verbs
from requests_app.casework.compliance import promise_of, verify
from requests_app.casework.documents import keep_document
from requests_app.casework.personal import ask_to_be_reminded
from requests_app.models import CourtCase, Dataset, Document, SettlementTerm
from requests_app.web.acts import Act, perform
from requests_app.web.court_filters import TermFilter
from requests_app.web.crumbs import of_case
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.forms.terms import CorrectTermForm, PutOffForm, TermDatasetForm, TermForm, TermOutcomeForm
from requests_app.web.lists import Column, Listing, show_list

ROWS = SettlementTerm.objects.select_related("case__court", "case__matter__organisation", "case__matter__lead")
LISTING = Listing(
    title="Settlement terms",
    lede="What settlements oblige somebody to do, by when, and how it stands.",
    noun="term",
    nouns="terms",
    row="web/terms/row.html",
    default_sort="due_on",
    empty="Terms are added on the page of the case that was settled.",
    columns=(
        Column("Due", lambda row: row.due_on, "due_on"),
        Column("Who", lambda row: row.obliged, "obliged"),
        Column("What", lambda row: row.what),
        Column("How it stands", lambda row: row.standing(on=clock.today()), "state"),
        Column("Case", lambda row: row.case.number, "case__number"),
        Column("Met on", lambda row: row.fulfilled_on, "fulfilled_on"),
        Column("Evidence", lambda row: row.evidence, shown=False),
    ),
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return show_list(request, LISTING, visible(request.user, ROWS.all()), TermFilter)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    term = find(request, ROWS.all(), pk=pk)
    today = clock.today()
    return render(
        request,
        "web/terms/detail.html",
        {
            "term": term,
            "twin": term,
            "standing": term.standing(on=today),
            "steps": term.steps.select_related("document", "recorded_by"),
            "promise": promise_of(term),
            "verifications": verify(term),
        },
    )


@changing
def new(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, CourtCase.objects.select_related("court", "matter__organisation"), pk=pk)
    form = TermForm(request.POST or None)
    act = Act(
        title="Add a settlement term",
        says="One thing the settlement obliges somebody to do. It stands in the calendar on its day; a dataset can "
        "be received under it and is held against what it promises.",
        button="Add the term",
        done="The term is on record.",
        crumbs=of_case(case),
        clocks=case,
    )

    def save() -> SettlementTerm:
        data = form.values()
        remind_on = data.pop("remind_on")
        term = verbs.record_settlement_term(case=case, **data, by=request.user, on=clock.today())
        if remind_on:
            words = f"Settlement, {term.obliged}: {term.what}"[:200]
            words = " ".join(words.split())
            ask_to_be_reminded(of=case, words=words, send_on=remind_on, by=request.user, on=clock.today())
        return term

    return perform(request, act, form, save, done=lambda made: made.get_absolute_url())


def _crumbs(term: SettlementTerm) -> list[tuple[str, str]]:
    return [
        ("Cases", reverse("cases")),
        (str(term.case), term.case.get_absolute_url()),
        (term.obliged, term.get_absolute_url()),
    ]


@changing
def correct(request: SignedInRequest, pk: int) -> HttpResponseBase:
    term = find(request, ROWS.all(), pk=pk)
    form = CorrectTermForm(request.POST or None, term=term, promise=promise_of(term))
    act = Act(
        title="Correct the term",
        says="What the settlement says, as it is known better now. Where another day was agreed on, put it off.",
        button="Correct it",
        done="Corrected.",
        crumbs=_crumbs(term),
        clocks=term.case,
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.correct_term(term=term, **form.values(), by=request.user, on=clock.today()),
        done=term.get_absolute_url(),
    )


@changing
def outcome(request: SignedInRequest, pk: int) -> HttpResponseBase:
    term = find(request, ROWS.all(), pk=pk)
    first = {"happened_on": clock.today()}
    form = TermOutcomeForm(request.POST or None, request.FILES or None, term=term, initial=first)
    act = Act(
        title="Record what became of the term",
        says=f"{term.obliged}: {term.what}",
        button="Record it",
        crumbs=_crumbs(term),
        clocks=term.case,
    )

    def save() -> SettlementTerm:
        data, paper = _with_paper(request, term, form.cleaned_data)
        return verbs.record_term_outcome(term=term, document=paper, **data, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=term.get_absolute_url())


@changing
def put_off(request: SignedInRequest, pk: int) -> HttpResponseBase:
    term = find(request, ROWS.all(), pk=pk)
    first = {"happened_on": clock.today()}
    form = PutOffForm(request.POST or None, request.FILES or None, initial=first)
    act = Act(
        title="Put the term off",
        says=f"{term.obliged}: {term.what} The old day stays among its steps.",
        button="Put it off",
        done="Put off.",
        crumbs=_crumbs(term),
        clocks=term.case,
    )

    def save() -> SettlementTerm:
        data, paper = _with_paper(request, term, form.cleaned_data)
        return verbs.put_off_term(term=term, document=paper, **data, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=term.get_absolute_url())


@changing
def dataset(request: SignedInRequest, pk: int) -> HttpResponseBase:
    term = find(request, ROWS.all(), pk=pk)
    found = Dataset.objects.filter(matter=term.case.matter_id).exclude(settlement_term=term)
    form = TermDatasetForm(request.POST or None, datasets=visible(request.user, found))
    act = Act(
        title="Say which dataset came under the term",
        says=f"{term.obliged}: {term.what}",
        button="Tie it to the term",
        done="The dataset is held against the term.",
        crumbs=_crumbs(term),
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.tie_dataset(term=term, dataset=form.cleaned_data["dataset"], by=request.user),
        done=term.get_absolute_url(),
    )


def _with_paper(
    request: SignedInRequest, term: SettlementTerm, given: dict[str, Any]
) -> tuple[dict[str, Any], Document | None]:
    """What was said, and its file as a document of the matter; a rehearsal keeps nothing."""
    data = dict(given)
    file = data.pop("file")
    if not file or "check" in request.POST:
        return data, None
    with transaction.atomic():
        title = f"Settlement: {term.what}"[:200]
        title = " ".join(title.split())
        return data, keep_document(file, file_name=file.name, title=title, matter=term.case.matter, by=request.user)
