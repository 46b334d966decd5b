"""Dates as the desk writes them."""
