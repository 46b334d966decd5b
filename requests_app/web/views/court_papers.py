"""Court papers of a case: filled in, looked at, taken as Word or PDF, and kept when they are issued."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render

from requests_app import clock, law
from requests_app.casework import court_papers as verbs
from requests_app.casework.brief_authorities import authorities_of
from requests_app.casework.documents import clean_name
from requests_app.casework.exemption_log import claims_of, indexed
from requests_app.documents import extract_text
from requests_app.errors import TrackerError
from requests_app.exhibits.papers import Paper
from requests_app.exhibits.papers_of_fact import (
    Erratum,
    Happening,
    Served,
    chronology,
    exemption_index,
    notice_of_errata,
    proof_of_service,
    table_of_authorities,
)
from requests_app.models import CourtCase, Document, User
from requests_app.web.acts import once
from requests_app.web.crumbs import of_case
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.forms import court_papers as asked

CASES = CourtCase.objects.select_related("matter__organisation", "court")
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answers:
    """A form that was filled in: by whom, for which case, with the rows that hold something."""

    user: User
    case: CourtCase
    form: Any
    rows: Rows

    def __getitem__(self, name: str) -> Any:
        return self.form.cleaned_data[name]

    def lines(self, name: str) -> list[str]:
        """The filled lines of a field."""
        return [line.strip() for line in self[name].splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper: what its page asks, and how it is built from the answers."""

    title: str
    says: str
    form: type[forms.Form]
    build: Callable[[Answers], Paper]
    initial: Callable[[CourtCase], dict[str, object]] = lambda case: {}
    row: type[forms.Form] | None = None
    rows: Callable[[CourtCase, User], Rows] = lambda case, user: []
    needed: str = ""  # the field that a row is left out without
    extra: int = field(default=3)


def _chronology(given: Answers) -> Paper:
    happenings = [
        Happening(row["happened_on"], row["what"], row["source"], row["precision"] or "day")
        for row in given.rows
        if row["happened_on"]
    ]
    return chronology(happenings, title=given["title"], note=given["note"])


def _index(given: Answers) -> Paper:
    claims = list(claims_of(given.case, user=given.user))
    several = len({claim.request_id for claim in claims}) > 1
    return exemption_index(
        [indexed(claim, names_request=several) for claim in claims],
        title=given["title"],
        note=given["note"],
    )


def _service(given: Answers) -> Paper:
    return proof_of_service(
        papers=given.lines("papers"),
        served=[
            Served(row["name"], row["stands_for"], tuple(row["address"].splitlines()), row["manner"])
            for row in given.rows
        ],
        served_on=given["served_on"],
        server=given["server"],
        server_address=given.lines("server_address"),
        county=given["county"],
        place=given["place"],
        server_email=given["server_email"],
        caption=verbs.caption_of(given.case, filers=given.lines("filers")),
    )


def _errata(given: Answers) -> Paper:
    return notice_of_errata(
        [Erratum(row["place"], row["reads"], row["should_read"]) for row in given.rows],
        paper=given["paper"],
        filed_on=given["filed_on"],
        caption=verbs.caption_of(given.case, filers=given.lines("filers")),
        counsel=given["counsel"],
        for_whom=given["for_whom"],
    )


def _authorities(given: Answers) -> Paper:
    brief = given["brief"]
    with TemporaryDirectory(prefix="brief-") as folder:
        path = Path(folder) / "brief"
        path.write_bytes(brief.read())
        pages = extract_text(path).split("\f")
    cited = authorities_of(pages, first_page=given["first_page"])
    return table_of_authorities(cited, passim_at=given["passim_at"])


def _filers(case: CourtCase) -> dict[str, object]:
    return {"filers": "\n".join(verbs.filers_of(case))}


def _happenings(case: CourtCase, user: User) -> Rows:
    return [
        {"happened_on": one.happened_on, "precision": one.precision, "what": one.what, "source": one.source}
        for one in verbs.happenings_of(case, user=user)
    ]


def _served(case: CourtCase) -> Rows:
    return [{"name": one.name, "stands_for": one.stands_for, "manner": one.manner} for one in verbs.served_of(case)]


