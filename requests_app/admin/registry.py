"""Which record is edited by which admin."""

from requests_app.admin import agencies, courts, kept, people, requests
from requests_app.admin.site import site

for register in (people.REGISTER, agencies.REGISTER, requests.REGISTER, courts.REGISTER, kept.REGISTER):
    for model, admin in register.items():
        site.register(model, admin)

__all__ = ["site"]
