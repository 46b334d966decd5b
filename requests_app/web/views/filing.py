"""A mail's way to its request: opening the one it is about, and moving one that was placed wrongly."""

import re

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from requests_app import clock, mailroom
from requests_app.access import visible
from requests_app.casework import mail as casework
from requests_app.casework import mail_moving
from requests_app.casework.mail_candidates import find_requests
from requests_app.models import Agency, MailOutcome, Matter, ReceivedMail, RecordsRequest
from requests_app.web.acts import Act, perform
from requests_app.web.context import current_matter
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.forms.mail import FindForm, PlaceForm
from requests_app.web.forms.requests import RequestForm
from requests_app.web.views.requests import people_of

ANSWERING = re.compile(r"^(?:(?:re|fwd?|aw)\s*:\s*)+", re.IGNORECASE)


def _crumbs(mail: ReceivedMail) -> list[tuple[str, str]]:
    return [("Mail tray", reverse("tray")), (str(mail)[:80], mail.get_absolute_url())]


@changing
def new_request(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Open the request a mail is about, and place the mail with it."""
    mail = find(request, ReceivedMail.objects.filter(communication=None), pk=pk)
    matters = visible(request.user, Matter.objects.filter(closed_on__isnull=True))
    form = RequestForm(
        request.POST or None,
        matters=matters,
        people=people_of(matters),
        initial={"matter": current_matter(request), "agency": _agency_of(mail), "subject": _plain_subject(mail)},
    )
    act = Act(
        title="Open a request from this mail",
        says="The mail is about a request that is not on record yet. This opens it and places the mail with it; "
        "then record on its page when it was sent and received, so that its clock runs.",
        button="Open the request and place the mail",
        done="The request is open and has the mail. Record next when the agency received the request.",
        crumbs=_crumbs(mail),
    )

    def save() -> RecordsRequest:
        return casework.open_request_for(mail, by=request.user, on=clock.today(), **form.cleaned_data)

    return perform(request, act, form, save, done=lambda made: made.get_absolute_url())


@changing
def move(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Choose another request for a placed mail, see what follows and what moves, and move it."""
    placed = ReceivedMail.objects.filter(outcome=MailOutcome.PLACED).select_related(
        "request__agency", "communication__request__agency"
    )
    mail = find(request, placed, pk=pk)
    paper = mail.communication
    if paper is None or mail.request is None:
        raise Http404
    requests = visible(request.user, RecordsRequest.objects.exclude(pk=mail.request.pk))
    chosen = PlaceForm({"request": request.POST.get("request") or request.GET.get("to")}, requests=requests)
    target: RecordsRequest | None = chosen.cleaned_data["request"] if chosen.is_valid() else None
    if target is None:
        form = FindForm(request.GET)
        words = form.cleaned_data["find"] if form.is_valid() else ""
        found = find_requests(requests, words, near=mail.request)
        context = {"mail": mail, "find_form": form, "find": words, "found": found, "crumbs": _crumbs(mail)}
        return render(request, "web/tray/move.html", context)
    act = Act(
        title=f"Move it to {target.number}",
        says=f"“{mail}” leaves {mail.request.number} {mail.request} and is filed with {target.number} {target}.",
        button="Move it",
        done=f"Moved to {target.number}.",
        clocks=(mail.request, target),
        crumbs=_crumbs(mail),
        template="web/tray/move_there.html",
        extra={
            "obstacles": mail_moving.obstacles(paper, target),
            "follows": mail_moving.follows(paper),
            "stays": mail_moving.stays(paper),
            "other": reverse("tray-move", args=[mail.pk]),
        },
    )

    def save() -> ReceivedMail:
        return mail_moving.move_mail(mail, request=target, by=request.user, on=clock.today())

    return perform(request, act, chosen, save, done=mail.get_absolute_url())


def _plain_subject(mail: ReceivedMail) -> str:
    """The mail's subject without the marks of answering and forwarding."""
    return ANSWERING.sub("", mail.subject)[:200]


def _agency_of(mail: ReceivedMail) -> Agency | None:
    """The one agency whose address, or else whose domain, the mail comes from."""
    domain = mail.sender_address.rpartition("@")[2]
    places = [{"email__iexact": mail.sender_address}]
    if domain not in mailroom.PUBLIC_DOMAINS:
        places.append({"email__iendswith": f"@{domain}"})
    for place in places if domain else ():
        found = Agency.objects.filter(**place)[:2]
        if len(found) == 1:
            return found[0]
    return None
