"""What looking into a kept file showed: its words page by page, and what a reader should know of it."""

from typing import ClassVar

from django.db import models

from requests_app.models.documents import Document
from requests_app.models.privilege import Privilege
from requests_app.models.queued import Queued

OF_COUNSEL = models.Q(document__counsel_only=True)  # what is in a file is as privileged as the file


class InspectionState(models.TextChoices):
    WAITING = "waiting", "Waiting to be read"
    READING = "reading", "Being read"
    READ = "read", "Read"
    NOT_READ = "not_read", "Kept, but of a kind that is not read"
    FAILED = "failed", "Could not be read"
    CANCELLED = "cancelled", "Reading cancelled"


class Inspection(Queued):
    """The reading of one document. The row is also the queue of documents waiting to be read."""

    privilege: ClassVar = Privilege(
        words=("metadata", "problems", "failure"), when=OF_COUNSEL, author="document__kept_by"
    )

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="inspection")
    state = models.CharField(max_length=10, choices=InspectionState, default=InspectionState.WAITING, db_index=True)
    page_count = models.PositiveIntegerField(null=True, blank=True, help_text="As the file itself says.")
    read_page_count = models.PositiveIntegerField(default=0)
    blank_page_count = models.PositiveIntegerField(default=0, help_text="Pages on which no words could be read.")
    ocr_page_count = models.PositiveIntegerField(default=0, help_text="Pages whose picture a machine read.")
    character_count = models.PositiveBigIntegerField(default=0)
    finding_count = models.PositiveIntegerField(default=0)
    metadata = models.JSONField(default=dict, blank=True, help_text="What the file says of itself.")
    problems = models.JSONField(default=list, blank=True, help_text="Sentences on what could not be read.")
    cancel_asked = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # Read by the schedule's tick that reads kept files.
            models.Index(
                fields=["claimed_at"],
                condition=models.Q(state__in=["waiting", "reading"]),
                name="documents_to_read",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="failed") | ~models.Q(failure=""),
                name="a_failed_reading_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_state_display().lower()}"

    def get_absolute_url(self) -> str:
        return self.document.get_absolute_url()

    @property
    def is_running(self) -> bool:
        return self.state in (InspectionState.WAITING, InspectionState.READING)

    @property
    def progress_percent(self) -> int | None:
        """How much of the file is read; None where its length is not known."""
        return 100 * self.read_page_count // self.page_count if self.page_count else None

    @property
    def progress_words(self) -> str:
        """How far the reading is."""
        return f"{self.read_page_count:,} of {self.page_count:,} pages" if self.page_count else ""


class TextSource(models.TextChoices):
    FILE = "file", "the file's own text"
    OCR = "ocr", "read from its picture by a machine"
    NONE = "none", "no words could be read"


class DocumentPage(models.Model):
    """The words of one page, or of one sheet or part of a file without pages."""

    privilege: ClassVar = Privilege(words=("text",), when=OF_COUNSEL, author="document__kept_by")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField(help_text="1 for the first.")
    text = models.TextField(blank=True)
    source = models.CharField(max_length=4, choices=TextSource)

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="a_page_of_a_document_has_one_row"),
        ]

    def __str__(self) -> str:
        return f"Page {self.number} of {self.document}"


class FindingKind(models.TextChoices):
    HIDDEN = "hidden", "Hidden text"
    BLANK = "blank", "Pages without words"
    NAME = "name", "Said to be something else"
    DATE = "date", "Dated after it was produced"
    AUTHOR = "author", "Names a person"


class DocumentFinding(models.Model):
    """One thing in a file that its reader should know, as a sentence, with its page and place."""

    privilege: ClassVar = Privilege(words=("sentence",), when=OF_COUNSEL, author="document__kept_by")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=10, choices=FindingKind, db_index=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    box = models.JSONField(
        null=True, blank=True, help_text="Left, bottom, right, top in points from the page's lower-left corner."
    )
    sentence = models.TextField()

    class Meta:
        ordering = ["document", "pk"]

    def __str__(self) -> str:
        return self.sentence
