"""The mail tray: what came in and waits for a person, and one mail as it may safely be looked at."""

from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from typing import IO

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from requests_app import archive, clock, mailroom
from requests_app.access import Power, may, may_see, visible
from requests_app.casework import mail as casework
from requests_app.casework import mail_returns
from requests_app.casework.mail_candidates import find_requests
from requests_app.casework.raw_rows import Attached, why_walled
from requests_app.errors import TrackerError
from requests_app.models import MailOutcome, ReceivedMail, RecordsRequest
from requests_app.web.doors import SignedInRequest, changing, find, look, signed_in
from requests_app.web.forms.mail import FindForm, PlaceForm, SetAsideForm
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.request_filters import TrayFilter

SAID = {
    MailOutcome.PLACED: "placed with their requests",
    MailOutcome.TRAY: "waiting in the tray",
    MailOutcome.DUPLICATE: "here before",
    MailOutcome.BOUNCE: "returned by a mail server",
    MailOutcome.AUTO_REPLY: "automatic replies",
}
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


LISTING = Listing(
    title="Mail tray",
    lede="Mail that came in and could not be placed by itself. Nothing here is ever deleted.",
    noun="mail",
    nouns="mails",
    row="web/tray/row.html",
    default_sort="-received_at",
    empty="Nothing is here: what came in is with its request.",
    columns=(
        Column("Mail", str, "subject"),
        Column("Where it belongs", lambda row: row.request or row.seen_guess, "request,guess"),
        Column("What to do", lambda row: ""),
        Column("From", lambda row: row.sender_name or row.sender_address, "sender_name,sender_address"),
        Column("Came", lambda row: row.received_at, "received_at"),
        Column("Attachments", lambda row: row.attachment_count, "attachment_count", number=True),
        Column("Its address", lambda row: row.sender_address, shown=False),
        Column("What became of it", lambda row: row.get_outcome_display(), shown=False),
        Column("Reasons", lambda row: row.seen_reasons, shown=False),
        Column("Server says", lambda row: row.server_says, shown=False),
        Column("Set aside because", lambda row: row.set_aside_because, shown=False),
        Column("SHA-256", lambda row: row.sha256, shown=False),
    ),
    choosing="tray-selection",
    choosing_says=("Deal with the chosen", "Deal with all"),
)


@changing
def index(request: SignedInRequest) -> HttpResponseBase:
    """What waits; with `?show=` and an outcome, what became of the rest."""
    shown = request.GET.get("show", MailOutcome.TRAY)
    if shown not in MailOutcome.values:
        raise Http404
    everything = visible(request.user, ReceivedMail.objects.all())
    counts = Counter(everything.order_by().values_list("outcome", flat=True))
    rows = everything.filter(outcome=shown).select_related(
        "guess__agency", "request__agency", "request__handled_by", "request__matter__lead", "returns__letter"
    )

    def attach(mails: Iterable[ReceivedMail]) -> None:
        """A guess into somebody else's matter is not said, nor why."""
        guesses = [mail.guess_id for mail in mails if mail.guess_id]
        seen = set(_requests(request).filter(pk__in=guesses).values_list("pk", flat=True))
        for mail in mails:
            is_told = mail.guess_id is None or mail.guess_id in seen
            mail.seen_guess = mail.guess if is_told else None  # type: ignore[attr-defined]
            mail.seen_reasons = " ".join(mail.reasons) if is_told else ""  # type: ignore[attr-defined]

    more = {
        "banner": "web/tray/top.html",
        "shown": shown,
        "outcomes": [(value, label, counts[value]) for value, label in MailOutcome.choices],
    }
    return show_list(request, LISTING.with_attach(attach), rows, TrayFilter, more)


@require_POST
@changing
def drop(request: SignedInRequest) -> HttpResponseBase:
    """Take in many saved mails at once; one that fails does not stop the others."""
    outcomes: Counter[MailOutcome] = Counter()
    for file in request.FILES.getlist("files"):
        try:
            outcomes[casework.receive_mail(file.read(), by=request.user, on=clock.today()).outcome] += 1
        except TrackerError as error:
            messages.error(request, f"“{file.name}” was not taken: {error}")
    if outcomes:
        parts = ", ".join(f"{count} {SAID[outcome]}" for outcome, count in outcomes.items())
        messages.success(request, f"Taken in: {parts}.")
    elif not request.FILES:
        messages.error(request, "Choose one or more saved mails (.eml) first.")
    return redirect("tray")


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    rows = ReceivedMail.objects.select_related(
        "guess__agency", "request__agency", "communication", "returns__letter", "settled_by", "handed_in_by"
    )
    mail = find(request, rows, pk=pk)
    parsed = mailroom.parse(casework.raw_bytes(mail))
    guess = mail.guess if mail.guess and may_see(request.user, mail.guess) else None
    return render(
        request,
        "web/tray/detail.html",
        {
            "mail": mail,
            "parsed": parsed,
            "attachments": [
                (number, one, why_walled(Attached(one, mail), request.user))
                for number, one in enumerate(parsed.attachments)
            ],
            "why_walled": why_walled(mail, request.user),
            "guess": guess,
            "reasons": mail.reasons if guess or not mail.guess_id else [],
            **_chooser(request, mail, guess),
            "aside_form": SetAsideForm(),
        },
    )


