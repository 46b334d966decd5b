"""Who is in a case: parties, counsel, and the judge."""

from django.db.models import QuerySet
from django.http import HttpResponseBase

from requests_app.access import visible
from requests_app.casework import parties as verbs
from requests_app.models import Counsel, CourtCase, Matter, Party, User
from requests_app.web.acts import Act, perform
from requests_app.web.crumbs import of_case
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.forms.parties import CounselForm, JudgeForm, NewCounselForm, PartyForm
from requests_app.web.views.requests import people_of

CASES = CourtCase.objects.select_related("matter", "court")


@changing
def add_party(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, CASES, pk=pk)
    act = Act(
        title="Add a party",
        says=f"Who is in {case.number}, and in which role there.",
        button="Add the party",
        done="The party is on record.",
        crumbs=of_case(case),
    )
    form = PartyForm(request.POST or None)
    return perform(
        request,
        act,
        form,
        lambda: verbs.add_party(case=case, **form.cleaned_data, by=request.user),
        done=case.get_absolute_url(),
    )


@changing
def party(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, Party.objects.select_related("case__matter", "case__court"), pk=pk)
    act = Act(title="Correct the party", says=str(row), button="Correct it", crumbs=of_case(row.case))
    form = PartyForm(request.POST or None, initial=_given(row, PartyForm))
    return perform(
        request,
        act,
        form,
        lambda: verbs.correct_party(party=row, **form.cleaned_data, by=request.user),
        done=row.case.get_absolute_url(),
    )


@changing
def add_counsel(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, CASES, pk=pk)
    act = Act(
        title="Add counsel",
        says="Who appears for a party. The lawyer of several parties is named once for each.",
        button="Add counsel",
        done="Counsel is on record.",
        crumbs=of_case(case),
    )
    form = NewCounselForm(request.POST or None, case=case, people=_people(request, case))
    return perform(
        request,
        act,
        form,
        lambda: verbs.add_counsel(**form.cleaned_data, by=request.user),
        done=case.get_absolute_url(),
    )


@changing
def counsel(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, Counsel.objects.select_related("party__case__matter", "party__case__court"), pk=pk)
    case = row.party.case
    act = Act(title="Correct counsel", says=f"{row}, for {row.party}.", button="Correct it", crumbs=of_case(case))
    form = CounselForm(request.POST or None, initial=_given(row, CounselForm), people=_people(request, case))
    return perform(
        request,
        act,
        form,
        lambda: verbs.correct_counsel(counsel=row, **form.cleaned_data, by=request.user),
        done=case.get_absolute_url(),
    )


@changing
def judge(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, CASES, pk=pk)
    act = Act(
        title="Assign the judge",
        says="Who has the case, and in which department. Who had it before stays in its history.",
        button="Assign",
        crumbs=of_case(case),
    )
    form = JudgeForm(request.POST or None)
    return perform(
        request,
        act,
        form,
        lambda: verbs.assign_judge(case=case, **form.cleaned_data, by=request.user),
        done=case.get_absolute_url(),
    )


def _people(request: SignedInRequest, case: CourtCase) -> QuerySet[User]:
    return people_of(visible(request.user, Matter.objects.filter(pk=case.matter_id)))


def _given(row: Party | Counsel, form: type[PartyForm | CounselForm]) -> dict[str, object]:
    return {name: getattr(row, name) for name in form.base_fields if hasattr(row, name)}
