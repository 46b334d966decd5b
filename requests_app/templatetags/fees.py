"""Hours and dollars, as a bill writes them."""

from django import template

from requests_app.casework.costs import dollars as in_dollars
from requests_app.casework.time_entries import hours as in_hours

register = template.Library()


@register.filter
def hours(tenths: int) -> str:
    """`12.3`, of 123 tenths."""
    return in_hours(tenths)


@register.filter
def dollars(cents: int) -> str:
    """`$1,234.50`, of cents."""
    return in_dollars(cents)
