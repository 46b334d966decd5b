"""Which exhibit shows what happened: its label and first Bates number, for the rows of a chronology."""

from requests_app.access import visible
from requests_app.casework.timeline import Event
from requests_app.exhibits.numbering import letter_label
from requests_app.models import Binder, BinderState, CourtCase, Dataset, ExhibitSet, User

MOST_NAMED = 3  # of one happening


def exhibits_by_document(case: CourtCase, *, user: User) -> dict[int, str]:
    """What the papers of the case are called as exhibits: "Ex. C, DL000012", by the keys of their documents.

    As the newest binder has them; before one is made, as the newest set orders them. Sets of counsel's alone give
    nothing away.
    """
    sets = visible(user, ExhibitSet.objects.filter(case=case, counsel_only=False))
    bound = Binder.objects.filter(exhibit_set__in=sets, state__in=[BinderState.READY, BinderState.REMOVED])
    binder = visible(user, bound).order_by("-made_at").first()
    if binder is not None:
        return {
            one["document"]: f"Ex. {one['label'].removeprefix('Exhibit ')}, {one['first_bates']}"
            for one in reversed(binder.contents)
        }
    newest = sets.filter(exhibits__isnull=False).order_by("-pk").first()
    if newest is None:
        return {}
    rows = list(newest.exhibits.order_by("position", "pk"))
    places = reversed(list(enumerate(rows, 1)))  # of a document that is there twice, its first place
    return {
        row.document_id: f"Ex. {row.label or (letter_label(at) if newest.labels == 'letters' else at)}"
        for at, row in places
    }


def shown_by(event: Event, names: dict[int, str]) -> str:
    """The exhibits among `names` that are papers of what happened."""
    record = event.record
    if isinstance(record, Dataset):
        papers = [record.document_id]
    else:
        papers = [row.pk for row in record.documents.all()] if hasattr(record, "documents") else []
        if event.kind == "request":
            papers = []  # every paper of a request hangs from it; which shows this line is for a person to say
    found = list(dict.fromkeys(names[key] for key in papers if key in names))
    more = ["and others"] if len(found) > MOST_NAMED else []
    return "; ".join([*found[:MOST_NAMED], *more])
