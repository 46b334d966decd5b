"""What a letter may say: plain values the caller fills in from the records. Nothing here is looked up or guessed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CountedDate:
    """A day the law sets, the sentences that say how it was counted, and the authority for the rule."""

    on: date
    how: tuple[str, ...] = ()
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One exemption as the agency claimed it, and the answer to it."""

    cited_as: str
    title: str = ""
    records: str = ""
    agency_words: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the wordings of the catalogue can print. A kind names those it cannot do without.

    `due` is when the determination is due as things stand; `unextended_due` when it would be without the extension.
    `failed_conditions` are sentences, each saying how one condition of the extension statute was not met.
    `legal_steps` are sentences for the notice of a petition or a summary: what will be asked, or was agreed.
    `denied_on` is the day of the last denial, in whole or in part; `denial_names_persons` whether it says by whom.
    """

    dated_on: date
    organisation: str
    agency: str
    subject: str
    salutation: str = "Custodian of Records"
    records_sought: str = ""
    purpose: str = ""
    our_number: str = ""
    agency_number: str = ""
    reply_to: str = ""
    requested_on: date | None = None
    received_on: date | None = None
    due: CountedDate | None = None
    unextended_due: CountedDate | None = None
    electronic_format: str = ""
    fee_limit_cents: int | None = None
    fee_estimate_cents: int | None = None
    fee_basis: str = ""
    fee_estimated_on: date | None = None
    answered_on: date | None = None
    denied_on: date | None = None
    denial_names_persons: bool = False
    extension_noticed_on: date | None = None
    extended_until: date | None = None
    extension_words: str = ""
    failed_conditions: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    records_withheld: str = ""
    promised_on: date | None = None
    promise_words: str = ""
    promise_made_on: date | None = None
    respond_by: date | None = None
    met_on: date | None = None
    legal_steps: tuple[str, ...] = ()
    received_description: str = ""
