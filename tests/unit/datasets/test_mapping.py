"""A mapping is what a person confirmed: it comes back as it went, and what cannot be is refused."""

import json
from dataclasses import replace

import pytest

from requests_app.datasets import Mapping, Text
from requests_app.errors import IngestError


def test_a_mapping_comes_back_from_json_as_it_went(mapping):
    assert Mapping.from_json(json.loads(mapping.dumps())) == mapping


def test_equal_mappings_are_equal_text(mapping):
    turned = replace(mapping, fields=dict(reversed(mapping.fields.items())))
    assert turned.dumps() == mapping.dumps()


def test_columns_no_field_uses_are_known(mapping):
    assert mapping.other_columns == ("remark",)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"shape": "tea_leaves"}, "not a kind of table"),
        ({"columns": ("plate",)}, "fewer than two"),
        ({"columns": ("plate", "plate", "seen")}, "a name of its own"),
        ({"fields": {"plate": ("plate",)}}, "Time of the read"),
        ({"fields": {"plate": ("nowhere",), "read_at": ("seen",)}}, "no column “nowhere”"),
        ({"fields": {"plate": ("plate", "hit"), "read_at": ("seen",)}}, "takes one column"),
        ({"fields": {"plate": ("plate",), "read_at": ("seen",), "latitude": ("lat",)}}, "come together"),
        ({"fields": {"plate": ("plate",), "read_at": ("seen",), "colour": ("hit",)}}, "no field “colour”"),
        ({"time_formats": ()}, "way of writing dates"),
        ({"zone": "Pacific"}, "time zone"),
        ({"text": Text(separator="/")}, "separator"),
        ({"text": Text(encoding="ebcdic")}, "encoding"),
        ({"text": Text(header_lines=-1)}, "header"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(mapping, change, sentence: str):
    with pytest.raises(IngestError, match=sentence):
        replace(mapping, **change)


@pytest.mark.parametrize("value", [[], {}, {"shape": "plate_reads"}, {"shape": "plate_reads", "columns": 3}])
def test_what_is_no_mapping_is_refused(value):
    with pytest.raises(IngestError, match="mapping"):
        Mapping.from_json(value)
