"""The law, pure: facts in, due dates with their reasons out."""
