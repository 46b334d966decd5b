"""Find the citations of a letter that are the writer's own."""

from collections.abc import Sequence

from requests_app.law.citing.cases import find_cases
from requests_app.law.citing.echoes import without_echoes
from requests_app.law.citing.plain import Plain
from requests_app.law.citing.shapes import Citation, CitationKind
from requests_app.law.citing.statutes import find_provisions


def find(text: str, *, ours: Sequence[str] = ()) -> tuple[Citation, ...]:
    """Every citation of California law in `text`, in order, without what it quotes of us.

    `ours`: texts of our own letters to this agency; sentences repeated from them are left out, as are quoted
    lines, earlier mails below the answer, and passages brought in as our request. Never raises; the time grows
    with the length of the text.

    >>> [citation.normal for citation in find("exempt under Government Code sections 7923.600(a) and 7927.705")]
    ['Gov. Code, § 7923.600, subd. (a)', 'Gov. Code, § 7927.705']
    """
    plain = Plain(without_echoes(text, ours))
    found: list[Citation] = []
    for item in find_provisions(plain.text):
        start, end = plain.place(item.start, item.end)
        found.append(
            Citation(
                text=text[start:end],
                normal=item.normal,
                kind=item.kind,
                former=item.former,
                start=start,
                end=end,
                code=item.code,
                sections=item.sections,
                subdivisions=item.subdivisions,
            )
        )
    for case in find_cases(plain.text):
        start, end = plain.place(case.start, case.end)
        found.append(
            Citation(text[start:end], case.normal, CitationKind.CASE, False, start, end, parties=case.parties)
        )
    return tuple(sorted(found, key=lambda citation: (citation.start, citation.end)))
