"""The records, and one append-only journal. Outsiders import from here."""
