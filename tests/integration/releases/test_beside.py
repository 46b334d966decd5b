"""What left of the same rows before: shown to who prepares and who decides, answered in writing, one budget."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from requests_app import datasets as tool
from requests_app.casework import release_gate, release_papers, release_plans, releases
from requests_app.errors import CaseworkError
from requests_app.models import Dataset, Matter, Release
from tests.factories import Team
from tests.integration.releases.conftest import SCANS, client_of, decide, made, read, worked

pytestmark = pytest.mark.django_db

BY_DAY: dict[str, Any] = {"time_step": "day", "place_step": None, "kept_columns": ()}


def let_go(release: Release, people: Team, **how: Any) -> Release:
    looked_at = {"version": release_gate.version_of(release), "reason": "Nobody is shown", "by": people.counsel}
    return decide(release, releases=True, **looked_at | how)


@pytest.fixture
def again(dataset: Dataset, people: Team) -> Dataset:
    """The same file, received once more."""
    return read(SCANS, people, time_formats=["%Y-%m-%d %H:%M:%S"])


def test_counts_by_other_steps_leave_only_with_a_named_persons_answer(dataset: Dataset, people: Team) -> None:
    one, whole = made(dataset, people), made(dataset, people, **BY_DAY)
    let_go(one, people)
    page = client_of(people.counsel).get(whole.get_absolute_url()).content.decode()
    assert "“For the press” (release" in page
    assert "what each leaves out as too small may be told by subtraction" in page
    with pytest.raises(CaseworkError, match="Say why it may stand beside what left before it"):
        let_go(whole, people)
    address = reverse("release-decide", args=[whole.pk])
    typed = {"decision": "release", "reason": "Fine", "version": release_gate.version_of(whole)}
    client = client_of(people.counsel)
    assert "Say why this may leave too." in client.post(address, typed).content.decode()
    client.post(address, typed | {"beside_reason": "The court ordered both."})
    whole.refresh_from_db()
    assert whole.state == "released"
    sheet = release_papers.datasheet_markdown(whole)
    assert "- **Beside that because**: Jonah: The court ordered both." in sheet
    assert "Counts, without small ones; time told by the hour; squares of 0.05 degrees; device kept." in sheet


def test_counts_that_subtraction_turns_into_one_plate_do_not_leave_at_all(dataset: Dataset, people: Team) -> None:
    hours = let_go(made(dataset, people), people)
    # The day has seven reads of six plates, the hour that was told six: the seventh was alone where it was.
    day = made(dataset, people, **BY_DAY)
    (objection,) = release_gate.objections(day, release_plans.policy_of(dataset))
    assert objection == (
        f"“For the press” (release {hours.pk}) counts the same rows by other steps: subtracting one from the other "
        "gives away 1 small cell."
    )
    with pytest.raises(CaseworkError, match="gives away 1 small cell"):
        let_go(day, people, beside_reason="I see no harm.")
    # By the hour and the day alike both cells of one are left out where the cameras are: nothing is left to subtract.
    finer = made(dataset, people, time_step="day")
    assert (release_gate.objections(finer, release_plans.policy_of(dataset)), release_gate.questions(finer)) == (
        [],
        [],
    )


def test_the_same_steps_again_ask_nothing_and_who_prepares_sees_what_left(dataset: Dataset, people: Team) -> None:
    first = made(dataset, people)
    page = reverse("release-new", args=[dataset.pk])
    assert "What left of the same rows before" not in client_of(people.staff).get(page).content.decode()
    let_go(first, people)
    release_gate.withdraw_release(release=first, reason="A mistake", by=people.counsel)
    shown = client_of(people.staff).get(page).content.decode()
    assert "withdrawn since, but copies were taken" in shown
    assert let_go(made(dataset, people), people).beside_reason == ""


def test_what_left_after_somebody_looked_is_looked_at_first(dataset: Dataset, people: Team) -> None:
    one, other = made(dataset, people), made(dataset, people, **BY_DAY)
    looked_at = release_gate.version_of(other)
    let_go(one, people)
    with pytest.raises(CaseworkError, match="or something left of the same rows since"):
        let_go(other, people, version=looked_at, beside_reason="Fine")


def test_the_same_file_received_elsewhere_counts_and_its_matter_stays_closed(
    dataset: Dataset, again: Dataset, people: Team
) -> None:
    mine, foreign = made(dataset, people, **BY_DAY), made(again, people, title="Sealed words")
    let_go(foreign, people)
    again.matter = Matter.objects.create(
        organisation=people.matter.organisation, title="Sealed matter", opened_on=date(2026, 9, 1), lead=people.admin
    )
    again.save()
    (question,) = release_gate.questions(mine)
    assert question.startswith(f"Release {foreign.pk}, of another matter, counts the same rows by other steps")
    page = client_of(people.counsel).get(reverse("release-decide", args=[mine.pk])).content.decode()
    assert "of another matter" in page
    assert "Sealed" not in page


def test_rows_received_twice_have_one_budget(dataset: Dataset, again: Dataset, people: Team) -> None:
    noisy = {"form": "noisy", "place_step": None, "kept_columns": (), "time_step": "hour"}
    noise = tool.Noise(0.6, 2, date(2026, 1, 5), date(2026, 1, 5))
    ask = {"title": "T", "by": people.staff, "noise": noise, **noisy}
    releases.prepare_release(dataset=dataset, **ask)
    with pytest.raises(CaseworkError, match=r"0\.60 is spent, so 0\.40 is left"):
        releases.prepare_release(dataset=again, **ask)
    assert Release.objects.spent_on(again) == Decimal("0.60")
    assert worked().dataset == dataset


def test_a_datasheet_names_the_dataset_as_it_was_called_at_the_decision(dataset: Dataset, people: Team) -> None:
    release = let_go(made(dataset, people), people)
    Dataset.objects.update(title="Renamed", received_on=date(2026, 2, 2))
    assert "- **Dataset**: Scans" in release_papers.datasheet_markdown(Release.objects.get(pk=release.pk))
