"""A letter around its issue: put before counsel, mailed, received, corrected."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app import clock
from requests_app.access import may_see
from requests_app.casework import letter_mail, letter_review
from requests_app.errors import TrackerError
from requests_app.models import Letter, MailState
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.forms.letters import MailForm, ReceivedForm
from requests_app.web.views.letters import ROWS


def _crumbs(letter: Letter) -> list[tuple[str, str]]:
    return [("Letters", reverse("letters")), (letter.subject, letter.get_absolute_url())]


def _button(
    request: SignedInRequest, letter: Letter, act: Callable[[], Letter | None], done: str
) -> HttpResponseBase:
    """One button's act: its sentence, or the verb's refusal, on the letter's page."""
    target: Letter = letter
    try:
        target = act() or letter
        messages.success(request, done)
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(target)


@require_POST
@changing
def ask_for_review(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    ask = letter_review.ask_for_review
    return _button(request, letter, lambda: ask(letter=letter, by=request.user), "It is before counsel.")


@require_POST
@changing
def approve(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    approval, seen = letter_review.approve_letter, request.POST.get("seen", "")
    done = "Approved: it can be issued."
    return _button(request, letter, lambda: approval(letter=letter, seen=seen, by=request.user), done)


@require_POST
@changing
def keep_for_counsel(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    keep = letter_review.keep_for_counsel
    done = "Until it is issued, only counsel sees it, and who drafted it."
    try:
        keep(letter=letter, by=request.user)
        messages.success(request, done)
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(letter if may_see(request.user, letter) else letter.request)


@require_POST
@changing
def open_draft(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    opened = letter_review.open_draft
    return _button(request, letter, lambda: opened(letter=letter, by=request.user), "Everyone on the matter sees it.")


@require_POST
@changing
def send_back(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter, note = find(request, ROWS.all(), pk=pk), request.POST.get("note", "")
    back = letter_review.send_back
    return _button(request, letter, lambda: back(letter=letter, note=note, by=request.user), "It is a draft again.")


@require_POST
@changing
def correct(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    done = "A draft with the same words; it will say which letter it replaces."
    correction = letter_review.correct_letter
    return _button(request, letter, lambda: correction(letter=letter, by=request.user, on=clock.today()), done)


@changing
def mail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    before = list(letter.mails.filter(state=MailState.SENT).values_list("to", flat=True))
    email = letter.request.agency.email
    form = MailForm(request.POST or None, initial={"to": "" if email in before else email})
    says = "A worker sends the letter with its PDF in a moment, and records it as sent on the day it goes out."
    if before:
        says = (
            f"It came back from {', '.join(before)}. The same letter, with its date and its PDF, goes out once more."
        )
    act = Act(
        title="Send it to another address" if before else "Send by e-mail",
        says=says,
        button="Send it",
        done="It is on its way.",
        crumbs=_crumbs(letter),
    )
    return perform(
        request,
        act,
        form,
        lambda: letter_mail.mail_letter(letter=letter, **form.cleaned_data, by=request.user, on=clock.today()),
        done=letter.get_absolute_url(),
    )


@require_POST
@changing
def stop_mail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    try:
        if letter_mail.stop_mail(letter=letter, by=request.user):
            unsure = "Taken back, but it may have gone out: the process that was sending it died. Ask the agency."
            messages.warning(request, unsure)
        else:
            messages.success(request, "Taken back: it does not go out.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(letter)


@changing
def received(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    form = ReceivedForm(request.POST or None, initial={"received_on": clock.today()})
    act = Act(
        title="Record the receipt",
        says="The agency has the letter. For the letter that makes the request, this day starts the clock.",
        button="Record the receipt",
        crumbs=_crumbs(letter),
        clocks=letter.request,
    )
    save = letter_review.record_letter_received
    return perform(
        request,
        act,
        form,
        lambda: save(letter=letter, **form.cleaned_data, by=request.user, on=clock.today()),
        done=letter.get_absolute_url(),
    )
