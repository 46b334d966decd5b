"""Pages of the facts of a request that no paper of it carries."""

from django.http import Http404, HttpResponseBase

from requests_app import clock, law
from requests_app.casework import request_facts as verbs
from requests_app.models import RecordsRequest, RequestFact
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.forms.request_facts import RequestFactForm, TakeBackForm
from requests_app.web.views.requests import crumbs


@changing
def new(request: SignedInRequest, pk: int) -> HttpResponseBase:
    record = find(request, RecordsRequest.objects.select_related("agency", "matter__organisation"), pk=pk)
    chosen = request.GET.get("kind", RequestFact.Kind.PEACE_OFFICER)
    if chosen not in RequestFact.Kind.values:
        raise Http404
    first = {"happened_on": record.received_on or clock.today()}
    form = RequestFactForm(request.POST or None, kind=law.FACT_KINDS[chosen], initial=first)
    act = Act(
        title="Record what else starts a clock",
        says="Some clocks run from what no answer says: what the request asks for, a fee that was paid, "
        "the day the agency knew of an incident.",
        button="Record it",
        crumbs=crumbs(record),
        clocks=record,
        template="web/cases/milestone.html",
        extra={"kinds": RequestFact.Kind.choices, "chosen": chosen},
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.record_fact(request=record, fact_kind=chosen, **form.fact(), by=request.user, on=clock.today()),
        done=record.get_absolute_url(),
    )


@changing
def take_back(request: SignedInRequest, pk: int) -> HttpResponseBase:
    row = find(request, RequestFact.objects.select_related("request__agency", "request__matter"), pk=pk)
    form = TakeBackForm(request.POST or None)
    act = Act(
        title="Take it back",
        says=f"{row.get_fact_kind_display()}. It was recorded by mistake: what it started stops.",
        button="Take it back",
        done="Taken back. The journal keeps what it was.",
        crumbs=crumbs(row.request),
        clocks=row.request,
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.take_back_fact(fact=row, **form.cleaned_data, by=request.user, on=clock.today()),
        done=row.request.get_absolute_url(),
    )
