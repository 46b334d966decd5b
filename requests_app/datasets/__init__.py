"""Read what agencies hand over, to the byte and to the row, and measure it.

The public face, in the order it is used:

    proposal = propose(path)                Proposal: mapping, questions, preview; nothing is guessed silently
    mapping = Mapping.from_json(choice)     what the person confirmed; `to_json` is what to keep
    ledger = ingest(path, folder, mapping, progress=..., cancelled=...)
                                            Ledger: every line accounted for; or IngestError, or its
                                            IngestCancelledError when a person stopped it
    store = open_store(folder)              Store: accepted rows, quarantine, roll-up, ledger, mapping on disk
    available(store)                        the named measures this dataset can answer
    result = run_measure(store, "reads_per_hour", since=None, until=None)
                                            Result: measure (name, title, sentence), sql, columns, rows
    draw(result)                            an accessible SVG as text
    quarantine_rows(store, offset=0, limit=50)
                                            QuarantinedLine: line, reason, raw bytes

`folder` must not exist yet, or hold the same file read by the same mapping: then its ledger is returned, so
ingest is safe to repeat. Its parent must exist. `progress(stage, fraction, lines)` gets a Stage (with
`.sentence`), 0 to 1 and a count of lines; `cancelled()` answers True to stop.
"""

from requests_app.datasets.ingest import ingest
from requests_app.datasets.ledger import Ledger, Member
from requests_app.datasets.mapping import Mapping, Text
from requests_app.datasets.progress import Cancelled, IngestCancelledError, Progress, Stage
from requests_app.datasets.proposal import Choice, Proposal, Question, propose
from requests_app.datasets.readers import Limits
from requests_app.datasets.rules import reason_sentence
from requests_app.datasets.shapes import PLATE_READS, SHAPES, Field, Kind, Shape
from requests_app.datasets.store import Store, open_store

__all__ = [
    "PLATE_READS",
    "SHAPES",
    "Cancelled",
    "Choice",
    "Field",
    "IngestCancelledError",
    "Kind",
    "Ledger",
    "Limits",
    "Mapping",
    "Member",
    "Progress",
    "Proposal",
    "Question",
    "Shape",
    "Stage",
    "Store",
    "Text",
    "ingest",
    "open_store",
    "propose",
    "reason_sentence",
]
