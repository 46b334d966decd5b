"""Search-audit logs, free tables and the age of reads on their pages; names only for those let to look."""

import csv
import io
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from requests_app import clock
from requests_app import datasets as tool
from requests_app.casework import agreements
from requests_app.casework import datasets as verbs
from requests_app.models import Dataset, JournalEntry, Membership, Production, RecordsRequest
from tests.factories import TODAY, Team
from tests.measured import FREE, FREE_BY, LOG, LOG_BY

NAMES = ("smith", "SMITH", "jones", "8ABC123", "Lopez", "lopez")
READS = "plate,read_at,device\nA,2026-01-05 08:00:00,cam-1\nB,2026-01-06 08:00:00,cam-1\n"


@pytest.fixture
def received(people: Team, record: RecordsRequest, tmp_path: Path, settings: Any) -> Callable[..., Dataset]:
    """A dataset of these rows, read."""
    settings.DATASETS_ROOT = tmp_path / "datasets"

    def receive(rows: str, by: tool.Mapping | None = None) -> Dataset:
        source = io.BytesIO(rows.encode())
        found = verbs.receive_dataset(
            source, file_name="rows.csv", title="Rows", request=record, by=people.staff, on=TODAY
        )
        formats = {"time_formats": ["%Y-%m-%d %H:%M:%S"]}
        mapping = by or tool.Mapping.from_json(verbs.propose_reading(found).draft | formats)
        verbs.confirm_dataset(dataset=found, mapping=mapping, by=people.staff)
        claimed = verbs.claim_dataset(at=clock.now())
        assert claimed is not None
        return verbs.ingest_dataset(claimed)

    return receive


def measure(dataset: Dataset, name: str, query: str = "") -> str:
    return f"/datasets/{dataset.pk}/measures/{name}/{query}"


def names_in(content: bytes) -> list[str]:
    return [name for name in NAMES if name in content.decode()]


def test_the_page_of_a_search_log_answers_without_naming_anybody(
    staff: Client, received: Callable[..., Dataset]
) -> None:
    log = received(LOG, LOG_BY)
    page = staff.get(log.get_absolute_url())
    assert b"One officer, one plate, again and again" in page.content
    assert b'<td class="nowrap">Officer 1</td><td class="nowrap">Plate 1</td>' in page.content
    assert not names_in(page.content)
    for name in ("searches_per_officer", "searches_by_reason", "same_officer_same_plate"):
        for query in ("", "?raw=1", "?export=csv", "?export=csv&raw=1"):
            answer = staff.get(measure(log, name, query))
            assert answer.status_code == 200
            assert not names_in(answer.getvalue()), (name, query)
    assert staff.get(measure(log, "searches_per_day", "?until=9999-12-31")).status_code == 200
    chart = staff.get(f"/datasets/{log.pk}/measures/searches_by_reason.svg")
    assert b"words withheld)" in chart.content
    assert not names_in(chart.content)
    assert not JournalEntry.objects.filter(verb="look_at_raw").exists()
    assert "raw=1" not in page.content.decode()


def test_who_was_let_see_raw_rows_sees_the_names_and_each_look_is_journalled(
    staff: Client, people: Team, received: Callable[..., Dataset]
) -> None:
    log = received(LOG, LOG_BY)
    Membership.objects.filter(user=people.staff).update(sees_raw=True)
    page = measure(log, "searches_per_officer")
    assert not names_in(staff.get(page).content)
    shown = staff.get(f"{page}?raw=1").content.decode()
    assert ">SMITH (Officer 1)</td>" in shown
    assert "SMITH (Officer 1)" in staff.get(f"{page}?raw=1&export=csv").getvalue().decode()
    looks = JournalEntry.objects.filter(verb="look_at_raw")
    assert [look.summary for look in looks] == ["Looked at “Searches per officer” of “Rows”, unmasked."] * 2
    assert "raw=1" not in staff.get(measure(log, "searches_per_day")).content.decode()
    assert not any(names_in(json.dumps(rows).encode()) for rows in log.answers.values_list("rows", flat=True))


def test_the_age_of_reads_is_held_against_the_limit_on_record_or_in_the_address(
    staff: Client, received: Callable[..., Dataset]
) -> None:
    reads = received(READS)
    page = staff.get(measure(reads, "retention")).content.decode()
    assert "No limit is on record." in page
    # 6 January is 2 days before 8 January, and 5 January is 3.
    asked = staff.get(measure(reads, "retention", "?on=2026-01-08&limit=2")).content.decode()
    assert '<td>Mon 5 Jan 2026</td><td class="number">3</td><td class="number">1</td>' in asked
    assert '<td class="number">50.00%</td>' in asked
    staff.post(
        f"/datasets/{reads.pk}/agreement/",
        {"place": "dataset", "since_on": "2026-01-05", "until_on": "2026-01-06", "retention_days": "30"},
    )
    assert 'name="limit" min="1" max="99999" value="30"' in staff.get(measure(reads, "retention")).content.decode()
    days = (TODAY - tool.Retention(TODAY).on.replace(year=2026, month=1, day=5)).days
    says = "The agency says it keeps reads for 30 days: 2 of 2 (100.0%) were older when the file was received, the"
    assert f"{says} oldest {days:,} days." in " ".join(
        staff.get(f"/datasets/{reads.pk}/coverage/").content.decode().split()
    )


def rows_of(staff: Client, dataset: Dataset, name: str, query: str) -> list[list[str]]:
    """What is taken away as CSV, without the heads."""
    text = staff.get(measure(dataset, name, f"?export=csv{query}")).getvalue().decode()
    return list(csv.reader(io.StringIO(text)))[1:]


