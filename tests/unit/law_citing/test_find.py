import pytest

from requests_app.law.citing import CitationKind, find


def normals(text: str, *ours: str) -> list[str]:
    return [citation.normal for citation in find(text, ours=ours)]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Government Code section 7923.600, subdivision (a)", "Gov. Code, § 7923.600, subd. (a)"),
        ("Gov. Code, § 7922.535, subd. (b)", "Gov. Code, § 7922.535, subd. (b)"),
        ("Gov’t Code §§ 7927.700–7927.705", "Gov. Code, §§ 7927.700-7927.705"),
        ("former section 6254(f)", "Gov. Code, § 6254, subd. (f)"),
        ("section 6254, subds. (c) and (k)", "Gov. Code, § 6254, subds. (c) & (k)"),
        ("GC 6254(k)", "Gov. Code, § 6254, subd. (k)"),
        ("Cal. Const., art. I, § 3", "Cal. Const., art. I, § 3"),
        ("rule 8.500(e)(1) of the Rules of Court", "Cal. Rules of Court, rule 8.500(e)(1)"),
        ("22 CCR § 70707(b)", "Cal. Code Regs., tit. 22, § 70707, subd. (b)"),
        ("(2017) 3 Cal.5th 1032, 1042 [221 Cal.Rptr.3d 832, 400 P.3d 432]", "(2017) 3 Cal.5th 1032"),
        ("3 Cal. 5th 1032, 1042 (2017)", "(2017) 3 Cal.5th 1032"),
        ("(2012) 205 Cal.App.4th Supp. 1", "(2012) 205 Cal.App.4th Supp. 1"),
        ("Ins. Code, § 12919", "Ins. Code, § 12919"),
        ("paragraph (2) of subdivision (b) of Section 1040 of the Evidence Code", "Evid. Code, § 1040, subd. (b)(2)"),
        ("subdivision (b)(8)(A) of Penal Code section 832.7", "Pen. Code, § 832.7, subd. (b)(8)(A)"),
        (
            "subparagraph (i) of subparagraph (A) of paragraph (7) of subdivision (b) of Penal Code section 832.7",
            "Pen. Code, § 832.7, subd. (b)(7)(A)(i)",
        ),
        ("Evidence Code section 1040(b), paragraph (2)", "Evid. Code, § 1040, subd. (b)(2)"),
        ("CVC 1808.21", "Veh. Code, § 1808.21"),
        ("Str. & Hwy. Code § 31490", "Sts. & Hy. Code, § 31490"),
        ("section 3 of article I of the California Constitution", "Cal. Const., art. I, § 3"),
        ("section 70707 of title 22 of the California Code of Regulations", "Cal. Code Regs., tit. 22, § 70707"),
        ("Cal. Rules of Court, rules 2.550-2.551", "Cal. Rules of Court, rules 2.550-2.551"),
    ],
)
def test_a_citation_is_written_as_the_style_manual_writes_it_and_its_whole_text_is_kept(
    written: str, normal: str
) -> None:
    [citation] = find(f"It is withheld under {written} today.")
    assert citation.normal == normal
    assert citation.text == written


def test_each_section_of_a_list_is_a_citation_and_a_range_is_one() -> None:
    found = find("Gov. Code, §§ 7927.100, .105, 7927.700–7927.705, and 7922.000")
    assert [citation.sections for citation in found] == [
        ("7927.100",),
        ("7927.105",),
        ("7927.700", "7927.705"),
        ("7922.000",),
    ]


def test_a_range_names_the_sections_known_within_it() -> None:
    [citation] = find("Gov. Code, §§ 7924.100-.110")
    assert citation.sections == ("7924.100", "7924.105", "7924.110")


def test_the_numbering_before_2023_is_former_and_the_present_one_is_not() -> None:
    assert [citation.former for citation in find("Gov. Code §§ 6254(f), 6276.48 and 7923.600; Fam. Code § 6254")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_bare_section_is_of_the_code_named_last() -> None:
    text = (
        "Evidence Code section 1040 governs. So does section 1041. Under Penal Code section 832.7, see section 832.8."
    )
    assert normals(text) == [
        "Evid. Code, § 1040",
        "Evid. Code, § 1041",
        "Pen. Code, § 832.7",
        "Pen. Code, § 832.8",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "5 U.S.C. § 552(b)(7)(A), and 28 C.F.R. §§ 16.4, 16.5",
        "section 552 of title 5 of the United States Code",
        "Oakland Municipal Code section 2.20.230",
        "Gov. Code applies. Section 4 of the lease and section 1204 of our manual are public.",
        "U.S. Const., amend. I; Federal Rules of Evidence 502; Local Rule 3.231",
        "Haynie, supra, 26 Cal.4th at p. 1071; ibid.; id. at p. 1072",
        "Nixon v. Warner Communications (1978) 435 U.S. 589",
        "call 805.555.7923, invoice 7922-000, $7,923.600",
        "We searched 7923 records in 6254 days.",
        "The California Constitution, the California Rules of Court and title 22 of the C.C.R. govern.",
        "California Code of Regulations, title 22, governs. So do 5 U.S.C. and the Code.",
        "Article I, section A of the plan, article I, section 3 of the lease, and title 5, section C of the manual.",
        "Section 12 of article IV of the lease stands.",
        "Title 5, section 552 is federal law; rule 8.12345 is no rule of court.",
        "",
    ],
)
def test_other_laws_short_forms_and_mere_numbers_are_not_taken_for_citations(text: str) -> None:
    assert normals(text) == []


