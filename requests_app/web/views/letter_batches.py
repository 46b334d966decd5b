"""Issue many letters at once, follow the making, stop what has not begun."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from requests_app.access import visible
from requests_app.casework import letter_batches
from requests_app.casework.letter_paper import UNFROZEN_STATES
from requests_app.errors import CaseworkError
from requests_app.web.doors import SignedInRequest, changing, signed_in
from requests_app.web.views.letters import ROWS

MOST = 900  # letters chosen on one page; a form may carry a thousand values


@changing
def choose(request: SignedInRequest) -> HttpResponseBase:
    """The drafts one may issue; the chosen ones are issued together."""
    drafts = visible(request.user, ROWS.filter(state__in=UNFROZEN_STATES))
    if request.method == "POST":
        chosen = [number for number in request.POST.getlist("letter") if number.isdecimal()]
        letters = list(drafts.filter(pk__in=chosen))
        if letters:
            key, refused = letter_batches.issue_letters(letters, by=request.user)
            for sentence in refused:
                messages.error(request, sentence)
            if len(refused) < len(letters):
                return redirect("letter-batch", key)
        else:
            messages.error(request, "Choose at least one draft.")
    return render(request, "web/letters/choose.html", {"drafts": drafts[:MOST]})


def _batch(request: SignedInRequest, key: int) -> letter_batches.Batch:
    try:
        return letter_batches.batch_of(key, person=request.user)
    except (CaseworkError, OverflowError) as error:
        raise Http404 from error


@signed_in
def batch(request: SignedInRequest, key: int) -> HttpResponseBase:
    """How far it is, letter by letter."""
    return render(request, "web/letters/batch.html", {"batch": _batch(request, key)})


@signed_in
def status(request: SignedInRequest, key: int) -> HttpResponseBase:
    """The moving part of that page."""
    return render(request, "web/letters/batch_status.html", {"batch": _batch(request, key)})


@require_POST
@changing
def cancel(request: SignedInRequest, key: int) -> HttpResponseBase:
    _batch(request, key)
    count = letter_batches.cancel_batch(key, by=request.user)
    messages.success(request, f"{count} letter{'' if count == 1 else 's'} became drafts again; the others are made.")
    return redirect("letters")
