"""Where the rows of a reconciled dataset are: in its folder, and on another engine where they were published."""

import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings

from requests_app import datasets
from requests_app.casework import records
from requests_app.errors import CaseworkError
from requests_app.models import Dataset, DatasetState, User

SIGNS_IN = re.compile(r"user|pass|pwd|secret|token|key|cred|auth", re.IGNORECASE)  # settings of who signs in, and how


def reading_of(dataset: Dataset) -> str:
    """Which reading of the file this is: the same way of reading it, with the same corrections, always has the same
    12 characters."""
    way = datasets.Mapping.from_json(dataset.mapping).dumps() + dataset.corrected
    return hashlib.sha256(way.encode()).hexdigest()[:12]


def folder_of(dataset: Dataset) -> Path:
    """Where its rows are kept: one folder for each way of reading it, so that a new choice never meets an old one."""
    return Path(settings.DATASETS_ROOT) / str(dataset.pk) / reading_of(dataset)


def store_of(dataset: Dataset) -> datasets.Store:
    """The rows of a reconciled dataset, ready to be measured.

    Raises: CaseworkError while it is not reconciled.
    """
    if dataset.state != DatasetState.READY:
        raise CaseworkError("This dataset has not been read and reconciled yet.")
    return datasets.open_store(folder_of(dataset))


def place_of(dataset: Dataset) -> str:
    """The schema or database of another engine in which this reading is laid down."""
    return f"daylight_{dataset.pk}_{reading_of(dataset)}"


def publish_dataset(
    *, dataset: Dataset, by: User | None, said: Callable[[str, int], None]
) -> tuple[str, dict[str, int]]:
    """Lay a dataset down on the engine that DATA_ENGINE_URL names, where its measures are asked from then on.

    Gives the engine's name and the rows of each table. Safe to repeat.
    Raises: CaseworkError where no engine is named; IngestError where it does not take the rows.
    """
    if not settings.DATA_ENGINE_URL:
        raise CaseworkError("DATA_ENGINE_URL names no engine; measures are asked of DuckDB here.")
    store = store_of(dataset)
    with datasets.Warehouse(settings.DATA_ENGINE_URL) as warehouse:
        counts = warehouse.publish(store, place_of(dataset), said)
        title = warehouse.title
    summary = f"Published “{dataset.title}” to {title}: {next(iter(counts.values())):,} rows."
    records.change(
        dataset,
        by=by,
        verb="publish_dataset",
        summary=summary,
        published_to=engine_address(),
        published_reading=reading_of(dataset),
    )
    return title, counts


def engine_address() -> str:
    """The engine that DATA_ENGINE_URL names, without who signs in there; "" where it names none.

    What stands behind its question mark may name another host or database too.
    """
    parts = urlsplit(settings.DATA_ENGINE_URL)
    if not parts.scheme:
        return ""
    said = [(name, value) for name, value in parse_qsl(parts.query) if not SIGNS_IN.search(name)]
    query = f"?{urlencode(sorted(said))}" if said else ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{query}"


def asked_of(dataset: Dataset) -> str:
    """The address of the engine that this reading is measured on; "" for DuckDB here."""
    address = engine_address()
    published = (dataset.published_to, dataset.published_reading)
    return address if address and published == (address, reading_of(dataset)) else ""


def ask_measure(
    dataset: Dataset,
    name: str,
    *,
    since_on: date | None = None,
    until_on: date | None = None,
    retention: datasets.Retention | None = None,
    watch: datasets.Watch | None = None,
) -> datasets.Result:
    """One measure of a dataset, over days on the agency's clock, both included: asked of the engine that
    DATA_ENGINE_URL names where the dataset is published there, else of DuckDB. `retention` is what ages are counted
    by, where the measure counts them.

    Raises: CaseworkError while the dataset is not reconciled, or where that engine does not hold it any more, with
    what to do; IngestError when it cannot be answered, or that engine does not answer; IngestCancelledError when
    `watch` stopped it.
    """
    store = store_of(dataset)
    since, until = hours_of(since_on, until_on)
    if asked_of(dataset):
        with datasets.Warehouse(settings.DATA_ENGINE_URL) as warehouse:
            place = place_of(dataset)
            try:
                return warehouse.ask(store, place, name, since=since, until=until, retention=retention, watch=watch)
            except datasets.NotLaidDownError as error:
                raise CaseworkError(
                    f"{error} Whoever runs this server publishes it again: manage.py publish_to_engine {dataset.pk}."
                ) from error
    return datasets.run_measure(store, name, since=since, until=until, retention=retention, watch=watch)


def hours_of(since_on: date | None, until_on: date | None) -> tuple[datetime | None, datetime | None]:
    """Days, both included, as the first hour and the first hour left out, where there is one after them."""
    since = datetime.combine(since_on, time()) if since_on else None
    until = datetime.combine(until_on, time()) + timedelta(days=1) if until_on and until_on < date.max else None
    return since, until
