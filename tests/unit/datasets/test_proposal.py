"""The product proposes how to read a file, and asks where the bytes leave it open."""

from pathlib import Path

import pytest

from requests_app.datasets import propose
from requests_app.datasets.timeformats import candidates
from requests_app.errors import IngestError


@pytest.fixture
def proposed(tmp_path: Path):
    def proposing(text: str | bytes):
        path = tmp_path / "received"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return propose(path)

    return proposing


@pytest.mark.parametrize("separator", [",", "\t", "|", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separator_and_encoding_are_told_by_the_bytes(proposed, separator: str, encoding: str):
    rows = [["Plate", "Read Time", "Straße"], ["8ABC123", "2026-08-03 12:00:00", "Peña, 5"]]
    quoted = [[f'"{cell}"' if separator in cell else cell for cell in row] for row in rows]
    proposal = proposed("".join(separator.join(row) + "\r\n" for row in quoted).encode(encoding))
    assert proposal.draft["text"]["separator"] == separator
    assert proposal.draft["text"]["encoding"] == encoding.removesuffix("-sig")
    assert proposal.columns == ("Plate", "Read Time", "Straße")
    assert proposal.preview == (("8ABC123", "2026-08-03 12:00:00", "Peña, 5"),)
    assert proposal.mapping is not None


def test_lines_that_are_no_utf_8_are_asked_about_and_a_few_are_taken_for_damage(proposed):
    sound = b"A,2026-08-03 12:00:00,Main St\n"
    few = proposed(b"plate,time,place\n" + sound * 500 + sound.replace(b"Main", b"Pe\xf1a"))
    many = proposed(b"plate,time,place\n" + sound + sound.replace(b"Main", b"Pe\xf1a"))
    assert [question.about for question in few.questions] == ["encoding", "zone"]
    assert (few.draft["text"]["encoding"], many.draft["text"]["encoding"]) == ("utf-8", "cp1252")
    assert few.questions[0].answered(few.mapping, "cp1252").text.encoding == "cp1252"


def test_agencies_names_for_columns_are_known(proposed):
    proposal = proposed(
        "Vehicle,LicensePlateNumber,ScanDate,ScanTime,GPS_Latitude,GPS Longitude,CameraName,AgencyName,IsHit\n"
        "x,8ABC123,08/13/2026,12:00:00,34.0,-118.2,CAM 1,LAPD,N\n"
    )
    assert {name: tuple(sources) for name, sources in proposal.draft["fields"].items()} == {
        "plate": ("LicensePlateNumber",),
        "read_at": ("ScanDate", "ScanTime"),
        "latitude": ("GPS_Latitude",),
        "longitude": ("GPS Longitude",),
        "device": ("CameraName",),
        "agency": ("AgencyName",),
        "hit": ("IsHit",),
    }
    assert proposal.draft["time_formats"] == ["%m/%d/%Y %H:%M:%S"]


def test_a_time_column_that_holds_the_date_too_needs_no_pair(proposed):
    proposal = proposed("plate,read date,read time\nA,08/13/2026,08/13/2026 12:00:00\n")
    assert proposal.draft["fields"]["read_at"] == ["read time"]


def test_a_date_that_can_be_read_in_two_orders_is_asked_about(proposed):
    proposal = proposed("plate,time\nA,10/07/2021 16:30\nB,10/08/2021 09:00\n")
    (order,) = [question for question in proposal.questions if question.about == "time_formats"]
    assert [choice.value for choice in order.choices] == ["%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"]
    assert "07 October 2021" in order.choices[0].sentence
    assert "10 July 2021" in order.choices[1].sentence
    answered = order.answered(proposal.mapping, "%d/%m/%Y %H:%M")
    assert answered.time_formats == ("%d/%m/%Y %H:%M",)
    with pytest.raises(IngestError):
        order.answered(proposal.mapping, "%Y")


def test_a_day_above_twelve_settles_the_order(proposed):
    proposal = proposed("plate,time\nA,10/07/2021 16:30\nB,10/13/2021 09:00\n")
    assert [question.about for question in proposal.questions] == ["zone"]


def test_times_with_an_offset_raise_no_question_of_zone(proposed):
    proposal = proposed("plate,time\nA,2026-08-03T12:00:00-07:00\n")
    assert proposal.questions == ()
    assert proposal.draft["time_formats"] == ["%Y-%m-%dT%H:%M:%S%z"]


def test_a_doubtful_word_for_blank_is_asked_about_and_not_taken(proposed):
    proposal = proposed("plate,time,lat,lon\nA,2026-08-03 12:00:00,nan,nan\nB,2026-08-03 12:00:00,NA,NA\n")
    (blanks,) = [question for question in proposal.questions if question.about == "blanks"]
    assert blanks.proposed == ""
    assert "nan" not in proposal.draft["blanks"]
    assert "NA" in proposal.draft["blanks"]
    assert "nan" in blanks.answered(proposal.mapping, "nan").blanks


def test_a_file_without_header_numbers_its_columns_and_says_what_is_missing(proposed):
    proposal = proposed("8ABC123,2026-08-03 12:00:00\n7XYZ999,2026-08-03 12:05:00\n")
    assert proposal.columns == ("column 1", "column 2")
    assert proposal.draft["text"]["header_lines"] == 0
    assert [field.name for field in proposal.missing] == ["plate", "read_at"]
    assert proposal.mapping is None


def test_a_name_that_comes_twice_names_columns_where_numbers_or_dates_stand_below(proposed):
    proposal = proposed("person,person,amount\nLee,Kim,12\nRoe,Poe,130\n")
    assert proposal.columns == ("person", "person (2)", "amount")
    assert proposed("no,no,maybe\nyes,no,maybe\n").columns == ("column 1", "column 2", "column 3")


@pytest.mark.parametrize("first", ['{"plate": "A", "time": ', "Export of 3 August", '{"plate": "A", "plate": "B"}'])
def test_a_damaged_first_line_does_not_hide_that_each_line_is_an_object(proposed, first: str):
    proposal = proposed(f"{first}\n" + '{"plate": "A", "time": "2026-08-03 12:00:00"}\n' * 2)
    assert proposal.draft["text"]["form"] == "json"
    assert proposal.columns == ("plate", "time")


def test_a_damaged_first_element_does_not_hide_an_array_of_objects(proposed):
    proposal = proposed('[{"plate": "A", "plate": "B"}, {"plate": "A", "time": "2026-08-03 12:00:00"}]')
    assert (proposal.draft["text"]["form"], proposal.columns) == ("array", ("plate", "time"))


def test_lines_above_the_header_are_told_from_it(proposed):
    proposal = proposed("ALPR export\nprinted 3 Aug 2026\n\nplate,time,device\nA,2026-08-03 12:00:00,C\n")
    assert proposal.draft["text"]["header_lines"] == 4
    assert proposal.columns == ("plate", "time", "device")


def test_a_header_that_comes_again_is_no_row_that_does_not_fit(proposed):
    page = "plate,time,device\n" + "A,2026-08-03 12:00:00,C\n" * 5
    proposal = proposed(page * 3)
    assert proposal.mapping is not None
    assert (proposal.mapping.shape, len(proposal.preview)) == ("plate_reads", 15)


def test_an_object_over_several_lines_is_no_table_of_its_commas(proposed):
    with pytest.raises(IngestError, match="does not look like a table"):
        proposed('{\n  "data": [\n    {"plate": "A", "time": "x"},\n    {"plate": "B", "time": "y"}\n  ]\n}\n')


@pytest.mark.parametrize("text", ["just words\nno table\n", "\n\n\n", "0" * 200_000, "a,b\n1," + "0" * 200_000])
def test_what_is_no_table_is_refused_in_a_sentence(proposed, text: str):
    with pytest.raises(IngestError):
        proposed(text)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("2026-08-13 12:00:00.123", "%Y-%m-%d %H:%M:%S.%f"),
        ("2026-08-13T12:00:00.1234560", "%Y-%m-%dT%H:%M:%S.%f0"),
        ("2026-08-13T12:00:00Z", "%Y-%m-%dT%H:%M:%SZ"),
        ("8/13/2026 1:05 PM", "%m/%d/%Y %I:%M %p"),
        ("13.08.2026 12:00", "%d.%m.%Y %H:%M"),
        ("13-Aug-2026 12:00:00", "%d-%b-%Y %H:%M:%S"),
        ("Aug 13, 2026 12:00:00", "%b %d, %Y %H:%M:%S"),
        ("20260813120000", "%Y%m%d%H%M%S"),
        ("2026-08-13", "%Y-%m-%d"),
    ],
)
def test_the_ways_agencies_write_times_are_known(value: str, form: str):
    assert candidates([value]) == [form]


def test_a_column_of_words_is_no_time():
    assert candidates(["soon", "later"]) == []
    assert candidates([]) == []
