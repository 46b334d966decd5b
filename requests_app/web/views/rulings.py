"""A ruling of a court on claims of exemption, one by one."""

from django.http import Http404, HttpResponseBase

from requests_app import clock, law
from requests_app.access import visible
from requests_app.casework import rulings as verbs
from requests_app.casework.courts import record_milestone
from requests_app.models import CourtCase, Document, EntryKind, ExemptionClaim, Milestone
from requests_app.web.acts import Act, perform
from requests_app.web.crumbs import of_case
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.forms.cases import MilestoneForm
from requests_app.web.forms.rulings import NEW, ClaimRulingForm, RulingPaperForm, entry_choices
from requests_app.web.views.docket import kept

ROWS = CourtCase.objects.select_related("court", "matter__organisation", "came_from")


@changing
def new(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The order is an entry of the docket, or becomes one in the same act; each claim has a row."""
    case = find(request, ROWS, pk=pk)
    today = clock.today()
    entries = verbs.deciding_entries(case, on=today)
    chosen = request.GET.get("entry") or (str(entries[0].pk) if entries else NEW)
    entry = entries.filter(pk=chosen).first() if chosen.isdecimal() else None
    kind = chosen.removeprefix(NEW).removeprefix("-")
    if entry is None and (not chosen.startswith(NEW) or kind not in verbs.FACTS):
        raise Http404
    posted = request.POST or None
    form: MilestoneForm | RulingPaperForm
    if entry is None:
        form = MilestoneForm(
            posted, request.FILES or None, kind=law.FACT_KINDS.get(kind), initial={"happened_on": today}
        )
    else:
        papers = visible(request.user, Document.objects.filter(matter=case.matter, counsel_only=False))
        form = RulingPaperForm(posted, request.FILES or None, documents=papers)
    claims = visible(request.user, verbs.claims_at_issue(case))
    rows = [ClaimRulingForm(posted, claim=claim) for claim in claims]
    act = Act(
        title="Record a ruling on claims",
        says=f"What an order, decision or stipulation in {case} says of each exemption claimed. Each claim keeps "
        "every step it took, and the exemption log follows.",
        button="Record the ruling",
        done="The ruling is recorded; the exemption log follows it.",
        crumbs=of_case(case),
        clocks=case,
        template="web/cases/ruling.html",
        extra={
            "entries": entry_choices(entries),
            "chosen": chosen,
            "case": case,
            "entry": entry,
            "open_rows": [row for row in rows if row.is_open],
            "decided_rows": [row for row in rows if not row.is_open],
        },
    )

    def save() -> list[ExemptionClaim]:
        found = entry or _recorded(request, case, kind, form)
        file = form.cleaned_data.get("file")
        paper = kept(request, file, found, "Ruling") if file else form.cleaned_data.get("document")
        decided = [ruling for row in rows if (ruling := row.ruling())]
        return verbs.rule_on_claims(entry=found, rulings=decided, document=paper, by=request.user)

    return perform(
        request,
        act,
        form,
        save,
        done=case.get_absolute_url(),
        also_valid=lambda: set(map(ClaimRulingForm.is_valid, rows)) <= {True},
    )


def _recorded(
    request: SignedInRequest, case: CourtCase, kind: str, form: MilestoneForm | RulingPaperForm
) -> Milestone:
    """The ruling as a new entry of the docket."""
    assert isinstance(form, MilestoneForm)  # noqa: S101 - of a new entry it is this form
    said = form.entry()
    return record_milestone(
        case=case,
        fact_kind=kind,
        precision=form.cleaned_data["precision"],
        by=request.user,
        on=clock.today(),
        **{**said, "entry_kind": said["entry_kind"] or ("" if kind else EntryKind.ORDER)},
    )
