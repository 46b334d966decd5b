"""The command that reads a file here and now: every line accounted for, whatever nobody was asked."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db

HEAD = "plate,state,captured_at,latitude,longitude,device_id,agency,hit\n"
SOUND = "".join(f"7ABC{n:03},CA,2026-03-02 10:00:{n % 60:02},34.1,-118.2,CAM001,LAPD,0\n" for n in range(200))


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, settings: Any) -> None:
    settings.DATASETS_ROOT = tmp_path / "datasets"


def ledger(path: Path, content: str) -> tuple[dict[str, Any], str]:
    path.write_text(content)
    out, said = StringIO(), StringIO()
    call_command("ingest_dataset", path, title="Week 10", json=True, stdout=out, stderr=said)
    return json.loads(out.getvalue()), said.getvalue()


def test_a_word_that_may_mean_nothing_is_not_taken_for_nothing(tmp_path: Path) -> None:
    # 1 head, 200 sound rows, 1 with "nan" for a latitude, 1 blank line: 203 lines.
    found, said = ledger(tmp_path / "a.csv", HEAD + SOUND + SOUND.split("\n")[0].replace("34.1", "nan") + "\n\n")
    counts = {name: found[name] for name in ("lines", "header", "blank", "accepted", "quarantined", "reasons")}
    assert counts == {
        "lines": 203,
        "header": 1,
        "blank": 1,
        "accepted": 200,
        "quarantined": 1,
        "reasons": {"unreadable_latitude": 1},
    }
    assert "Does “nan” mean that nothing was given? Taken as proposed: No" in said


def test_a_table_of_no_known_shape_is_read_as_any_table(tmp_path: Path) -> None:
    found, _ = ledger(tmp_path / "b.csv", "street,count\nOak,3\nElm,4\n")
    assert (found["lines"], found["header"], found["accepted"]) == (3, 1, 2)


def test_reads_without_a_head_are_read_as_a_table_of_any_kind_and_it_says_so(tmp_path: Path) -> None:
    found, said = ledger(tmp_path / "b.csv", SOUND)
    assert (found["lines"], found["header"], found["accepted"]) == (200, 0, 200)
    assert "Read as a table of any kind." in said


@pytest.mark.parametrize(("content", "sentence"), [("street\n", "does not look like a table"), ("", "is empty")])
def test_what_is_no_table_is_refused_in_a_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        ledger(tmp_path / "c.csv", content)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.csv cannot be opened: No such file or directory\."):
        call_command("ingest_dataset", tmp_path / "nothing.csv", title="Week 10")
