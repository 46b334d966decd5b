"""Letters: proposed, revised beside the page they will be, issued, made by a worker, sent."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from requests_app import clock, letters
from requests_app.access import visible
from requests_app.casework import letters as verbs
from requests_app.casework.enclosures import too_large_to_mail
from requests_app.casework.letter_facts import facts_of_letter, open_claims
from requests_app.casework.letter_mail import may_be_mailed
from requests_app.casework.letter_paper import UNFROZEN_STATES, enclosures_of, paper_of
from requests_app.casework.letter_told import can_be_told, draft_from
from requests_app.casework.outbox import sender_died
from requests_app.errors import TrackerError
from requests_app.models import Letter, Letterhead, LetterMail, LetterState, ReceivedMail, RecordsRequest, Role
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.filters import LetterFilter
from requests_app.web.forms.letter_facts import LetterFactsForm
from requests_app.web.forms.letters import DraftForm, SendBackForm, SentForm
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.sheets import show_sheet
from requests_app.web.views.requests import crumbs

LISTING = Listing(
    title="Letters",
    noun="letter",
    nouns="letters",
    row="web/letters/row.html",
    default_sort="-pk",
    empty="A letter begins from a request: open one and choose Propose a letter.",
    columns=(
        Column("Letter", lambda row: row.subject, "subject"),
        Column("Kind", lambda row: letters.kind_of(row.kind).title, "kind"),
        Column("Request", lambda row: row.request, "request__subject"),
        Column("State", lambda row: row.get_state_display(), "state"),
        Column("Dated", lambda row: row.dated_on, "dated_on"),
        Column("Sent", lambda row: row.sent_on, "sent_on"),
        Column("Record", lambda row: row.pk, "pk", number=True),
    ),
)
ROWS = Letter.objects.select_related(
    "request__agency",
    "request__matter__organisation",
    "signed_by",
    "document",
    "issued_by",
    "letterhead",
    "second_letterhead",
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    several = {"button": "Issue several", "button_url": reverse("letter-batch-new")}
    return show_list(request, LISTING, visible(request.user, ROWS.all()), LetterFilter, several)


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind on the page: drafted at once, drafted after a short form, or not yet and why."""

    kind: letters.LetterKind
    missing: tuple[str, ...]
    obstacles: tuple[str, ...]
    can_be_told: bool

    @property
    def is_ready(self) -> bool:
        return not self.missing and not self.obstacles


def _offer(kind: letters.LetterKind, facts: letters.Facts) -> Offer:
    missing, obstacles = letters.missing_facts(kind.key, facts), letters.obstacles(kind.key, facts)
    return Offer(kind, missing, obstacles, bool(kind.asks) and not obstacles and can_be_told(kind.key, facts))


