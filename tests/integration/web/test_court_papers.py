"""Court papers lay out what is on record; a draft leaves no trace, and what is issued is kept under its hash."""

import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document as WordDocument
from pypdf import PdfReader

from requests_app import archive, clock
from requests_app.casework import bundles, communications, courts, exhibits, parties
from requests_app.casework.brief_authorities import authorities_of
from requests_app.casework.bundle_contents import gather
from requests_app.casework.communications import Claim, Paper
from requests_app.casework.court_papers import caption_of
from requests_app.casework.documents import keep_document
from requests_app.models import Binder, CourtCase, DeterminationOutcome, Document, JournalEntry, RecordsRequest
from tests import factories
from tests.factories import MONDAY, TODAY, Team
from tests.pdf_pages import pdf


@pytest.fixture
def case(people: Team, record: RecordsRequest) -> CourtCase:
    made = factories.court_case(people, record)
    courts.record_milestone(case=made, title="Petition filed", happened_on=MONDAY, by=people.counsel, on=TODAY)
    ours = parties.add_party(case=made, name="The Project", role="petitioner", by=people.counsel)
    parties.add_counsel(parties=[ours], name="J. Osei", office="Osei Law", by=people.counsel)
    theirs = parties.add_party(case=made, name="Alder Bay", role="respondent", by=people.counsel)
    parties.add_counsel(parties=[theirs], name="P. Lund", office="City Attorney", by=people.counsel)
    return made


def filled(client: Client, address: str) -> dict[str, Any]:
    """What the page sends when nothing is changed."""
    context = client.get(address).context
    data: dict[str, Any] = {}
    for form in [
        context["form"],
        *(context["rows"] or ()),
        *([context["rows"].management_form] if context["rows"] else ()),
    ]:
        for field in form:
            value = field.value()
            data[field.html_name] = "" if value is None else str(value)
    return data


def escaped(text: str) -> str:
    return text.replace("(", r"\(").replace(")", r"\)")


def words_of(response: Any) -> str:
    assert response["Content-Type"] == "application/pdf", response.content.decode()[:3000]
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(response.getvalue())).pages)


def test_a_chronology_begins_with_the_record_and_takes_the_lawyers_words(staff: Client, case: CourtCase) -> None:
    address = reverse("case-paper", args=[case.pk, "chronology"])
    data = filled(staff, address)
    assert "Petition filed" in data.values()
    last = int(data["form-TOTAL_FORMS"]) - 1
    data |= {f"form-{last}-happened_on": "2026-09-01", f"form-{last}-what": "The Project asks the council."}
    before = JournalEntry.objects.count(), Document.objects.count()
    words = words_of(staff.post(address, {**data, "as": "pdf"}))
    # Days in order, as courts write them; 5 October 2026 is MONDAY.
    assert words.index("September 1, 2026") < words.index("October 5, 2026")
    assert "The Project asks the council." in " ".join(words.split())
    assert (JournalEntry.objects.count(), Document.objects.count()) == before
    answer = staff.post(address, {**data, "as": "docx"})
    table = WordDocument(io.BytesIO(answer.getvalue())).tables[0]
    assert "The Project asks the council." in [cell.text for row in table.rows for cell in row.cells]


def test_a_chronology_names_the_exhibits_that_show_what_happened(
    staff: Client, people: Team, case: CourtCase, record: RecordsRequest
) -> None:
    paper = communications.record_communication(
        request=record,
        kind="letter",
        direction="in",
        paper=Paper(happened_on=MONDAY, subject="Their answer"),
        by=people.staff,
        on=TODAY,
    )
    answer, other = (
        keep_document(pdf(b"BT ET"), file_name=name, title=name, by=people.staff, communication=paper)
        for name in ("answer.pdf", "annex.pdf")
    )
    private = exhibits.make_set(case=case, title="Plan", counsel_only=True, by=people.counsel)
    exhibits.choose_documents(exhibit_set=private, documents=[other], by=people.counsel)
    address = reverse("case-paper", args=[case.pk, "chronology"])

    def sources() -> dict[str, str]:
        data = filled(staff, address)
        rows = range(int(data["form-TOTAL_FORMS"]))
        return {data[f"form-{row}-what"]: data[f"form-{row}-source"] for row in rows if data[f"form-{row}-source"]}

    assert sources() == {}  # a set of counsel's alone gives nothing away
    filed = exhibits.make_set(case=case, title="Our motion", bates_prefix="DL", by=people.counsel)
    exhibits.choose_documents(exhibit_set=filed, documents=[other, answer], by=people.counsel)
    (line,) = sources()
    assert "Their answer" in line
    assert sources()[line] == "Ex. A; Ex. B"
    Binder.objects.create(
        exhibit_set=filed, asked_at=clock.now(), made_at=clock.now(), state="ready", sha256="0" * 64,
        first_bates="DL000001", contents=[{"document": answer.pk, "label": "B", "first_bates": "DL000002"}],
    )  # fmt: skip
    assert sources() == {line: "Ex. B, DL000002"}


