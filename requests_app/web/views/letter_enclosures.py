"""What a letter takes along: chosen from the documents of its matter, or taken out again."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app.access import visible
from requests_app.casework import enclosures
from requests_app.casework.letter_paper import enclosures_of
from requests_app.errors import TrackerError
from requests_app.models import Document
from requests_app.web.choosing import Choice, choose_documents
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.views.letters import ROWS


@changing
def choose(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The documents of the matter; those ticked go with the letter."""
    letter = find(request, ROWS.all(), pk=pk)

    def why_not(documents: Sequence[Document]) -> Mapping[int, str]:
        reasons = enclosures.why_not_enclosed(letter, documents)
        return {key: "raw data" if "raw data" in said else "not to leave" for key, said in reasons.items()}

    choice = Choice(
        lede="Documents of the matter that you may see. What is ticked is listed under the signature, goes with the "
        "letter and is frozen with it.",
        warning="They never go out with a letter.",
        button="Enclose the ticked documents",
        chosen_word="enclosed",
        back=(letter.get_absolute_url(), "Back to the letter"),
        crumbs=[("Letters", reverse("letters")), (letter.subject, letter.get_absolute_url())],
        chosen=frozenset(enclosures_of(letter).values_list("pk", flat=True)),
        why_not=why_not,
    )
    return choose_documents(
        request,
        choice,
        matter=letter.request.matter,
        take=lambda ticked: enclosures.enclose(letter=letter, documents=ticked, by=request.user),
    )


@require_POST
@changing
def take_out(request: SignedInRequest, pk: int) -> HttpResponseBase:
    letter = find(request, ROWS.all(), pk=pk)
    key = request.POST.get("document", "")
    enclosed = visible(request.user, Document.objects.filter(pk__in=enclosures_of(letter).values("pk")))
    document = enclosed.filter(pk=int(key) if key.isdecimal() and len(key) < 10 else 0).first()
    try:
        if document is not None:
            enclosures.take_out(letter=letter, document=document, by=request.user)
            messages.success(request, f"The letter goes without “{document}”.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(letter)
