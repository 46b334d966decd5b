"""Search logs and free tables as they leave: named by a key, looked through, made coarser, measured."""

import gzip
import hmac
from pathlib import Path
from typing import Any

import pytest

from requests_app.datasets import Mapping, Prepared, Store, Treated, Treatment, ingest, open_store
from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.releasing import Form, look_over, prepare
from requests_app.datasets.treatments import choices_of, plan_of_table
from requests_app.errors import IngestError

KEY = bytes(range(32))
LOG = Mapping(
    shape="search_audit",
    columns=("when", "officer", "dept", "why", "case", "lp", "terminal"),
    fields={
        "searched_at": ("when",),
        "officer": ("officer",),
        "agency": ("dept",),
        "reason": ("why",),
        "case_number": ("case",),
        "plate": ("lp",),
    },
    time_formats=("%Y-%m-%d %H:%M",),
)
# Two officers search three plates; "stolen vehicle" is said by both and of two plates, the rest by one alone.
SEARCHES = """when,officer,dept,why,case,lp,terminal
2026-08-03 08:10,smith,Alder Bay PD,stolen vehicle,26-1,8ABC123,T1
2026-08-03 08:20,jones,Alder Bay PD,stolen vehicle,26-2,7XYZ999,T2
2026-08-03 09:05,smith,Alder Bay PD,looking for John Roe,26-1,8ABC123,T1
2026-08-03 09:15,jones,Alder Bay PD,looking for John Roe,26-3,6DEF456,T2
2026-08-03 09:25,jones,Alder Bay PD,my neighbor,26-3,,T2
"""
FREE = Mapping(
    shape="free_table",
    columns=("=owner", "Paid", "paid", "on", "phone", "Kind"),
    fields={"value_2": ("Paid",), "value_3": ("paid",), "value_4": ("on",), "value_5": ("phone",)},
    kinds={"value_2": "number", "value_3": "whole number", "value_4": "day", "value_5": "whole number"},
    time_formats=("%Y-%m-%d",),
)
FINES = """=owner,Paid,paid,on,phone,Kind
John Roe,94.6,14,2026-08-03,2135550134,parking
Jane Doe,91.2,19,2026-08-29,2135550135,parking
=1+1,12.5,20,2026-09-02,4155550136,speed
"""


def kept(*chosen: tuple[str, Treatment] | tuple[str, Treatment, float]) -> list[Treated]:
    return [Treated("", name, way, *more) for name, way, *more in chosen]


def store_of(folder: Path, text: str, mapping: Mapping) -> Store:
    (folder / "received.csv").write_text(text)
    ingest(folder / "received.csv", folder / "reading", mapping)
    return open_store(folder / "reading")


