"""Look into received and issued files: how many pages, and later their words."""

from requests_app.documents.pages import page_count

__all__ = ["page_count"]