def test_each_rule_of_a_list_is_a_citation_that_begins_with_its_own_word() -> None:
    found = find("under Cal. Rules of Court, rule 10.500(f)(6) and rule 10.172, and rules 2.550 and 2.551234")
    assert [citation.text for citation in found] == [
        "Cal. Rules of Court, rule 10.500(f)(6)",
        "rule 10.172",
        "rules 2.550",
    ]


def test_a_section_number_that_falls_is_not_the_end_of_a_range() -> None:
    assert normals("Penal Code sections 832.7 through 830") == ["Pen. Code, § 832.7"]


def test_a_very_long_list_of_subdivisions_or_pages_is_cut_and_does_no_harm() -> None:
    letters = ", ".join(f"({letter})" for letter in "abcdefghjkmnp")
    [citation] = find(f"Gov. Code, § 7923.600, subds. {letters}")
    assert (
        citation.normal == "Gov. Code, § 7923.600, subds. (a), (b), (c), (d), (e), (f), (g), (h), (j), (k), (m) & (n)"
    )
    pages = ", ".join(str(page) for page in range(1033, 1048))
    assert normals(f"(2017) 3 Cal.5th 1032, {pages}.") == ["(2017) 3 Cal.5th 1032"]


def test_a_number_of_pages_after_a_list_is_not_a_section() -> None:
    assert normals("Penal Code sections 832.5, 832.7, and 410 pages of notes") == [
        "Pen. Code, § 832.5",
        "Pen. Code, § 832.7",
    ]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (
            "We have read American Civil Liberties Union Foundation v. Superior Court (2017) 3 Cal.5th 1032, 1042.",
            "American Civil Liberties Union Foundation v. Superior Court (2017) 3 Cal.5th 1032",
        ),
        ("Compare In re Jesusa V. (2004) 32 Cal.4th 588.", "In re Jesusa V. (2004) 32 Cal.4th 588"),
        ("(Ex parte Clarke (1899) 126 Cal. 235.)", "Ex parte Clarke (1899) 126 Cal. 235"),
        ("In People v. Suff (2014) 58 Cal.4th 1013 it was upheld.", "People v. Suff (2014) 58 Cal.4th 1013"),
        ("In re Marriage of Flaherty (1982) 31 Cal.3d 637", "In re Marriage of Flaherty (1982) 31 Cal.3d 637"),
        ("Estate of Heggstad (1993) 16 Cal.App.4th 943", "Estate of Heggstad (1993) 16 Cal.App.4th 943"),
        (
            "under the Act. NBC Subsidiary (KNBC-TV), Inc. vs. Superior Court, 20 Cal. 4th 1178 (1999)",
            "NBC Subsidiary (KNBC-TV), Inc. v. Superior Court (1999) 20 Cal.4th 1178",
        ),
        (
            "CBS, Inc. v. Block (1986) 42 Cal.3d 646 and Bertoli v. City of Sebastopol (2015) 233 Cal.App.4th 353",
            "Bertoli v. City of Sebastopol (2015) 233 Cal.App.4th 353",
        ),
        (
            "The Court of Appeal in Citizens for a Better Environment v. Department of Food & Agriculture (1985) "
            "171 Cal.App.3d 704",
            "Citizens for a Better Environment v. Department of Food & Agriculture (1985) 171 Cal.App.3d 704",
        ),
        ('called "The Recorder v. Commission" (1999) 72 Cal.App.4th 258', "(1999) 72 Cal.App.4th 258"),
        ("The Recorder v. Commission (1999) 72 Cal.App.4th 258", "Recorder v. Commission (1999) 72 Cal.App.4th 258"),
        (
            "The rule of Smith v. Jones. Another one is that of the court (2001) 26 Cal.4th 1061",
            "(2001) 26 Cal.4th 1061",
        ),
        ("was settled, as held v. Jones (2001) 26 Cal.4th 1061", "(2001) 26 Cal.4th 1061"),
        ("In re Smith has no weight here (2001) 26 Cal.4th 1061", "(2001) 26 Cal.4th 1061"),
    ],
)
def test_a_case_has_its_name_where_the_text_gives_it(text: str, normal: str) -> None:
    citation = find(text)[-1]
    assert citation.kind is CitationKind.CASE
    assert citation.normal == normal
    assert citation.text == text[citation.start : citation.end]
    assert citation.normal.startswith(citation.parties)
    assert not citation.parties or " ".join(citation.text.split()).startswith(citation.parties.split()[0])


