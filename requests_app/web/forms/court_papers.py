"""Court papers: the few words each kind needs, and its rows."""

from django import forms

from requests_app.models import Precision
from requests_app.web.forms.fields import DayField, LongField

MANNERS = (
    ("electronic", "Electronic service"),
    ("mail", "Mail"),
    ("overnight", "Overnight delivery"),
    ("personal", "Personal service"),
    ("fax", "Fax"),
)


class _CaptionForm(forms.Form):
    """A paper with a caption on its first page."""

    filers = LongField(
        label="Who files it", rows=6, help_text="Line by line from the top of the first page; for whom comes last."
    )


class AttachmentForm(forms.Form):
    """A paper that is attached to another."""

    title = forms.CharField(max_length=120)
    note = LongField(label="Above the table", required=False, rows=3, help_text="In your words.")


class HappeningForm(forms.Form):
    happened_on = DayField(label="Date", required=False)
    precision = forms.ChoiceField(
        label="Known", choices=Precision.choices, required=False, initial=Precision.DAY.value
    )
    what = forms.CharField(
        label="What happened", required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 40})
    )
    source = forms.CharField(label="Shown by", required=False, max_length=120)


class ServiceForm(_CaptionForm):
    papers = LongField(label="Papers served", rows=3, help_text="One to a line, by title.")
    served_on = DayField(label="Served on (day)")
    server = forms.CharField(label="Who served them", max_length=120)
    server_address = LongField(label="Address of the server", rows=3)
    server_email = forms.EmailField(label="Electronic service address of the server", required=False)
    county = forms.CharField(label="County of the server", max_length=60)
    place = forms.CharField(label="City and state", max_length=80)


class ServedForm(forms.Form):
    name = forms.CharField(label="Person served", required=False, max_length=160)
    stands_for = forms.CharField(label="For", required=False, max_length=200)
    address = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 30}))
    manner = forms.ChoiceField(label="How", choices=MANNERS)


class ErrataForm(_CaptionForm):
    paper = forms.CharField(label="The paper with the mistakes", max_length=200, help_text="By its title.")
    filed_on = DayField(label="Filed on")
    counsel = forms.CharField(label="Signed by", max_length=120)
    for_whom = forms.CharField(label="For", max_length=200, help_text="Petitioners The Project and J. Doe")


class ErratumForm(forms.Form):
    place = forms.CharField(label="Where", required=False, max_length=120)
    reads = forms.CharField(label="It reads", required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 30}))
    should_read = forms.CharField(
        label="It should read", required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 30})
    )


class AuthoritiesForm(forms.Form):
    brief = forms.FileField(help_text="PDF, Word or text; it is read and not kept.")
    first_page = forms.IntegerField(
        label="Its page 1 is page",
        min_value=1,
        max_value=999,
        initial=1,
        help_text="Of the file: those before it, such as the cover and the tables, are left out.",
    )
    passim_at = forms.IntegerField(
        label="“Passim” from", min_value=2, max_value=99, initial=5, help_text="So many pages."
    )
