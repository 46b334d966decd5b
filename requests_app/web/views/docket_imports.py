"""Taking a register of actions over into a docket: read, look at every line, choose, confirm."""

import hashlib
from dataclasses import replace

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render

from requests_app import clock, law
from requests_app.casework import docket_imports as verbs
from requests_app.errors import TrackerError
from requests_app.models import CourtCase, DocketImport
from requests_app.web.acts import Act, perform
from requests_app.web.crumbs import of_case
from requests_app.web.doors import SignedInRequest, changing, find, signed_in
from requests_app.web.forms.registers import RegisterForm

TEMPLATE = "web/cases/register.html"


@changing
def new(request: SignedInRequest, pk: int) -> HttpResponseBase:
    case = find(request, CourtCase.objects.select_related("court", "matter__organisation"), pk=pk)
    form = RegisterForm(request.POST or None, request.FILES or None)
    act = Act(
        title="Take over a register of actions",
        says=f"Into the docket of {case.number}. Nothing is recorded before you have seen every line and confirmed.",
        button="Read the lines",
        crumbs=of_case(case),
    )
    if not form.is_valid():
        return render(request, TEMPLATE, {"act": act, "form": form})
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    shown = RegisterForm(initial={"text": text})
    try:
        lines = verbs.propose(case, text)
    except TrackerError as error:
        return render(request, TEMPLATE, {"act": act, "form": shown, "refusal": str(error)})
    seen = hashlib.sha256(text.encode()).hexdigest()
    confirmed = request.POST.get("seen") == seen
    given = _choices(request.POST) if confirmed else {row.line.number: row.choice for row in lines}
    extra = {
        "rows": [(row, given.get(row.line.number, "")) for row in lines],
        "choices": verbs.choices(),
        "seen": seen,
        "first_year": law.FIRST_YEAR,
    }
    act = replace(act, button="Take over the chosen lines", clocks=case, template=TEMPLATE, extra=extra)
    if not confirmed or "read" in request.POST:
        return render(request, TEMPLATE, {"act": act, "form": shown, **extra})
    only_look = "check" in request.POST

    def save() -> DocketImport:
        return verbs.take_over(
            case=case, text=text, choices=given, by=request.user, on=clock.today(), only_look=only_look
        )

    return perform(request, act, form, save, done=lambda made: made.get_absolute_url())


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = find(request, DocketImport.objects.select_related("case", "document", "taken_over_by"), pk=pk)
    return render(request, "web/cases/register_taken.html", {"register": found, "twin": found})


def _choices(posted: QueryDict) -> dict[int, str]:
    offered = dict(verbs.choices())
    return {
        int(name.removeprefix("take-")): choice
        for name, choice in posted.items()
        if name.startswith("take-") and name.removeprefix("take-").isdecimal() and choice in offered
    }
