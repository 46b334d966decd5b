"""Exhibits of a case: the documents chosen, what is blacked out in them, and the binders made of them."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from requests_app.models.courts import CourtCase
from requests_app.models.documents import Document
from requests_app.models.matters import Matter
from requests_app.models.privilege import Privilege
from requests_app.models.queued import Queued
from requests_app.models.users import User


class LabelKind(models.TextChoices):
    LETTERS = "letters", "Exhibit A, B, C"
    NUMBERS = "numbers", "Exhibit 1, 2, 3"


class ExhibitSet(models.Model):
    """Documents chosen for one filing, in order, and how they are to be marked."""

    privilege: ClassVar = Privilege(words=("title", "declaration"), when=models.Q(counsel_only=True))

    case = models.ForeignKey(CourtCase, on_delete=models.PROTECT, related_name="exhibit_sets")
    title = models.CharField(max_length=200, help_text="What they are exhibits to, as the binder is titled.")
    labels = models.CharField(max_length=8, choices=LabelKind, default=LabelKind.LETTERS)
    bates_prefix = models.CharField(max_length=20, blank=True, help_text="What each Bates number begins with: DL.")
    bates_digits = models.PositiveSmallIntegerField(
        "digits of a Bates number", default=6, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    first_number = models.PositiveIntegerField(
        "first Bates number",
        default=1,
        validators=[MinValueValidator(1)],
        help_text="Or the next one that is free in the matter, if that is later.",
    )
    has_covers = models.BooleanField("a cover sheet before each exhibit", default=True)
    has_index = models.BooleanField("an index of exhibits", default=True)
    recognises_text = models.BooleanField(
        "make scanned pages searchable", default=True, help_text="A second or two for each page without text."
    )
    declaration = models.TextField(
        "declaration of the custodian of records",
        blank=True,
        help_text="In the custodian's words; an empty line begins a paragraph.",
    )
    counsel_only = models.BooleanField("counsel's alone", default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(bates_digits__range=(1, 12)), name="a_bates_number_has_one_to_twelve_digits"
            ),
            models.CheckConstraint(condition=models.Q(first_number__gte=1), name="bates_numbers_start_at_one"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exhibitset", args=[self.pk])


# What is taken from a privileged file, or into a privileged set, is as privileged as that.
OF_COUNSEL = models.Q(exhibit_set__counsel_only=True) | models.Q(document__counsel_only=True)


class Exhibit(models.Model):
    """One document of a set: its place, what it is called, and which pages are taken. The file stays as it came."""

    privilege: ClassVar = Privilege(words=("title", "description"), when=OF_COUNSEL)

    exhibit_set = models.ForeignKey(ExhibitSet, on_delete=models.PROTECT, related_name="exhibits")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="exhibits")
    position = models.PositiveIntegerField("order", default=1, help_text="The lowest number comes first.")
    label = models.CharField(
        max_length=12, blank=True, help_text="In place of the letter or number that its order gives."
    )
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, help_text="A sentence for the index.")
    page_ranges = models.CharField(
        "pages", max_length=200, blank=True, help_text="Such as 1-3, 7, 10-. Blank: all of them."
    )

    class Meta:
        ordering = ["exhibit_set", "position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.exhibit_set.get_absolute_url()

    def clean(self) -> None:
        if self.document.matter_id != self.exhibit_set.case.matter_id:
            raise ValidationError({"document": "The document is of another matter."})
        if self.document.counsel_only and not self.exhibit_set.counsel_only:
            raise ValidationError({"document": f"“{self.document}” is counsel's alone; this set is not."})


class RedactionBox(models.Model):
    """A rectangle to black out on one page, in points (1/72 inch) from the top left corner of the page as shown."""

    privilege: ClassVar = Privilege(
        words=("code",),
        when=models.Q(exhibit__exhibit_set__counsel_only=True) | models.Q(exhibit__document__counsel_only=True),
    )

    exhibit = models.ForeignKey(Exhibit, on_delete=models.CASCADE, related_name="boxes")
    page = models.PositiveIntegerField(validators=[MinValueValidator(1)], help_text="1 for the first of the file.")
    left = models.FloatField()
    top = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()
    code = models.CharField(
        "printed on the box", max_length=40, blank=True, help_text="Why it is blacked out: § 7923.600."
    )

    class Meta:
        ordering = ["exhibit", "page", "pk"]
        verbose_name_plural = "redaction boxes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="a_redaction_box_covers_something"
            ),
            models.CheckConstraint(condition=models.Q(page__gte=1), name="pages_are_counted_from_one"),
        ]

    def __str__(self) -> str:
        return f"box on page {self.page}"


class BinderState(models.TextChoices):
    WAITING = "waiting", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"
    CANCELLED = "cancelled", "Cancelled"
    REMOVED = "removed", "File removed"


class Binder(Queued):
    """One binding of a set into a file. The row is the queue and the outcome."""

    privilege: ClassVar = Privilege(words=("failure",), when=models.Q(exhibit_set__counsel_only=True))

    exhibit_set = models.ForeignKey(ExhibitSet, on_delete=models.PROTECT, related_name="binders")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=BinderState, default=BinderState.WAITING, db_index=True)
    stage = models.CharField(max_length=60, blank=True)
    progress_percent = models.PositiveSmallIntegerField(default=0)
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="Of what is numbered: files, pages, order, boxes, and how."
    )
    first_number = models.PositiveIntegerField(null=True, blank=True)
    first_bates = models.CharField(max_length=40, blank=True)
    last_bates = models.CharField(max_length=40, blank=True)
    contents = models.JSONField(
        default=list, blank=True, help_text="Label, title, pages and numbers of each exhibit."
    )
    problems = models.JSONField(default=list, blank=True, help_text="Sentences on what its reader should know.")
    page_count = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="binder",
        help_text="Where it is kept.",
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # Read by the schedule's tick that makes binders.
            models.Index(fields=["claimed_at"], condition=models.Q(state="waiting"), name="binders_to_make"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="ready") | ~models.Q(sha256="") & ~models.Q(first_bates=""),
                name="a_ready_binder_has_its_hash_and_its_numbers",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="failed") | ~models.Q(failure=""), name="a_failed_binder_says_why"
            ),
            models.UniqueConstraint(
                fields=["exhibit_set"],
                condition=models.Q(state="waiting"),
                name="a_set_has_one_binder_being_made",
                violation_error_message="A binder of this set is being made already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Binder of {self.exhibit_set}"

    def get_absolute_url(self) -> str:
        return self.exhibit_set.get_absolute_url()


class BatesNumber(models.Model):
    """One number given to one page in a matter. It is never given again, in whatever width it is printed."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=20, blank=True)
    number = models.PositiveBigIntegerField()
    printed = models.CharField(max_length=40)
    binder = models.ForeignKey(Binder, on_delete=models.PROTECT, related_name="numbers")

    class Meta:
        ordering = ["matter", "prefix", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "prefix", "number"], name="a_bates_number_is_given_once_in_a_matter"
            ),
            models.UniqueConstraint(
                fields=["matter", "printed"], name="no_two_pages_of_a_matter_are_stamped_the_same"
            ),
        ]

    def __str__(self) -> str:
        return self.printed
