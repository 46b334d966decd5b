"""Releases of search logs and free tables, and counts with noise under a budget."""

import gzip
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from requests_app import clock
from requests_app import datasets as tool
from requests_app.casework import release_gate, release_papers, releases
from requests_app.errors import CaseworkError
from requests_app.models import Dataset, Release, ReleasePolicy, ReleaseState
from tests.factories import Team
from tests.integration.releases.conftest import client_of, decide, made, read, worked

pytestmark = pytest.mark.django_db


def noise(epsilon: float = 0.5, **more: Any) -> tool.Noise:
    return tool.Noise(epsilon, 2, date(2026, 1, 5), date(2026, 1, 5), **more)


NOISY: dict[str, Any] = {"form": "noisy", "place_step": None, "kept_columns": (), "time_step": "hour"}


def test_counts_with_noise_leave_with_what_they_promise_and_use_no_key(dataset: Dataset, people: Team) -> None:
    release = made(dataset, people, **NOISY, noise=noise())
    assert (release.state, release.key_id, release.report["risks"]) == (ReleaseState.TO_DECIDE, "", [])
    assert not list(releases.key_path(release).parent.glob("*"))
    decide(release, releases=True, reason="Harmless", by=people.counsel)
    with release_gate.open_release_file(release, "release.csv.gz") as file:
        lines = gzip.decompress(file.read()).decode().splitlines()
    # Every hour of the one day, whether anybody was read in it or not.
    assert lines[0] == "local_from,reads"
    assert [line[11:13] for line in lines[1:]] == [f"{hour:02}" for hour in range(24)]
    text = release_papers.datasheet_markdown(release)
    assert "- **Epsilon**: 0.50 (delta 0)" in text
    assert "discrete Laplace, OpenDP" in text
    assert "of each of the plates at most 2 rows are counted" in text
    assert "0.50 of an epsilon of 1.00" in text
    # Exact numbers of the data are in no paper that goes along.
    assert "What was found" not in text
    assert release_papers.datasheet_pdf(release).startswith(b"%PDF")
    page = client_of(people.counsel).get(release.get_absolute_url()).content.decode()
    assert "if one of the plates had not been in the dataset at all" in page


def test_the_datasheet_of_a_decided_release_says_what_stood_then(
    dataset: Dataset, people: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_papers, "print_html", str.encode)
    release = made(dataset, people, **NOISY, noise=noise())
    decide(release, releases=True, reason="Harmless", by=people.counsel)
    release.refresh_from_db()  # PostgreSQL keeps JSON in an order of its own
    papers = release_papers.datasheet_pdf(release), release_papers.datasheet_markdown(release)
    assert b"Every threshold is met." in papers[0]
    assert "0.50 of an epsilon of 1.00" in papers[1]
    assert "- **Columns dropped**: plate, device, lat, lon, remark" in papers[1]
    # Since then the budget was spent, the organisation asks more, and the dataset was read again, another way.
    made(dataset, people, **NOISY, noise=noise())
    ReleasePolicy.objects.create(
        organisation=people.matter.organisation, least_plates=9, most_epsilon=Decimal("0.10")
    )
    dataset.corrected = "1" * 64
    dataset.mapping["columns"].append("owner")
    dataset.save()
    later = Release.objects.get(pk=release.pk)
    assert (release_papers.datasheet_pdf(later), release_papers.datasheet_markdown(later)) == papers
    page = client_of(people.counsel).get(release.get_absolute_url()).content.decode()
    assert "at least 5" in page


