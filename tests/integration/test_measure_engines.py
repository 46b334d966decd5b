"""Every measure gives the same answer on DuckDB and on the PostgreSQL of this run, and on Spark where it is."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command

from requests_app.casework import readings
from requests_app.casework.readings import ask_measure
from requests_app.datasets import (
    MEASURES,
    IngestCancelledError,
    Mapping,
    Store,
    Warehouse,
    ingest,
    open_store,
    run_measure,
)
from requests_app.errors import CaseworkError, IngestError
from requests_app.models import Dataset, JournalEntry
from tests.measured import FREE, FREE_BY, KEPT, LOG, LOG_BY, read_as_one
from tests.unit.datasets.files import make_older

wall = datetime.fromisoformat
SERVER = os.environ.get("DATABASE_URL", "")
FIELDS = {
    "plate": ("plate",),
    "read_at": ("seen",),
    "latitude": ("lat",),
    "longitude": ("lon",),
    "device": ("camera",),
    "agency": ("agency",),
    "hit": ("hit",),
}
BY = Mapping(
    shape="plate_reads",
    columns=("plate", "seen", "lat", "lon", "camera", "agency", "hit"),
    fields=FIELDS,
    time_formats=("%Y-%m-%d %H:%M:%S",),
)
# Plate A is read four times, B twice, C once; one hit in three at cam2; a place without coordinates.
WEEK = """A,2026-08-03 00:10:00,34.05,-118.25,cam1,LAPD,0
A,2026-08-03 00:59:59,34.05,-118.25,cam1,LAPD,0
B,2026-08-03 23:00:00,34.05,-118.25,cam1,LAPD,0
A,2026-08-04 08:00:00,33.90,-118.20,cam2,LASD,1
A,2026-08-04 08:05:00,33.90,-118.20,cam2,LASD,0
B,2026-08-04 08:10:00,33.90,-118.20,cam2,LASD,0
C,2026-09-01 00:00:00,,,cam3,LASD,0
"""
# Names a database in another language sorts otherwise, and names only text could hold; all are read as often.
NAMES = """1,2026-08-03 00:10:00,0,0,b,Élan,1
2,2026-08-03 01:10:00,1,1,B,"say ""when"", then",0
3,2026-08-03 02:10:00,,,a,NULL,
4,2026-08-03 03:10:00,1,1,A,'; DROP TABLE reads; --,1
5,2026-08-03 04:10:00,1,1,_,\\N,0
"""
ONE = "8ABC123,2026-08-03 00:10:00,,,,,\n"
# Reasons and officers in capitals that only some engines would fold, and reasons that only white space tells apart.
ODD = r"""É,Ñ PD,2026-08-03 09:00:00,VEHÍCULO  robado,1,8ABC123
é,Ñ PD,2026-08-03 09:00:00,vehÍculo	robado,,8-abc.123
a,_ PD,2026-08-03 09:00:00," ",,
A,\N,2026-08-03 09:00:00,--,,8ABC123
"""
DATASETS = {
    "a week": (WEEK, BY),
    "names": (NAMES, BY),
    "one read": (ONE, BY),
    "a log": (LOG.partition("\n")[2], LOG_BY),
    "odd words": (ODD, LOG_BY),
    "a table": (FREE.partition("\n")[2], FREE_BY),
}
ASKED = [
    (dataset, measure.name)
    for dataset, (_, by) in DATASETS.items()
    for measure in MEASURES.values()
    if measure.shape == by.shape
]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    made = {}
    for name, (rows, by) in DATASETS.items():
        made[name] = read_as_one(tmp_path_factory.mktemp("read"), ",".join(by.columns) + "\n" + rows, by)
    return made


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    """A database of its own that sorts words as people do, and not by their characters."""
    with psycopg.connect(SERVER.rpartition("/")[0] + "/postgres", autocommit=True) as server:
        server.execute(
            "CREATE DATABASE measures TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' ENCODING 'UTF8'"
        )
        yield SERVER.rpartition("/")[0] + "/measures"
        server.execute("DROP DATABASE measures WITH (FORCE)")


@pytest.fixture(scope="module")
def postgres(postgres_url: str, stores: dict[str, Store]) -> Iterator[Warehouse]:
    with Warehouse(postgres_url) as warehouse:
        for name, store in stores.items():
            warehouse.publish(store, place_of(name), ignore)
        yield warehouse


def ignore(table: str, count: int) -> None:
    """Progress nobody looks at."""


def place_of(name: str) -> str:
    return "daylight_" + name.replace(" ", "_")


@pytest.mark.parametrize(("dataset", "measure"), ASKED)
def test_postgresql_answers_as_duckdb_does(
    postgres: Warehouse, stores: dict[str, Store], dataset: str, measure: str
) -> None:
    store = stores[dataset]
    here = run_measure(store, measure, retention=KEPT)
    there = postgres.ask(store, place_of(dataset), measure, retention=KEPT)
    assert there.rows == here.rows
    assert [list(map(type, row)) for row in there.rows] == [list(map(type, row)) for row in here.rows]
    assert (here.engine, there.engine) == ("DuckDB", "PostgreSQL")


@pytest.mark.parametrize(("dataset", "measure"), [pair for pair in ASKED if pair[0].startswith("a ")])
def test_postgresql_answers_of_some_days_as_duckdb_does(
    postgres: Warehouse, stores: dict[str, Store], dataset: str, measure: str
) -> None:
    period = {"since": wall("2026-08-03 23:00"), "until": wall("2026-08-04 09:00"), "retention": KEPT}
    store = stores[dataset]
    there = postgres.ask(store, place_of(dataset), measure, **period)
    assert there.rows == run_measure(store, measure, **period).rows


def test_postgresql_answers_what_was_counted_by_hand(postgres: Warehouse, stores: dict[str, Store]) -> None:
    def ask(measure: str) -> list[tuple]:
        return list(postgres.ask(stores["a week"], place_of("a week"), measure).rows)

    first, last = wall("2026-08-03 00:10:00"), wall("2026-09-01 00:00:00")
    assert ask("totals") == [(7, 3, 1, pytest.approx(1 / 3), 3, 1, first, last)]
    assert ask("reads_per_day") == [(date(2026, 8, 3), 3), (date(2026, 8, 4), 3), (date(2026, 9, 1), 1)]
    assert ask("reads_by_hour_of_day") == [(0, 3), (8, 3), (23, 1)]
    assert ask("hit_rate_per_device") == [("cam2", 3, 1, pytest.approx(1 / 3)), ("cam1", 3, 0, 0), ("cam3", 1, 0, 0)]
    assert ask("plates_by_times_read") == [
        ("1", 1, pytest.approx(1 / 3), 1),
        ("2", 1, pytest.approx(1 / 3), 2),
        ("4", 1, pytest.approx(1 / 3), 4),
    ]


def test_names_read_as_often_are_told_by_their_characters(postgres: Warehouse, stores: dict[str, Store]) -> None:
    told = postgres.ask(stores["names"], place_of("names"), "reads_per_device").rows
    assert [row[0] for row in told] == ["A", "B", "_", "a", "b"]


def test_publishing_again_changes_nothing_and_what_was_cut_short_is_begun_again(
    postgres: Warehouse, stores: dict[str, Store], postgres_url: str
) -> None:
    store, said = stores["a week"], []

    def say(table: str, count: int) -> None:
        said.append((table, count))

    assert postgres.publish(store, "daylight_a_week", say) == {"reads": 7, "rollup": 4}
    assert not said
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP TABLE daylight_a_week.laid_down")
        server.execute("DELETE FROM daylight_a_week.reads")
    with pytest.raises(IngestError, match="PostgreSQL does not hold this dataset"):
        postgres.ask(store, "daylight_a_week", "totals")
    assert postgres.publish(store, "daylight_a_week", say) == {"reads": 7, "rollup": 4}
    assert ("reads", 7) in said
    assert postgres.ask(store, "daylight_a_week", "totals").rows == run_measure(store, "totals").rows


def test_a_log_laid_down_before_it_had_a_roll_up_is_laid_down_anew(
    postgres: Warehouse, stores: dict[str, Store], postgres_url: str
) -> None:
    store, place = stores["a log"], place_of("a log")
    counts = postgres.counts(store, place)
    assert counts
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"DROP TABLE {place}.rollup")
        server.execute(f"ALTER TABLE {place}.laid_down DROP COLUMN rollup_count")
    with pytest.raises(IngestError, match="or not as it is laid down today"):
        postgres.ask(store, place, "searches_per_day")
    assert postgres.publish(store, place, lambda table, count: None) == counts


def test_a_reading_of_the_first_version_is_laid_down_with_its_cells(
    postgres: Warehouse, stores: dict[str, Store], tmp_path: Path
) -> None:
    store = stores["a week"]
    older = make_older(replace(store, folder=Path(shutil.copytree(store.folder, tmp_path / "older"))))
    assert postgres.publish(older, "daylight_older", ignore) == {"reads": 7, "rollup": 4}
    told = postgres.ask(older, "daylight_older", "plates_per_cell").rows
    assert told == run_measure(store, "plates_per_cell").rows
    assert [(reads, plates) for _, reads, plates in told] == [(3, 2), (3, 2)]


def test_a_question_asked_of_postgresql_can_be_stopped(
    postgres: Warehouse, stores: dict[str, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests_app.datasets.watching.EVERY_SECONDS", 0.05)
    monkeypatch.setattr("requests_app.datasets.warehouse.ibis.to_sql", lambda *_, **__: "SELECT pg_sleep(30)")
    with pytest.raises(IngestCancelledError):
        postgres.ask(stores["a week"], "daylight_a_week", "totals", watch=lambda _: True)


@pytest.mark.only_where(find_spec("pyspark") is not None)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Spark leaves sockets open
def test_spark_answers_as_duckdb_does(
    stores: dict[str, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # Spark keeps its tables where it is started
    with Warehouse("pyspark://") as spark:
        for name, store in stores.items():
            spark.publish(store, place_of(name), ignore)
            for measure in (measure for dataset, measure in ASKED if dataset == name):
                there = spark.ask(store, place_of(name), measure, retention=KEPT)
                assert there.rows == run_measure(store, measure, retention=KEPT).rows, (name, measure)


def test_a_missing_field_is_refused_alike(postgres: Warehouse, tmp_path: Path) -> None:
    by = replace(BY, columns=("plate", "seen"), fields={name: FIELDS[name] for name in ("plate", "read_at")})
    (tmp_path / "received.csv").write_text("plate,seen\nA,2026-08-03 00:10:00\n")
    ingest(tmp_path / "received.csv", tmp_path / "reading", by)
    store = open_store(tmp_path / "reading")
    postgres.publish(store, "daylight_bare", ignore)
    asked: tuple[Callable, ...] = (
        lambda: run_measure(store, "hit_rate_per_device"),
        lambda: postgres.ask(store, "daylight_bare", "hit_rate_per_device"),
    )
    for ask in asked:
        with pytest.raises(IngestError, match=r"this dataset has no hit, no device\."):
            ask()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://127.0.0.1/measures", "begins with postgresql://"),
        ("postgresql://127.0.0.1:1/measures", "The PostgreSQL that DATA_ENGINE_URL names does not answer."),
    ],
)
def test_an_engine_that_cannot_be_asked_is_refused_with_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(IngestError, match=sentence):
        Warehouse(url)


@pytest.mark.parametrize(
    ("scheme", "title"), [("clickhouse", "ClickHouse"), ("trino", "Trino"), ("pyspark", "Spark")]
)
def test_a_driver_that_is_missing_is_named_with_what_to_install(
    scheme: str, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: str) -> None:
        raise ImportError

    monkeypatch.setattr("requests_app.datasets.elsewhere.ibis.connect", missing)
    with pytest.raises(IngestError, match=rf"asked of {title} once .* 'ibis-framework\[{scheme}\]'"):
        Warehouse(f"{scheme}://127.0.0.1:1/x")


def received(settings: Any, folder: Path) -> Dataset:
    """A week of reads as a dataset that was read."""
    settings.DATASETS_ROOT = folder / "datasets"
    source, mapping = folder / "week.csv", folder / "mapping.json"
    source.write_text(",".join(BY.columns) + "\n" + WEEK)
    mapping.write_text(json.dumps(BY.to_json()))
    call_command("ingest_dataset", source, "--title", "A week", "--mapping", mapping, stdout=StringIO())
    return Dataset.objects.get()


@pytest.mark.django_db
def test_a_published_dataset_is_measured_on_the_engine_and_the_others_here(
    settings: Any, tmp_path: Path, postgres_url: str
) -> None:
    dataset = received(settings, tmp_path)
    settings.DATA_ENGINE_URL = postgres_url
    before = ask_measure(dataset, "reads_per_device")
    said = StringIO()
    call_command("publish_to_engine", dataset.pk, stdout=said)
    assert "A week is on PostgreSQL: 7 reads, 4 rollup." in said.getvalue()
    dataset.refresh_from_db()
    after = ask_measure(dataset, "reads_per_device")
    assert (before.engine, after.engine) == ("DuckDB", "PostgreSQL")
    assert before.rows == after.rows
    assert JournalEntry.objects.filter(verb="publish_dataset").count() == 1
    with Warehouse(postgres_url) as warehouse:  # as one that was laid down before the present layout, or removed
        warehouse._connection.clear(readings.place_of(dataset))
    with pytest.raises(CaseworkError, match=rf"not as it is laid down today\. .* publish_to_engine {dataset.pk}\."):
        ask_measure(dataset, "reads_per_device")
    call_command("publish_to_engine", dataset.pk, stdout=said)
    assert ask_measure(dataset, "reads_per_device").rows == before.rows


@pytest.mark.django_db
def test_without_an_engine_there_is_nothing_to_publish_to(settings: Any, tmp_path: Path) -> None:
    dataset = received(settings, tmp_path)
    with pytest.raises(CommandError, match="DATA_ENGINE_URL names no engine"):
        call_command("publish_to_engine", dataset.pk)
