"""Writes: what the host hears once a day."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from events import mails
from events.models import Event
from events.queries.registration import events_to_tell, news_since

DIGEST_HOUR = 17  # local time


def send_digests(now: datetime) -> int:
    """Tell each host once a day, after 17:00, who registered or cancelled since; returns how many mails were queued."""
    if timezone.localtime(now).hour < DIGEST_HOUR:
        return 0
    return sum(_send_digest(pk, now=now) for pk in events_to_tell(now).values_list("pk", flat=True))


@transaction.atomic
def _send_digest(pk: int, *, now: datetime) -> int:
    """Locks the event, so that two schedulers do not send twice."""
    event = Event.objects.select_for_update(of=("self",)).select_related("page__host").get(pk=pk)
    if event.host_told_at and timezone.localdate(event.host_told_at) >= timezone.localdate(now):
        return 0
    news = news_since(event, event.host_told_at)
    event.host_told_at = now
    event.save(update_fields=["host_told_at"])
    if not news:
        return 0
    return mails.host_news(event, news)
