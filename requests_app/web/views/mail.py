"""The mail this machine wrote to its folder instead of sending: what it said, and to whom."""

from itertools import islice

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from requests_app.access import Power, may
from requests_app.web.doors import SignedInRequest, signed_in
from requests_app.web.outgoing import OutgoingMail, outgoing_mail

MOST = 200


def _mine(request: SignedInRequest) -> list[OutgoingMail]:
    """Administrators see all of it, others what was addressed to them.

    Raises: Http404 where mail is really sent, and nothing is written to a folder.
    """
    if not hasattr(settings, "EMAIL_FILE_PATH"):
        raise Http404
    everything = outgoing_mail(settings.MAIL_FOLDER)
    if not may(request.user, Power.ADMINISTER):
        address = request.user.email.lower()
        everything = (mail for mail in everything if address in {to.lower() for to in mail.recipients})
    return list(islice(everything, MOST))


def _one(request: SignedInRequest, name: str) -> OutgoingMail:
    for mail in _mine(request):
        if mail.name == name:
            return mail
    raise Http404


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return render(request, "web/mail/list.html", {"mails": _mine(request)})


@signed_in
def detail(request: SignedInRequest, name: str) -> HttpResponseBase:
    return render(request, "web/mail/detail.html", {"mail": _one(request, name)})


@xframe_options_sameorigin
@signed_in
def as_html(request: SignedInRequest, name: str) -> HttpResponseBase:
    """The mail's own HTML, shut into a sandbox: no scripts, no addresses outside."""
    response = HttpResponse(_one(request, name).html)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return response
