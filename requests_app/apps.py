"""The application's registration: system checks, no signals."""

from django.apps import AppConfig


class RequestsAppConfig(AppConfig):
    name = "requests_app"
    verbose_name = "Daylight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from requests_app import checks  # noqa: F401, PLC0415 - checks need the models to be loaded
