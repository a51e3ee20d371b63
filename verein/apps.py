"""Registers the app that carries the others."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VereinConfig(AppConfig):
    name = "verein"
    verbose_name = _("Association")

    def ready(self) -> None:
        # Settings and models exist only now, hence the imports inside.
        from wagtail.signals import page_published  # noqa: PLC0415

        from . import checks  # noqa: F401, PLC0415 - registers them

        page_published.connect(_page_published, dispatch_uid="verein.prepare_pictures")


def _page_published(instance: Any, **kwargs: Any) -> None:
    """Scheduled publishing sends nothing but this signal of Wagtail's."""
    from .pictures import prepare_pictures  # noqa: PLC0415

    prepare_pictures.enqueue(instance.pk)