def test_what_our_letter_said_is_not_counted_when_the_answer_repeats_it() -> None:
    ours = "Please produce the logs of every plate reader; Government Code section 7922.530 calls for prompt copies."
    theirs = f"{ours}\n\nThe logs are exempt under Government Code section 7923.600."
    assert normals(theirs, ours) == ["Gov. Code, § 7923.600"]
    assert normals(theirs) == ["Gov. Code, § 7922.530", "Gov. Code, § 7923.600"]


def test_the_acts_usual_name_is_counted_though_both_letters_use_it() -> None:
    ours = "I write under the California Public Records Act (Gov. Code, § 7920.000 et seq.) to ask for contracts."
    theirs = (
        "We answer your request under the California Public Records Act (Gov. Code, § 7920.000 et seq.) as follows."
    )
    assert normals(theirs, ours) == ["Gov. Code, § 7920.000 et seq."]


@pytest.mark.parametrize(
    "quoted",
    [
        "> Section 7922.000 does not apply.\n>> Nor Evid. Code § 1040.",
        "On Tue, Jan 6, 2026 at 9:00 AM Ana Ruiz <ana@example.org>\nwrote:\n\nSection 7922.000 does not apply.",
        "-----Original Message-----\nFrom: Ana\n\nSection 7922.000 does not apply.",
        "From: Ana Ruiz\nSent: Tuesday, January 6\nTo: Clerk\nSubject: Request\n\nSection 7922.000 does not apply.",
        "Your letter reads as follows:\n\n    Section 7922.000 does not apply.\n",
        "You wrote: “Section 7922.000 does not apply.”",
        "REQUEST: Logs. Section 7922.000 does not apply.\nRESPONSE: See above.",
    ],
)
def test_quoted_words_of_ours_are_not_counted(quoted: str) -> None:
    assert normals(f"The logs are exempt under section 7923.600.\n\n{quoted}") == ["Gov. Code, § 7923.600"]


@pytest.mark.parametrize(
    "own",
    [
        "The City Attorney wrote:\n\nThe logs are exempt, section 7923.600.",
        "Dear Ana:\n\nThank you.\n\nThe City Attorney wrote:\n\nThe logs are exempt, section 7923.600.",
        "Your letter came. The Chief says:\n\nThe logs are exempt, section 7923.600.",
        "REQUEST: Logs, which are exempt, section 7923.600.",
        "The logs are exempt, section 7923.600. Your letter reads as follows:",
        "The logs are exempt, section 7923.600. You asked us:\n\n- Which logs?\n\n  None other.\n\nNo.",
    ],
)
def test_what_the_agency_says_itself_is_counted(own: str) -> None:
    assert normals(own) == ["Gov. Code, § 7923.600"]


@pytest.mark.parametrize(
    "quoted",
    [
        "Your letter reads:\n\n“Section 7922.000 does not apply.\n\nThe logs are exempt, section 7923.600.",
        "You asked:\n\n    Section 7922.000 does not apply.\n\nThe logs are exempt, section 7923.600.",
    ],
)
def test_a_block_of_ours_ends_where_the_agency_speaks_again(quoted: str) -> None:
    assert normals(quoted) == ["Gov. Code, § 7923.600"]


def test_a_sentence_unlike_ours_is_counted_beside_one_that_repeats_ours() -> None:
    ours = "Please produce the logs of every plate reader; Government Code section 7922.530 calls for prompt copies."
    theirs = (
        f"{ours} “No record of that kind is held here, and none of it would be open under section 7923.600 at all.”"
    )
    assert normals(theirs, ours) == ["Gov. Code, § 7923.600"]


def test_an_answer_below_the_quoted_request_is_counted() -> None:
    text = "On 1/6/26, Ana Ruiz wrote:\n> Section 7922.000 does not apply.\n\nThe logs are exempt, section 7923.600."
    assert normals(text) == ["Gov. Code, § 7923.600"]


def test_a_forwarded_denial_is_read() -> None:
    text = "-------- Forwarded message --------\nFrom: Clerk\nDate: Mon\nSubject: Denial\n\nExempt: section 7923.600."
    assert normals(text) == ["Gov. Code, § 7923.600"]


def test_the_place_is_that_in_the_source_whatever_breaks_the_line() -> None:
    text = "exempt (Gov.\u00a0Code,\r\n\t§\u00a07923.\u00ad600,  subd.\n(a))"
    [citation] = find(text)
    assert citation.normal == "Gov. Code, § 7923.600, subd. (a)"
    assert text[citation.start : citation.end] == citation.text == text[8:-1]
