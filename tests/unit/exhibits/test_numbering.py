import pytest

from requests_app.exhibits.numbering import bates, check_bates, labels_of, pages_chosen, read_page_ranges
from requests_app.exhibits.shapes import Exhibit, ExhibitError
from tests.unit.exhibits.specimens import FONTS


def exhibits(*labels: str | None) -> list[Exhibit]:
    return [Exhibit(FONTS / "a.pdf", "A paper", label=label) for label in labels]


def test_the_twenty_seventh_exhibit_is_double_a() -> None:
    assert labels_of(exhibits(*[None] * 27), "letters")[24:] == ("Y", "Z", "AA")


def test_an_exhibit_keeps_the_label_a_person_gave_it() -> None:
    assert labels_of(exhibits(None, "C-1", None), "numbers") == ("1", "C-1", "3")


def test_two_exhibits_never_share_a_label() -> None:
    with pytest.raises(ExhibitError, match="Two exhibits would both be Exhibit B"):
        labels_of(exhibits("b", None), "letters")


def test_a_bates_number_never_outgrows_its_width() -> None:
    assert bates("DL", 4, 9999) == "DL9999"
    with pytest.raises(ExhibitError, match="10000 has more than 4 digits"):
        bates("DL", 4, 10000)


@pytest.mark.parametrize(("prefix", "width", "start"), [("D/L", 6, 1), ("x" * 21, 6, 1), ("DL", 0, 1), ("DL", 6, 0)])
def test_bates_numbers_that_cannot_be_printed_are_refused(prefix: str, width: int, start: int) -> None:
    with pytest.raises(ExhibitError):
        check_bates(prefix, width, start)


def test_page_ranges_are_read_as_people_type_them() -> None:
    assert read_page_ranges("2 – 4,9, 12-,") == ((2, 4), (9, 9), (12, None))
    assert read_page_ranges(" ") == ()


@pytest.mark.parametrize("text", ["a", "1-2-3", "-3", "1.5"])
def test_what_is_no_page_range_is_named(text: str) -> None:
    with pytest.raises(ExhibitError, match=text):
        read_page_ranges(text)


def test_pages_are_taken_in_the_order_asked_for() -> None:
    assert pages_chosen([(4, None), (1, 2)], 5, "a.pdf") == [3, 4, 0, 1]


@pytest.mark.parametrize("ranges", [[(1, 6)], [(0, 2)], [(3, 2)], [(6, None)]])
def test_pages_that_are_not_there_are_refused_with_the_files_name(ranges: list[tuple[int, int | None]]) -> None:
    with pytest.raises(ExhibitError, match=r"“a\.pdf” has 5 pages"):
        pages_chosen(ranges, 5, "a.pdf")


def test_no_page_is_bound_twice_in_one_exhibit() -> None:
    with pytest.raises(ExhibitError, match="twice"):
        pages_chosen([(1, 3), (2, 2)], 5, "a.pdf")
