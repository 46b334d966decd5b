"""The facts of one ordinary request, for letters to be proposed from."""

from datetime import date

import pytest

from requests_app import letters


@pytest.fixture
def facts() -> letters.Facts:
    """A request with everything on record that any letter could need."""
    return letters.Facts(
        dated_on=date(2026, 11, 23),
        organisation="Civic Records Project",
        agency="Los Angeles Police Department",
        subject="license plate reader policy",
        records_sought="All policies on license plate readers.\nAll contracts with vendors.",
        purpose="research on retention.",
        our_number="DL-00042",
        agency_number="26-11382",
        reply_to="records@example.org",
        requested_on=date(2026, 8, 25),
        received_on=date(2026, 8, 26),
        due=letters.CountedDate(
            date(2026, 9, 22),
            ("The tenth day was Tuesday, September 8, 2026.", "Fourteen more days end on September 22, 2026."),
            "Gov. Code § 7922.535(b)",
        ),
        unextended_due=letters.CountedDate(
            date(2026, 9, 8),
            ("The tenth day was Saturday, September 5, 2026.", "The next court day was September 8, 2026."),
            "Gov. Code § 7922.535(a)",
        ),
        electronic_format="CSV",
        fee_limit_cents=5000,
        fee_estimate_cents=184250,
        fee_basis="24 hours of review.",
        fee_estimated_on=date(2026, 10, 2),
        denied_on=date(2026, 10, 2),
        extension_noticed_on=date(2026, 9, 8),
        extended_until=date(2026, 9, 22),
        extension_words="Staff workload.",
        failed_conditions=("Staff workload is not on the statute's list.",),
        claims=(
            letters.Claim("Gov. Code § 7923.600", "investigations", "all data.", "It is all exempt.", "It is not."),
            letters.Claim("Gov. Code § 7922.000", "public interest", "all data", "", "No weighing was done."),
        ),
        records_withheld="one week of data.",
        promised_on=date(2026, 11, 2),
        promise_made_on=date(2026, 10, 2),
        promise_words="We will release it by November 2.",
        respond_by=date(2026, 12, 4),
        met_on=date(2026, 11, 19),
        legal_steps=("The agency will search again.",),
        received_description="1,204 pages.",
    )
