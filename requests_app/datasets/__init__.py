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
    draw_coverage(found), hours_table(found)
                                            devices by hours as SVG, and as the table behind it
    plan = plan_of_reads(...) or plan_of_table(mapping, [Treated(...)])
                                            Plan: what becomes of each column; `choices_of(mapping)` are the choices
    deidentify(store, folder, plan, read_key(path))
                                            Deidentified: a version without plates, in a folder of its own
    cell_risk(version, identity), unicity(version, identity)
                                            what that version still gives away of one column's pseudonyms
    look_over(store)                        what a screening finds in some rows, before anything is asked for
    prepare(store, folder, plan, Form.ROWS, key, least=5, noise=None, said=...)
                                            Prepared: all of that, what a screening found, and the files to hand out;
                                            with Form.NOISY and a Noise, counts for differential privacy
    gives_away(value), mask(value)          whether one value looks like a plate, a name or a number; it hidden

`folder` must not exist yet, or hold the same file read by the same mapping: then its ledger is returned, so
ingest is safe to repeat. Its parent must exist. `progress(stage, fraction, lines)` gets a Stage (with
`.sentence`), 0 to 1 and a count of lines; `cancelled()` answers True to stop.
"""

from requests_app.datasets.answers import Result, available, measure_sql, reads_rows, result_of, run_measure
from requests_app.datasets.catalogue import MEASURES
from requests_app.datasets.charts import draw
from requests_app.datasets.corrections import Correction, cells_to_begin_with, fingerprint, raw_sha256, refusals
from requests_app.datasets.coverage import Agreement, Coverage, DeviceHours, Gap, cover, period_of
from requests_app.datasets.deidentify import Deidentified, deidentify, destroy_key, new_key, read_key
from requests_app.datasets.heatmap import HoursTable, draw_coverage, hours_table
from requests_app.datasets.ledger import Ledger, Member
from requests_app.datasets.mapping import Mapping, Text
from requests_app.datasets.noise import Drawn, Noise, check_noise
from requests_app.datasets.progress import Cancelled, IngestCancelledError, Progress, Stage
from requests_app.datasets.proposal import Choice, Proposal, Question, propose
from requests_app.datasets.quarantine import QuarantinedLine, quarantine_rows
from requests_app.datasets.questions import Chart, Column, Measure, Retention, Unit
from requests_app.datasets.readers import Limits
from requests_app.datasets.reading import ingest
from requests_app.datasets.releasing import (
    SEED,
    Form,
    HandedOut,
    Left,
    Prepared,
    Risk,
    handed_out,
    look_over,
    prepare,
)
from requests_app.datasets.risk import CellRisk, Unicity, cell_risk, unicity
from requests_app.datasets.rules import reason_sentence
from requests_app.datasets.sampling import Hints
from requests_app.datasets.screening import gives_away, heads_of_people, hide_columns, mask, names_people, outline
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
from requests_app.datasets.treatments import Choice as ColumnChoice
from requests_app.datasets.treatments import (
    Plan,
    Treated,
    Treatment,
    choices_of,
    plan_of_reads,
    plan_of_table,
)
from requests_app.datasets.warehouse import NotLaidDownError, Warehouse
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
    "ColumnChoice",
    "Correction",
    "Coverage",
    "Deidentified",
    "DeviceHours",
    "Drawn",
    "Field",
    "Form",
    "Gap",
    "HandedOut",
    "Hints",
    "HoursTable",
    "IngestCancelledError",
    "Kind",
    "Ledger",
    "Left",
    "Limits",
    "Mapping",
    "Measure",
    "Member",
    "Noise",
    "NotLaidDownError",
    "Plan",
    "Prepared",
    "Progress",
    "Proposal",
    "QuarantinedLine",
    "Question",
    "Result",
    "Retention",
    "Risk",
    "Shape",
    "Stage",
    "Store",
    "Text",
    "Treated",
    "Treatment",
    "Unicity",
    "Unit",
    "Warehouse",
    "Watch",
    "available",
    "cell_risk",
    "cells_to_begin_with",
    "check_noise",
    "choices_of",
    "cover",
    "deidentify",
    "destroy_key",
    "draw",
    "draw_coverage",
    "fingerprint",
    "free_name",
    "gives_away",
    "handed_out",
    "heads_of_people",
    "hide_columns",
    "hours_table",
    "ingest",
    "look_over",
    "mask",
    "measure_sql",
    "names_people",
    "new_key",
    "open_store",
    "outline",
    "period_of",
    "plan_of_reads",
    "plan_of_table",
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
