"""Find the footnotes of a letter: where each note begins, and where in the text its mark stands."""

import re

_MARK = r"\[\d{1,2}\]|\d{1,2}|[¹²³⁴-⁹]"
# A mark stands right behind a word or its stop: "withheld.[1]", "attorney.2".
_IN_TEXT = re.compile(
    rf"(?<=[a-z)”\"][.,;:])(?P<stopped>{_MARK})(?=\s|$)|(?<=[a-z)])(?P<bare>\[\d{{1,2}}\]|[¹²³⁴-⁹])"
)
_NOTE = re.compile(rf"^[ \t]{{0,8}}(?P<mark>{_MARK})[ \t]+(?=[A-Z(§])", re.M)


def footnotes(text: str) -> dict[int, int]:
    """Of each note, the place of its beginning, and the place of its mark in the text before it.

    >>> footnotes("Nine are withheld.1 The rest is here.\\n\\n1 Gov. Code, § 7922.000.")
    {39: 18}
    """
    marks: dict[str, int] = {}
    for match in _IN_TEXT.finditer(text):
        marks.setdefault(match["stopped"] or match["bare"], match.start())
    notes: dict[int, int] = {}
    for note in _NOTE.finditer(text):
        if marks.get(note["mark"], len(text)) < note.start():
            notes[note.start()] = marks.pop(note["mark"])
    return notes
