"""Sum the accepted rows up by device, agency, hour and map cell, so that the whole base answers at once."""

from pathlib import Path

from h3.api import basic_int

from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.shapes import Shape

RESOLUTION = 8
UNDATED = "undated"  # in place of the month, where rows have no time or there are none

SUMMED = {"device": "VARCHAR", "agency": "VARCHAR", "latitude": "DOUBLE", "longitude": "DOUBLE", "hit": "BOOLEAN"}


def write_rollup(engine: Engine, folder: Path, shape: Shape) -> None:
    """Write places.parquet (each distinct coordinate with its H3 cell) and a rollup-YYYY-MM.parquet for each month
    on the agency's clock, so that a question about days opens only their months.

    Rows without coordinates, or at 0° 0°, where a receiver without a fix puts them, have no cell. What the shape
    has no field for is NULL.
    """
    known = {field.name for field in shape.fields}
    missing = "".join(f", NULL::{kind} AS {name}" for name, kind in SUMMED.items() if name not in known)

    def rows_of(files: str) -> str:
        return f"(SELECT *{missing} FROM read_parquet({literal(files)}))"

    accepted = rows_of(f"{folder}/accepted/*.parquet")
    engine.run(
        f"CREATE TEMP TABLE coordinates AS SELECT DISTINCT latitude, longitude FROM {accepted} "
        "WHERE latitude IS NOT NULL AND NOT (latitude = 0 AND longitude = 0)"
    )
    cell_of = basic_int.latlng_to_cell
    cells = folder / "cells.txt"
    with cells.open("w", encoding="ascii") as out:
        for batch in engine.batches("SELECT latitude, longitude FROM coordinates ORDER BY rowid"):
            found = [cell_of(latitude, longitude, RESOLUTION) for latitude, longitude in batch]
            out.write("\n".join(map(str, found)) + "\n")
    engine.run(
        "CREATE TEMP TABLE places AS SELECT latitude, longitude, cell FROM coordinates POSITIONAL JOIN "
        f"read_csv({literal(str(cells))}, header = false, auto_detect = false, columns = {{'cell': 'BIGINT'}})"
    )
    cells.unlink()
    engine.run(f"COPY places TO {literal(f'{folder}/places.parquet')} (FORMAT parquet, COMPRESSION zstd)")
    # Each file is summed alone and the sums again by month: no step holds more than one of them in memory.
    engine.run(
        "CREATE TEMP TABLE summed (device VARCHAR, agency VARCHAR, local_hour TIMESTAMP, cell BIGINT, "
        "reads BIGINT, hits BIGINT)"
    )
    for file in sorted((folder / "accepted").glob("*.parquet")):
        engine.run(
            "INSERT INTO summed SELECT device, agency, date_trunc('hour', local_at) AS local_hour, cell, count(*), "
            f"count(*) FILTER (hit) FROM {rows_of(str(file))} LEFT JOIN places USING (latitude, longitude) "
            "GROUP BY ALL"
        )
    months = engine.rows("SELECT DISTINCT date_trunc('month', local_hour)::DATE AS month FROM summed ORDER BY month")
    for (month,) in months or [(None,)]:
        name = f"{month:%Y-%m}" if month else UNDATED
        engine.run(
            "COPY (SELECT device, agency, local_hour, cell, sum(reads)::BIGINT AS reads, sum(hits)::BIGINT AS hits "
            "FROM summed WHERE date_trunc('month', local_hour)::DATE IS NOT DISTINCT FROM "
            f"{f'DATE {literal(str(month))}' if month else 'NULL'} GROUP BY ALL ORDER BY local_hour, device) "
            f"TO {literal(f'{folder}/rollup-{name}.parquet')} (FORMAT parquet, COMPRESSION zstd)"
        )
