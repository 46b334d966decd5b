"""What names a person is found in any text column, and what only looks so is left alone."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from requests_app.datasets.engine import Engine, literal
from requests_app.datasets.screening import Finding, Trace, gives_away, is_vin, mask, screen


def found(folder: Path, values: Sequence[str | None]) -> list[Finding]:
    with Engine(folder) as engine:
        target = literal(str(folder / "rows.parquet"))
        engine.run(f"COPY (SELECT unnest(?::VARCHAR[]) AS given_remark) TO {target}", [list(values)])
        return screen(engine, str(folder / "rows.parquet"))


@pytest.mark.parametrize(
    ("trace", "value"),
    [
        (Trace.PLATE, "8ABC123"),
        (Trace.PLATE, "stolen, plate 7xyz999, white"),
        (Trace.PLATE, "8D12345"),
        (Trace.PLATE, "KLM-4821"),
        (Trace.VIN, "1M8GDM9AXKP042788"),  # the standard's own worked example
        (Trace.PHONE, "call (213) 555-0134"),
        (Trace.PHONE, "2135550134"),
        (Trace.EMAIL, "jroe@example.org"),
        (Trace.NAME, "owner John Roe"),
        (Trace.NAME, "ROE, JOHN"),
        (Trace.HASH, "5f4dcc3b5aa765d61d8327deb882cf99"),
    ],
)
def test_what_names_a_person_is_found_and_named(tmp_path: Path, trace: Trace, value: str) -> None:
    (finding,) = found(tmp_path, [value, "nothing of note", None])
    assert (finding.column, finding.trace, finding.rows, finding.given) == ("remark", trace, 1, 2)
    assert finding.share == 0.5
    assert gives_away(value)


@pytest.mark.parametrize(
    "value",
    [
        "CAM017",
        "1M8GDM9A1KP042788",  # its check digit is wrong
        "2026-01-05 08:00:00",
        "1767600000",  # seconds since 1970
        "34.0512, -118.2573",
        "John St at 4th Ave",
        "Martin Luther King Jr Blvd",
        "MAR 2026",
        "94.6",
        "Alder Bay Police Department",
    ],
)
def test_what_only_looks_so_is_left_alone(tmp_path: Path, value: str) -> None:
    assert found(tmp_path, [value]) == []
    assert not gives_away(value)


def test_the_numbers_of_cameras_share_their_letters_and_plates_do_not(tmp_path: Path) -> None:
    assert found(tmp_path, [f"XQR{at:03}" for at in range(40)]) == []
    (finding,) = found(tmp_path.parent, [f"{chr(65 + at)}QR{at:03}" for at in range(20)])
    assert finding.trace is Trace.PLATE


def test_examples_are_masked(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, ["8ABC123"])
    assert finding.examples == ("8••••••",)
    assert finding.sentence == "“remark” holds licence plates in 100.0% of its values (8••••••)."
    assert mask("jroe@example.org") == "j•••@•••••••.•••"


def test_the_check_digit_of_a_vin_is_worked_out() -> None:
    assert is_vin("11111111111111111")  # every weight times 1 is 89, and 89 = 8 * 11 + 1
    assert not is_vin("11111111211111111")
