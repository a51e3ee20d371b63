"""Registers the stand-ins; refuses to load in production."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class SandboxConfig(AppConfig):
    name = "verein.sandbox"
    label = "sandbox"

    def ready(self) -> None:
        if not settings.SANDBOX:
            raise ImproperlyConfigured("verein.sandbox must not be installed in production.")
