"""A dataset that was read, and releases of it taken as far as a worker takes them."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from requests_app import clock
from requests_app import datasets as tool
from requests_app.casework import datasets, release_gate, releases
from requests_app.models import Dataset, Release
from tests import factories
from tests.factories import TODAY, Team

# Six plates pass camera 1 at eight; one of them alone passes camera 2 at nine. One line is no read.
PLATES = [f"{number}{letter}BC12{number}" for number, letter in enumerate("ABDEFG", 1)]
SCANS = "plate,read_at,device,lat,lon,remark\n" + "".join(
    f"{plate},2026-01-05 08:0{at}:00,cam-1,34.05,-118.25,\n" for at, plate in enumerate(PLATES)
)
SCANS += "1ABC121,2026-01-05 09:00:00,=cam-2,34.15,-118.35,owner John Roe\n9XYZ999,never,cam-1,,,\n"


@pytest.fixture
def people(tmp_path: Path, settings: Any) -> Team:
    settings.DATASETS_ROOT = tmp_path / "datasets"
    settings.RELEASES_ROOT = tmp_path / "releases"
    settings.RELEASE_KEYS = tmp_path / "keys"
    return factories.team()


def read(text: str, people: Team, **choice: Any) -> Dataset:
    received = datasets.receive_dataset(
        BytesIO(text.encode()), file_name="table.csv", title="Scans", matter=people.matter, by=people.staff, on=TODAY
    )
    mapping = tool.Mapping.from_json(datasets.propose_reading(received).draft | choice)
    datasets.confirm_dataset(dataset=received, mapping=mapping, by=people.staff)
    claimed = datasets.claim_dataset(at=clock.now())
    assert claimed is not None
    return datasets.ingest_dataset(claimed)


@pytest.fixture
def dataset(people: Team) -> Dataset:
    return read(SCANS, people, time_formats=["%Y-%m-%d %H:%M:%S"])


def made(dataset: Dataset, people: Team, **more: Any) -> Release:
    plan = {"title": "For the press", "form": "counts", "place_step": Decimal("0.05"), "kept_columns": ("device",)}
    releases.prepare_release(dataset=dataset, by=people.staff, **plan | more)
    return worked()


def worked() -> Release:
    claimed = releases.claim_release(at=clock.now())
    assert claimed is not None
    release = releases.make_release(claimed)
    assert release.failure == ""
    return release


def decide(release: Release, **how: Any) -> Release:
    return release_gate.decide_release(**({"release": release, "version": release.version} | how))


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
