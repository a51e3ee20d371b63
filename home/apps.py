"""Registers the app of the public pages."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Website")

    def ready(self) -> None:
        # Models exist only now, hence the imports inside.
        from wagtail.signals import page_published  # noqa: PLC0415

        from .models import SearchedPage  # noqa: PLC0415

        for model in SearchedPage.__subclasses__():
            page_published.connect(_page_published, sender=model, dispatch_uid=f"home.{model.__name__}.searchable")


def _page_published(instance: Any, **kwargs: Any) -> None:
    """The one allowed receiver: scheduled publishing sends nothing but this signal of Wagtail's."""
    from .actions import make_searchable  # noqa: PLC0415

    make_searchable(page=instance)
