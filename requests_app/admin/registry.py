"""Which record is edited by which admin."""

from requests_app.admin import (
    agencies,
    away,
    courts,
    exhibits,
    kept,
    letterheads,
    mail,
    people,
    releasing,
    reminding,
    requests,
    sorting,
    wordings,
)
from requests_app.admin.site import site

for noun in (
    people,
    away,
    agencies,
    requests,
    courts,
    exhibits,
    reminding,
    releasing,
    mail,
    letterheads,
    wordings,
    sorting,
    kept,
):
    for model, admin in noun.REGISTER.items():
        site.register(model, admin)

__all__ = ["site"]
