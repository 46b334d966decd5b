"""The labelled letters: each a text and a file of the citations and claims a person read in it."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "data" / "citations"


@dataclass(frozen=True)
class Label:
    normal: str
    former: bool
    start: int
    end: int


@dataclass(frozen=True)
class Letter:
    name: str
    text: str
    ours: tuple[str, ...]
    citations: tuple[Label, ...]
    claims: tuple[str, ...]


def letters(part: str) -> list[Letter]:
    """The letters of "tuned" or "held_out", in order."""
    return [_letter(path) for path in sorted((FOLDER / part).glob("*.txt"))]


def _letter(path: Path) -> Letter:
    text = path.read_bytes().decode()
    told = tomllib.loads(path.with_suffix(".toml").read_text())
    return Letter(
        path.stem, text, (told["ours"],) if "ours" in told else (), tuple(_places(text, told)), tuple(told["claims"])
    )


def _places(text: str, told: dict[str, Any]) -> Iterable[Label]:
    """Find each labelled text after the one before it; white space in the label stands for any."""
    done = 0
    for citation in told["citations"]:
        words = [re.escape(word) for word in citation["text"].split()]
        match = re.compile(r"(?<![\w.])" + r"\s+".join(words)).search(text, done)
        assert match, f"{citation['text']!r} is not in the letter after place {done}"
        yield Label(citation["normal"], citation["former"], match.start(), match.end())
        done = match.end()


@dataclass(frozen=True)
class Score:
    """How what was found agrees with what was labelled."""

    labelled: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.labelled + other.labelled, self.found + other.found, self.right + other.right)

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.4f}, recall {self.recall:.4f} "
            f"({self.right} right of {self.labelled} labelled and {self.found} found)"
        )


def score(labelled: Iterable[Any], found: Iterable[Any]) -> Score:
    """Count as right what is in both, as often as it is in both."""
    wanted, got = Counter(labelled), Counter(found)
    return Score(wanted.total(), got.total(), (wanted & got).total())
