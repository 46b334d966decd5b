"""A form is acted on once, however often its button was pressed."""

from datetime import datetime, timedelta

from requests_app.models import SentForm, User

KEPT_FOR = timedelta(days=7)


def claim_form(*, key: str, by: User, at: datetime) -> tuple[SentForm, bool]:
    """The row of this form, and whether it is the first time that it is acted on.

    Call it inside the transaction of the act: a refused act leaves the form free, and a second press at the
    same moment waits until the first has ended.
    """
    return SentForm.objects.get_or_create(person=by, key=key, defaults={"sent_at": at})


def settle_form(*, form: SentForm, went_to: str) -> None:
    """Keep where the person went, for the second press to follow."""
    form.went_to = went_to[:500]
    form.save(update_fields=["went_to"])


def forget_sent_forms(*, at: datetime) -> int:
    """Forget forms acted on over a week ago; returns how many. Safe to repeat."""
    return SentForm.objects.filter(sent_at__lt=at - KEPT_FOR).delete()[0]
