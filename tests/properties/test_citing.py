from hypothesis import example, given
from hypothesis import strategies as st

from requests_app.law.citing import find, propose_claims

PIECES = st.sampled_from(
    [
        *("Gov. Code", "Government Code", "Penal Code", "CCP", "GC", "§", "§§", "section ", "sections ", "former "),
        *("7923.600", "7922.000", "6254", "1040", ".105", "(a)", "(k)", "(1)", "subd. ", "subds. ", " of the ", "/"),
        *("subdivision ", "paragraph ", "Cal. Const., art. I, ", "rule 8.500", "Cal. Rules of Court, ", "5 U.S.C. "),
        *(
            "(2017) 3 Cal.5th 1032",
            " [221 Cal.Rptr.3d 832]",
            " v. ",
            "supra",
            "et seq.",
            "-",
            "–",
            ", ",
            "; ",
            " and ",
        ),
        *("\n", "\n\n", " ", "\u00a0", "\u00ad", "\u200b", "> ", "\t", "On x wrote:\n", " of title 5", "1. ", "|"),
        *("-----Original Message-----\n", "Your request reads as follows:\n", "“", "”", '"', "From: a\nSent: b\n"),
        *("exempt", "withheld", "is not"),
    ]
)
texts = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))


@given(texts, st.lists(texts, max_size=2))
@example("On ", [])
@example("İ\u0130§ 7923.600", [])
def test_any_text_is_answered_and_every_place_gives_back_the_words(text: str, ours: list[str]) -> None:
    done = 0
    for citation in find(text, ours=ours):
        assert citation.text == text[citation.start : citation.end] != ""
        assert citation.normal and citation.text == citation.text.strip()
        assert citation.start >= done, "two citations share words"
        done = citation.end


@given(texts)
def test_any_text_gives_claims_that_stand_where_a_citation_stands(text: str) -> None:
    places = {(citation.start, citation.end) for citation in find(text)}
    for claim in propose_claims(text):
        assert (claim.start, claim.end) in places
        assert claim.words


@given(texts)
def test_a_text_that_is_all_ours_claims_nothing_new(text: str) -> None:
    without = {(citation.start, citation.normal) for citation in find(text, ours=[text])}
    assert len(without) <= len(find(text))


@given(texts)
def test_quoting_every_line_leaves_nothing(text: str) -> None:
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    assert find(quoted) == ()


@given(
    st.sampled_from(["Gov. Code", "Pen. Code", "Evid. Code", "Bus. & Prof. Code", "Welf. & Inst. Code"]), st.data()
)
def test_a_normal_form_is_found_again_as_itself(code: str, data: st.DataObject) -> None:
    number = data.draw(st.integers(100, 6000).filter(lambda value: not 1900 <= value < 2100))
    subdivision = data.draw(st.sampled_from(["", ", subd. (a)", ", subd. (b)(7)", ", subds. (c) & (k)", " et seq."]))
    normal = f"{code}, § {number}{subdivision}"
    [citation] = find(f"It rests on {normal}, and no more.")
    assert (citation.normal, citation.text) == (normal, normal)
