"""The letterheads letters can carry, and a look at each."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from requests_app import clock, letters
from requests_app.access import Power, may, visible
from requests_app.casework.letter_paper import letterhead_of
from requests_app.models import Letterhead
from requests_app.web.doors import SignedInRequest, find, signed_in
from requests_app.web.filters import LetterheadFilter
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.sheets import show_sheet

ROWS = Letterhead.objects.select_related("organisation")
LISTING = Listing(
    title="Letterheads",
    noun="letterhead",
    nouns="letterheads",
    row="web/letterheads/row.html",
    default_sort="name",
    empty="Until an administrator adds one, letters carry the organisation's name and address.",
    columns=(
        Column("Letterhead", lambda row: row.name, "name"),
        Column("Organisation", lambda row: str(row.organisation), "organisation__name"),
        Column("Language", lambda row: row.get_language_display(), "language"),
        Column("Logo", lambda row: "yes" if row.logo_sha256 else "no", "logo_sha256"),
        Column("Co-signer", lambda row: row.signer_name, "signer_name"),
    ),
)


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    more = {}
    if may(request.user, Power.ADMINISTER):
        more = {"button": "Add a letterhead", "button_url": reverse("admin:requests_app_letterhead_add")}
    return show_list(request, LISTING, visible(request.user, ROWS.all()), LetterheadFilter, more)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, ROWS.all(), pk=pk)
    return render(request, "web/letterheads/detail.html", {"letterhead": row, "twin": row})


@xframe_options_sameorigin
@signed_in
def look(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The letterhead above a letter of nothing, for a frame."""
    row = find(request, ROWS.all(), pk=pk)
    say = letters.phrases_of(row.language)
    signer = letters.Signer(
        row.signer_name or str(request.user), row.signer_title, row.name, letters.lines(row.signature_block)
    )
    paper = letters.LetterPaper(
        letterhead=letterhead_of(row),
        dated_on=clock.today(),
        addressee=letters.Addressee("Custodian of Records"),
        subject="How letters on this letterhead look",
        body="Dear Custodian of Records:\n\nThe words of the letter stand here.",
        signers=(signer,),
        closing=say.closing,
        language=row.language,
    )
    return show_sheet(paper)
