"""The wordings of letters: written beside the facts they may name, looked at on a real request, versions kept."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from requests_app import clock, letters
from requests_app.access import Power, may, visible
from requests_app.casework import wordings as verbs
from requests_app.casework.letter_paper import paper_of
from requests_app.errors import TrackerError
from requests_app.letters.palette import FACTS, LAW
from requests_app.models import Language, Letter, LetterWording, Organisation, RecordsRequest
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing
from requests_app.web.filters import WordingFilter
from requests_app.web.forms.wordings import SketchForm, WordingForm
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.sheets import show_sheet

VERSIONS = Listing(
    title="Versions of wordings",
    noun="version",
    nouns="versions",
    row="web/wordings/row.html",
    default_sort="-written_at",
    empty="Every letter is still written as it ships. Open a wording and change it; each version is kept.",
    columns=(
        Column("Letter", lambda row: letters.kind_of(row.kind).title, "kind"),
        Column("For", lambda row: str(row.organisation or "everyone"), "organisation__name"),
        Column("Language", lambda row: row.get_language_display(), "language"),
        Column("Version", lambda row: row.number, "number", number=True),
        Column("Why", lambda row: row.why, "why"),
        Column("By", lambda row: str(row.written_by or ""), "written_by__last_name"),
        Column("Written", lambda row: row.written_at, "written_at"),
    ),
)
CHOICES = 200  # requests offered to look at a wording with


@changing
def index(request: SignedInRequest) -> HttpResponseBase:
    """The kinds of letter, each with the texts one may write."""
    return render(
        request,
        "web/wordings/index.html",
        {
            "kinds": letters.KINDS.values(),
            "organisations": verbs.organisations_of(request.user),
            "may_write_for_everyone": may(request.user, Power.ADMINISTER),
        },
    )


@changing
def versions(request: SignedInRequest) -> HttpResponseBase:
    rows = LetterWording.objects.select_related("organisation", "written_by")
    return show_list(request, VERSIONS, visible(request.user, rows), WordingFilter)


def _organisation(request: SignedInRequest) -> Organisation | None:
    """Whose text is meant; somebody else's is as absent as none."""
    number = request.GET.get("organisation", "")
    row = Organisation.objects.filter(pk=int(number)).first() if number.isdecimal() else None
    if (number and row is None) or not verbs.may_write_for(request.user, row):
        raise Http404
    return row


def _language(request: SignedInRequest) -> Language:
    """Which language the text is in; English where none is named."""
    language = request.GET.get("language") or Language.ENGLISH
    if language not in Language.values:
        raise Http404
    return Language(language)


@changing
def edit(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """One wording, with what may be inserted, a look at it, and its versions."""
    described = letters.KINDS.get(kind)
    if described is None:
        raise Http404
    organisation, language = _organisation(request), _language(request)
    history = list(verbs.versions(kind, organisation, language))
    begun = next((row for row in history if str(row.number) == request.GET.get("from")), None)
    text = verbs.text_of(begun) if begun else verbs.wording_in_force(kind, organisation, language)
    if request.GET.get("from") == "shipped":
        text = described.shipped
    initial = {"subject": text.subject, "body": text.body, "seen": history[0].number if history else 0}
    form = WordingForm(request.POST or None, initial=initial)
    act = Act(
        title=f"{described.title}: the wording",
        says=f"{described.purpose} Letters proposed from now on are written from the latest version"
        f" {f'for {organisation}' if organisation else 'for everyone'} on letterheads in {language.label}; earlier "
        "letters keep theirs.",
        button="Keep this version",
        done="A new version is in force.",
        crumbs=[("Letters", reverse("letters")), ("Wordings", reverse("wordings"))],
        template="web/wordings/edit.html",
        extra={
            "kind": described,
            "text": text,
            "organisation": organisation,
            "language": language,
            "languages": Language,
            "history": history,
            "shipped": described.shipped,
            "facts": FACTS,
            "law": LAW,
            "requests": _requests(request)[:CHOICES],
        },
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.keep_wording(
            kind=kind, organisation=organisation, language=language, **form.cleaned_data, by=request.user
        ),
        done=request.get_full_path().partition("&from=")[0],
    )


def _requests(request: SignedInRequest) -> QuerySet[RecordsRequest]:
    return visible(request.user, RecordsRequest.objects.select_related("agency", "matter__organisation"))


@xframe_options_sameorigin
@require_POST
@changing
def sketch(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """The words of the editor on a real request: for a frame, or as a PDF. Nothing is recorded."""
    described = letters.KINDS.get(kind)
    if described is None:
        raise Http404
    form = SketchForm(request.POST, requests=_requests(request))
    if not form.is_valid():
        return _plain("Choose a request to look at these words with; a wording has a subject line and a text.")
    record: RecordsRequest = form.cleaned_data["request"]
    said = form.cleaned_data
    text = letters.WordingText(kind, said["subject"], said["body"], "", said["language"] or Language.ENGLISH)
    try:
        draft, missing = verbs.sketch_of(text, record, on=clock.today())
        letter = Letter(
            request=record,
            kind=kind,
            subject=draft.subject,
            body=draft.body,
            signed_by=request.user,
            dated_on=clock.today(),
            letterhead=record.matter.organisation.letterheads.filter(language=text.language).first(),
        )
        paper = replace(paper_of(letter), is_draft=True)
        if form.cleaned_data["form"] == "pdf":
            return HttpResponse(letters.render(paper), content_type="application/pdf")
        return show_sheet(paper, missing)
    except TrackerError as error:
        return _plain(str(error).replace(" Line ", "\nLine "))


def _plain(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8")
