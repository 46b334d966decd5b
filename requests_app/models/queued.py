"""Rows that are a queue: what each of them knows of the worker that has it."""

from django.db import models


class Queued(models.Model):
    """One piece of work for a worker. The row is the queue, and says how it went."""

    claimed_at = models.DateTimeField(null=True, blank=True, help_text="A worker has it; renewed while it is long.")
    claim_token = models.CharField(max_length=32, blank=True, help_text="Which worker.")
    attempt_count = models.PositiveSmallIntegerField(default=0, help_text="How often a worker has begun.")
    failure = models.TextField(blank=True)

    was_dropped = False  # whether the worker that had it before this one died

    class Meta:
        abstract = True
