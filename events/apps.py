"""Registers the app of the meetings."""

from typing import Any

from django.apps import AppConfig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        # Models exist only now, hence the imports inside.
        from wagtail.signals import page_published  # noqa: PLC0415

        from .models import EventPage  # noqa: PLC0415
        from .panels.page import edit_handler  # noqa: PLC0415

        EventPage.edit_handler = edit_handler  # models stand below panels and cannot name it
        page_published.connect(_page_published, sender=EventPage, dispatch_uid="events.apply_publication")


def _page_published(instance: Any, **kwargs: Any) -> None:
    """The one allowed receiver: scheduled publishing sends nothing but this signal of Wagtail's."""
    from .actions.publication import apply_publication  # noqa: PLC0415

    apply_publication(page=instance, now=timezone.now())
