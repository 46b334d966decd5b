"""The gate a release leaves by: what the organisation asks, the decision of a second person, and taking it back."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from requests_app import clock, datasets
from requests_app.casework import records
from requests_app.casework.readings import reading_of
from requests_app.casework.release_beside import beside
from requests_app.casework.release_plans import dropped_columns, hold_rows, kept_in_spite, policy_of
from requests_app.casework.releases import folder_of
from requests_app.errors import CaseworkError
from requests_app.models import Release, ReleaseForm, ReleasePolicy, ReleaseState, User
from requests_app.reminders import short_date

FOUR_POINTS = 4
FILES = {"release.csv.gz": "application/gzip", "release.parquet": "application/vnd.apache.parquet"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a release stands: what is asked of it, why it may not leave, the epsilon spent on its rows, the columns of
    plate reads that it lacks, what left of its rows before and what a person has to answer about that, and where its
    dataset came from."""

    asked: dict[str, Any]
    objections: list[str]
    spent: str
    dropped: list[str]
    beside: list[str]
    questions: list[str]
    dataset: str
    agency: str
    received: str


def standing_of(release: Release) -> Standing:
    """As it stood when it was decided, or stands now while it is not."""
    if stood := release.thresholds.get("stood"):
        return Standing(**({"beside": [], "questions": []} | _origin(release) | stood))
    now = _stands(release, policy_of(release.dataset))
    return replace(now, asked=release.thresholds) if release.thresholds else now


def _stands(release: Release, policy: ReleasePolicy) -> Standing:
    return Standing(
        asked=thresholds_of(policy),
        objections=objections(release, policy),
        spent=str(Release.objects.spent_on(release.dataset)),
        dropped=[] if release.columns else dropped_columns(release),
        beside=[row.words for row in beside(release)],
        questions=questions(release),
        **_origin(release),
    )


def _origin(release: Release) -> dict[str, str]:
    dataset = release.dataset
    return {
        "dataset": dataset.title,
        "agency": str(dataset.request.agency) if dataset.request else "not on record",
        "received": short_date(dataset.received_on) if dataset.received_on else "not on record",
    }


def questions(release: Release) -> list[str]:
    """What a person has to answer in writing before it leaves, for what left of the same rows before it."""
    return [row.question for row in beside(release) if row.question]


def version_of(release: Release) -> str:
    """A name for all that is decided about: its files, and what left of the same rows until now."""
    return ".".join([release.version, *(str(row.release.pk) for row in beside(release))])


def thresholds_of(policy: ReleasePolicy) -> dict[str, Any]:
    """The organisation's thresholds as plain values, as they are kept with a decision."""
    return {
        "least_plates": policy.least_plates,
        "most_small_cells_percent": float(policy.most_small_cells_percent),
        "most_unique_percent": float(policy.most_unique_percent),
        "most_epsilon": float(policy.most_epsilon),
    }


def objections(release: Release, policy: ReleasePolicy) -> list[str]:
    """Why it may not leave, a sentence each; empty where the thresholds are met."""
    report, asked = release.report, thresholds_of(policy)
    if not report:
        return ["It has not been prepared yet."]
    said = []
    if report.get("reading", reading_of(release.dataset)) != reading_of(release.dataset):
        said.append("The dataset was read again since. Prepare a release of the new reading.")
    reasons = kept_in_spite(release)
    said += [
        f"In what would leave, {row['sentence'][0].lower()}{row['sentence'][1:]}"
        for row in report["left"]
        if row["column"] not in reasons
    ]
    said += [row.refusal for row in beside(release) if row.refusal]
    if release.form == ReleaseForm.NOISY:
        return said + _spending(release, policy)
    if release.least_plates < asked["least_plates"]:
        said.append(
            f"It was prepared for {release.least_plates} to a cell; {asked['least_plates']} are asked by now."
        )
    if release.form == ReleaseForm.ROWS:
        if release.columns and not any(_is_point(row) for row in release.columns):
            said.append("No column is said to be known from elsewhere, so nothing could be measured.")
        for risk in report["risks"]:
            small = 100 * risk["cells"]["share_few"]
            if small > asked["most_small_cells_percent"]:
                said.append(
                    f"{small:.1f} % of the cells hold fewer than {risk['cells']['least']} {crowd_of(risk)}; "
                    f"at most {asked['most_small_cells_percent']:g} % may."
                )
            said += _unique(risk, asked["most_unique_percent"])
    elif not any(risk["cells"]["cells"] for risk in report["risks"]):
        said.append("Every cell was too small: nothing is left to release.")
    return said


def _is_point(column: dict[str, Any]) -> bool:
    return column["treatment"] not in ("drop", "pseudonym") and column.get("is_known", True)


