from requests_app.mailroom import Claim, claims_in, make, matches, new_secret, subject_tag

SECRET = "k7mzq2xw9abc"


def test_an_address_made_is_recognised() -> None:
    secret = new_secret()
    assert claims_in([make(12, secret, "requests.example")]) == (Claim(12, secret),)
    assert claims_in([f"RE: your letter {subject_tag(12, secret)}"]) == (Claim(12, secret),)


def test_secrets_are_never_the_same_and_read_well_aloud() -> None:
    secrets = {new_secret() for _ in range(1000)}
    assert len(secrets) == 1000
    assert not set("".join(secrets)) & set("01ilo")


def test_an_address_is_recognised_however_a_server_rewrote_it() -> None:
    for rewritten in (
        f"REQUEST+12-{SECRET.upper()}@REQUESTS.EXAMPLE",
        f"request=2B12-{SECRET}@requests.example",
        f"request%2b12-{SECRET}@requests.example",
        f"request-12-{SECRET}@requests.example",
        f"request_12-{SECRET}@requests.example",
        f"SRS0=x=y=requests.example=request+12-{SECRET}@forward.example",
        f"bounce+request+12-{SECRET}=requests.example@list.example",
    ):
        assert claims_in([rewritten]) == (Claim(12, SECRET),), rewritten


def test_what_only_looks_like_an_address_of_ours_names_no_request() -> None:
    for other in (
        f"prequest+12-{SECRET}@requests.example",
        "request+12-short@requests.example",
        f"request+12-{SECRET}x@requests.example",
        f"request+-{SECRET}@requests.example",
        f"request+{'9' * 30}-{SECRET}@requests.example",
        f"12-{SECRET}",
    ):
        assert claims_in([other]) == (), other


def test_another_mailbox_can_be_used() -> None:
    assert claims_in([make(3, SECRET, "x.example", mailbox="cpra")], mailbox="cpra") == (Claim(3, SECRET),)
    assert claims_in([make(3, SECRET, "x.example", mailbox="cpra")]) == ()


def test_only_the_whole_secret_in_any_case_matches() -> None:
    assert matches(SECRET, SECRET.upper())
    assert not matches(SECRET, SECRET[:-1])
    assert not matches("", "")
    assert not matches(SECRET, "ſ" * 12)
