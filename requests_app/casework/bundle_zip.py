"""Pack a bundle's ZIP: every file as it came, beside a manifest of their hashes."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from requests_app.casework.bundle_filing import Filed, bytes_of
from requests_app.casework.cells import harmless
from requests_app.errors import ArchiveError
from requests_app.exhibits.outputs import whole_or_not_at_all
from requests_app.models import Precision

CHUNK_BYTES = 1024 * 1024
ANY_DAY = (1980, 1, 1, 0, 0, 0)  # the same in every ZIP: equal papers make equal bytes
COLUMNS = (
    "number",
    "folder",
    "name",
    "kind",
    "title",
    "date",
    "date_known",
    "from",
    "to",
    "request",
    "bytes",
    "sha256",
)

Said = Callable[[str, float], None]
"""What is being done, and how much of it is done, from 0 to 1. Whoever listens may raise to stop the work."""


def write_zip(filed: Sequence[Filed], output: Path, *, said: Said) -> None:
    """Every file as it came, and a manifest of them as CSV and JSON. Nothing is held in memory whole.

    Raises: ArchiveError when a file is not kept any more, or is not what it was; what `said` raises.
    """
    total = sum(one.size_bytes for one in filed) or 1
    done = 0
    with whole_or_not_at_all(output) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(_entry("manifest.csv"), _manifest_csv(filed))
        packed.writestr(_entry("manifest.json"), _manifest_json(filed))
        for one in filed:
            digest = hashlib.sha256()
            with (
                bytes_of(one) as source,
                packed.open(_entry(f"{one.folder}/{one.name}"), "w", force_zip64=True) as to,
            ):
                while chunk := source.read(CHUNK_BYTES):
                    digest.update(chunk)
                    to.write(chunk)
                    done += len(chunk)
                    said("Packing the files", done / total)
            if digest.hexdigest() != one.sha256:
                raise ArchiveError(f"“{one.name}” is not what it was when it was kept: its SHA-256 differs.")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ANY_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    return entry


def _rows(filed: Sequence[Filed]) -> Iterator[dict[str, str | int]]:
    for one in filed:
        piece = one.piece
        values = (
            one.number, one.folder, one.name, piece.kind, piece.title, piece.happened_on.isoformat(),
            Precision(piece.precision).label, piece.sender,
            piece.recipient, piece.number, one.size_bytes, one.sha256,
        )  # fmt: skip
        yield dict(zip(COLUMNS, values, strict=True))


def _manifest_csv(filed: Sequence[Filed]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in _rows(filed):
        writer.writerow([harmless(value) for value in row.values()])
    return "\ufeff" + text.getvalue()


def _manifest_json(filed: Sequence[Filed]) -> str:
    return json.dumps({"files": list(_rows(filed))}, ensure_ascii=False, indent=1)