@pytest.fixture(scope="module")
def searches(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(tmp_path_factory.mktemp("searches"), SEARCHES, LOG)


@pytest.fixture(scope="module")
def fines(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store_of(tmp_path_factory.mktemp("fines"), FINES, FREE)


def proposed(mapping: Mapping) -> list[Treated]:
    return [Treated("", choice.name, choice.allowed[0]) for choice in choices_of(mapping)]


def released(store: Store, folder: Path, chosen: list[Treated], form: Form = Form.ROWS) -> tuple[Prepared, Any]:
    plan = plan_of_table(store.mapping, chosen)
    made = prepare(store, folder / "made", plan, form, KEY, least=2)
    with Engine(folder) as engine:
        parquet = literal(str(folder / "made" / "release.parquet"))
        names = [name for name, *_ in engine.rows(f"DESCRIBE SELECT * FROM read_parquet({parquet})")]
        rows = engine.rows(f"SELECT * FROM read_parquet({parquet})")
    return made, [dict(zip(names, row, strict=True)) for row in rows]


def test_what_is_proposed_for_a_search_log_names_nobody(searches: Store, tmp_path: Path) -> None:
    made, rows = released(searches, tmp_path, proposed(LOG))
    assert [choice.name for choice in choices_of(LOG)] == [
        *("local_from", "officer", "agency", "reason", "case_number", "plate", "terminal")
    ]
    assert set(rows[0]) == {"local_from", "officer", "agency", "reason", "plate"}
    assert {str(row["local_from"])[11:] for row in rows} == {"08:00:00", "09:00:00"}
    plates = {None if row["plate"] is None else row["plate"].bytes for row in rows}
    assert plates == {None, *(hmac.digest(KEY, p, "sha256")[:16] for p in (b"8ABC123", b"7XYZ999", b"6DEF456"))}
    officers = {row["officer"].bytes for row in rows}
    assert officers == {hmac.digest(KEY, b"officer=" + o, "sha256")[:16] for o in (b"smith", b"jones")}
    assert made.left == ()


def test_a_reason_is_withheld_that_names_somebody_or_that_few_give(searches: Store, tmp_path: Path) -> None:
    made, rows = released(searches, tmp_path, proposed(LOG))
    assert sorted(row["reason"] for row in rows) == ["(withheld)"] * 3 + ["stolen vehicle"] * 2
    assert made.withheld == {"reason": 3}


def test_what_one_officer_says_again_and_again_is_withheld_though_officers_are_dropped(
    searches: Store, tmp_path: Path
) -> None:
    # Jones alone was at T2, three times; Smith at T1, twice.
    made, _ = released(searches, tmp_path, kept(("reason", Treatment.SCREEN), ("terminal", Treatment.SCREEN)))
    assert made.withheld == {"reason": 3, "terminal": 5}


def test_the_risk_is_told_of_officers_and_of_plates(searches: Store, tmp_path: Path) -> None:
    by_time = kept(("local_from", Treatment.HOUR), ("officer", Treatment.PSEUDONYM), ("plate", Treatment.PSEUDONYM))
    made, _ = released(searches, tmp_path, by_time)
    officers, plates, cases = made.risks
    # At eight both officers and two plates; at nine both officers, and two plates, for one search was of none.
    assert (officers.crowd, officers.cells.cells, officers.cells.few, officers.cells.smallest) == (
        "officers",
        2,
        0,
        2,
    )
    assert (plates.crowd, plates.cells.rows, plates.cells.few) == ("plates", 4, 0)
    # The numbers of the cases are dropped, and count all the same: two in each hour.
    assert (cases.crowd, cases.cells.few, cases.cells.smallest, cases.unicity) == ("case_numbers", 0, 2, ())
    # Each officer has both hours, so neither is singled out by two; one plate alone has two points.
    assert (officers.unicity[0]["eligible"], officers.unicity[0]["unique_share"]) == (2, 0.0)
    assert (plates.unicity[0]["eligible"], plates.unicity[0]["unique_share"]) == (1, 1.0)


def test_counts_leave_out_cells_in_which_anybody_is_one_of_few(searches: Store, tmp_path: Path) -> None:
    chosen = kept(
        ("local_from", Treatment.HOUR),
        ("reason", Treatment.SCREEN),
        ("officer", Treatment.PSEUDONYM),
        ("plate", Treatment.PSEUDONYM),
    )
    made, rows = released(searches, tmp_path, chosen, Form.COUNTS)
    told = [tuple(row.values())[1:] for row in rows]
    assert told == [("stolen vehicle", 2, 2, 2), ("(withheld)", 3, 2, 2)]
    assert list(rows[0]) == ["local_from", "reason", "searches", "officers", "plates"]
    assert made.suppressed == 0


def test_five_searches_of_one_plate_by_one_officer_are_no_cell_though_both_are_dropped(tmp_path: Path) -> None:
    line = "2026-08-03 08:{at}0,smith,{dept},stolen vehicle,26-1,8ABC123,T1\n"
    head, *others = SEARCHES.splitlines(keepends=True)
    text = head + "".join(others) + "".join(line.format(at=at, dept="Cove PD") for at in range(5))
    store = store_of(tmp_path, text, LOG)
    made, rows = released(store, tmp_path, kept(("agency", Treatment.KEEP)), Form.COUNTS)
    # Of Alder Bay two officers searched three plates under three case numbers.
    assert [tuple(row.values()) for row in rows] == [("Alder Bay PD", 5)]
    assert made.suppressed == 1
    assert list(rows[0]) == ["agency", "searches"]
    assert {risk.crowd for risk in made.risks} == {"searches"}


@pytest.mark.parametrize("head", ["owner", "who"])
def test_a_dropped_column_that_names_people_by_its_head_or_values_counts_in_a_free_table(
    tmp_path: Path, head: str
) -> None:
    mapping = Mapping(shape="free_table", columns=(head, "Kind"), fields={})
    rows = ["John Roe,parking"] * 3 + ["Jane Doe,speed", "John Roe,speed"]
    store = store_of(tmp_path, "\n".join([f"{head},Kind", *rows, ""]), mapping)
    made, told = released(store, tmp_path, kept(("Kind", Treatment.KEEP)), Form.COUNTS)
    assert [tuple(row.values()) for row in told] == [("speed", 2)]
    assert made.suppressed == 1


def table_of(folder: Path, head: str, *rows: str) -> Store:
    mapping = Mapping(shape="free_table", columns=(head, "Kind"), fields={})
    return store_of(folder, "\n".join([f"{head},Kind", *rows, ""]), mapping)


def test_many_rows_of_one_person_are_one_though_who_is_dropped(tmp_path: Path) -> None:
    store = table_of(tmp_path, "owner", *["John Roe,parking"] * 3, "Jane Doe,speed", "John Roe,speed")
    made, rows = released(store, tmp_path, kept(("Kind", Treatment.KEEP)))
    # By rows alone both kinds would be shared by two or more.
    assert [(risk.crowd, risk.cells.few, risk.cells.smallest, risk.unicity) for risk in made.risks] == [
        ("rows", 0, 2, ()),
        ("different owner", 1, 1, ()),
    ]
    assert [list(row) for row in rows] == [["Kind"]] * 5


@pytest.mark.parametrize("form", list(Form)[:2])
def test_who_is_withheld_counts_behind_the_word_for_it(tmp_path: Path, form: Form) -> None:
    two = ["John Roe,speed", "Jane Doe,speed"]
    store = table_of(tmp_path, "remark", *["John Roe,parking"] * 3, *two, "paid,tow", "paid,tow")
    chosen = kept(("remark", Treatment.SCREEN), ("Kind", Treatment.KEEP))
    made, rows = released(store, tmp_path, chosen, form)
    if form is Form.COUNTS:  # three rows withheld are of one person
        assert [tuple(row.values()) for row in rows] == [("(withheld)", "speed", 2), ("paid", "tow", 2)]
        assert made.suppressed == 1
    else:
        assert [(risk.crowd, risk.cells.cells, risk.cells.few) for risk in made.risks] == [
            ("rows", 3, 0),
            ("different remark", 2, 1),
        ]


def test_what_the_one_owner_who_is_dropped_says_again_and_again_is_withheld(tmp_path: Path) -> None:
    store = table_of(tmp_path, "owner", *["a,red roof"] * 3, "b,none", "c,none")
    made, _ = released(store, tmp_path, kept(("Kind", Treatment.SCREEN)))
    assert made.withheld == {"Kind": 3}


def test_a_column_called_by_what_names_people_is_withheld_whole(tmp_path: Path) -> None:
    store = table_of(tmp_path, "user", *["jsmith,parking"] * 3)
    made, _ = released(store, tmp_path, kept(("user", Treatment.SCREEN), ("Kind", Treatment.KEEP)))
    assert made.withheld == {"user": 3}


def test_numbers_days_and_names_of_a_free_table_become_what_was_chosen(fines: Store, tmp_path: Path) -> None:
    chosen = kept(
        ("Paid", Treatment.STEP, 10.0),
        ("paid 2", Treatment.KEEP),
        ("on", Treatment.MONTH),
        ("=owner", Treatment.KEEP),
    )
    made, rows = released(fines, tmp_path, chosen)
    assert sorted((row["Paid"], row["paid 2"], f"{row['on']:%m-%d}", row["=owner"]) for row in rows) == [
        (10.0, 20, "09-01", "=1+1"),
        (90.0, 14, "08-01", "John Roe"),
        (90.0, 19, "08-01", "Jane Doe"),
    ]
    (finding,) = made.left
    assert finding.sentence == "“=owner” holds names of people in 66.7% of its values (J••• •••, J••• •••)."
    # Nobody is named by a pseudonym, so rows share the cells, and each stands alone; so do the telephones dropped.
    assert [(risk.crowd, risk.cells.few, risk.unicity) for risk in made.risks] == [
        ("rows", 3, ()),
        ("different phone", 3, ()),
    ]
    text = gzip.decompress((tmp_path / "made" / "release.csv.gz").read_bytes()).decode()
    assert text.splitlines()[0] == "Paid,paid 2,on,'=owner"
    assert "'=1+1" in text


def test_a_first_look_finds_names_and_telephone_numbers_under_the_heads_of_the_file(fines: Store) -> None:
    assert {(row.column, row.trace.value) for row in look_over(fines)} == {
        ("=owner", "names of people"),
        ("phone", "telephone numbers"),
    }


@pytest.mark.parametrize(
    "chosen",
    [("officer", Treatment.KEEP), ("reason", Treatment.KEEP), ("terminal", Treatment.KEEP), ("x", Treatment.DROP)],
)
def test_a_search_log_keeps_nothing_as_it_is_that_names_people(chosen: tuple[str, Treatment]) -> None:
    with pytest.raises(IngestError, match="may not be treated so"):
        plan_of_table(LOG, kept(chosen))


def test_a_table_of_which_nothing_would_be_left_is_refused() -> None:
    with pytest.raises(IngestError, match="Nothing would be left"):
        plan_of_table(FREE, kept(("on", Treatment.DROP)))


@pytest.mark.parametrize("step", [None, 0.0, -1.0, float("nan"), float("inf")])
def test_a_step_is_a_number_above_nought(step: float | None) -> None:
    with pytest.raises(IngestError, match="needs a step"):
        Treated("", "Paid", Treatment.STEP, step)
