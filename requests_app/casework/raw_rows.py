"""Plates as agencies handed them over: who may look, and the journal of each look."""

from requests_app.access import may_see_raw
from requests_app.casework import journal
from requests_app.errors import AccessError
from requests_app.models import Dataset, Document, User


def look_at_raw(*, dataset: Dataset, what: str, by: User) -> None:
    """Write that this person looks at raw rows now; call it before they are shown.

    Raises: AccessError for everyone whom no administrator let see them.
    """
    if not may_see_raw(by, dataset.matter):
        raise AccessError("Only people whom an administrator let see raw rows may look at them.")
    journal.write(dataset, by=by, verb="look_at_raw", summary=f"Looked at {what} of “{dataset.title}”, unmasked.")


def dataset_of_bytes(document: Document) -> Dataset | None:
    """The dataset whose original this file is, or has the same bytes as; None for every other file."""
    return Dataset.objects.filter(document__sha256=document.sha256).select_related("matter").first()
