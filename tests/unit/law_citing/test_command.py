import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

MAIL = """From: Clerk <clerk@example.gov>
To: Ana <ana@example.org>
Subject: Denial
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Exempt, Gov. Code, =C2=A7 7923.600, former =C2=A7 6254(f).

> You cannot use Gov. Code, =C2=A7 7922.000.
"""


def lines(*args: str) -> list[dict[str, object]]:
    out = StringIO()
    call_command("find_citations", *args, "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_text_file_gives_one_line_with_places(tmp_path: Path) -> None:
    file = tmp_path / "denial.txt"
    file.write_text("Exempt under Gov. Code, § 7923.600.")
    assert lines(str(file)) == [
        {
            "file": str(file),
            "citations": [
                {
                    "text": "Gov. Code, § 7923.600",
                    "normal": "Gov. Code, § 7923.600",
                    "former": False,
                    "start": 13,
                    "end": 34,
                }
            ],
        }
    ]


def test_a_mail_is_decoded_and_what_it_quotes_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "denial.eml"
    file.write_text(MAIL)
    [line] = lines(str(file))
    assert [(found["normal"], found["former"]) for found in line["citations"]] == [  # type: ignore[attr-defined]
        ("Gov. Code, § 7923.600", False),
        ("Gov. Code, § 6254, subd. (f)", True),
    ]


def test_a_letter_of_ours_is_left_out_where_it_is_repeated(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.txt", tmp_path / "theirs.txt"
    ours.write_text("Please send the logs at once, as Government Code section 7922.530 tells every agency to do.")
    theirs.write_text(f"{ours.read_text()}\n\nThey are exempt under Government Code section 7923.600.")
    [line] = lines(str(theirs), "--ours", str(ours))
    assert [found["normal"] for found in line["citations"]] == ["Gov. Code, § 7923.600"]  # type: ignore[attr-defined]


def test_without_json_a_person_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "denial.txt"
    file.write_text("former section 6254(f)")
    out = StringIO()
    call_command("find_citations", str(file), stdout=out)
    assert "Gov. Code, § 6254, subd. (f)  (former)" in out.getvalue()


def test_a_file_without_words_is_not_taken_for_one_without_citations(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    assert lines(str(tmp_path / "cut.pdf"))[0]["citations"] == []
    assert "no words could be read in it" in capsys.readouterr().err


def test_a_missing_file_is_said_after_the_others_are_read(tmp_path: Path) -> None:
    file = tmp_path / "denial.txt"
    file.write_text("section 7923.600")
    out = StringIO()
    with pytest.raises(CommandError, match=r"There is no file .*gone\.txt\."):
        call_command("find_citations", str(tmp_path / "gone.txt"), str(file), "--json", stdout=out)
    assert "7923.600" in out.getvalue()
