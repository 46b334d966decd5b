"""Compose letters and make them paper."""
