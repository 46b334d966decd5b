"""Small files as agencies send them, and the mapping a person would confirm for them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from requests_app.datasets import Ledger, Mapping, Store, Text, ingest, open_store

HEADER = "plate,seen,lat,lon,camera,hit,remark"


@pytest.fixture(scope="session")
def mapping() -> Mapping:
    """Plate reads in seven columns, times in Los Angeles."""
    return Mapping(
        shape="plate_reads",
        columns=tuple(HEADER.split(",")),
        fields={
            "plate": ("plate",),
            "read_at": ("seen",),
            "latitude": ("lat",),
            "longitude": ("lon",),
            "device": ("camera",),
            "hit": ("hit",),
        },
        text=Text(),
        time_formats=("%Y-%m-%d %H:%M:%S",),
    )


@pytest.fixture
def read(tmp_path: Path, mapping: Mapping) -> Callable[..., tuple[Ledger, Store]]:
    """Read lines below the usual header; gives the ledger and the store."""

    def reading(*lines: str | bytes, header: str | None = HEADER, by: Mapping | None = None) -> tuple[Ledger, Store]:
        top = [header] if header is not None else []
        source = tmp_path / "received.csv"
        source.write_bytes(
            b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in [*top, *lines])
        )
        ledger = ingest(source, tmp_path / "reading", by or mapping)
        return ledger, open_store(tmp_path / "reading")

    return reading
