"""A release: prepared by one person, measured, decided by another, handed out, withdrawn; its key destroyed."""

import base64
import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from requests_app import clock
from requests_app import datasets as tool
from requests_app.casework import (
    inspections,
    matters,
    queue,
    readings,
    release_gate,
    release_papers,
    releases,
)
from requests_app.errors import AccessError, CaseworkError
from requests_app.models import Dataset, DocumentPage, JournalEntry, Release, ReleasePolicy, ReleaseState, SearchWords
from tests.factories import Team
from tests.integration.releases.conftest import PLATES, client_of, decide, made

pytestmark = pytest.mark.django_db


def test_counts_leave_out_small_cells_and_leave_after_a_second_person_decided(dataset: Dataset, people: Team) -> None:
    release = made(dataset, people)
    assert release.state == ReleaseState.TO_DECIDE
    client = client_of(people.reader)
    address = reverse("release-file", args=[release.pk, "release.csv.gz"])
    assert client.get(address).status_code == 404
    with pytest.raises(CaseworkError, match="Somebody else"):
        decide(release, releases=True, reason="Fine", by=people.staff)
    decide(release, releases=True, reason="Nobody is shown", by=people.counsel)
    content = gzip.decompress(client.get(address).getvalue()).decode()
    # Six different plates at eight; the one at nine is a cell of one, and is left out.
    assert content.splitlines() == [
        "local_from,latitude,longitude,device,reads,plates",
        "2026-01-05 08:00:00,34.05,-118.25,cam-1,6,6",
    ]
    assert release.report["suppressed"] == 1
    assert (release.decided_by, release.thresholds["least_plates"]) == (people.counsel, 5)
    release_gate.withdraw_release(release=release, reason="A mistake", by=people.staff)
    assert client.get(address).status_code == 404


def test_rows_that_single_people_out_cannot_be_released_only_kept_inside(dataset: Dataset, people: Team) -> None:
    release = made(dataset, people, form="rows")
    # Two cells, one of them of one plate: half of them are small.
    assert release.report["risks"][0]["cells"]["share_few"] == 0.5
    with pytest.raises(CaseworkError, match=r"50\.0 % of the cells hold fewer than 5 plates; at most 1 % may"):
        decide(release, releases=True, reason="Fine", by=people.counsel)
    decide(release, releases=False, reason="Too few", by=people.counsel)
    assert release.state == ReleaseState.REFUSED


def test_rows_leave_where_the_organisation_allows_it_and_start_no_formula(dataset: Dataset, people: Team) -> None:
    ReleasePolicy.objects.create(
        organisation=people.matter.organisation, most_small_cells_percent=100, most_unique_percent=100
    )
    release = made(dataset, people, form="rows")
    decide(release, releases=True, reason="A court ordered it", by=people.counsel)
    with release_gate.open_release_file(release, "release.csv.gz") as file:
        content = gzip.decompress(file.read()).decode()
    assert ",'=cam-2" in content
    assert not any(plate in content for plate in PLATES)
    assert "Roe" not in content


def test_a_column_that_names_people_is_found_and_named_and_may_not_leave(dataset: Dataset, people: Team) -> None:
    release = made(dataset, people)
    found = {(row["column"], row["trace"]) for row in release.report["received"]}
    assert found == {("plate", "licence plates"), ("remark", "names of people")}
    assert "Roe" not in str(release.report)
    release.report["left"] = release.report["received"][:1]
    release.save()
    with pytest.raises(CaseworkError, match="In what would leave, “plate” holds licence plates"):
        decide(release, releases=True, reason="Fine", by=people.counsel)


def test_a_key_lies_apart_is_its_owners_and_can_be_destroyed_by_a_named_person(
    dataset: Dataset, people: Team
) -> None:
    release = made(dataset, people, form="rows")
    path = releases.key_path(release)
    assert path.stat().st_mode & 0o777 == 0o600
    assert releases.folder_of(release) not in path.parents
    releases.destroy_release_key(release=release, by=people.counsel)
    assert not path.exists()
    assert release.key_destroyed_by == people.counsel
    assert JournalEntry.objects.filter(verb="destroy_release_key", by=people.counsel).count() == 1
    with pytest.raises(CaseworkError, match="no key"):
        releases.destroy_release_key(release=release, by=people.staff)


def test_a_worker_that_died_is_replaced_under_a_new_key_and_its_own_goes(dataset: Dataset, people: Team) -> None:
    releases.prepare_release(dataset=dataset, title="T", form="counts", by=people.staff)
    dead = releases.claim_release(at=clock.now())
    assert dead is not None
    assert releases.claim_release(at=clock.now()) is None
    releases._new_key(dead)
    alive = releases.claim_release(at=clock.now() + queue.LEASE + timedelta(seconds=1))
    assert alive is not None
    assert releases.make_release(alive).state == ReleaseState.TO_DECIDE
    assert releases.make_release(dead).state != ReleaseState.FAILED
    assert [path.name for path in releases.key_path(alive).parent.iterdir()] == [releases.key_path(alive).name]
    assert Release.objects.get().state == ReleaseState.TO_DECIDE


def test_a_release_that_ends_its_worker_again_and_again_is_given_up_and_leaves_no_key(
    dataset: Dataset, people: Team
) -> None:
    releases.prepare_release(dataset=dataset, title="T", form="counts", by=people.staff)
    Release.objects.update(attempt_count=3)
    claimed = releases.claim_release(at=clock.now())
    assert claimed is not None
    given_up = releases.make_release(claimed)
    assert given_up.state == ReleaseState.FAILED
    assert given_up.failure.startswith("The worker stopped three times while preparing this release.")
    assert not releases.key_path(given_up).exists()
    releases.retry_release(release=given_up, by=people.staff)
    assert (given_up.state, given_up.attempt_count) == (ReleaseState.WAITING, 0)


