"""An order, a stipulation or an extension that sets a date otherwise than the rule does."""

from django.http import HttpResponseBase
from django.shortcuts import render

from requests_app import clock
from requests_app.casework import orders as verbs
from requests_app.models import CourtCase
from requests_app.web.acts import Act, perform
from requests_app.web.crumbs import of_case
from requests_app.web.doors import SignedInRequest, changing, find
from requests_app.web.forms.docket import OrderForm
from requests_app.web.views.docket import kept


@changing
def new(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, CourtCase.objects.select_related("court", "matter__organisation"), pk=pk)
    dates = verbs.settable(case)
    crumbs = of_case(case)
    if not dates:
        return render(request, "web/cases/no_date_to_set.html", {"case": case, "crumbs": crumbs})
    form = OrderForm(
        request.POST or None,
        request.FILES or None,
        case=case,
        dates=dates,
        initial={"deadline": request.GET.get("deadline", ""), "made_on": clock.today(), "made_by": case.judge},
    )
    act = Act(
        title="Record an order that sets a date",
        says="An order of the court, a stipulation or an extension. The date the rule gives stays beside it, and "
        "comes back if the order is vacated.",
        button="Record it",
        crumbs=crumbs,
        clocks=case,
    )

    def save() -> None:
        data = dict(form.cleaned_data)
        file = data.pop("file")
        deadline = form.dates[data.pop("deadline")]
        made = verbs.set_date(case=case, deadline=deadline, **data, by=request.user, on=clock.today())
        if file:
            kept(request, file, made, made.get_entry_kind_display())

    return perform(request, act, form, save, done=case.get_absolute_url())
