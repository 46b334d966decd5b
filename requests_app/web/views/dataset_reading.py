"""The page on which a person confirms how a received file is read."""

from collections.abc import Sequence

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from requests_app import datasets
from requests_app.access import may_see_raw, visible
from requests_app.casework import datasets as verbs
from requests_app.casework.raw_rows import look_at_raw
from requests_app.errors import TrackerError
from requests_app.models import Dataset
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.forms.reading import LookForm, MappingForm, said_before

EARLIER_SHOWN = 5
EARLIER_LOOKED_AT = 50
HEADS = (
    "The line taken for the names of the columns seems to be one of the data: {}. Say how many lines stand above the "
    "data, 0 where there is none; or ask somebody who may see raw rows."
)


@changing
def confirm(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """How the columns would be read, with the first rows; a person confirms or changes it."""
    dataset = find(request, Dataset.objects.select_related("request__agency", "matter", "document"), pk=pk)
    crumbs = [("Datasets", reverse("datasets")), (dataset.title, dataset.get_absolute_url())]
    earlier = list(visible(request.user, verbs.earlier_choices(dataset))[:EARLIER_LOOKED_AT])
    like = next((row for row in earlier if str(row.pk) == request.GET.get("like")), None)
    said = {key: value for key, value in request.GET.items() if key in LookForm.base_fields}
    begun = dataset.mapping if not said else {}
    if like is not None:
        begun = like.mapping | {"tables": []}
    look = LookForm(said_before(begun) if begun else said)
    try:
        shape, hints = look.chosen()
        proposal = verbs.propose_reading(dataset, shape=shape, hints=hints)
    except TrackerError as error:
        context = {"dataset": dataset, "crumbs": crumbs, "refusal": str(error), "look": look}
        return render(request, "web/datasets/unreadable.html", context)
    may_look = may_see_raw(request.user, dataset.matter)
    if not may_look and (heads := datasets.heads_of_people(proposal.columns)):
        context = {"dataset": dataset, "crumbs": crumbs, "refusal": HEADS.format(", ".join(heads)), "look": look}
        return render(request, "web/datasets/unreadable.html", context)
    same = [row for row in earlier if row.mapping.get("columns") == list(proposal.columns)]
    if begun.get("columns") != list(proposal.columns):
        begun = proposal.draft
    elif like is not None:
        begun |= {name: proposal.draft[name] for name in ("text", "tables")}
    form = MappingForm(request.POST or None, proposal=proposal, begun=begun)
    names = tuple(name for name, _, _ in proposal.tables)
    act = Act(
        title="Confirm how it is read",
        says="This is what was found in the file. Nothing is read until you confirm it.",
        button="Read it this way",
        done="Confirmed. A worker reads it now.",
        crumbs=crumbs,
        template="web/datasets/confirm.html",
        extra={
            "dataset": dataset,
            "proposal": proposal,
            "rows": _rows_shown(request, dataset, proposal),
            "may_look": may_look,
            "tables": _tables_shown(proposal, may_look=may_look),
            "look": LookForm({**look.data, "shape": form.shape.name}, tables=names),
            "like": like if like in same else None,
            "unlike": like if like not in same else None,
            "earlier": same[:EARLIER_SHOWN],
        },
    )

    def save() -> Dataset:
        return verbs.confirm_dataset(dataset=dataset, mapping=form.mapping(), by=request.user)

    return perform(request, act, form, save, done=dataset.get_absolute_url())


# Fields whose values name people, whatever they look like.
NAMING = ("plate", "officer")


def _tables_shown(proposal: datasets.Proposal, *, may_look: bool) -> list[tuple[str, Sequence[str], bool]]:
    """Every table in the file with its columns; hidden where a line of data may have been taken for their names."""
    return [
        (name, columns if may_look or not datasets.heads_of_people(columns) else ("hidden",), is_read)
        for name, columns, is_read in proposal.tables
    ]


def _rows_shown(request: SignedInRequest, dataset: Dataset, proposal: datasets.Proposal) -> Sequence[Sequence[str]]:
    """The first rows, with what names people hidden; as they stand where the person may see that and asks for it."""
    if "raw" in request.GET and may_see_raw(request.user, dataset.matter):
        look_at_raw(dataset=dataset, what="the first rows", by=request.user)
        return proposal.preview
    fields = proposal.draft.get("fields", {})
    always = {column for name in NAMING for column in fields.get(name, ())}
    return datasets.hide_columns(proposal.columns, proposal.preview, always=always)