def test_a_preparation_is_cancelled_and_leaves_nothing_and_is_tried_again(dataset: Dataset, people: Team) -> None:
    releases.prepare_release(dataset=dataset, title="T", form="counts", by=people.staff)
    release = releases.claim_release(at=clock.now())
    assert release is not None
    releases.cancel_release(release=Release.objects.get(), by=people.staff)
    release = releases.make_release(release)
    assert release.state == ReleaseState.CANCELLED
    assert not releases.folder_of(release).exists()
    assert not releases.key_path(release).exists()
    releases.retry_release(release=release, by=people.staff)
    assert release.state == ReleaseState.WAITING


def test_the_datasheet_says_where_it_comes_from_and_what_it_gives_away(dataset: Dataset, people: Team) -> None:
    release = made(dataset, people, form="rows")
    text = release_papers.datasheet_markdown(release)
    assert dataset.document is not None
    assert dataset.document.sha256 in text
    assert "- **Columns dropped**: plate, remark" in text
    assert "with fewer than 5 plates: 1 (50.0%)" in text
    assert release.report["files"][0]["sha256"] in text
    page = client_of(people.counsel).get(release.get_absolute_url()).content.decode()
    assert "50.0 % of the cells hold fewer than 5 plates" in page
    assert release_papers.datasheet_pdf(release).startswith(b"%PDF")


def test_nobody_sees_a_raw_plate_unless_let_and_each_look_is_journalled(dataset: Dataset, people: Team) -> None:
    assert dataset.document is not None
    quarantine = reverse("dataset-quarantine", args=[dataset.pk])
    pages = [
        quarantine,
        quarantine + "?raw=1",
        reverse("dataset", args=[dataset.pk]),
        reverse("dataset-confirm", args=[dataset.pk]),
        reverse("dataset-confirm", args=[dataset.pk]) + "?raw=1",
        reverse("document-about", args=[dataset.document_id]),
        reverse("journal"),
        *(reverse("measure", args=[dataset.pk, row.name]) for row in tool.available(readings.store_of(dataset))),
        reverse("admin:requests_app_dataset_change", args=[dataset.pk]),
    ]
    for person in (people.staff, people.counsel, people.admin):
        client = client_of(person)
        for address in pages:
            content = client.get(address).content
            assert not any(plate.encode() in content for plate in [*PLATES, "9XYZ999"]), address
            assert b"Roe" not in content
        assert client.get(reverse("document", args=[dataset.document_id])).status_code == 404
    assert not JournalEntry.objects.filter(verb="look_at_raw").exists()
    membership = people.matter.memberships.get(user=people.counsel)
    with pytest.raises(AccessError):
        matters.let_see_raw(membership=membership, sees_raw=True, by=people.staff)
    matters.let_see_raw(membership=membership, sees_raw=True, by=people.admin)
    client = client_of(people.counsel)
    assert b"9XYZ999" not in client.get(quarantine).content
    assert b"9XYZ999" in client.get(quarantine + "?raw=1").content
    assert b"9XYZ999" in client.get(reverse("document", args=[dataset.document_id])).getvalue()
    assert JournalEntry.objects.filter(verb="look_at_raw", by=people.counsel).count() == 2


def test_the_words_of_an_original_are_not_found_by_a_search(dataset: Dataset) -> None:
    assert dataset.document is not None

    inspection = inspections.claim_inspection(at=clock.now())
    assert inspection is not None
    assert inspections.inspect_document(inspection).state == "not_read"
    assert not DocumentPage.objects.filter(document=dataset.document).exists()
    assert not SearchWords.objects.filter(body__icontains="9xyz999").exists()


def test_a_decision_about_another_version_than_the_one_looked_at_is_refused(dataset: Dataset, people: Team) -> None:
    release = made(dataset, people)
    with pytest.raises(CaseworkError, match="another version than the one you looked at"):
        decide(release, releases=True, reason="Fine", by=people.counsel, version="0" * 16)
    client = client_of(people.counsel)
    page = reverse("release-decide", args=[release.pk])
    assert f'value="{release.version}"' in client.get(page).content.decode()
    answer = client.post(page, {"decision": "release", "reason": "Fine", "version": "0" * 16})
    assert "another version than the one you looked at" in answer.content.decode()
    # Somebody wrote to the file after it was prepared and measured.
    with (releases.folder_of(release) / "release.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(CaseworkError, match=r"release\.parquet is not the file that was prepared"):
        decide(release, releases=True, reason="Fine", by=people.counsel)
    # The dataset was read again, with corrections; what was prepared is of the reading before.
    dataset.corrected = "1" * 64
    dataset.save()
    release.refresh_from_db()
    assert release_gate.objections(release, ReleasePolicy()) == [
        "The dataset was read again since. Prepare a release of the new reading."
    ]
    assert Release.objects.get().state == ReleaseState.TO_DECIDE


def test_a_destroyed_key_is_overwritten_and_stands_nowhere(
    dataset: Dataset, people: Team, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    release = made(dataset, people, form="rows")
    path = releases.key_path(release)
    key = path.read_bytes()
    other = tmp_path / "another name of the same file"
    other.hardlink_to(path)
    releases.destroy_release_key(release=release, by=people.counsel)
    assert not path.exists()
    assert other.read_bytes() != key
    said = [caplog.text, release_papers.datasheet_markdown(release), str(list(Release.objects.values()))]
    said += [str(list(JournalEntry.objects.values()))]
    files = [file.read_bytes() for file in releases.folder_of(release).rglob("*") if file.is_file()]
    for form in (key, key.hex().encode(), base64.b64encode(key)):
        assert not any(form in content for content in files)
        assert not any(form.decode("latin-1") in text for text in said)