@require_POST
@changing
def place(request: SignedInRequest, pk: int) -> HttpResponseBase:
    mail = find(request, ReceivedMail.objects.all(), pk=pk)
    form = PlaceForm(request.POST, requests=_requests(request))
    if not form.is_valid():
        messages.error(request, "Choose the request it belongs to.")
        return redirect(mail)
    try:
        mail = casework.place_mail(mail, request=form.cleaned_data["request"], by=request.user, on=clock.today())
    except TrackerError as error:
        messages.error(request, str(error))
        return redirect(mail)
    messages.success(request, f"Placed with {form.cleaned_data['request'].number}. Now record what it says.")
    return redirect(mail if "stay" in request.POST else "tray")


@require_POST
@changing
def set_aside(request: SignedInRequest, pk: int) -> HttpResponseBase:
    mail = find(request, ReceivedMail.objects.all(), pk=pk)
    form = SetAsideForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        casework.set_aside(mail, reason=reason, by=request.user)
    except TrackerError as error:
        messages.error(request, str(error))
        return redirect(mail)
    messages.success(request, "Set aside as not ours. It is kept, and can still be placed.")
    return redirect("tray")


@require_POST
@changing
def put_back(request: SignedInRequest, pk: int) -> HttpResponseBase:
    mail = find(request, ReceivedMail.objects.all(), pk=pk)
    try:
        casework.put_back(mail, by=request.user)
    except TrackerError as error:
        messages.error(request, str(error))
        return redirect(mail)
    messages.success(request, "It waits in the tray again.")
    return redirect(mail)


@require_POST
@changing
def settle(request: SignedInRequest, pk: int) -> HttpResponseBase:
    mail = find(request, ReceivedMail.objects.all(), pk=pk)
    try:
        mail_returns.settle_mail(mail, by=request.user)
    except TrackerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Dealt with. It stays on its request.")
    return redirect(mail)


@xframe_options_sameorigin
@signed_in
def as_html(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The mail's cleaned HTML, shut into a sandbox: no scripts, no addresses outside."""
    mail = find(request, ReceivedMail.objects.all(), pk=pk)
    return _harmless(HttpResponse(mailroom.parse(casework.raw_bytes(mail)).html_clean))


@signed_in
def raw(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The bytes as they came, to be saved."""
    mail = find(request, ReceivedMail.objects.all(), pk=pk)
    look(request, mail, "a mail that brought the original")
    return _saved(archive.open_kept(mail.sha256), f"mail-{mail.pk}.eml")


@signed_in
def attachment(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    """One attached file, to be saved; never shown in place."""
    mail = find(request, ReceivedMail.objects.all(), pk=pk)
    attachments = mailroom.parse(casework.raw_bytes(mail)).attachments
    if number >= len(attachments):
        raise Http404
    look(request, Attached(attachments[number], mail), "the original file")
    return _saved(BytesIO(attachments[number].data), attachments[number].name)


def _requests(request: SignedInRequest) -> QuerySet[RecordsRequest]:
    return visible(request.user, RecordsRequest.objects.all())


def _chooser(request: SignedInRequest, mail: ReceivedMail, guess: RecordsRequest | None) -> dict[str, object]:
    """The search for a request, and what it finds; nothing for who may not file this mail."""
    if not may(request.user, Power.CHANGE) or mail.communication_id or mail.outcome == MailOutcome.DUPLICATE:
        return {}
    form = FindForm(request.GET)
    words = form.cleaned_data["find"] if form.is_valid() else ""
    return {"find_form": form, "find": words, "found": find_requests(_requests(request), words, near=guess)}


def _saved(stream: IO[bytes], name: str) -> HttpResponseBase:
    return _harmless(FileResponse(stream, as_attachment=True, filename=name, content_type="application/octet-stream"))


def _harmless(response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-transform"
    return response
