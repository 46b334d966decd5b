"""The index of words: one entry for each record that can be searched, and its words as the databases match them."""

from typing import ClassVar

from django.db import models

from requests_app.models.agencies import Agency
from requests_app.models.matters import Matter
from requests_app.models.privilege import Privilege
from requests_app.models.users import User


class SearchKind(models.TextChoices):
    REQUEST = "request", "Requests"
    COMMUNICATION = "communication", "Correspondence"
    LETTER = "letter", "Letters"
    DOCUMENT = "document", "Documents"
    NOTE = "note", "Notes"
    CLAIM = "claim", "Claims"
    CASE = "case", "Cases"
    PARTY = "party", "Parties"
    MILESTONE = "milestone", "Docket"
    DATASET = "dataset", "Datasets"
    MAIL = "mail", "Mail not filed"
    AGENCY = "agency", "Agencies"
    MATTER = "matter", "Matters"


class SearchEntry(models.Model):
    """Which record, whose it is, and its day. Small, so that many can be counted and put in order quickly."""

    privilege: ClassVar = Privilege(words=(), when=models.Q(counsel_only=True), author="written_by")

    kind = models.CharField(max_length=20, choices=SearchKind)
    record_id = models.PositiveBigIntegerField()
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    dated_on = models.DateField(null=True, blank=True)
    counsel_only = models.BooleanField(default=False, help_text="As the record itself is.")
    written_by = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who sees it besides counsel, where it is counsel's.",
    )

    class Meta:
        verbose_name_plural = "search entries"
        ordering = [models.F("dated_on").desc(nulls_last=True), "kind", "-record_id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id"], name="a_record_is_in_the_index_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class SearchWords(models.Model):
    """The words of one entry, made alike for both databases and separated by single spaces.

    The databases derive their full-text indexes from these two columns themselves, by what the
    migration `search_by_words` sets up. A later migration that makes this table anew must set it up again.
    """

    privilege: ClassVar = Privilege(
        words=("title", "body"), when=models.Q(entry__counsel_only=True), author="entry__written_by"
    )

    entry = models.OneToOneField(SearchEntry, on_delete=models.CASCADE, primary_key=True, related_name="words")
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "search words"

    def __str__(self) -> str:
        return self.title


class SearchFurtherWords(models.Model):
    """The words of a long record that have no room in its first row, part by part, indexed in the same way.

    Each part begins with some words of the part before it.
    """

    privilege: ClassVar = Privilege(
        words=("body",), when=models.Q(entry__counsel_only=True), author="entry__written_by"
    )

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="further_words")
    part = models.PositiveIntegerField(help_text="From 2; the first part stands with the title.")
    body = models.TextField()

    class Meta:
        verbose_name_plural = "search further words"
        ordering = ["entry", "part"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "part"], name="a_part_of_the_words_is_indexed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}, part {self.part}"