def test_noise_is_asked_for_in_the_browser_over_an_area_and_refused_in_sentences(
    dataset: Dataset, people: Team
) -> None:
    client = client_of(people.staff)
    page = reverse("release-new", args=[dataset.pk])
    asked = {"title": "By the day", "form": "noisy", "time_step": "day", "place_step": "0.100"}
    asked |= {"epsilon": "0.5", "most_per_unit": "2", "since_on": "2026-01-05", "until_on": "2026-01-06"}
    area = {"south": "34", "west": "-118.4", "north": "34.2", "east": "-118.2"}
    assert "An area has four edges." in client.post(page, asked | area | {"east": ""}).content.decode()
    assert "Squares need the area they are laid over" in client.post(page, asked).content.decode()
    assert "Counts with noise need it." in client.post(page, asked | area | {"epsilon": ""}).content.decode()
    answer = client.post(page, asked | area | {"epsilon": "1.01"}).content.decode()
    assert "so 1.00 is left" in answer
    assert 'value="1.01"' in answer  # nothing typed is lost
    client.post(page, asked | area)
    release = worked()
    # Two days in two squares by two.
    assert (release.failure, release.report["drawn"]["cells"]) == ("", 8)
    assert "south 34, west -118.4, north 34.2, east -118.2 degrees" in release_papers.datasheet_markdown(release)


def test_the_budget_of_a_dataset_is_spent_by_all_its_releases_and_never_given_back(
    dataset: Dataset, people: Team
) -> None:
    release = made(dataset, people, **NOISY, noise=noise(0.6))
    decide(release, releases=True, reason="Harmless", by=people.counsel)
    release_gate.withdraw_release(release=release, reason="A mistake", by=people.counsel)
    ask = {"dataset": dataset, "title": "More", "by": people.staff, **NOISY}
    with pytest.raises(CaseworkError, match=r"1\.00 together\. 0\.6\d* is spent, so 0\.4\d* is left"):
        releases.prepare_release(**ask, noise=noise(0.5))
    # One that was cancelled before it drew anything spent nothing, until it is asked for again.
    stopped = releases.prepare_release(**ask, noise=noise(0.4))
    releases.cancel_release(release=stopped, by=people.staff)
    last = releases.prepare_release(**ask, noise=noise(0.4))
    with pytest.raises(CaseworkError, match="is left"):
        releases.retry_release(release=stopped, by=people.staff)
    assert worked() == last
    last.refresh_from_db()
    assert release_gate.objections(last, ReleasePolicy()) == []
    assert release_gate.objections(last, ReleasePolicy(most_epsilon=Decimal("0.90"))) == [
        "The releases of these rows spent an epsilon of 1.00; together they may 0.90."
    ]


@pytest.mark.parametrize("wrong", [{"epsilon": None}, {"epsilon": 0}, {"most_per_unit": None}, {"since_on": None},
                                   {"form": "counts"}, {"until_on": date(2026, 1, 4)}])  # fmt: skip
def test_the_database_keeps_no_noise_without_its_bounds(people: Team, wrong: dict[str, Any]) -> None:
    dataset = Dataset.objects.create(title="T", matter=people.matter, created_at=clock.now())
    days = {"since_on": date(2026, 1, 5), "until_on": date(2026, 1, 5)}
    sound = {"form": "noisy", "epsilon": 1, "most_per_unit": 1, **days}
    fixed = {"dataset": dataset, "prepared_by": people.staff, "asked_at": clock.now()}
    Release.objects.create(**fixed, **sound)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(**fixed, **sound | wrong)


LOG = """Search Date,Officer,Reason,Case Number,Plate
01/05/2026 08:05,smith,stolen vehicle,26-1,8ABC123
01/05/2026 08:25,jones,John Roe again,26-2,7XYZ999
"""


