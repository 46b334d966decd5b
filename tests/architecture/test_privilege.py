"""Nothing that carries counsel's words can be forgotten by the wall."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from requests_app.models import Document, Privilege

# Free text of privileged records that nobody writes words into.
NOT_WORDS = {
    "Letter": {"kind", "facts", "wording_version", "tracking_number", "receipt_proof"},  # known, or after the issue
    "Document": {"sha256", "media_type", "claimed_type"},  # what a mail brings is never counsel's alone
    "DocumentFinding": {"box"},
    "PersonalReminder": {"message_id"},
    "ExhibitSet": {"bates_prefix"},
    "Exhibit": {"label", "page_ranges"},
    # What a binder says of itself is made from its exhibits, and stays behind the wall with the row.
    "Binder": {
        *("stage", "fingerprint", "first_bates", "last_bates", "contents", "problems", "sha256"),
    },
    "JournalEntry": {"verb", "record_type"},
}
# Records beside a privileged one that only ever belong to those that are open, and why.
ONLY_OF_OPEN = {
    "CampaignEntry": "a campaign's letters are begun by the campaign; it names the letter by no word",
    "LetterMail": "it takes an issued letter, which is open",
}
# Records beside a privileged one that say nothing of it, and why.
WORDLESS = {"BatesNumber": "a number that is used up names no paper"}


GUARDED = {Document}  # no record that others see takes a paper of counsel's: `records` refuses it


def privileged() -> Iterator[tuple[type[models.Model], Privilege]]:
    for model in apps.get_app_config("requests_app").get_models():
        if (privilege := getattr(model, "privilege", None)) is not None:
            yield model, privilege


def free_text(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and field.name != "claim_token"  # which worker has a row
    }


@pytest.mark.parametrize(("model", "privilege"), list(privileged()), ids=lambda value: getattr(value, "__name__", ""))
def test_every_word_of_a_privileged_record_is_declared_and_so_planted(
    model: type[models.Model], privilege: Privilege
) -> None:
    assert free_text(model) - NOT_WORDS.get(model.__name__, set()) == set(privilege.words)


def test_what_hangs_from_a_privileged_record_is_privileged_too() -> None:
    walled = {model for model, _ in privileged()}
    hanging = {
        model.__name__
        for model in apps.get_app_config("requests_app").get_models()
        for field in model._meta.concrete_fields
        if model not in walled and field.related_model in walled - GUARDED
    }
    assert hanging == {*ONLY_OF_OPEN, *WORDLESS}
