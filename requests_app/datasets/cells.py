"""Which cell of the map a coordinate lies in: H3 hexagons of about 0.7 km²."""

from collections.abc import Sequence
from itertools import repeat

from h3.api import basic_int

RESOLUTION = 8


def cells_of(latitudes: Sequence[float], longitudes: Sequence[float]) -> list[int]:
    """The H3 index, as an integer, of each coordinate in degrees."""
    return list(map(basic_int.latlng_to_cell, latitudes, longitudes, repeat(RESOLUTION)))
