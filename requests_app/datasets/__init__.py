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
                                            shares 0 to 1, times on the agency's clock, cells as H3 hexadecimal
    Warehouse(url)                          the engine DATA_ENGINE_URL names: `publish` a reading there, `ask` it
    draw(result, suppress_below=0)          an accessible SVG as text; "" where a measure is not drawn
    quarantine_rows(store, offset=0, limit=50)
                                            QuarantinedLine: line, reason, sentence, raw bytes, text to look at
    refusals(corrections, mapping)          which corrected rows the rules would still set aside
    cover(store, Agreement(since, until))   Coverage: rows inside and outside, what is missing, improbable gaps
    deidentify(store, folder, Plan(), read_key(path))
                                            Deidentified: a version without plates, in a folder of its own
    cell_risk(version), unicity(version)    what that version still gives away
    prepare(store, folder, Plan(), Form.ROWS, key, least=5, said=...)
                                            Prepared: all of that, what a screening found, and the files to hand out
    gives_away(value), mask(value)          whether one value looks like a plate, a name or a number; it hidden

`folder` must not exist yet, or hold the same file read by the same mapping: then its ledger is returned, so
ingest is safe to repeat. Its parent must exist. `progress(stage, fraction, lines)` gets a Stage (with
`.sentence`), 0 to 1 and a count of lines; `cancelled()` answers True to stop.
"""

from requests_app.datasets.answers import Result, available, measure_sql, reads_rows, result_of, run_measure
from requests_app.datasets.catalogue import MEASURES
from requests_app.datasets.charts import draw
from requests_app.datasets.corrections import Correction, cells_to_begin_with, fingerprint, raw_sha256, refusals
from requests_app.datasets.coverage import Agreement, Coverage, Gap, cover, period_of
from requests_app.datasets.deidentify import Deidentified, Plan, Step, deidentify, destroy_key, new_key, read_key
from requests_app.datasets.ledger import Ledger, Member
from requests_app.datasets.mapping import Mapping, Text
from requests_app.datasets.progress import Cancelled, IngestCancelledError, Progress, Stage
from requests_app.datasets.proposal import Choice, Proposal, Question, propose
from requests_app.datasets.quarantine import QuarantinedLine, quarantine_rows
from requests_app.datasets.questions import Chart, Column, Measure, Retention, Unit
from requests_app.datasets.readers import Limits
from requests_app.datasets.reading import ingest
from requests_app.datasets.releasing import SEED, Form, HandedOut, Prepared, prepare
from requests_app.datasets.risk import CellRisk, Unicity, cell_risk, unicity
from requests_app.datasets.rules import reason_sentence
from requests_app.datasets.sampling import Hints
from requests_app.datasets.screening import gives_away, heads_of_people, hide_columns, mask, outline
from requests_app.datasets.shapes import (
    FREE_KINDS,
    FREE_TABLE,
    PLATE_READS,
    SEARCH_AUDIT,
    SHAPES,
    Field,
    Kind,
    Shape,
    free_name,
)
from requests_app.datasets.store import Store, open_store
from requests_app.datasets.warehouse import Warehouse
from requests_app.datasets.watching import Watch

__all__ = [
    "FREE_KINDS",
    "FREE_TABLE",
    "MEASURES",
    "PLATE_READS",
    "SEARCH_AUDIT",
    "SEED",
    "SHAPES",
    "Agreement",
    "Cancelled",
    "CellRisk",
    "Chart",
    "Choice",
    "Column",
    "Correction",
    "Coverage",
    "Deidentified",
    "Field",
    "Form",
    "Gap",
    "HandedOut",
    "Hints",
    "IngestCancelledError",
    "Kind",
    "Ledger",
    "Limits",
    "Mapping",
    "Measure",
    "Member",
    "Plan",
    "Prepared",
    "Progress",
    "Proposal",
    "QuarantinedLine",
    "Question",
    "Result",
    "Retention",
    "Shape",
    "Stage",
    "Step",
    "Store",
    "Text",
    "Unicity",
    "Unit",
    "Warehouse",
    "Watch",
    "available",
    "cell_risk",
    "cells_to_begin_with",
    "cover",
    "deidentify",
    "destroy_key",
    "draw",
    "fingerprint",
    "free_name",
    "gives_away",
    "heads_of_people",
    "hide_columns",
    "ingest",
    "mask",
    "measure_sql",
    "new_key",
    "open_store",
    "outline",
    "period_of",
    "prepare",
    "propose",
    "quarantine_rows",
    "raw_sha256",
    "read_key",
    "reads_rows",
    "reason_sentence",
    "refusals",
    "result_of",
    "run_measure",
    "unicity",
]
