from requests_app.mailroom import Candidate, Correspondent, ParsedMail, choose, number_keys

SECRET, OTHER_SECRET = "k7mzq2xw9abc", "p4ngu8r2tvwy"


def mail_to(*addresses: str, **values: object) -> ParsedMail:
    return ParsedMail(to=tuple(Correspondent("", address) for address in addresses), **values)  # type: ignore[arg-type]


def test_the_address_wins_over_a_thread_that_wandered() -> None:
    candidates = [Candidate(1, SECRET), Candidate(2, OTHER_SECRET, message_ids=frozenset({"a@x"}))]
    placement = choose(mail_to(f"request+1-{SECRET}@x.example", references=("a@x",)), candidates)
    assert placement.request_id == 1
    assert placement.score == 1.0


def test_the_mail_answered_counts_before_the_rest_of_its_thread() -> None:
    candidates = [Candidate(1, message_ids=frozenset({"a@x"})), Candidate(2, message_ids=frozenset({"b@x"}))]
    placement = choose(ParsedMail(in_reply_to=("b@x",), references=("a@x", "b@x")), candidates)
    assert placement.request_id == 2


def test_a_thread_of_two_requests_waits() -> None:
    candidates = [Candidate(1, message_ids=frozenset({"a@x"})), Candidate(2, message_ids=frozenset({"b@x"}))]
    placement = choose(ParsedMail(references=("a@x", "b@x")), candidates)
    assert placement.request_id is None
    assert placement.guess_id == 2
    assert "More than one request fits (numbers 1, 2)." in placement.reasons


def test_a_tracking_number_counts_only_by_itself() -> None:
    candidates = [Candidate(1, tracking_numbers=("26-1182",))]
    for subject in ("Request 26-1182", "26 1182 is ready", "No. 26–1182.", "[26-1182]", "#261182"):
        assert choose(ParsedMail(subject=subject), candidates).request_id == 1, subject
    for subject in ("Request 126-1182", "26-11825", "26-118", "A26-1182B"):
        assert choose(ParsedMail(subject=subject), candidates).request_id is None, subject


def test_a_tracking_number_that_stands_everywhere_counts_for_nothing() -> None:
    candidates = [Candidate(1, tracking_numbers=("12", "RECORDS", "", "--"))]
    assert choose(ParsedMail(subject="records 12"), candidates).request_id is None


def test_two_agencies_that_count_alike_are_told_apart_by_who_writes() -> None:
    candidates = [
        Candidate(1, tracking_numbers=("2026-0042",), correspondents=frozenset({"a@lapd.example"})),
        Candidate(2, tracking_numbers=("2026-0042",), correspondents=frozenset({"b@lasd.example"})),
    ]
    sender = Correspondent("", "someone@lasd.example")
    assert choose(ParsedMail(sender=sender, subject="No. 2026-0042"), candidates).request_id == 2
    assert choose(ParsedMail(subject="No. 2026-0042"), candidates).request_id is None


def test_a_public_mail_provider_is_no_agency() -> None:
    candidates = [Candidate(1, correspondents=frozenset({"clerk@gmail.com"}))]
    assert choose(ParsedMail(sender=Correspondent("", "other@gmail.com")), candidates).guess_id is None


def test_a_wrong_secret_is_never_placed_by_who_seems_to_write() -> None:
    candidates = [Candidate(1, SECRET, correspondents=frozenset({"a@lapd.example"}))]
    forged = mail_to(f"request+1-{OTHER_SECRET}@x.example", sender=Correspondent("", "a@lapd.example"))
    assert choose(forged, candidates).request_id is None
    assert choose(forged, candidates).guess_id == 1


def test_a_request_without_a_secret_is_not_opened_by_one() -> None:
    assert choose(mail_to(f"request+1-{SECRET}@x.example"), [Candidate(1)]).request_id is None


def test_every_way_to_write_a_tracking_number_in_a_mail_gives_its_key() -> None:
    for text in ("Request 26-1182", "26 1182 is ready", "No. 26–1182.", "[26_1182]", "#261182", "(26 - 1182)"):
        assert "261182" in number_keys(text), text
    for text in ("Request 126-1182", "26-11825", "26,     1182", "On 26 October 2026 we"):
        assert "261182" not in number_keys(text), text
    assert number_keys("Nothing is counted here.") == set()
