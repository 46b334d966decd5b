"""Matters: the list, one matter with everything in it, and who is a member."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from requests_app import clock
from requests_app.access import Power, may, visible
from requests_app.casework import matters as verbs
from requests_app.casework.board import journal_of
from requests_app.errors import TrackerError
from requests_app.models import DataAgreement, Matter, Membership, User
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, administering, changing, find, signed_in
from requests_app.web.forms.matters import MatterForm, MemberForm
from requests_app.web.views import requests as request_pages


@signed_in
def index(request: SignedInRequest) -> HttpResponseBase:
    matters = visible(request.user, Matter.objects.select_related("organisation", "lead")).annotate(
        request_count=Count("requests", distinct=True),
        case_count=Count("cases", distinct=True),
        late_count=Count(
            "deadlines",
            filter=Q(
                deadlines__status="open",
                deadlines__is_current=True,
                deadlines__kind="act",
                deadlines__due_on__lt=clock.today(),
            ),
            distinct=True,
        ),
    )
    return render(request, "web/matters/list.html", {"rows": matters})


@signed_in
def detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    matter = find(request, Matter.objects.select_related("organisation", "lead"), pk=pk)
    return render(
        request,
        "web/matters/detail.html",
        {
            "matter": matter,
            "twin": matter,
            "requests": request_pages.rows().filter(matter=matter)[:50],
            "cases": matter.cases.select_related("court"),
            "datasets": matter.datasets.all(),
            "expects_data": DataAgreement.objects.filter(matter=matter).exists(),
            "documents": visible(request.user, matter.documents.all())[:20],
            "notes": visible(request.user, matter.notes.select_related("written_by"))[:20],
            "may_confide": may(request.user, Power.CONFIDE),
            "memberships": matter.memberships.select_related("user"),
            "journal": journal_of(request.user, matter=matter)[:20],
            "may_add": verbs.may_manage_members(request.user, matter),
        },
    )


def _managed(request: SignedInRequest, pk: int) -> Matter:
    """The matter, for those who say who sees it; for others the address does not exist."""
    matter = find(request, Matter.objects.select_related("lead"), pk=pk)
    if not verbs.may_manage_members(request.user, matter):
        raise Http404
    return matter


@changing
def new(request: SignedInRequest) -> HttpResponseBase:
    form = MatterForm(request.POST or None, initial={"lead": request.user})
    act = Act(
        title="Open a matter",
        says="A matter holds requests and cases. Only its members see it; you and its lead are members at once.",
        button="Open the matter",
        done="The matter is open.",
        crumbs=[("Matters", reverse("matters"))],
    )

    def save() -> Matter:
        return verbs.open_matter(**form.cleaned_data, by=request.user, on=clock.today())

    return perform(request, act, form, save, done=lambda made: made.get_absolute_url())


@changing
def add_member(request: SignedInRequest, pk: int) -> HttpResponseBase:
    matter = _managed(request, pk)
    people = User.objects.filter(is_active=True).exclude(memberships__matter=matter)
    form = MemberForm(request.POST or None, people=people)
    act = Act(
        title="Add a member",
        says="This person will see everything in the matter, from now on.",
        button="Add the member",
        done="They see the matter now.",
        crumbs=[("Matters", reverse("matters")), (matter.title, matter.get_absolute_url())],
    )
    return perform(
        request,
        act,
        form,
        lambda: verbs.add_member(matter=matter, user=form.cleaned_data["user"], by=request.user),
        done=matter.get_absolute_url(),
    )


@require_POST
@changing
def remove_member(request: SignedInRequest, pk: int, membership_pk: int) -> HttpResponseBase:
    matter = _managed(request, pk)
    membership = find(request, Membership.objects.filter(matter=matter), pk=membership_pk)
    try:
        verbs.remove_member(membership=membership, by=request.user)
        messages.success(request, f"{membership.user} no longer sees this matter.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(matter)


@require_POST
@administering
def let_see_raw(request: SignedInRequest, pk: int, membership_pk: int) -> HttpResponseBase:
    """Let a member see raw rows, or no longer, as the button says."""
    matter = find(request, Matter.objects.all(), pk=pk)
    membership = find(request, Membership.objects.filter(matter=matter), pk=membership_pk)
    sees_raw = request.POST.get("sees_raw") == "1"
    try:
        verbs.let_see_raw(membership=membership, sees_raw=sees_raw, by=request.user)
        messages.success(request, "Recorded. Each look at raw rows is in the journal.")
    except TrackerError as error:
        messages.error(request, str(error))
    return redirect(matter)
