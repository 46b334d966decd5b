"""Three tables of a few lines, small enough to be counted by hand, one for each shape that measures are asked of."""

from datetime import date
from pathlib import Path

from requests_app.datasets import Mapping, Retention, Store, ingest, open_store

# Four officers, one of them written in two ways; three plates, written in several ways; "stolen vehicle" and "inv"
# are each given by three officers.
LOG = """who,agency,when,reason,case,plate
smith,Alder PD,2026-08-03 09:00:00,Stolen vehicle,26-1,8ABC123
SMITH,Alder PD,2026-08-03 09:30:00,stolen  vehicle ,,8abc 123
jones,Alder PD,2026-08-03 10:00:00,STOLEN VEHICLE,26-2,7XYZ999
lee,Harbor PD,2026-08-03 23:10:00,stolen vehicle,,7XYZ-999
lee,Harbor PD,2026-08-04 23:20:00,inv,,5QQQ555
kim,Harbor PD,2026-08-04 23:30:00,Inv,,
jones,Alder PD,2026-08-04 08:00:00,INV,,8ABC123
smith,Alder PD,2026-08-05 08:00:00,Maria Lopez,,8ABC123
smith,Alder PD,2026-08-05 08:10:00,,,8ABC123
kim,,2026-08-05 08:20:00,.,26-9,
"""
LOG_BY = Mapping(
    shape="search_audit",
    columns=("who", "agency", "when", "reason", "case", "plate"),
    fields={
        "officer": ("who",),
        "agency": ("agency",),
        "searched_at": ("when",),
        "reason": ("reason",),
        "case_number": ("case",),
        "plate": ("plate",),
    },
    time_formats=("%Y-%m-%d %H:%M:%S",),
)

FREE = """id,opened,paid,officer's note
a,2026-08-03,94.6,x
b,2026-08-03,,x
c,,1.5,
c,2026-08-05,1.5,Maria Lopez
"""
FREE_BY = Mapping(
    shape="free_table",
    columns=("id", "opened", "paid", "officer's note"),
    fields={"value_2": ("opened",), "value_3": ("paid",)},
    kinds={"value_2": "day", "value_3": "number"},
    time_formats=("%Y-%m-%d",),
)

KEPT = Retention(date(2026, 9, 5), 31)


def read_as_one(folder: Path, rows: str, by: Mapping) -> Store:
    """The rows read by this mapping, in a folder that is empty."""
    (folder / "received.csv").write_text(rows)
    ingest(folder / "received.csv", folder / "reading", by)
    return open_store(folder / "reading")