KINDS: dict[str, Kind] = {
    "chronology": Kind(
        "Chronology",
        "What happened to the case and its requests, as an attachment to a declaration. The rows begin as the record "
        "has them, each with the exhibit that shows it; the words become yours. Clear a row to leave it out.",
        asked.AttachmentForm,
        _chronology,
        initial=lambda case: {"title": "CHRONOLOGY"},
        row=asked.HappeningForm,
        rows=_happenings,
        needed="what",
    ),
    "exemption-index": Kind(
        "Exemption index",
        "Every exemption claimed in the requests of the case, as the exemption log has it, on sheets laid across.",
        asked.AttachmentForm,
        _index,
        initial=lambda case: {
            "title": "INDEX OF EXEMPTIONS CLAIMED",
            "note": f"{case.caption}, No. {case.number}. As stated in the agency’s papers through "
            f"{law.plain_date(clock.today())}.",
        },
    ),
    "proof-of-service": Kind(
        "Proof of service",
        "For the server to read, correct and sign. Counsel of the other parties stand in it already.",
        asked.ServiceForm,
        _service,
        initial=lambda case: {
            **_filers(case),
            "served_on": clock.today(),
            "county": case.court.county,
            "server_address": case.matter.organisation.postal_address,
            "server_email": case.matter.organisation.email,
        },
        row=asked.ServedForm,
        rows=lambda case, user: _served(case),
        needed="name",
    ),
    "errata": Kind(
        "Notice of errata",
        "Mistakes in a paper on file, each beside what it should say.",
        asked.ErrataForm,
        _errata,
        initial=_filers,
        row=asked.ErratumForm,
        needed="reads",
        extra=5,
    ),
    "authorities": Kind(
        "Table of authorities",
        "California and federal cases, statutes, constitutions, rules and regulations cited in a brief, each with "
        "its pages. Counted too are “supra” with a volume, and “ibid.” and “id.” for what was cited last, unless two "
        "were cited together; in a footnote that is what the footnotes cited last. Look it over: the end of a "
        "footnote that goes on overleaf is read as text.",
        asked.AuthoritiesForm,
        _authorities,
    ),
}


@changing
def paper(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    """The form of a paper; its buttons hand it out as a file, or keep it as issued."""
    case = find(request, CASES, pk=pk)
    if kind not in KINDS:
        raise Http404
    asks = KINDS[kind]
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = asks.form(data, files, initial=asks.initial(case))
    rows = None
    if asks.row is not None:
        formset = forms.formset_factory(asks.row, extra=asks.extra, max_num=1000, absolute_max=1000)
        rows = formset(data, files, initial=asks.rows(case, request.user))
    refusal = ""
    if request.method == "POST" and form.is_valid() and (rows is None or rows.is_valid()):
        filled = [row for row in rows.cleaned_data if row.get(asks.needed)] if rows is not None else []
        try:
            made = asks.build(Answers(request.user, case, form, filled))
            if request.POST.get("as") == "issued":
                printed = verbs.files_of(made)  # printed before the database is asked to wait

                def issue() -> Document:
                    return verbs.issue_paper(case=case, title=made.title, files=printed, by=request.user)

                went_to, is_done = once(request, issue, done=Document.get_absolute_url)
                if is_done:
                    title = " ".join(made.title.split())
                    said = f"“{title}” is kept as issued, with its Word file, each under its SHA-256."
                    messages.success(request, said)
                return redirect(went_to)
            return _file(made, "docx" if request.POST.get("as") == "docx" else "pdf")
        except TrackerError as error:
            refusal = str(error)
    return render(
        request,
        "web/court_papers/paper.html",
        {
            "case": case,
            "asks": asks,
            "form": form,
            "rows": rows,
            "refusal": refusal,
            "crumbs": of_case(case),
        },
    )


def _file(made: Paper, kind: str) -> HttpResponseBase:
    data = verbs.as_word(made) if kind == "docx" else verbs.as_pdf(made)
    response = FileResponse(
        BytesIO(data),
        as_attachment=kind == "docx",
        filename=clean_name(f"{' '.join(made.title.split())[:80]}.{kind}"),
        content_type=WORD_TYPE if kind == "docx" else "application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
