"""Whether the data received under a settlement term is what it promises, as the report of its coverage says."""

from dataclasses import dataclass

from requests_app.casework.agreements import Finding, cover_dataset, findings
from requests_app.errors import TrackerError
from requests_app.models import DataAgreement, Dataset, DatasetState, SettlementTerm


@dataclass(frozen=True, slots=True)
class Verification:
    """One dataset held against its term. `why_not` says why it cannot be; then nothing was found."""

    dataset: Dataset
    findings: tuple[Finding, ...] = ()
    why_not: str = ""

    @property
    def does(self) -> bool | None:
        """Whether it is what was promised in all; None where that cannot be said."""
        return all(row.is_kept for row in self.findings) if self.findings else None


def promise_of(term: SettlementTerm) -> DataAgreement | None:
    """What the term promises of data; None where it promises none."""
    found = DataAgreement.objects.filter(settlement_term=term).first()
    return found if found and found.promises_anything else None


def verify(term: SettlementTerm) -> list[Verification]:
    """Each dataset received under the term, held against what it promises; from the roll-ups, not the rows."""
    agreement = promise_of(term)
    return [_verified(agreement, dataset) for dataset in term.datasets.order_by("received_on", "pk")]


def _verified(agreement: DataAgreement | None, dataset: Dataset) -> Verification:
    if agreement is None:
        return Verification(dataset, why_not="The term says nothing of period, rows or fields to hold it against.")
    if dataset.state != DatasetState.READY:
        return Verification(dataset, why_not=f"It is not read: {dataset.get_state_display().lower()}.")
    try:
        return Verification(dataset, tuple(findings(dataset, agreement, cover_dataset(dataset, agreement))))
    except TrackerError as error:
        return Verification(dataset, why_not=str(error))