def crowd_of(risk: dict[str, Any]) -> str:
    """Those a risk is about, in words."""
    return str(risk["crowd"]).replace("_", " ")


def _spending(release: Release, policy: ReleasePolicy) -> list[str]:
    spent = Release.objects.spent_on(release.dataset)
    if spent <= policy.most_epsilon:
        return []
    return [f"The releases of these rows spent an epsilon of {spent}; together they may {policy.most_epsilon}."]


def _unique(risk: dict[str, Any], most: float) -> list[str]:
    row = next((row for row in risk["unicity"] if row["points"] == FOUR_POINTS), None)
    if row is None or not row["eligible"]:
        return []  # no trace has so many points, so none is singled out by them
    high = 100 * row["high"]
    if high <= most:
        return []
    return [
        f"Four points single out {100 * row['unique_share']:.1f} % of the traces of {crowd_of(risk)}, up to "
        f"{high:.1f} % by the interval; at most {most:g} % may be."
    ]


def may_decide(person: User, release: Release) -> bool:
    """Whether the person is somebody else than who prepared it."""
    return person.pk != release.prepared_by_id


def decide_release(
    *, release: Release, releases: bool, reason: str, by: User, version: str, beside_reason: str = ""
) -> Release:
    """Let it leave, or keep it inside, and say why. `version` names what the person looked at, `beside_reason` why
    it may stand beside what left of the same rows by other steps.

    Raises: CaseworkError for who prepared it, without a reason, when it is decided already, where it is another
    version by now, its files were changed or something left meanwhile, where it does not meet what the organisation
    asks, or where what left before it is not answered.
    """
    if not reason.strip():
        raise CaseworkError("Say why.")
    with transaction.atomic():
        hold_rows(release.dataset)  # so that no two leave that know nothing of each other
        to_decide = (ReleaseState.TO_DECIDE,)
        records.hold(release, field="state", among=to_decide, otherwise="There is nothing to decide about it.")
        if not may_decide(by, release):
            raise CaseworkError("Somebody else than the person who prepared it decides.")
        if version != version_of(release):
            raise CaseworkError(
                "It is another version than the one you looked at, or something left of the same rows since. "
                "Look at it again."
            )
        if releases:
            _require_its_files(release)
        policy = policy_of(release.dataset)
        if releases and (said := objections(release, policy)):
            raise CaseworkError(f"It does not meet what the organisation asks. {' '.join(said)}")
        answered = beside_reason.strip() if releases else ""
        if releases and (asked := questions(release)) and not answered:
            raise CaseworkError(f"Say why it may stand beside what left before it. {' '.join(asked)}")
        return records.change(
            release,
            by=by,
            verb="decide_release",
            summary=f"{'Released' if releases else 'Kept inside'} “{release.title}”: {reason.strip()}",
            state=ReleaseState.RELEASED if releases else ReleaseState.REFUSED,
            decided_by=by,
            decided_at=clock.now(),
            decision_reason=reason.strip(),
            beside_reason=answered,
            thresholds=thresholds_of(policy) | {"stood": asdict(_stands(release, policy))},
        )


def _require_its_files(release: Release) -> None:
    for row in release.report["files"]:
        path = folder_of(release) / row["name"]
        if not path.is_file() or datasets.handed_out(path).sha256 != row["sha256"]:
            raise CaseworkError(f"{row['name']} is not the file that was prepared. Prepare the release again.")


def withdraw_release(*, release: Release, reason: str, by: User) -> Release:
    """Hand it out no more. Copies that were taken are not reached.

    Raises: CaseworkError unless it is released, or without a reason.
    """
    if not reason.strip():
        raise CaseworkError("Say why.")
    with transaction.atomic():
        released = (ReleaseState.RELEASED,)
        records.hold(release, field="state", among=released, otherwise="It is not released.")
        return records.change(
            release,
            by=by,
            verb="withdraw_release",
            summary=f"Withdrew the release “{release.title}”: {reason.strip()}",
            state=ReleaseState.WITHDRAWN,
            withdrawn_by=by,
            withdrawn_at=clock.now(),
            withdrawal_reason=reason.strip(),
        )


def open_release_file(release: Release, name: str) -> IO[bytes]:
    """One of its files, to hand out; the caller closes it.

    Raises: CaseworkError unless it is released, and for any other name.
    """
    if release.state != ReleaseState.RELEASED:
        raise CaseworkError("It is not released.")
    if name not in FILES:
        raise CaseworkError("It has no such file.")
    path: Path = folder_of(release) / name
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise CaseworkError("The file is gone. Prepare the release again.") from error
