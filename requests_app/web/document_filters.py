"""The filters of the list of documents: what a file is, how its reading went, and what was found in it."""

import django_filters as filters
from django.db.models import Q, QuerySet

from requests_app.casework.search import documents_with
from requests_app.models import Agency, Document, DocumentFinding, FindingKind, InspectionState
from requests_app.web.filters import ListFilter


class DocumentFilter(ListFilter):
    words = ("title", "file_name", "sha256", "request__subject")
    KINDS = {
        "pdf": Q(media_type="application/pdf"),
        "office": Q(media_type__startswith="application/vnd.openxmlformats-officedocument"),
        "picture": Q(media_type__startswith="image/"),
        "text": Q(media_type__startswith="text/") | Q(media_type="message/rfc822"),
    }

    text = filters.CharFilter(method="with_text", label="Words in the file")
    agency = filters.ModelChoiceFilter(
        queryset=Agency.objects.all(), field_name="request__agency", label="Agency", empty_label="Any"
    )
    type = filters.ChoiceFilter(
        method="with_type",
        label="Kind of file",
        empty_label="Any",
        choices=[
            ("pdf", "PDF"),
            ("office", "Word, Excel"),
            ("picture", "Picture"),
            ("text", "Text, mail, web page"),
            ("other", "Something else"),
        ],
    )
    reading = filters.ChoiceFilter(
        field_name="inspection__state", choices=InspectionState, label="Reading", empty_label="Any"
    )
    found = filters.ChoiceFilter(
        method="with_finding",
        label="Found",
        empty_label="Anything",
        choices=[("any", "Any finding"), *FindingKind.choices],
    )
    has_words = filters.ChoiceFilter(
        method="with_words_in_it",
        label="Has words",
        empty_label="Either",
        choices=[("yes", "With words"), ("no", "Without any")],
    )

    class Meta:
        model = Document
        fields: tuple[str, ...] = ()

    def with_text(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        return rows.filter(pk__in=documents_with(value))

    def with_type(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        if value != "other":
            return rows.filter(self.KINDS[value])
        known = Q()
        for kind in self.KINDS.values():
            known |= kind
        return rows.exclude(known)

    def with_finding(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        found = DocumentFinding.objects.all() if value == "any" else DocumentFinding.objects.filter(kind=value)
        return rows.filter(pk__in=found.values("document"))

    def with_words_in_it(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        done = Q(inspection__state__in=[InspectionState.READ, InspectionState.NOT_READ, InspectionState.FAILED])
        has_words = Q(inspection__character_count__gt=0)
        return rows.filter(has_words) if value == "yes" else rows.filter(done & ~has_words)
