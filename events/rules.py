"""Why not: the reasons, in words for the visitor, why something cannot be done with an event or a registration."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Event


def why_not_delete(event: Event, *, registrations: int) -> str | None:
    """Why the page cannot be deleted; `registrations` counts all that ever were, cancelled ones too."""
    if not registrations:
        return None
    return _(
        "“%(title)s” cannot be deleted: people have registered for it, and what they were told must stay true. "
        "Cancel the event instead; everybody is told."
    ) % {"title": event.page.title}


def why_not_unpublish(event: Event, *, registrations: int, now: datetime) -> str | None:
    """Why the page cannot be hidden; `registrations` counts the active ones."""
    if not registrations or event.state == Event.State.CANCELLED or event.page.ends_at <= now:
        return None
    return ngettext(
        "“%(title)s” cannot be hidden: %(count)d registration counts on it. Cancel the event instead: all are told.",
        "“%(title)s” cannot be hidden: %(count)d registrations count on it. Cancel the event instead: all are told.",
        registrations,
    ) % {"title": event.page.title, "count": registrations}
