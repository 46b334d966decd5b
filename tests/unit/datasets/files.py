"""One small table in every form agencies send, and how a test reads it back."""

import bz2
import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
from openpyxl import Workbook

from requests_app.datasets import Ledger, Mapping, Store, ingest, open_store, propose
from requests_app.datasets.engine import Engine
from requests_app.datasets.store import MANIFEST
from tests.unit.datasets import binary
from tests.unit.datasets.conftest import HEADER

SOUND = "8ABC123,2026-08-03 12:00:00,34.0522,-118.25,007,1,Peña"
ROWS = [
    SOUND,
    "7XYZ999,2026-08-03 12:00:05,34.1,-118.3,12,0,“quoted”",
    "7XYZ999,2026-08-03 12:00:06,94.6,-118.3,12,0,",
    ",2026-08-03 12:00:07,34.1,-118.3,12,0,",
    "7XYZ999,2026-08-03,34.1,-118.3,12,0,",
    ",,,,,,",
    SOUND,
]
REASONS = {"missing_plate": 1, "out_of_range_latitude": 1, "unreadable_read_at": 1}


def cells() -> list[list[str]]:
    return [line.split(",") for line in ROWS]


def separated(separator: str, encoding: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        lines = [HEADER, *ROWS[:5], "", ROWS[6]]
        if separator == ";":
            lines = [f'"{line.replace(",", chr(34) + ";" + chr(34))}"' if line else line for line in lines]
        text = "".join(line.replace(",", separator) + "\r\n" for line in lines)
        path.write_bytes(text.encode(encoding))

    return write


def packed(pack: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        separated(",", "utf-8")(path)
        path.write_bytes(pack(path.read_bytes()))

    return write


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def xlsx(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for row in [HEADER.split(","), *cells()]:
        sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)


def ods(path: Path) -> None:
    lines = []
    for row in [HEADER.split(","), *cells()]:
        texts = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            if cell
            else "<table:table-cell/>"
            for cell in row
        )
        lines.append(f"<table:table-row>{texts}</table:table-row>")
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    ods_of(path, f'<table:table table:name="Sheet1">{"".join(lines)}{empty}</table:table>')


def ods_of(path: Path, tables: str) -> None:
    names = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
    content = f"<office:document-content {names}><office:body>{tables}</office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    path.write_bytes(zipped(mimetype=kind, content__xml=content.encode()))


def sqlite(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute(f"CREATE TABLE scans ({', '.join(HEADER.split(','))})")
        database.executemany(
            "INSERT INTO scans VALUES (?,?,?,?,?,?,?)", [[c or None for c in row] for row in cells()]
        )
    database.close()


def parquet(path: Path) -> None:
    with duckdb.connect() as connection:
        names = ", ".join(f"{name} VARCHAR" for name in HEADER.split(","))
        connection.execute(f"CREATE TABLE scans ({names})")
        connection.executemany(
            "INSERT INTO scans VALUES (?,?,?,?,?,?,?)", [[c or None for c in row] for row in cells()]
        )
        connection.execute(f"COPY scans TO '{path}' (FORMAT parquet)")


def json_lines(path: Path) -> None:
    names = HEADER.split(",")
    lines = [json.dumps({n: c for n, c in zip(names, row, strict=True) if c}, ensure_ascii=False) for row in cells()]
    lines[5] = ""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def json_array(indent: int | None) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        json_lines(path)
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [json.dumps(json.loads(line), indent=indent, ensure_ascii=False) if line else "" for line in lines]
        path.write_text("[" + ",\n".join(rows) + "]", encoding="utf-8")

    return write


def fixed(path: Path) -> None:
    lines = ["".join(f"{cell:<21}" for cell in row).rstrip() for row in [HEADER.split(","), *cells()]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


DATA = Path(__file__).resolve().parents[2] / "data"
FORMS: dict[str, Callable[[Path], object]] = {
    "comma": separated(",", "utf-8"),
    "comma with mark": separated(",", "utf-8-sig"),
    "tab": separated("\t", "utf-16-le"),
    "tab with mark": separated("\t", "utf-16"),
    "bar": separated("|", "utf-16-be"),
    "semicolon": separated(";", "cp1252"),
    "gzip": packed(gzip.compress),
    "bzip2": packed(bz2.compress),
    "zip": packed(lambda data: zipped(a__csv=data, readme__pdf=b"%PDF")),
    "split in a zip": packed(
        lambda data: zipped(a__csv__001=data[:77], a__csv__002=data[77:200], a__csv__003=data[200:])
    ),
    "xlsx": xlsx,
    "xlsx in a zip": lambda path: (xlsx(path), path.write_bytes(zipped(week__xlsx=path.read_bytes())))[0],
    "xlsx in gzip": lambda path: (xlsx(path), path.write_bytes(gzip.compress(path.read_bytes())))[0],
    "ods": ods,
    "xlsb": lambda path: path.write_bytes(binary.of_texts([HEADER.split(","), *cells()])),
    "xls": lambda path: path.write_bytes((DATA / "sheets" / "week.xls").read_bytes()),
    "xls in gzip": lambda path: path.write_bytes(gzip.compress((DATA / "sheets" / "week.xls").read_bytes())),
    "sqlite": sqlite,
    "sqlite in gzip": lambda path: (sqlite(path), path.write_bytes(gzip.compress(path.read_bytes())))[0],
    "parquet": parquet,
    "json lines": json_lines,
    "json array": json_array(None),
    "json array over many lines": json_array(2),
    "fixed width": fixed,
}


def read(path: Path, folder: Path, **changes: object) -> Ledger:
    draft = propose(path).draft | {"time_formats": ["%Y-%m-%d %H:%M:%S"]}
    return ingest(path, folder, Mapping.from_json({**draft, **changes}))


def accepted(folder: Path, columns: str) -> list[tuple]:
    with Engine(folder) as engine:
        return engine.rows(f"SELECT {columns} FROM '{folder}/accepted/*.parquet' ORDER BY line")


def values(path: Path, folder: Path) -> list[str | None]:
    """The second column as text, whatever it seems to hold."""
    mapping = Mapping.from_json({**propose(path).draft, "shape": "free_table", "fields": {}, "kinds": {}})
    ingest(path, folder, mapping)
    return [value for (value,) in accepted(folder, "given_value")]


def make_older(store: Store) -> Store:
    """The reading as version 1 laid it down: cells in a file of their own, by coordinate."""
    places = store.folder / "places.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT DISTINCT latitude, longitude, cell FROM '{store.accepted}' WHERE cell IS NOT NULL) "
            f"TO '{places}' (FORMAT parquet)"
        )
        for file in (store.folder / "accepted").iterdir():
            connection.execute(f"CREATE OR REPLACE TABLE rows AS SELECT * EXCLUDE (cell) FROM '{file}'")
            connection.execute(f"COPY rows TO '{file}' (FORMAT parquet)")
    manifest = json.loads((store.folder / MANIFEST).read_text())
    manifest["identity"]["reading_version"] = 1
    for file in (places, *(store.folder / "accepted").iterdir()):
        manifest["files"][str(file.relative_to(store.folder))] = file.stat().st_size
    (store.folder / MANIFEST).write_text(json.dumps(manifest))
    return open_store(store.folder)
