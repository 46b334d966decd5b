"""Releases: prepared, watched, decided by a second person, handed out with a datasheet, withdrawn."""

from dataclasses import replace

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app.access import visible
from requests_app.casework import release_beside, release_gate, release_papers, release_plans
from requests_app.casework import releases as verbs
from requests_app.errors import CaseworkError, TrackerError
from requests_app.models import Dataset, Release
from requests_app.web.acts import Act, perform
from requests_app.web.dataset_filters import ReleaseFilter
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.forms.releases import DecideForm, PrepareForm, PrepareTableForm, WithdrawForm
from requests_app.web.lists import Column, Listing, show_list

LISTING = Listing(
    title="Releases",
    lede="Versions of datasets that name nobody. Nothing leaves before somebody else than who prepared it decides.",
    noun="release",
    nouns="releases",
    row="web/releases/row.html",
    default_sort="-pk",
    empty="Open a dataset that has been read, and choose Prepare a release.",
    columns=(
        Column("Release", lambda row: row.title, "title"),
        Column("Dataset", lambda row: row.dataset.title, "dataset__title"),
        Column("Form", lambda row: row.get_form_display(), "form"),
        Column("State", lambda row: row.get_state_display(), "state"),
        Column("Prepared by", lambda row: row.prepared_by, "prepared_by__username"),
        Column("Asked for", lambda row: row.asked_at, "pk"),
        Column("Decided by", lambda row: row.decided_by, "decided_by__username"),
        Column("Epsilon", lambda row: row.epsilon, "epsilon", number=True, shown=False),
        Column("Key", lambda row: row.key_id, shown=False),
    ),
)


def _rows() -> QuerySet[Release]:
    return Release.objects.select_related(
        "dataset__document",
        "dataset__request__agency",
        "dataset__matter__organisation",
        "prepared_by",
        "decided_by",
        "withdrawn_by",
        "key_destroyed_by",
    )


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    return show_list(request, LISTING, visible(request.user, _rows()), ReleaseFilter)


