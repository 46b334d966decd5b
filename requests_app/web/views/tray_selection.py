"""Mails chosen in the tray, dealt with together."""

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.urls import reverse

from requests_app import clock
from requests_app.access import may_see, visible
from requests_app.casework.mail_tray import MOST_MAILS, Dealing, Dealt, deal_with
from requests_app.models import ReceivedMail
from requests_app.web.acts import Act, perform
from requests_app.web.doors import SignedInRequest, changing
from requests_app.web.forms.mail import DealForm
from requests_app.web.lists import ticked
from requests_app.web.request_filters import TrayFilter

SAID = {
    Dealing.PLACE: "placed with the request guessed",
    Dealing.SET_ASIDE: "set aside as not ours",
    Dealing.PUT_BACK: "back in the tray",
    Dealing.SETTLE: "dealt with",
}
REFUSALS_SAID = 10


@changing
def selection(request: SignedInRequest) -> HttpResponseBase:
    """Show the chosen mails, each with its guess; the button deals with those that were shown."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = chosen_mails(request, sent)
    for mail in chosen:
        if mail.guess and not may_see(request.user, mail.guess):
            mail.guess = None
    back = f"{reverse('tray')}?{sent.get('query', '')}"
    form = DealForm(request.POST or None)

    def finished(dealt: Dealt) -> str:
        how = Dealing(form.cleaned_data["how"])
        messages.success(request, f"{dealt.count} mail{'' if dealt.count == 1 else 's'} {SAID[how]}.")
        for sentence in dealt.refused[:REFUSALS_SAID]:
            messages.warning(request, f"Left as it was: {sentence}")
        if len(dealt.refused) > REFUSALS_SAID:
            messages.warning(request, f"{len(dealt.refused) - REFUSALS_SAID} more were left as they were.")
        return back

    act = Act(
        title=f"Deal with {len(chosen)} mail{'' if len(chosen) == 1 else 's'}",
        says="Each for itself: one that cannot be dealt with so is left as it was, with the reason.",
        button="Deal with them",
        done="",
        crumbs=[("Mail tray", back)],
        template="web/tray/selection.html",
        extra={"chosen": chosen, "list_query": sent.get("query", "")},
    )
    return perform(
        request,
        act,
        form,
        lambda: deal_with(chosen, by=request.user, on=clock.today(), **form.dealing()),
        done=finished,
    )


def chosen_mails(request: SignedInRequest, sent: QueryDict) -> list[ReceivedMail]:
    """The mails ticked, or all that the tray's filters find; never more than may be seen."""
    rows = visible(request.user, ReceivedMail.objects.select_related("guess__agency", "guess__matter"))
    if "all" in sent and request.method != "POST":  # what is posted are the mails that were shown
        query = QueryDict(sent.get("query", ""))
        rows = rows.filter(outcome=query.get("show", "tray"))
        rows = TrayFilter(query, queryset=rows, request=request).qs
    else:
        rows = rows.filter(pk__in=ticked(sent))
    return list(rows.order_by("-received_at", "-pk")[: MOST_MAILS + 1])
