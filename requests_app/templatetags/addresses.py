"""The mail address of a request, on pages."""

from django import template

from requests_app.casework.addresses import mail_address

register = template.Library()
register.filter("mail_address", mail_address)
