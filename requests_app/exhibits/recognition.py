"""Recognise the words on a picture with Tesseract, where that is installed."""

import csv
import io
import shutil
import subprocess
from dataclasses import dataclass

from PIL import Image

_MINUTES = 3
_SURE = 20.0  # per cent: less is a speck taken for a letter


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands, in pixels from the top left corner of the picture."""

    text: str
    left: int
    top: int
    width: int
    height: int


def is_available() -> bool:
    """Whether words can be recognised on this machine."""
    return shutil.which("tesseract") is not None


def words_on(picture: Image.Image, dots_per_inch: int) -> tuple[Word, ...]:
    """The words on the picture; none where Tesseract is missing, fails, or takes longer than three minutes."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=1)
    command = [program, "stdin", "stdout", "--dpi", str(dots_per_inch), "-l", "eng", "tsv"]
    try:
        done = subprocess.run(  # noqa: S603 - no part of the command comes from outside
            command, input=data.getvalue(), capture_output=True, timeout=60 * _MINUTES, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    rows = csv.DictReader(done.stdout.decode("utf-8", "replace").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        Word(row["text"].strip(), *(int(row[key]) for key in ("left", "top", "width", "height")))
        for row in rows
        if (row.get("text") or "").strip() and float(row["conf"]) >= _SURE
    )