@changing
def new(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Of a dataset that has been read: plate reads by a plan, any other table column by column."""
    dataset = find(request, Dataset.objects.select_related("matter__organisation", "document"), pk=pk)
    act = Act(
        title="Prepare a release",
        says="A worker makes a version of the dataset without plates, looks in every text for what names a person, "
        "and measures what the version still gives away. Nothing leaves before somebody else decides.",
        button="Prepare it",
        done="It is being prepared.",
        crumbs=[("Datasets", reverse("datasets")), (dataset.title, dataset.get_absolute_url())],
        template="web/releases/new.html",
        extra={"earlier": release_beside.left_in_words(dataset)},
    )
    try:
        mapping = release_plans.mapping_of(dataset)
        looks = release_plans.look_over(dataset)
    except TrackerError as error:
        messages.error(request, str(error))
        return redirect(dataset)
    form: PrepareForm | PrepareTableForm
    if looks:
        act = replace(act, template="web/releases/new_table.html")
        form = PrepareTableForm(
            request.POST or None, looks=looks, has_times=bool(mapping.time_fields), initial={"title": dataset.title}
        )
    else:
        fields = frozenset(mapping.fields)
        form = PrepareForm(request.POST or None, fields=fields, initial={"title": dataset.title})
    return perform(
        request,
        act,
        form,
        lambda: verbs.prepare_release(dataset=dataset, by=request.user, **form.asked()),
        done=lambda made: made.get_absolute_url(),
    )


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    release = find(request, _rows(), pk=pk)
    context: dict[str, object] = {"release": release, "twin": release, **_progress(release)}
    if release.report:
        stood = release_gate.standing_of(release)
        context |= {
            "facts": release_papers.facts_of(release),
            "columns": release_papers.column_rows(release),
            "risks": release_papers.risks_of(release),
            "cells_words": release_papers.CELLS,
            "unicity_words": release_papers.unicity_words(),
            "noise_words": release_papers.noise_words(release),
            "objections": stood.objections,
            "earlier": stood.beside,
            "questions": stood.questions,
            "asked": stood.asked,
            "may_decide": release_gate.may_decide(request.user, release),
        }
    return render(request, "web/releases/detail.html", context)


def _progress(release: Release) -> dict[str, object]:
    said = "Stopping, as asked…" if release.cancel_asked else f"{release.stage}." if release.stage else ""
    return {
        "is_running": release.state in verbs.RUNNING,
        "percent": release.progress_percent,
        "words": said or "It waits for a worker.",
    }


@signed_in
def status(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The progress bar alone, fetched while it is prepared."""
    release = find(request, _rows(), pk=pk)
    return render(request, "web/releases/status.html", {"release": release, **_progress(release)})


@require_POST
@changing
def turn(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Cancel it or try again, as the button says."""
    release = find(request, _rows(), pk=pk)
    acts = {
        "cancel": (verbs.cancel_release, "It stops; nothing of it is kept."),
        "retry": (verbs.retry_release, "It is prepared again, under a new key."),
    }
    act, said = acts.get(request.POST.get("act", ""), (None, ""))
    if act is None:
        raise Http404
    try:
        act(release=release, by=request.user)
        messages.success(request, said)
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(release)


def _crumbs(release: Release) -> list[tuple[str, str]]:
    return [("Releases", reverse("releases")), (release.title, release.get_absolute_url())]


@changing
def decide(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The decision of somebody else than who prepared it."""
    release = find(request, _rows(), pk=pk)
    said = release_gate.objections(release, release_plans.policy_of(release.dataset))
    questions = release_gate.questions(release)
    met = "It meets everything the organisation asks" + (
        "; what left before it is still to be answered." if questions else "."
    )
    act = Act(
        title=f"Decide about “{release.title}”",
        says=f"It cannot be released. {' '.join(said)}" if said else met,
        button="Record the decision",
        done="The decision is recorded.",
        crumbs=_crumbs(release),
        template="web/releases/decide.html",
        extra={"earlier": [row.words for row in release_beside.beside(release)], "questions": questions},
    )
    form = DecideForm(
        request.POST or None,
        may_leave=not said,
        has_questions=bool(questions),
        initial={"version": release_gate.version_of(release)},
    )
    return perform(
        request,
        act,
        form,
        lambda: release_gate.decide_release(
            release=release,
            releases=form.cleaned_data["decision"] == "release",
            reason=form.cleaned_data["reason"],
            by=request.user,
            version=form.cleaned_data["version"],
            beside_reason=form.cleaned_data.get("beside_reason", ""),
        ),
        done=release.get_absolute_url(),
    )


@changing
def withdraw(request: SignedInRequest, pk: int) -> HttpResponseBase:
    release = find(request, _rows(), pk=pk)
    act = Act(
        title=f"Withdraw “{release.title}”",
        says="Its files are handed out no more. The record, its numbers and who decided stay.",
        button="Withdraw it",
        done="Withdrawn.",
        crumbs=_crumbs(release),
    )
    form = WithdrawForm(request.POST or None)
    return perform(
        request,
        act,
        form,
        lambda: release_gate.withdraw_release(release=release, reason=form.cleaned_data["reason"], by=request.user),
        done=release.get_absolute_url(),
    )


@changing
def destroy_key(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A page that says what it means before it is done."""
    release = find(request, _rows(), pk=pk)
    act = Act(
        title=f"Destroy the key of “{release.title}”",
        says="From then on nobody, you included, can tell which plate a pseudonym was, or make the same pseudonyms "
        "again. It cannot be undone, and it does not reach copies such as backups.",
        button="Destroy the key",
        done="The key is destroyed.",
        crumbs=_crumbs(release),
    )
    return perform(
        request,
        act,
        Form(request.POST if request.method == "POST" else None),
        lambda: verbs.destroy_release_key(release=release, by=request.user),
        done=release.get_absolute_url(),
    )


@signed_in
def file(request: SignedInRequest, pk: int, name: str) -> HttpResponseBase:
    """One of its files, once it is released and while it is not withdrawn."""
    release = find(request, _rows(), pk=pk)
    try:
        opened = release_gate.open_release_file(release, name)
    except CaseworkError as error:
        raise Http404 from error
    response = FileResponse(
        opened, as_attachment=True, filename=f"{release.pk}-{name}", content_type=release_gate.FILES[name]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store, no-transform"
    return response


@signed_in
def paper(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    """The datasheet, with the report of the risk in it, as PDF or Markdown."""
    release = find(request, _rows(), pk=pk)
    if not release.report or kind not in ("pdf", "md"):
        raise Http404
    if kind == "md":
        response = HttpResponse(
            release_papers.datasheet_markdown(release), content_type="text/markdown; charset=utf-8"
        )
    else:
        try:
            response = HttpResponse(release_papers.datasheet_pdf(release), content_type="application/pdf")
        except TrackerError as error:
            messages.error(request, str(error))
            return redirect(release)
    response["Content-Disposition"] = f'attachment; filename="datasheet-{release.pk}.{kind}"'
    return response
