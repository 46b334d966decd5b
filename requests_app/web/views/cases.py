"""Cases: the list, one case in its chain of courts, and its acts."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from requests_app import clock, law
from requests_app.access import Power, may, visible
from requests_app.casework import courts as verbs
from requests_app.casework.board import journal_of
from requests_app.casework.documents import keep_document
from requests_app.casework.facts import chain_of
from requests_app.casework.hearings import HEARING_FACTS
from requests_app.casework.timeline import case_timeline
from requests_app.models import CourtCase, Deadline, ExhibitSet, Matter, Milestone
from requests_app.web.acts import Act, perform
from requests_app.web.context import current_matter
from requests_app.web.crumbs import of_case
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.filters import CaseFilter
from requests_app.web.forms.cases import (
    CaseForm,
    ChooseMatterForm,
    CloseForm,
    CorrectCaseForm,
    MilestoneForm,
    fact_choices,
)
from requests_app.web.lists import Column, Listing, show_list
from requests_app.web.views.requests import people_of

LISTING = Listing(
    title="Cases",
    noun="case",
    nouns="cases",
    row="web/cases/row.html",
    default_sort="-pk",
    empty="A case is opened over one or more requests of a matter, once a petition is filed.",
    columns=(
        Column("Number", lambda row: row.number, "number"),
        Column("Caption", lambda row: row.caption, "caption"),
        Column("Court", lambda row: row.court, "court__name"),
        Column("State", lambda row: row.get_state_display(), "state"),
        Column("Came from", lambda row: row.came_from.number if row.came_from else "", "came_from__number"),
        Column("Matter", lambda row: row.matter, "matter__title"),
        Column("Record", lambda row: row.pk, "pk", number=True),
    ),
)
SEE_ALSO = (
    ("Docket of all cases", "docket"),
    ("Hearings", "hearings"),
    ("Exhibits", "exhibitsets"),
    ("Settlement terms", "terms"),
    ("Courts", "courts"),
)
ROWS = CourtCase.objects.select_related("court", "matter__lead", "matter__organisation", "lead", "came_from")


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    places = [(label, reverse(name)) for label, name in SEE_ALSO]
    extra = {"button": "Open a case", "button_url": reverse("case-new"), "see_also": places}
    return show_list(request, LISTING, visible(request.user, ROWS.all()), CaseFilter, extra)


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, ROWS.all(), pk=pk)
    deadlines = list(case.deadlines.current().of_rules())
    return render(
        request,
        "web/cases/detail.html",
        {
            "case": case,
            "twin": case,
            "chain": chain_of(case),
            "running": [row for row in deadlines if row.is_open],
            "settled": [row for row in deadlines if not row.is_open],
            "milestones": case_timeline(case),
            "terms": case.settlement_terms.prefetch_related("datasets"),
            "notes": visible(request.user, case.notes.select_related("written_by")),
            "may_confide": may(request.user, Power.CONFIDE),
            "requests": case.requests.select_related("agency"),
            "parties": case.parties.prefetch_related("counsel"),
            "exhibit_sets": visible(request.user, ExhibitSet.objects.filter(case=case)),
            "registers": case.docket_imports.all()[:5],
            "reviewed_by": case.court.above(),
            "journal": journal_of(request.user, case=case)[:50],
        },
    )


@changing
def new(request: SignedInRequest) -> HttpResponseBase:
    matters = visible(request.user, Matter.objects.all())
    crumbs = [("Cases", reverse("cases"))]
    chosen = request.GET.get("matter", "")
    if not chosen.isdecimal():
        return render(
            request,
            "web/cases/choose_matter.html",
            {
                "form": ChooseMatterForm(matters=matters, initial={"matter": current_matter(request)}),
                "crumbs": crumbs,
            },
        )
    matter = find(request, Matter.objects.select_related("organisation"), pk=chosen)
    people = people_of(matters.filter(pk=matter.pk))
    form = CaseForm(request.POST or None, matter=matter, people=people, initial=_as_below(request, matter))
    act = Act(
        title="Open a case",
        says=f"A case number in one court, in the matter {matter}. Its clocks start from its milestones.",
        button="Open the case",
        done="The case is open. Record its first milestone next.",
        crumbs=crumbs,
    )

    def save() -> CourtCase:
        return verbs.open_case(matter=matter, **form.cleaned_data, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=lambda made: made.get_absolute_url())


def _as_below(request: SignedInRequest, matter: Matter) -> dict[str, object]:
    """What a case in the reviewing court has from the one below, where the address names one."""
    below = request.GET.get("below", "")
    if not below.isdecimal():
        return {}
    case = find(request, ROWS.filter(matter=matter), pk=below)
    return {
        "court": case.court.above(),
        "caption": case.caption,
        "came_from": case,
        "requests": case.requests.all(),
        "agencies": case.agencies.all(),
        "lead": case.lead,
    }


@changing
def correct(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, ROWS.all(), pk=pk)
    people = people_of(visible(request.user, Matter.objects.filter(pk=case.matter_id)))
    form = CorrectCaseForm(request.POST or None, case=case, people=people)
    act = Act(
        title="Correct the case",
        says="Its number, caption, place in the chain, and what it is over. A case below is timed together with it.",
        button="Correct it",
        done="Corrected.",
        crumbs=of_case(case),
        clocks=case,
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.correct_case(case=case, **form.cleaned_data, by=request.user, on=clock.today()),
        done=case.get_absolute_url(),
    )


@changing
def milestone(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, ROWS.all(), pk=pk)
    chosen = request.GET.get("kind", "")
    if chosen not in dict(fact_choices()):
        raise Http404
    if chosen in HEARING_FACTS and chosen:
        return redirect(f"{reverse('case-hearing', args=[pk])}?kind={chosen}")
    if chosen == "date_set_by_order":
        return redirect("case-order", pk)
    kind = law.FACT_KINDS.get(chosen)
    first = {"happened_on": clock.today(), **_what_was_done(request, chosen, case)}
    form = MilestoneForm(request.POST or None, request.FILES or None, kind=kind, initial=first)
    act = Act(
        title="Record a docket entry",
        says="Something happened in the case. The deadlines that follow from it start at once, "
        "in this court and in the others of its chain.",
        button="Record the entry",
        crumbs=of_case(case),
        clocks=case,
        template="web/cases/milestone.html",
        extra={"kinds": fact_choices(), "chosen": chosen},
    )

    def save() -> Milestone:
        data = form.cleaned_data
        made = verbs.record_milestone(
            case=case,
            fact_kind=chosen,
            precision=data["precision"],
            by=request.user,
            on=clock.today(),
            **form.entry(),
        )
        file = data.get("file")
        if file is not None and "check" not in request.POST:
            keep_document(file, file_name=file.name, title=data["title"], milestone=made, by=request.user)
        return made

    return perform(request, act, form, save, done=case.get_absolute_url())


def _what_was_done(request: SignedInRequest, chosen: str, case: CourtCase) -> dict[str, str]:
    """The first words of an act that ends the deadline the address names; nothing for any other entry."""
    named = request.GET.get("deadline", "")
    if chosen != "act_done" or not named.isdecimal():
        return {}
    row = find(request, Deadline.objects.current().filter(case__in=chain_of(case)), pk=named)
    return {"title": f"Done: {row.title}", "of_rule": row.rule_id, "of_leg": row.leg, "of_trigger": row.trigger_key}


@changing
def close(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, ROWS.all(), pk=pk)
    form = CloseForm(request.POST or None)
    act = Act(
        title="Record how it ended here",
        says="The case ended in this court. Requests that are in no other pending case leave the state “In court”.",
        button="Record the end",
        crumbs=of_case(case),
        clocks=case,
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.close_case(case=case, **form.cleaned_data, by=request.user, on=clock.today()),
        done=case.get_absolute_url(),
    )