def test_a_paper_whose_button_is_pressed_twice_is_kept_once(staff: Client, case: CourtCase) -> None:
    address = reverse("case-paper", args=[case.pk, "errata"])
    key = re.search(rb'name="once" value="(\w+)"', staff.get(address).content)
    assert key is not None
    said = {
        **filled(staff, address),
        "paper": "Opening brief",
        "counsel": "J. Park",
        "for_whom": "petitioner",
        "filed_on": "2026-10-05",
        "form-0-place": "3:4",
        "form-0-reads": "teh",
        "form-0-should_read": "the",
        "once": key[1].decode(),
        "as": "issued",
    }
    first, second = (staff.post(address, said, follow=True) for _ in range(2))
    assert Document.objects.filter(is_issued=True).count() == 2  # the PDF and the Word file
    assert "This form had been sent already." in second.content.decode()
    assert first.redirect_chain == second.redirect_chain


def test_a_paper_that_is_issued_is_kept_under_its_hash(staff: Client, people: Team, case: CourtCase) -> None:
    address = reverse("case-paper", args=[case.pk, "chronology"])
    staff.post(address, {**filled(staff, address), "as": "issued"})
    kept = {row.file_name.rpartition(".")[2]: row for row in Document.objects.filter(is_issued=True)}
    assert set(kept) == {"pdf", "docx"}
    for ending, beginning in (("pdf", b"%PDF"), ("docx", b"PK")):
        with archive.open_kept(kept[ending].sha256) as file:
            data = file.read()
        assert hashlib.sha256(data).hexdigest() == kept[ending].sha256
        assert data.startswith(beginning) and kept[ending].matter == case.matter
    bundle = bundles.ask_for_bundle(of=case.matter, by=people.staff, on=TODAY)
    shown = [piece.is_in_pdf for piece in gather(bundle) if piece.document in kept.values()]
    assert sorted(shown) == [False, True]  # the Word file is in the ZIP alone


def test_a_proof_of_service_names_the_other_side_under_a_caption(staff: Client, case: CourtCase) -> None:
    address = reverse("case-paper", args=[case.pk, "proof-of-service"])
    data = filled(staff, address)
    assert "P. Lund, City Attorney" in data.values() and "J. Osei, Osei Law" not in data.values()
    data |= {"papers": "Petition\nSummons", "server": "M. Ray", "county": "Marlow", "place": "Marlow, California"}
    data |= {"server_address": "1 Elm Street", "server_email": "", "form-0-address": "2 Civic Plaza"}
    words = " ".join(words_of(staff.post(address, {**data, "as": "pdf"})).split())
    for part in ("J. Osei", "26CV00001", "SUPERIOR COURT OF CALIFORNIA", "P. Lund, City Attorney", "2 Civic Plaza"):
        assert part in words, part
    refused = staff.post(address, {**data, "papers": "", "as": "pdf"}).content.decode()
    assert "Papers served" in refused and 'value="M. Ray"' in refused


def test_a_caption_names_the_parties_of_a_role_together(people: Team, case: CourtCase) -> None:
    for name in ("The Harbor", "The Port"):
        parties.add_party(case=case, name=name, role="real_party", by=people.counsel)
    parties.add_party(case=case, name="The County", role="respondent", by=people.counsel)
    found = [(party.names, party.role) for party in caption_of(case, filers=()).parties]
    assert found == [
        ("THE PROJECT", "Petitioner"),
        ("ALDER BAY; THE COUNTY", "Respondents"),
        ("THE HARBOR; THE PORT", "Real parties in interest"),
    ]


