import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.unit.exhibits.specimens import Leaf, texts, words

Make = Callable[..., Path]


def test_the_command_binds_files_and_says_in_json_what_it_made(make: Make, tmp_path: Path) -> None:
    files = [str(make(name, Leaf(words(name)), Leaf(words("more")))) for name in ("one.pdf", "two.pdf")]
    out = StringIO()
    call_command(
        "binder",
        *files,
        "--prefix",
        "DL",
        "--width",
        "4",
        "--start",
        "7",
        "--output",
        str(tmp_path / "out.pdf"),
        stdout=out,
    )

    made = json.loads(out.getvalue())
    assert (made["pages"], made["first_bates"], made["last_bates"]) == (7, "DL0007", "DL0010")
    assert made["seconds"] > 0
    assert [(one["label"], one["first_page"]) for one in made["exhibits"]] == [("A", 2), ("B", 5)]
    assert "DL0010" in texts(tmp_path / "out.pdf")[6]


def test_the_command_refuses_a_bad_file_in_one_sentence(make: Make, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"not a PDF")
    with pytest.raises(CommandError, match=r"^“bad\.pdf” is broken: [^\n]*\.$"):
        call_command("binder", str(tmp_path / "bad.pdf"), "--output", str(tmp_path / "out.pdf"))

    assert not (tmp_path / "out.pdf").exists()


def test_the_command_refuses_a_folder_that_is_not_there(make: Make, tmp_path: Path) -> None:
    path = make("one.pdf", Leaf())
    with pytest.raises(CommandError, match=r"“out\.pdf” cannot be written: No such file or directory\."):
        call_command("binder", str(path), "--output", str(tmp_path / "nowhere" / "out.pdf"))
