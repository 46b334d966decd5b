"""What a release is to hold: the organisation's conditions, the choice for each column, and the budget for noise."""

from dataclasses import dataclass
from decimal import Decimal

from requests_app import datasets
from requests_app.casework.readings import store_of
from requests_app.errors import CaseworkError
from requests_app.models import Dataset, DatasetState, Release, ReleaseForm, ReleasePolicy

# Columns whose values, or heads, say who somebody is: a telephone number may be read as a decimal too.
SAY_WHO = (datasets.Kind.TEXT, datasets.Kind.WHOLE_NUMBER, datasets.Kind.NUMBER)
STILL_SAY_WHO = (datasets.Treatment.KEEP, datasets.Treatment.STEP)  # a number in steps of 1 is the number


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """A column of a table, and what was found in it; empty where nothing was."""

    choice: datasets.ColumnChoice
    found: tuple[str, ...]


def policy_of(dataset: Dataset) -> ReleasePolicy:
    """What the organisation asks of a release; the strict defaults where it has not said."""
    if dataset.matter is None:
        return ReleasePolicy()
    found = ReleasePolicy.objects.filter(organisation=dataset.matter.organisation_id).first()
    return found or ReleasePolicy(organisation_id=dataset.matter.organisation_id)


def may_prepare(dataset: Dataset) -> bool:
    """Whether the dataset is one that releases are made of: read and reconciled."""
    return dataset.state == DatasetState.READY


def mapping_of(dataset: Dataset) -> datasets.Mapping:
    """How it was read. Raises: CaseworkError, while it was not."""
    if not may_prepare(dataset):
        raise CaseworkError("This dataset has not been read and reconciled yet.")
    return datasets.Mapping.from_json(dataset.mapping)


def look_over(dataset: Dataset) -> list[ColumnLook]:
    """The columns of a table other than plate reads, with what a first look at some of its rows finds in them.

    Raises: CaseworkError, while it is not read.
    """
    choices = datasets.choices_of(mapping_of(dataset))
    findings = datasets.look_over(store_of(dataset)) if choices else ()
    return [
        ColumnLook(
            choice, (*_said_by_its_head(choice), *(row.sentence for row in findings if row.column == choice.name))
        )
        for choice in choices
    ]


def _said_by_its_head(choice: datasets.ColumnChoice) -> list[str]:
    """A column called by what names people names them, whatever its values look like."""
    if datasets.Treatment.KEEP not in choice.allowed or choice.kind not in SAY_WHO:
        return []
    said = f"“{choice.name}” is called by what names people; screened, all of it is withheld."
    return [said] if datasets.names_people(choice.name) else []


def plan_of(release: Release, *, dataset: Dataset | None = None) -> datasets.Plan:
    """What the version holds, as the tool takes it, of its own dataset or of one that was read alike.

    Raises: IngestError, where it cannot be.
    """
    mapping = mapping_of(dataset or release.dataset)
    renames_daily = release.renames_daily and release.form == ReleaseForm.ROWS  # counts follow nobody
    if mapping.shape == datasets.PLATE_READS.name:
        return datasets.plan_of_reads(
            time_step=datasets.Treatment(release.time_step),
            place_step=None if release.place_step is None else float(release.place_step),
            keep=tuple(release.kept_columns),
            has_daily_names=renames_daily,
        )
    chosen = [
        datasets.Treated(
            "", row["name"], datasets.Treatment(row["treatment"]), row.get("step"), row.get("is_known", True)
        )
        for row in release.columns
    ]
    return datasets.plan_of_table(mapping, chosen, has_daily_names=renames_daily)


def noise_of(release: Release) -> datasets.Noise | None:
    """The noise that is to be drawn; None for the other forms. Raises: IngestError, where it cannot be."""
    if release.form != ReleaseForm.NOISY:
        return None
    if release.epsilon is None or release.most_per_unit is None or not (release.since_on and release.until_on):
        raise CaseworkError("Counts with noise need an epsilon, a bound and the days they are of.")
    area = None if release.area is None else tuple(float(edge) for edge in release.area)
    return datasets.Noise(
        float(release.epsilon),
        release.most_per_unit,
        release.since_on,
        release.until_on,
        area,  # type: ignore[arg-type]
    )


def check_plan(release: Release) -> None:
    """Refuse at once what a worker would refuse later. Raises: CaseworkError or IngestError."""
    mapping = mapping_of(release.dataset)
    absent = [name for name in release.kept_columns if name not in mapping.fields]
    if absent:
        raise CaseworkError(f"This dataset has no {', no '.join(absent)}.")
    if release.place_step is not None and "latitude" not in mapping.fields:
        raise CaseworkError("This dataset has no coordinates; leave the place out.")
    if release.renames_daily and not mapping.time_fields:
        raise CaseworkError("This dataset has no times, so no pseudonym can be new every day.")
    plan, noise = plan_of(release), noise_of(release)
    if noise is not None:
        datasets.check_noise(plan, noise)


def check_reasons(release: Release) -> None:
    """Refuse to keep a column that a first look finds to name people, unless it is said why.

    Raises: CaseworkError, which names the columns.
    """
    reasons = kept_in_spite(release)
    bare = {
        row["name"] for row in release.columns if row["treatment"] in STILL_SAY_WHO and row["name"] not in reasons
    }
    if bare and (
        named := [look.choice.name for look in look_over(release.dataset) if look.found and look.choice.name in bare]
    ):
        raise CaseworkError(
            f"“{'”, “'.join(named)}” names people. Say why it is kept all the same, or choose otherwise."
        )


def hold_rows(dataset: Dataset) -> None:
    """Lock every dataset of the same rows until the transaction ends, so that what their releases spend and tell
    together is decided by one person after another."""
    same = Dataset.objects.same_rows_as(dataset).order_by("pk")
    list(same.select_for_update(of=("self",)).values_list("pk", flat=True))


def check_budget(release: Release) -> None:
    """Refuse noise that the organisation's budget for the rows does not cover; the rows must be held.

    Raises: CaseworkError, with what is left.
    """
    if release.epsilon is None:
        return
    most, spent = policy_of(release.dataset).most_epsilon, Release.objects.spent_on(release.dataset)
    if spent + release.epsilon > most:
        left = max(most - spent, Decimal(0))
        raise CaseworkError(
            f"The releases of these rows, in whatever dataset, may spend an epsilon of {most} together. {spent} is "
            f"spent, so {left} is left. What was drawn stays spent, whatever became of it."
        )


def kept_in_spite(release: Release) -> dict[str, str]:
    """The written reasons for keeping columns that name people, by column."""
    reasons = {row["name"]: str(row.get("reason") or "").strip() for row in release.columns}
    return {name: reason for name, reason in reasons.items() if reason}


def dropped_columns(release: Release) -> list[str]:
    """The columns of the original that are not in the version, by their names in the file."""
    mapping = datasets.Mapping.from_json(release.dataset.mapping)
    coarser = {field.name for field in mapping.known_shape.fields if field.kind is datasets.Kind.TIME}
    if release.place_step is not None:
        coarser |= {"latitude", "longitude"}
    kept = {
        source
        for name, sources in mapping.fields.items()
        if name in coarser | set(release.kept_columns)
        for source in sources
    }
    return [column for column in mapping.columns if column not in kept]
