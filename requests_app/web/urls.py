"""Every address of the case pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