def test_a_table_is_sorted_by_any_column_and_blanks_come_last(
    staff: Client, received: Callable[..., Dataset]
) -> None:
    log = received(LOG, LOG_BY)
    # Alder PD was searched by six times, Harbor PD three times, and once no agency is given.
    assert [row[:2] for row in rows_of(staff, log, "searches_per_agency", "&sort=searches")] == [
        ["", "1"],
        ["Harbor PD", "3"],
        ["Alder PD", "6"],
    ]
    down = rows_of(staff, log, "searches_per_agency", "&sort=-agency")
    assert [row[0] for row in down] == ["Harbor PD", "Alder PD", ""]
    page = staff.get(measure(log, "searches_per_agency", "?sort=-agency")).content.decode()
    assert '<th scope="col" aria-sort="descending"><a href="?sort=agency">Agency</a></th>' in page
    assert page.index("<td>Harbor PD</td>") < page.index("<td>Alder PD</td>") < page.index("<td>–</td>")
    steps = rows_of(staff, log, "plates_by_times_searched", "&sort=-times_searched")
    assert [row[0] for row in steps] == ["5 to 9", "2", "1"]
    assert rows_of(staff, log, "searches_per_agency", "&sort=nothing")[0][0] == "Alder PD"


def test_a_table_is_chosen_by_the_words_that_are_shown_and_never_by_those_hidden(
    staff: Client, received: Callable[..., Dataset]
) -> None:
    log = received(LOG, LOG_BY)
    assert [row[0] for row in rows_of(staff, log, "searches_per_agency", "&q=pd+harb")] == ["Harbor PD"]
    assert [row[0] for row in rows_of(staff, log, "searches_per_officer", "&q=officer+2")] == ["Officer 2"]
    assert rows_of(staff, log, "searches_per_officer", "&q=smith") == []
    page = staff.get(measure(log, "searches_per_officer", "?q=smith")).content.decode()
    assert "No row has “smith”." in page
    chart = staff.get(f"/datasets/{log.pk}/measures/searches_per_agency.svg?q=harbor").content.decode()
    assert "Harbor PD" in chart
    assert "Alder PD" not in chart


def test_a_long_table_has_pages(staff: Client, received: Callable[..., Dataset]) -> None:
    lines = [f"A,2026-01-05 08:00:00,cam-{number}" for number in range(60)]
    reads = received("plate,read_at,device\n" + "\n".join(lines) + "\n")
    first, second = (staff.get(measure(reads, "reads_per_device", f"?sort=device&page={at}")) for at in (1, 2))
    assert b"1 to 50 of 60 rows" in first.content
    assert b"<td>cam-9</td>" in first.content
    assert b"<td>cam-59</td>" in second.content


def test_times_are_taken_away_to_the_second_on_the_clock_of_the_data(
    staff: Client, received: Callable[..., Dataset]
) -> None:
    reads = received("plate,read_at,device\nA,2026-03-08 08:30:15,cam-1\nB,2026-03-08 08:30:16,cam-1\n")
    (row,) = rows_of(staff, reads, "totals", "")
    assert row[-2:] == ["2026-03-08 08:30:15", "2026-03-08 08:30:16"]


def test_an_agreement_that_states_no_limit_leaves_that_of_the_production(
    people: Team, record: RecordsRequest, received: Callable[..., Dataset]
) -> None:
    reads = received(READS)
    reads.production = Production.objects.create(request=record, instalment=1, promised_on=TODAY)
    agreements.record_agreement(about=reads.production, by=people.staff, retention_days=60)
    agreements.record_agreement(about=reads, by=people.staff, row_count=2)
    assert agreements.retention_of(reads).limit_days == 60


def test_a_free_table_is_counted_and_never_quoted(staff: Client, received: Callable[..., Dataset]) -> None:
    table = received(FREE, FREE_BY)
    page = staff.get(table.get_absolute_url())
    assert b"Rows per day" in page.content
    assert b"officer&#x27;s note" in page.content
    assert not names_in(page.content)


def test_days_of_a_table_that_has_none_are_refused_in_words(staff: Client, received: Callable[..., Dataset]) -> None:
    bare = tool.Mapping(shape="free_table", columns=("id", "note"), fields={})
    table = received("id,note\na,x\n", bare)
    page = staff.get(measure(table, "rows_in_all", "?since=2026-01-05"))
    assert "No column of this table says when" in page.content.decode()
    assert staff.get(f"/datasets/{table.pk}/measures/rows_in_all.svg?since=2026-01-05").status_code == 404


def test_the_command_prints_the_new_measures(staff: Client, received: Callable[..., Dataset]) -> None:
    log, reads = received(LOG, LOG_BY), received(READS)

    def printed(*words: str) -> Any:
        out = StringIO()
        call_command("measure", *words, "--json", stdout=out)
        return json.loads(out.getvalue())["rows"]

    said = printed(str(log.pk), "searches_by_reason", "--since", "2026-08-04", "--until", "2026-08-04")
    assert said == [
        {
            "reason": "inv",
            "searches": 3,
            "share_of_searches": 1.0,
            "reasons": 1,
            "officers": 3,
            "without_case_number": 3,
        }
    ]
    kept = printed(str(reads.pk), "reads_by_age_in_days", "--on", "2026-01-08", "--limit", "2")
    assert [(row["age_in_days"], row["older_than_limit"]) for row in kept] == [(2, 0), (3, 1)]
    with pytest.raises(CommandError, match="is no day"):
        printed(str(reads.pk), "retention", "--on", "yesterday")
