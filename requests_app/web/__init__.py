"""The case pages: where people read and do the daily work."""
