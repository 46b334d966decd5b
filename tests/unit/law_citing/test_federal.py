"""Federal citations as California briefs write them, each form worked by hand after the California Style Manual."""

import pytest

from requests_app.law.citing import find_federal

FORMS = {
    # the Supreme Court, with parallel reports in brackets or after commas
    "U.S. Dept. of Justice v. Reporters Committee (1989) 489 U.S. 749, 773 [109 S.Ct. 1468, 103 L.Ed.2d 774]": [
        "U.S. Dept. of Justice v. Reporters Committee (1989) 489 U.S. 749"
    ],
    "U.S. Dept. of State v. Ray, 502 U.S. 164, 175 (1991)": ["U.S. Dept. of State v. Ray (1991) 502 U.S. 164"],
    "(Carpenter v. United States (2018) 585 U.S. 296, 310.)": ["Carpenter v. United States (2018) 585 U.S. 296"],
    "See NLRB v. Robbins Tire & Rubber Co., 437 U.S. 214, 98 S. Ct. 2311, 57 L. Ed. 2d 159 (1978).": [
        "NLRB v. Robbins Tire & Rubber Co. (1978) 437 U.S. 214"
    ],
    # the lower courts, the court before the report or after it
    "ACLU v. Clapper (2d Cir. 2015) 785 F.3d 787, 792": ["ACLU v. Clapper (2d Cir. 2015) 785 F.3d 787"],
    "Animal Legal Defense Fund v. FDA, 836 F.3d 987, 990 (9th Cir. 2016)": [
        "Animal Legal Defense Fund v. FDA (9th Cir. 2016) 836 F.3d 987"
    ],
    "Gordon v. FBI (N.D.Cal. 2004) 390 F.Supp.2d 897, 899-900": ["Gordon v. FBI (N.D.Cal. 2004) 390 F.Supp.2d 897"],
    "Vaughn v. Rosen (D.C. Cir. 1973) 484 F.2d 820": ["Vaughn v. Rosen (D.C. Cir. 1973) 484 F.2d 820"],
    "the court's order, 12 F.4th 3 (9th Cir. 2021), says so": ["(9th Cir. 2021) 12 F.4th 3"],
    # codes, regulations, rules and the Constitution
    "5 U.S.C. § 552(b)(7)(C)": ["5 U.S.C. § 552(b)(7)(C)"],
    "42 USC section 1983; 18 U.S.C.A. § 2721(a)(1)": ["42 U.S.C. § 1983", "18 U.S.C. § 2721(a)(1)"],
    "Title 5 of the United States Code, section 552, subd. (b)(6)": ["5 U.S.C. § 552(b)(6)"],
    "49 C.F.R. § 1520.5; 28 Code Fed. Regs. part 20": ["49 C.F.R. § 1520.5", "28 C.F.R. § 20"],
    "U.S. Const., 4th Amend.; U.S. Const., art. III, § 2": ["U.S. Const., 4th Amend.", "U.S. Const., art. III, § 2"],
    "Fed. R. Civ. P. 26(b)(3); Fed. Rules Evid., rule 502": [
        "Fed. Rules Civ.Proc., rule 26(b)(3)",
        "Fed. Rules Evid., rule 502",
    ],
    # what is none
    "Reporters Committee, supra, 489 U.S. at p. 773": [],
    "Haynie v. Superior Court (2001) 26 Cal.4th 1061; Gov. Code, § 7923.600": [],
    "room 5 U. S. Courthouse, in 2016; 20 U.S. agencies; 3 F. Street": [],
    "On the 4th Amendment day, 42 users sent 1983 requests.": [],
}


@pytest.mark.parametrize(("text", "expected"), FORMS.items(), ids=list(FORMS))
def test_each_form_is_read_as_the_style_manual_writes_it(text: str, expected: list[str]) -> None:
    found = find_federal(f"It is so. {text} The rest follows.")
    assert [one.normal for one in found] == expected


def test_a_citation_knows_where_it_stands() -> None:
    text = "As held in\nMilner v. Department of Navy (2011) 562 U.S. 562,\n569, it is."
    (one,) = find_federal(text)
    assert text[one.start : one.end] == "Milner v. Department of Navy (2011) 562 U.S. 562,\n569"
    assert one.parties == "Milner v. Department of Navy"


def test_a_long_text_of_beginnings_is_read_through() -> None:
    assert find_federal("(9th Cir. 2016) 1 U.S.C. (2d Cir. 12 F.Supp. " * 5_000) == ()
