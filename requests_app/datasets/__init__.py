"""Read what agencies hand over, to the byte and to the row, and measure it."""