def test_a_notice_of_errata_sets_what_it_reads_beside_what_it_should(staff: Client, case: CourtCase) -> None:
    address = reverse("case-paper", args=[case.pk, "errata"])
    data = filled(staff, address)
    data |= {"paper": "Opening Brief", "filed_on": "2026-11-02", "counsel": "J. Osei", "for_whom": "Petitioner"}
    empty = staff.post(address, {**data, "as": "pdf"}).content.decode()
    assert "needs at least one entry" in empty
    data |= {"form-0-place": "Page 3, line 7", "form-0-reads": "2025", "form-0-should_read": "2026"}
    words = " ".join(words_of(staff.post(address, {**data, "as": "pdf"})).split())
    assert "NOTICE OF ERRATA" in words and "Page 3, line 7" in words and "November 2, 2026" in words


def test_an_exemption_index_has_the_claims_of_the_cases_requests(
    staff: Client, people: Team, case: CourtCase, record: RecordsRequest
) -> None:
    communications.record_determination(
        request=record,
        paper=Paper(happened_on=MONDAY),
        outcome=DeterminationOutcome.PART,
        claims=[Claim(exemption=factories.exemption(), cited_as="§ 7923.600", records_withheld="The logs")],
        by=people.staff,
        on=TODAY,
    )
    address = reverse("case-paper", args=[case.pk, "exemption-index"])
    assert "The logs" in " ".join(words_of(staff.post(address, {**filled(staff, address), "as": "pdf"})).split())


def test_a_table_of_authorities_is_read_from_a_brief(staff: Client, case: CourtCase) -> None:
    pages = ["Cover", "See Haynie v. Superior Court (2001) 26 Cal.4th 1061; Gov. Code, § 7922.000."]
    pages += ["Again Haynie, supra, 26 Cal.4th at p. 1071, and (2001) 26 Cal.4th 1061."]
    cited = authorities_of(pages, first_page=2)
    assert {(one.name, one.text, one.page) for one in cited} == {
        ("Haynie v. Superior Court", "(2001) 26 Cal.4th 1061", 1),
        ("Haynie v. Superior Court", "(2001) 26 Cal.4th 1061", 2),
        ("", "Gov. Code, § 7922.000", 1),
    }
    address = reverse("case-paper", args=[case.pk, "authorities"])
    drawn = [f"BT /F1 9 Tf 36 700 Td ({escaped(page)}) Tj ET".encode("cp1252") for page in pages]
    brief = SimpleUploadedFile("brief.pdf", pdf(*drawn))
    words = words_of(staff.post(address, {"brief": brief, "first_page": "2", "passim_at": "2", "as": "pdf"}))
    assert "Haynie v. Superior Court" in words and "passim" in words
    assert not Document.objects.exists()


def test_each_kind_of_authority_is_told_and_former_law_is_called_so() -> None:
    text = (
        "Cal. Const., art. I, § 3; Cal. Rules of Court, rule 3.1700; Cal. Code Regs., tit. 23, § 1067; "
        "former Government Code section 6254(f); Smith, supra, 99 Cal.4th at p. 3."
    )
    assert [(one.kind, one.text) for one in authorities_of([text])] == [
        ("constitution", "Cal. Const., art. I, § 3"),
        ("rule", "Cal. Rules of Court, rule 3.1700"),
        ("regulation", "Cal. Code Regs., tit. 23, § 1067"),
        ("statute", "Gov. Code, former § 6254, subd. (f)"),
    ]


def test_of_two_cases_in_a_volume_a_short_form_means_the_one_its_page_is_in() -> None:
    text = "Ames v. Bell (2006) 39 Cal.4th 100; Cole v. Dunn (2006) 39 Cal.4th 1272."
    cited = authorities_of([text, "Cole, supra, 39 Cal.4th at p. 1280; Ames, supra, 39 Cal.4th at p. 110."])
    assert [(one.name, one.page) for one in cited[2:]] == [("Cole v. Dunn", 2), ("Ames v. Bell", 2)]


