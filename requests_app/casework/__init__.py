"""The verbs: everything that changes a record, and writes the journal."""
