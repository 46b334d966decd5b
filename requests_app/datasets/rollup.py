"""Sum the accepted rows up by device, agency, hour and map cell, so that the whole base answers at once."""

from pathlib import Path

from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.shapes import Shape

UNDATED = "undated"  # in place of the month, where rows have no time or there are none

SUMMED = {"device": "VARCHAR", "agency": "VARCHAR", "cell": "BIGINT", "hit": "BOOLEAN"}


def write_rollup(engine: Engine, folder: Path, shape: Shape) -> None:
    """Write a rollup-YYYY-MM.parquet for each month on the agency's clock, so that a question about days opens only
    their months. What the shape has no field for is NULL.
    """
    known = {field.name for field in shape.fields}
    if "latitude" in known:
        known.add("cell")
    missing = "".join(f", NULL::{kind} AS {name}" for name, kind in SUMMED.items() if name not in known)
    # Each file is summed alone and the sums again by month: no step holds more than one of them in memory.
    engine.run(
        "CREATE TEMP TABLE summed (device VARCHAR, agency VARCHAR, local_hour TIMESTAMP, cell BIGINT, "
        "reads BIGINT, hits BIGINT)"
    )
    for file in sorted((folder / "accepted").glob("*.parquet")):
        engine.run(
            "INSERT INTO summed SELECT device, agency, date_trunc('hour', local_at) AS local_hour, cell, count(*), "
            f"count(*) FILTER (hit) FROM (SELECT *{missing} FROM read_parquet({literal(str(file))})) GROUP BY ALL"
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
