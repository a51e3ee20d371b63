"""Registers the app that carries the others."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VereinConfig(AppConfig):
    name = "verein"
    verbose_name = _("Association")

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415 - registers them; settings must be loaded