@changing
def propose(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Choose a kind of letter; those whose facts are not on record say what is missing."""
    record = find(request, RecordsRequest.objects.select_related("agency", "matter__organisation"), pk=pk)
    today = clock.today()
    refusal = ""
    heads, head = _letterheads(request, record)
    if request.method == "POST":
        try:
            letter = verbs.propose_letter(
                request=record, kind=request.POST.get("kind", ""), by=request.user, on=today, letterhead=head
            )
            return redirect(letter)
        except TrackerError as error:
            refusal = str(error)
    facts = facts_of_letter(record, on=today)
    kinds = [_offer(kind, facts) for kind in letters.KINDS.values()]
    kinds.sort(key=lambda offer: not (offer.is_ready or offer.can_be_told))  # what can be drafted now comes first
    context = {"record": record, "crumbs": crumbs(record), "kinds": kinds, "refusal": refusal}
    return render(request, "web/letters/propose.html", {**context, "heads": heads, "head": head})


def _letterheads(request: SignedInRequest, record: RecordsRequest) -> tuple[list[Letterhead], Letterhead | None]:
    """Our letterheads, where there are several, and the one that is chosen by the address."""
    heads = list(record.matter.organisation.letterheads.all())
    head = next((row for row in heads if str(row.pk) == request.GET.get("letterhead")), None)
    return (heads if len(heads) > 1 else []), head


@changing
def tell(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    """The short form of one kind: the facts that no other page collects, then the draft."""
    record = find(request, RecordsRequest.objects.select_related("agency", "matter__organisation"), pk=pk)
    described = letters.KINDS.get(kind)
    if described is None:
        raise Http404
    claims = list(open_claims(record)) if "claims" in described.needs else []
    facts = facts_of_letter(record, on=clock.today())
    posted = request.POST if request.method == "POST" else None
    form = LetterFactsForm(posted, kind=described, facts=facts, claims=claims)
    act = Act(
        title=described.title,
        says=f"{described.purpose} What you tell here goes into the draft, where every word can still be changed.",
        button="Draft it",
        done="The draft is ready.",
        crumbs=[*crumbs(record), ("Propose a letter", reverse("request-letter", args=[record.pk]))],
    )

    def save() -> Letter:
        return draft_from(
            request=record, kind=kind, told=form.told, answers=form.answers, by=request.user, on=clock.today(),
            letterhead=_letterheads(request, record)[1],
        )  # fmt: skip

    return perform(request, act, form, save, done=lambda letter: letter.get_absolute_url())


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The letter; a draft can be revised here by those who may."""
    letter = find(request, ROWS.all(), pk=pk)
    form = None
    if letter.state in UNFROZEN_STATES:
        form = DraftForm(request.POST or None, letter=letter)
    mail = LetterMail.objects.filter(letter=letter).order_by("-pk").first()
    context = {
        "letter": letter,
        "twin": letter,
        "kind": letters.kind_of(letter.kind),
        "form": form,
        **_enclosed(request, letter),
        "corrections": visible(request.user, letter.corrections.all()),
        "mail": mail,
        "sender_died": mail is not None and sender_died(mail, at=clock.now()),
        "returned": visible(
            request.user, ReceivedMail.objects.filter(returns__letter=letter).select_related("returns", "settled_by")
        ),
        "may_be_mailed": may_be_mailed(letter),
        "needs_counsel": letter.request.matter.organisation.letters_need_counsel,
        "is_counsel": request.user.role == Role.COUNSEL,
        "send_back": SendBackForm(),
        "why_not": letters.why_not_available() if letter.state in (*UNFROZEN_STATES, LetterState.FAILED) else "",
    }
    return render(request, "web/letters/detail.html", context)


def _enclosed(request: SignedInRequest, letter: Letter) -> dict[str, object]:
    """What goes with it, and whether a mailbox takes all of it."""
    return {
        "enclosed": visible(request.user, enclosures_of(letter)),
        "too_large": too_large_to_mail(letter),
        "is_draft": letter.state in UNFROZEN_STATES,
    }


@require_POST
@changing
def revise(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Keep the words; with the other button, also issue them."""
    letter = find(request, ROWS.all(), pk=pk)
    form = DraftForm(request.POST, letter=letter)
    refusal = ""
    if form.is_valid():
        try:
            verbs.revise_letter(letter=letter, **form.cleaned_data, by=request.user)
            if "issue" in request.POST:
                letter.refresh_from_db()
                verbs.issue_letter(letter=letter, by=request.user)
            else:
                messages.success(request, "The draft is kept.")
            return redirect(letter)
        except TrackerError as error:
            refusal = str(error)
    kind = letters.kind_of(letter.kind)
    context = {"letter": letter, "kind": kind, "form": form, "refusal": refusal, "why_not": ""}
    context |= _enclosed(request, letter)
    return render(request, "web/letters/detail.html", context)


@xframe_options_sameorigin
@signed_in
def preview(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The letter as it will print, or as it printed, for a frame."""
    letter = find(request, ROWS.all(), pk=pk)
    try:
        return show_sheet(paper_of(letter))
    except TrackerError as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8")


@signed_in
def status(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """How far the making of the PDF is: one part of the page, fetched again until it is done."""
    letter = find(request, ROWS.all(), pk=pk)
    return render(request, "web/letters/status.html", {"letter": letter})


@require_POST
@changing
def retry(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    try:
        verbs.retry_letter(letter=letter, by=request.user)
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(letter)


@require_POST
@changing
def discard(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    try:
        verbs.discard_letter(letter=letter, by=request.user)
        messages.success(request, "The draft is thrown away; its words stay in the journal.")
    except TrackerError as error:
        messages.error(request, str(error))
        return redirect(letter)
    return redirect(letter.request)


@changing
def sent(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    form = SentForm(request.POST or None, request.FILES or None, initial={"sent_on": clock.today()})
    act = Act(
        title="Record the sending",
        says="The letter went out. A request letter sends its request; the clock still waits for the day of receipt.",
        button="Record the sending",
        crumbs=[("Letters", reverse("letters")), (letter.subject, letter.get_absolute_url())],
        clocks=letter.request,
    )

    def save() -> Letter:
        proof = form.cleaned_data["proof"]
        return verbs.record_letter_sent(
            letter=letter,
            **form.cleaned_data,
            proof_name=proof.name if proof else "",
            by=request.user,
            on=clock.today(),
        )

    return perform(request, act, form, save, done=letter.get_absolute_url())