def test_a_search_log_leaves_as_its_columns_were_chosen_in_the_browser(people: Team) -> None:
    log = read(LOG, people, time_formats=["%m/%d/%Y %H:%M"])
    client = client_of(people.staff)
    page = reverse("release-new", args=[log.pk])
    shown = client.get(page).content.decode()
    assert "“reason” holds names of people in 50.0% of its values (J••• •••)." in shown
    assert not any(word in shown for word in ("Roe", "8ABC123", "smith"))
    ways = ("hour", "pseudonym", "screen", "drop", "pseudonym")
    chosen = {f"treatment_{at}": way for at, way in enumerate(ways)}
    known = {f"known_{at}": "on" for at in range(5)}
    client.post(page, {"title": "Searches", "form": "counts", **chosen, **known})
    release = worked()
    assert release.failure == ""
    assert release_papers.column_rows(release) == [
        ("local_from", "told by the hour", "yes"),
        ("officer", "named by a pseudonym", ""),
        ("reason", "texts that look like a plate, a name or a number, or that few gave, are withheld", "yes"),
        ("case_number", "dropped", ""),
        ("plate", "named by a pseudonym", ""),
    ]
    # Two officers and two plates in the hour are fewer than five, so the cell is left out.
    assert release.report["suppressed"] == 1
    text = release_papers.datasheet_markdown(release)
    assert "## How many officers share a cell" in text
    assert "- **Texts withheld in “reason”**: about 100% of the rows" in text
    page = client.get(release.get_absolute_url()).content.decode()
    assert "How many plates share a cell" in page


def test_a_telephone_number_in_steps_of_one_is_kept_only_for_a_written_reason(people: Team) -> None:
    kinds = {"value_2": "whole number"}
    table = read(
        "Fine,Phone\n50,2065550123\n", people, shape="free_table", fields={"value_2": ["Phone"]}, kinds=kinds
    )
    chosen = {"title": "Fines", "form": "rows", "treatment_0": "drop", "treatment_1": "step", "step_1": "1"}
    answer = client_of(people.staff).post(reverse("release-new", args=[table.pk]), chosen).content.decode()
    assert "It names people. Say why it is kept all the same, or choose otherwise." in answer
    columns = ({"name": "Phone", "treatment": "step", "step": 1, "is_known": False},)
    with pytest.raises(CaseworkError, match="“Phone” names people"):
        releases.prepare_release(dataset=table, title="Fines", form="rows", by=people.staff, columns=columns)


TABLE = "Owner,Fine\n" + "John Roe,50\n" * 5


def test_a_column_that_names_people_is_kept_only_for_a_written_reason(people: Team) -> None:
    table = read(TABLE, people, shape="free_table", fields={"value_2": ["Fine"]}, kinds={"value_2": "number"})
    client = client_of(people.staff)
    page = reverse("release-new", args=[table.pk])
    chosen = {"title": "Fines", "form": "rows", "treatment_0": "keep", "treatment_1": "step", "step_1": "10"}
    assert "“Owner” is called by what names people" in client.get(page).content.decode()
    answer = client.post(page, chosen).content.decode()
    assert "It names people. Say why it is kept all the same, or choose otherwise." in answer
    kept = [{"name": "Owner", "treatment": "keep", "is_known": True, "reason": " "}]
    with pytest.raises(CaseworkError, match="“Owner” names people"):
        releases.prepare_release(dataset=table, title="Fines", form="rows", by=people.staff, columns=tuple(kept))
    assert not Release.objects.exists()
    client.post(page, chosen | {"reason_0": "The court published the names.", "known_1": "on"})
    release = worked()
    assert release_gate.objections(release, ReleasePolicy()) == []
    text = release_papers.datasheet_markdown(release)
    assert f"- **“Owner” is kept though it may name people**: {people.staff}: The court published the names." in text
    unknown = [row | {"is_known": False} for row in release.columns]
    assert release_gate.objections(Release(dataset=table, form="rows", columns=unknown, report=release.report),
                                   ReleasePolicy()) == [
        "No column is said to be known from elsewhere, so nothing could be measured."
    ]  # fmt: skip
    release.columns[0].pop("reason")  # as where only the worker found it, in rows the first look left out
    assert release_gate.objections(release, ReleasePolicy()) == [
        "In what would leave, “Owner” holds names of people in 100.0% of its values (J••• •••)."
    ]
