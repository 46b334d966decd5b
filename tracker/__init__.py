"""The project: settings, addresses, schedule. It wires requests_app and holds no domain."""

from tracker.celery import app as celery_app

__all__ = ["celery_app"]