def test_ibid_and_id_count_for_what_was_cited_last_unless_two_were_cited_together() -> None:
    pages = [
        "Haynie v. Superior Court (2001) 26 Cal.4th 1061, 1066. (Ibid.)",
        "(Id. at p. 1070.) Gov. Code, § 7922.000. Id., subd. (a). State Bar Id. No. 12.",
        "Ames v. Bell (2006) 39 Cal.4th 100, 105; see also Cole v. Dunn (2006) 39 Cal.4th 1272. (Ibid.)",
        "Haynie, supra, 26 Cal.4th at p. 1071. (Ibid.)",
    ]
    cited = [(one.name or one.text, one.page) for one in authorities_of(pages)]
    assert sorted(cited) == [
        ("Ames v. Bell", 3),
        ("Cole v. Dunn", 3),
        ("Gov. Code, § 7922.000", 2),
        ("Gov. Code, § 7922.000", 2),
        ("Haynie v. Superior Court", 1),
        ("Haynie v. Superior Court", 1),
        ("Haynie v. Superior Court", 2),
        ("Haynie v. Superior Court", 4),
        ("Haynie v. Superior Court", 4),
    ]


def test_id_in_the_text_passes_the_footnotes_by_and_in_a_footnote_the_text() -> None:
    pages = [
        "Disclosure is favored. (Haynie v. Superior Court (2001) 26 Cal.4th 1061, 1066.)1\n That is settled.\n"
        "1. See Ames v. Bell (2006) 39 Cal.4th 100, 105. (Id. at p. 106.)\n1\n2\n3",
        "It was weighed before. (Id. at p. 1071.)² It said so in Gov. Code, § 7922.000. (Ibid.)³\n"
        "² Id. at page 107.\n³ But see Cole v. Dunn (2010) 50 Cal.4th 200; Id.\n2",
        "Of these there are\n3. Counsel, who may read this, and others. (Ibid.)\n4 No word carries this number. Id.",
    ]
    assert sorted((one.name or one.text, one.page) for one in authorities_of(pages)) == [
        ("Ames v. Bell", 1),
        ("Ames v. Bell", 1),  # id. in footnote 1
        ("Ames v. Bell", 2),  # id. in footnote 2, after footnote 1
        ("Cole v. Dunn", 2),
        ("Cole v. Dunn", 2),  # id. in footnote 3
        ("Gov. Code, § 7922.000", 2),
        ("Gov. Code, § 7922.000", 2),  # ibid. in the text
        ("Gov. Code, § 7922.000", 3),  # ibid. overleaf, footnotes passed by
        ("Gov. Code, § 7922.000", 3),  # a numbered line that is no footnote
        ("Haynie v. Superior Court", 1),
        ("Haynie v. Superior Court", 2),  # id. overleaf, footnote 1 passed by
    ]


def test_the_number_of_a_section_is_no_mark_of_a_footnote() -> None:
    pages = [
        "Former section 6254.1 says so. (Haynie v. Superior Court (2001) 26 Cal.4th 1061.)\n"
        "1. The County refused. (Id. at p. 1066.)",
        "Cole v. Dunn (2010) 50 Cal.4th 200 follows section 7923.600.1 It is settled.\n1 But see Id.",
    ]
    assert sorted((one.name, one.page) for one in authorities_of(pages) if one.kind == "case") == [
        ("Cole v. Dunn", 2),
        ("Haynie v. Superior Court", 1),
        ("Haynie v. Superior Court", 1),  # id. in a numbered line of the text
    ]


def test_federal_authorities_stand_under_their_kinds() -> None:
    pages = [
        "Reporters Com. v. Doe (1989) 489 U.S. 749, 773 [109 S.Ct. 1468]; 5 U.S.C. § 552(b)(7); 28 C.F.R. § 20.33.",
        "Reporters Com., supra, 489 U.S. at p. 775. U.S. Const., 1st Amend.",
    ]
    assert [(one.kind, one.name, one.text, one.page) for one in authorities_of(pages)] == [
        ("case", "Reporters Com. v. Doe", "(1989) 489 U.S. 749", 1),
        ("statute", "", "5 U.S.C. § 552(b)(7)", 1),
        ("regulation", "", "28 C.F.R. § 20.33", 1),
        ("constitution", "", "U.S. Const., 1st Amend.", 2),
        ("case", "Reporters Com. v. Doe", "(1989) 489 U.S. 749", 2),
    ]


def test_no_such_paper_is_not_found_and_readers_make_none(
    staff: Client, people: Team, case: CourtCase, client_of: Callable[[Any], Client]
) -> None:
    assert staff.get(reverse("case-paper", args=[case.pk, "will"])).status_code == 404
    assert client_of(people.reader).get(reverse("case-paper", args=[case.pk, "errata"])).status_code == 404
